"""The API of sources and pictures, and of texts with form: what questions are about, and how a text will look."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.http import Http404, HttpResponse, HttpResponseNotModified
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.access.api import RuledViewSet, read, teacher_required
from quizzes.access.etags import Tagged, etag_of, gives_etag, if_match, is_among
from quizzes.access.framework import BoundedJSONParser
from quizzes.access.repeats import once
from quizzes.access.table import permitted
from quizzes.files.pictures import FORMATS, MOST_BYTES, PictureError
from quizzes.models import Bank, Picture, Source, SourceVersion
from quizzes.services import archives, clock, pictures, sources
from quizzes.texts import LONGEST_MARKDOWN, has_form, html_of, markdown_of, problems_in, shown, worded

LONGEST_HTML = 500_000


class BankSourceShape(serializers.ModelSerializer[Source]):
    """An extract, a cartoon, a table. `label` is what questions call it; without one each quiz gives it a letter.

    A text with form is sent as `markdown`, from which the server makes `text`, its plain reading.
    """

    html = serializers.SerializerMethodField()
    text = serializers.CharField(required=False, max_length=LONGEST_MARKDOWN)
    markdown = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_MARKDOWN)

    class Meta:
        model = Source
        fields = (
            "id", "bank", "label", "title", "text", "markdown", "html", "credit", "version", "created_at",
            "updated_at", "archived_at",
        )  # fmt: skip
        read_only_fields = ("version", "created_at", "updated_at", "archived_at")

    def get_html(self, source: Source) -> str:
        """Return the text as HTML that is safe to show."""
        return shown(source.text, source.markdown)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Make the plain text of what was sent with form."""
        if given.get("markdown"):
            given["text"], given["markdown"] = worded(given["markdown"])
        elif "text" in given:
            given["markdown"] = ""  # the form of the old text is not the new one's
        if not given.get("text", "-" if self.partial else "").strip():
            raise serializers.ValidationError({"text": "Send a text, or one with form as markdown."})
        return given


class SourceVersionShape(serializers.ModelSerializer[SourceVersion]):
    """A source as it was from `written_at` on."""

    class Meta:
        model = SourceVersion
        fields = ("number", "label", "title", "text", "markdown", "credit", "written_by", "written_at")


class SourceFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`archived`: the sources in the archive, or those in use; without it all."""

    archived = django_filters.BooleanFilter(field_name="archived_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Source
        fields = ("bank",)


class SourceViewSet(Tagged, ListModelMixin, RuledViewSet):
    """Sources of one's own banks, and of those that are shared with one. A question names its own in `sources`."""

    scope = "banks"
    queryset = Source.objects.select_related("bank")
    serializer_class = BankSourceShape
    filterset_class = SourceFilter
    permission_of: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "retrieve", "versions"), "quizzes.view_source"),
        **dict.fromkeys(("partial_update", "archive", "restore"), "quizzes.change_source"),
    }

    @once
    def create(self, request: Request) -> Response:
        """Add a source to a bank."""
        shape = BankSourceShape(data=request.data)
        shape.fields["bank"].queryset = permitted(  # type: ignore[attr-defined]
            request.user, "quizzes.change_bank", Bank.objects.all()
        )
        shape.is_valid(raise_exception=True)
        given = dict(shape.validated_data)
        return self.tagged(self._write(None, given.pop("bank"), given), status.HTTP_201_CREATED)

    @if_match
    def partial_update(self, request: Request, source: Source) -> Response:
        """Change a source. Quizzes already published keep it as it was."""
        shape = BankSourceShape(source, data=request.data, partial=True)
        shape.fields["bank"].read_only = True
        shape.is_valid(raise_exception=True)
        as_it_is = {name: getattr(source, name) for name in sources.WORDING}
        self._write(source, source.bank, {**as_it_is, **shape.validated_data})
        return self.tagged()

    def _write(self, source: Source | None, bank: Bank, fields: dict[str, Any]) -> Source:
        try:
            return sources.write(source=source, bank=bank, by=self.request.user, now=clock.now(), **fields)
        except pictures.UnknownPicture as error:
            raise ValidationError({"markdown": [str(error)]}) from error

    @extend_schema(request=None, responses=BankSourceShape)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        """Put a source away: it is not offered for new questions, and those that have it keep it."""
        archives.archive(row=self.get_object(), now=clock.now())
        return self.tagged()

    @extend_schema(request=None, responses=BankSourceShape)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """Take a source out of the archive."""
        archives.restore(row=self.get_object())
        return self.tagged()

    @extend_schema(responses=SourceVersionShape(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def versions(self, request: Request, pk: str) -> Response:
        """Return every text that a source has had, the newest first."""
        return Response(SourceVersionShape(self.get_object().versions.all(), many=True).data)


class NewPictureShape(serializers.Serializer[Any]):
    file = serializers.FileField(help_text=f"{', '.join(FORMATS)}, up to {MOST_BYTES // 1024 // 1024} MB.")


class PictureShape(serializers.ModelSerializer[Picture]):
    """A picture. A text shows it by `![what it shows](address)`."""

    address = serializers.SerializerMethodField()

    class Meta:
        model = Picture
        fields = ("name", "address", "media_type", "width", "height", "bytes")

    def get_address(self, picture: Picture) -> str:
        """Return how texts call it."""
        return f"picture:{picture.name}-{picture.width}x{picture.height}"


class PictureViewSet(RuledViewSet):
    """Pictures in questions and sources. They are made upright and no larger than needed, and lose their metadata."""

    scope = "banks"
    queryset = Picture.objects.all()
    serializer_class = PictureShape
    parser_classes = (MultiPartParser,)
    lookup_field = "name"
    lookup_value_regex = "[0-9a-f]{16}"
    permission_of: ClassVar[dict[str, str]] = {"retrieve": "quizzes.view_picture"}

    @extend_schema(request={"multipart/form-data": NewPictureShape}, responses={201: PictureShape})
    @once
    def create(self, request: Request) -> Response:
        """Hand in a picture, for texts of one's own. The same picture again is the same one."""
        teacher_required(request)
        file = read(NewPictureShape, request.data)["file"]
        try:
            row = pictures.keep(data=file.read(), by=request.user, now=clock.now())
        except PictureError as error:
            raise ValidationError({"file": [str(error)]}) from error
        return Response(PictureShape(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={(200, f"image/{kind.lower()}"): OpenApiTypes.BINARY for kind in FORMATS})
    @gives_etag
    def retrieve(self, request: Request, name: str) -> HttpResponse:
        """Send the picture that texts call by this name, to who sees a text that shows it."""
        row = self.get_object()
        tag = etag_of(row.name)
        if is_among(tag, request.headers.get("If-None-Match", "")):
            return HttpResponseNotModified(headers={"ETag": tag})
        try:
            return HttpResponse(pictures.data_of(row), content_type=row.media_type, headers={"ETag": tag})
        except pictures.PictureGone as error:
            raise Http404 from error


class MarkdownShape(serializers.Serializer[Any]):
    text = serializers.CharField(trim_whitespace=False, allow_blank=True, max_length=LONGEST_MARKDOWN)


class PreviewShape(serializers.Serializer[Any]):
    """How a text with form will look, whether that differs from what is typed, and what cannot be shown."""

    html = serializers.CharField()
    has_form = serializers.BooleanField()
    problems = serializers.ListField(child=serializers.CharField())


class HtmlShape(serializers.Serializer[Any]):
    html = serializers.CharField(trim_whitespace=False, allow_blank=True, max_length=LONGEST_HTML)


class TextViewSet(RuledViewSet):
    """Texts with form: Markdown with formulas, tables and pictures. Nothing is stored."""

    scope = "banks"
    queryset = Source.objects.none()
    serializer_class = PreviewShape
    parser_classes = (BoundedJSONParser,)

    @extend_schema(request=MarkdownShape, responses=PreviewShape)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """Return a text as students will see it."""
        teacher_required(request)
        text = read(MarkdownShape, request.data)["text"].replace("\r\n", "\n")
        return Response({"html": html_of(text), "has_form": has_form(text), "problems": problems_in(text)})

    @extend_schema(request=HtmlShape, responses=MarkdownShape)
    @action(detail=False, methods=["post"], url_path="from-html")
    def from_html(self, request: Request) -> Response:
        """Return HTML of Word or a web page as a text with form."""
        teacher_required(request)
        return Response({"text": markdown_of(read(HtmlShape, request.data)["html"])})
