"""The API of notes: a page of text is added, drafted and decided on, draft by draft and slip by slip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from marking.api.serializers import unreadable
from marking.engine import MarkSchemeError
from marking.services import drafts, glossary
from marking.services.schemes import LONGEST_SCHEME
from quizzes.access.api import Conflict, RuledViewSet, read, teacher_required
from quizzes.access.framework import BoundedJSONParser
from quizzes.access.repeats import once
from quizzes.access.web import fetch
from quizzes.models import Bank, Draft, NotesPage, Typo
from quizzes.models.bank import LONGEST_STEM
from quizzes.notes import NotesError, read_notes, title_of
from quizzes.services import archives, banks, typos
from quizzes.signals import notes_taken

LONGEST_NOTES = 1_000_000  # characters that are pasted
LONGEST_TITLE = 120


class NotesShape(serializers.ModelSerializer[NotesPage]):
    """A page of notes. Drafts can be had once `state` is READY; `glossary` holds lines that the notes suggest."""

    glossary = serializers.SerializerMethodField()

    class Meta:
        model = NotesPage
        fields = ("id", "bank", "filename", "state", "progress", "remark", "text", "glossary", "added_at")

    def get_glossary(self, notes: NotesPage) -> list[str]:
        """Return the lines `A = B` that the notes suggest for the bank's glossary."""
        return [line.removeprefix(banks.UNSURE) for line in notes.glossary.splitlines()]


