"""The API of class lists: looked through first, then carried out whole or not at all. OneRoster's, too."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.access.api import Conflict, RuledViewSet, read, teacher_required
from quizzes.access.framework import BoundedJSONParser
from quizzes.access.repeats import once
from quizzes.access.web import taught_class
from quizzes.api.class_shapes import ROW
from quizzes.files.tables import MOST_BYTES
from quizzes.models import RosterImport
from quizzes.rosters import existing
from quizzes.rosters.values import RosterError, RosterFile
from quizzes.services import clock, rosters

MOST_FILES = 10  # OneRoster has six that are read
LONGEST_TEXT = 500_000
FATES = (
    existing.NEW, existing.CHANGED, existing.SAME, existing.LEAVES, existing.MISSING, existing.LEFT_OUT,
    existing.REFUSED,
)  # fmt: skip


class ListCountsShape(serializers.Serializer[Any]):
    """How much of what a list does, or did."""

    classes = serializers.IntegerField()
    accounts = serializers.IntegerField()
    places = serializers.IntegerField()
    renamed = serializers.IntegerField()
    extra = serializers.IntegerField(help_text="Students with extra time.")
    leaving = serializers.IntegerField()
    archived = serializers.IntegerField()
    refused = serializers.IntegerField(help_text="Lines.")


class ListShape(serializers.ModelSerializer[RosterImport]):
    """A class list that was looked through: PLANNED, or DONE. One that is not applied within a day is forgotten."""

    counts = serializers.SerializerMethodField()

    class Meta:
        model = RosterImport
        fields = ("id", "school_class", "filename", "state", "counts", "read_at", "done_at")

    @extend_schema_field(ListCountsShape)
    def get_counts(self, row: RosterImport) -> dict[str, int]:
        """Return what it would do, or did."""
        is_done = row.state == RosterImport.State.DONE
        return dict(row.counts) if is_done else rosters.plan_of(row).counts()


class ListLineShape(serializers.Serializer[Any]):
    """What becomes of a line, and why."""

    file = serializers.CharField()
    line = serializers.IntegerField(help_text="0: of no line, such as somebody who is not listed any more.")
    fate = serializers.ChoiceField(choices=FATES)
    what = serializers.CharField()
    why = serializers.CharField()


class ListedClassShape(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="What to name in `keep`.")
    title = serializers.CharField()


class ListPlanShape(ListShape):
    """With each line; nothing is left of them once it is DONE, since they hold names."""

    lines = ListLineShape(many=True, source="planned.lines")
    missing = serializers.SerializerMethodField()
    classes = ListedClassShape(many=True, source="listed.classes")
    remarks = serializers.ListField(child=serializers.CharField(), source="listed.remarks")

    class Meta(ListShape.Meta):
        fields = (*ListShape.Meta.fields, "missing", "classes", "remarks", "lines")  # type: ignore[assignment]

    def get_missing(self, row: Any) -> int:
        """Return how many people of its classes a whole list does not name: what to send as `remove` to end them."""
        return len(row.planned.missing)


class NewListShape(serializers.Serializer[Any]):
    """A list as files or as text, for one class or, with its classes in it, for several."""

    school_class = serializers.IntegerField(**ROW, required=False, allow_null=True, default=None)
    files = serializers.ListField(
        child=serializers.FileField(), required=False, max_length=MOST_FILES, help_text="Sent as a form."
    )
    text = serializers.CharField(max_length=LONGEST_TEXT, required=False, trim_whitespace=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Ask for a list, and for it once."""
        files = given.get("files") or []
        if bool(files) == bool(given.get("text")):
            raise serializers.ValidationError({"text": ["Send the list as a text, or as files; one of the two."]})
        sizes = [file.size for file in files]
        if sizes and (max(sizes) > MOST_BYTES or sum(sizes) > 3 * MOST_BYTES):
            raise serializers.ValidationError({"files": ["A file has up to 10 MB, all together up to 30 MB."]})
        return given


class KeepClassesShape(serializers.Serializer[Any]):
    """The classes of a list that are wanted; the others are left out."""

    keep = serializers.ListField(child=serializers.CharField(max_length=300), max_length=5_000)


class ApplyListShape(serializers.Serializer[Any]):
    remove = serializers.IntegerField(
        min_value=0, max_value=2**31, default=0, help_text="The number in `missing`, to end their time in the classes."
    )


class ClassListViewSet(ListModelMixin, RuledViewSet):
    """One's own class lists that were looked through."""

    scope = "classes"
    queryset = RosterImport.objects.select_related("read_by")
    serializer_class = ListShape
    parser_classes = (BoundedJSONParser, MultiPartParser)
    filterset_fields = ("school_class", "state")
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "narrow", "apply"), "quizzes.change_rosterimport"
    )

    @extend_schema(request=NewListShape, responses={201: ListPlanShape})
    @once
    def create(self, request: Request) -> Response:
        """Look a list through; nobody is brought in yet."""
        given = read(NewListShape, request.data)
        pk = given["school_class"]
        into = taught_class(request.user, pk) if pk is not None else None
        if into is None:
            teacher_required(request)
        files = [(file.name, file.read()) for file in given.get("files") or ()]
        try:
            row = rosters.look_through(
                files=files or [("pasted.csv", given["text"].encode())], into=into, by=request.user, now=clock.now()
            )
        except RosterError as error:
            raise ValidationError({"files" if files else "text": [str(error)]}) from error
        return _planned(row, status.HTTP_201_CREATED)

    @extend_schema(responses=ListPlanShape)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Say line by line what a list would do."""
        return _planned(self.get_object())

    @extend_schema(request=KeepClassesShape, responses=ListPlanShape)
    @action(detail=True, methods=["post"])
    def narrow(self, request: Request, pk: str) -> Response:
        """Leave all classes out of a list but those named, and look again. 409: it is carried out."""
        row = self._own()
        if row.state == RosterImport.State.DONE:
            raise Conflict("This list has already been imported.")
        rosters.narrow(row=row, keys=set(read(KeepClassesShape, request.data)["keep"]))
        return _planned(row)

    @extend_schema(request=ApplyListShape, responses=ListShape)
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: str) -> Response:
        """Do what the plan says: all of it or nothing. 409: it was done, or would do something else by now."""
        row, given = self._own(), read(ApplyListShape, request.data)
        try:
            done = rosters.carry_out(row=row, by=request.user, now=clock.now(), remove=given["remove"])
        except rosters.AlreadyCarriedOut as error:
            raise Conflict("This list has already been imported.") from error
        except rosters.NotConfirmed as error:
            raise ValidationError({"remove": ["Nothing was done: `missing` is another number."]}) from error
        except rosters.Overtaken as error:
            raise Conflict("Something has changed since, so nothing was done. Read what it would do now.") from error
        return Response(ListShape(done).data)

    def _own(self) -> RosterImport:
        row: RosterImport = self.get_object()
        teacher_required(self.request)
        return row


def _planned(row: Any, code: int = status.HTTP_200_OK) -> Response:
    row.planned, row.listed = existing.Plan(), RosterFile((), (), ())
    if row.state != RosterImport.State.DONE:
        row.planned, row.listed = rosters.plan_of(row), rosters.roster_of(row)
    return Response(ListPlanShape(row).data, status=code)