class NewNotesShape(serializers.Serializer[Any]):
    """Notes as text or as a file, for a bank or, without one, for a new bank called `title`."""

    bank = serializers.IntegerField(required=False, min_value=1, max_value=2**53)
    title = serializers.CharField(required=False, max_length=LONGEST_TITLE)
    text = serializers.CharField(required=False, max_length=LONGEST_NOTES, trim_whitespace=False)
    file = serializers.FileField(required=False, help_text="Plain text, Markdown, Word, PDF and more; sent as a form.")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Ask for notes, and for notes once."""
        if ("text" in given) == ("file" in given):
            raise serializers.ValidationError({"text": ["Send notes as a text, or a file; one of the two."]})
        if "file" in given and given["file"].size > settings.NOTES_MAX_BYTES:
            raise serializers.ValidationError({"file": ["This file is larger than 10 MB. Split it."]})
        return given


class LinesShape(serializers.Serializer[Any]):
    lines = serializers.ListField(child=serializers.CharField(max_length=500), max_length=500)


class DraftShape(serializers.ModelSerializer[Draft]):
    """A question that the notes suggest. `to_check` says that a person should look first, `why` says at what."""

    class Meta:
        model = Draft
        fields = (
            "id", "notes", "position", "state", "stem", "proposed_scheme", "marks", "kind", "topic", "first_line",
            "last_line", "quality", "to_check", "why", "turned_stem", "turned_scheme", "spare", "question",
        )  # fmt: skip


class KeepShape(serializers.Serializer[Any]):
    """The wording and mark scheme with which a draft becomes a question; left out, those that are proposed."""

    stem = serializers.CharField(max_length=LONGEST_STEM, required=False)
    scheme = serializers.CharField(max_length=LONGEST_SCHEME, required=False, trim_whitespace=False)


class NotKeptShape(serializers.Serializer[Any]):
    draft = serializers.IntegerField()
    why = serializers.CharField()


class KeptShape(serializers.Serializer[Any]):
    """How many drafts became questions, and those that could not with the reason."""

    kept = serializers.IntegerField()
    not_kept = NotKeptShape(many=True)


class CountShape(serializers.Serializer[Any]):
    done = serializers.IntegerField()


class SlipShape(serializers.ModelSerializer[Typo]):
    """A likely slip of the pen in the notes."""

    class Meta:
        model = Typo
        fields = ("id", "notes", "line", "written", "meant", "why", "state")


class NotesViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Pages of notes of the banks that one may edit."""

    scope = "banks"
    queryset = NotesPage.objects.select_related("bank")
    serializer_class = NotesShape
    parser_classes = (BoundedJSONParser, MultiPartParser)
    filterset_fields = ("bank", "state")
    permission_of: ClassVar[dict[str, str]] = {
        "list": "quizzes.view_notespage",
        "retrieve": "quizzes.view_notespage",
        **dict.fromkeys(("destroy", "keep_all", "accept_glossary", "correct_all"), "quizzes.change_notespage"),
    }

    @extend_schema(request=NewNotesShape, responses={201: NotesShape})
    @once
    def create(self, request: Request) -> Response:
        """Add a page of notes. Short ones are drafted at once, long ones by a worker: `state` and `progress` say."""
        teacher_required(request)
        given = read(NewNotesShape, request.data)
        bank = (
            fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=given["bank"])
            if "bank" in given
            else None
        )
        file = given.get("file")
        name = file.name if file else ""
        data = file.read() if file else given["text"].encode()
        try:
            notes = read_notes(data, name or "pasted.txt")
        except NotesError as error:
            raise ValidationError({"file" if file else "text": [str(error)]}) from error
        title = given.get("title") or title_of(notes.text) or name.rpartition(".")[0] or "Notes"
        page = banks.add_notes(
            bank=bank, title=title[:LONGEST_TITLE], text=notes.text, filename=name[:200], remark=notes.remark,
            by=request.user, now=timezone.now(),
        )  # fmt: skip
        notes_taken.send(sender=None, notes_id=page.pk, length=len(notes.text))
        page.refresh_from_db()
        return Response(NotesShape(page).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a page of notes that no question came from."""
        try:
            archives.delete_notes(notes=self.get_object())
        except archives.InUse as error:
            raise Conflict(str(error)) from error
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=KeptShape)
    @action(detail=True, methods=["post"], url_path="keep-all")
    def keep_all(self, request: Request, pk: str) -> Response:
        """Keep every open draft that is not marked to check; each becomes a question of the bank."""
        kept, problems = drafts.keep_all(notes=self.get_object(), by=request.user, now=timezone.now())
        not_kept = [{"draft": draft.pk, "why": why} for draft, why in problems]
        return Response({"kept": kept, "not_kept": not_kept})

    @extend_schema(request=LinesShape, responses=CountShape)
    @action(detail=True, methods=["post"], url_path="glossary")
    def accept_glossary(self, request: Request, pk: str) -> Response:
        """Add those of the suggested lines to the bank's glossary; the others are not suggested again."""
        notes = self.get_object()
        return Response({"done": glossary.accept(notes=notes, lines=read(LinesShape, request.data)["lines"])})

    @extend_schema(request=None, responses=CountShape)
    @action(detail=True, methods=["post"], url_path="correct-all")
    def correct_all(self, request: Request, pk: str) -> Response:
        """Take every correction of a slip that is open."""
        return Response({"done": typos.correct_all(notes=self.get_object())})


class DraftViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Drafts of the notes of banks that one may edit."""

    scope = "banks"
    queryset = Draft.objects.select_related("notes__bank")
    serializer_class = DraftShape
    filterset_fields = ("notes", "notes__bank", "state", "to_check", "spare")
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "keep", "drop", "turn", "reopen"), "quizzes.change_draft"
    )

    @extend_schema(request=KeepShape, responses=DraftShape)
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, pk: str) -> Response:
        """Make a draft a question of the bank, with a mark scheme. 409: it has been kept."""
        draft = self.get_object()
        given = read(KeepShape, request.data)
        stem, scheme = given.get("stem", draft.stem), given.get("scheme", draft.proposed_scheme)
        try:
            drafts.keep(draft=draft, stem=stem, scheme=scheme, by=request.user, now=timezone.now())
        except MarkSchemeError as error:
            raise unreadable("scheme", error) from error
        except banks.DraftDecided as error:
            raise Conflict("This draft has already been kept.") from error
        return self._now()

    @extend_schema(request=None, responses=DraftShape)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str) -> Response:
        """Drop a draft; it can be taken back."""
        return self._decided(lambda draft: banks.decide_draft(draft=draft, question=None))

    @extend_schema(request=None, responses=DraftShape)
    @action(detail=True, methods=["post"])
    def turn(self, request: Request, pk: str) -> Response:
        """Ask a draft's fact the other way round."""
        return self._decided(lambda draft: banks.turn_draft(draft=draft))

    @extend_schema(request=None, responses=DraftShape)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take a kept or dropped draft back. 409: a quiz has its question."""
        return self._decided(lambda draft: banks.reopen_draft(draft=draft, now=timezone.now()))

    def _decided(self, act: Callable[[Draft], Any]) -> Response:
        try:
            act(self.get_object())
        except banks.DraftDecided as error:
            raise Conflict("This draft has already been decided.") from error
        except banks.QuestionInUse as error:
            raise Conflict("A quiz already contains this question, so it stays.") from error
        return self._now()

    def _now(self) -> Response:
        return Response(DraftShape(self.get_object()).data)


class SlipViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Slips of the pen in the notes of banks that one may edit."""

    scope = "banks"
    queryset: QuerySet[Typo] = Typo.objects.select_related("notes")
    serializer_class = SlipShape
    filterset_fields = ("notes", "state")
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "correct", "keep", "reopen"), "quizzes.change_typo"
    )

    @extend_schema(request=None, responses=SlipShape)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Put the right word into the notes."""
        return self._decided(typos.correct)

    @extend_schema(request=None, responses=SlipShape)
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, pk: str) -> Response:
        """Leave the notes as they are; the drafts follow them."""
        return self._decided(typos.keep)

    @extend_schema(request=None, responses=SlipShape)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take the decision on a slip back."""
        return self._decided(typos.reopen)

    def _decided(self, decide: Callable[..., Typo]) -> Response:
        row = self.get_object()
        try:
            decide(typo=row)
        except typos.TypoDecided as error:
            raise Conflict("Its line has changed meanwhile, or this slip has already been decided.") from error
        return Response(SlipShape(self.get_object()).data)
