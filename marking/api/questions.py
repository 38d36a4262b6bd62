"""The API of questions: written with or without their mark scheme, found, filed and moved; and their mark schemes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from marking import queries
from marking.api import bank_shapes as shapes
from marking.api.notes import CountShape
from marking.api.serializers import MarkSchemeShape, unreadable
from marking.engine import MarkSchemeError
from marking.models import Example, MarkScheme
from marking.services import examples, questions, schemes
from quizzes.access.api import Conflict, RuledViewSet, read
from quizzes.access.etags import Tagged, gives_etag, if_match
from quizzes.access.repeats import once
from quizzes.access.table import permitted
from quizzes.access.web import fetch
from quizzes.models import Bank, Question, Source
from quizzes.queries import FACILITIES, Wanted, find_questions
from quizzes.services import pictures


class QuestionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`words` are looked for in the wording, topic, model answer and tags; `difficulty` goes by the marks given."""

    words = django_filters.CharFilter(method="having", max_length=200)
    tag = django_filters.CharFilter(field_name="tags__name", max_length=60)
    topic = django_filters.CharFilter(max_length=200)
    difficulty = django_filters.ChoiceFilter(method="having", choices=[(name, name) for name in FACILITIES])

    class Meta:
        model = Question
        fields = ("bank", "state", "kind", "topic")

    def having(self, rows: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """Return what the search of the pages finds; archived questions too, where `state` leaves them in."""
        found = find_questions(Question.objects.all(), Wanted(**{name: value}))
        archived = find_questions(Question.objects.all(), Wanted(state=Question.State.ARCHIVED, **{name: value}))
        return rows.filter(pk__in=found.order_by().values("pk")) | rows.filter(pk__in=archived.order_by().values("pk"))


class QuestionViewSet(Tagged, ListModelMixin, RuledViewSet):
    """Questions of one's own banks, and of those that are shared with one."""

    scope = "banks"
    queryset = Question.objects.select_related("bank").prefetch_related("tags", "sources")
    serializer_class = shapes.QuestionShape
    filterset_class = QuestionFilter
    permission_of: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "retrieve", "history"), "quizzes.view_question"),
        **dict.fromkeys(("partial_update", "many"), "quizzes.change_question"),
    }

    @once
    def create(self, request: Request) -> Response:
        """Add a question to a bank; with a `scheme` it is READY."""
        shape = shapes.QuestionShape(data=request.data)
        shape.fields["bank"].queryset = permitted(  # type: ignore[attr-defined]
            request.user, "quizzes.change_bank", Bank.objects.all()
        )
        shape.is_valid(raise_exception=True)
        made = self._write(None, shape.validated_data.pop("bank"), shape.validated_data)
        return self.tagged(made, status.HTTP_201_CREATED)

    @if_match
    def partial_update(self, request: Request, question: Question) -> Response:
        """Change a question: its wording, topic, tags, sources, word limit, model answer, and its mark scheme."""
        shape = shapes.QuestionShape(question, data=request.data, partial=True)
        shape.fields["bank"].read_only = True
        shape.is_valid(raise_exception=True)
        self._write(question, question.bank, shape.validated_data)
        return self.tagged()

    def _write(self, question: Question | None, bank: Bank, given: dict[str, Any]) -> Question:
        fields: dict[str, Any] = {**given, "by": self.request.user, "now": timezone.now()}
        names, scheme = fields.pop("tags", None), fields.pop("scheme", None)
        tags = None if names is None else ",".join(names)
        if "sources" in fields:
            fields["sources"] = _sources(bank, question, fields["sources"])
        with _refused():
            if scheme is not None:
                return questions.write(question=question, bank=bank, scheme=scheme, tags=tags, **fields)
            return questions.write_wording(question=question, bank=bank, tags=tags, **fields)

    @extend_schema(responses=shapes.HistoryShape, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def history(self, request: Request, pk: str) -> Response:
        """Return every wording that a question has had, and which quizzes keep which; its schemes: `mark-schemes/`."""
        question = self.get_object()
        body = {"versions": question.versions.all(), "quizzes": queries.quizzes_keeping(question)}
        return Response(shapes.HistoryShape(body).data)

    @extend_schema(request=shapes.ManyShape, responses=CountShape, filters=False)
    @action(detail=False, methods=["post"], url_path="bulk", pagination_class=None)
    def many(self, request: Request) -> Response:
        """Do one thing to many questions: move, tag, untag, file under a topic, archive, restore. All, or none."""
        given = read(shapes.ManyShape, request.data)
        wanted = set(given["questions"])
        rows = self.get_queryset().filter(pk__in=wanted)
        if missing := sorted(wanted - set(rows.values_list("pk", flat=True)))[:10]:
            raise ValidationError({"questions": [f"There is no {pk}, or it is not yours to change." for pk in missing]})
        bank = None
        if given["act"] == "move":
            own = permitted(request.user, "quizzes.change_bank", Bank.objects.all())
            bank = own.filter(pk=given["bank"]).first()
            if bank is None:
                raise ValidationError({"bank": ["There is no such bank, or it is not yours to change."]})
        done = questions.do_to_many(
            act=given["act"], questions=Question.objects.filter(pk__in=wanted), bank=bank,
            tags=",".join(given.get("tags", ())), topic=given["topic"], now=timezone.now(),
        )  # fmt: skip
        return Response({"done": done})


@contextmanager
def _refused() -> Iterator[None]:
    """Say of a question that cannot be written which field is wrong."""
    try:
        yield
    except MarkSchemeError as error:
        raise unreadable("scheme", error) from error
    except pictures.UnknownPicture as error:
        raise ValidationError({"markdown": [str(error)]}) from error


def _sources(bank: Bank, question: Question | None, ids: list[int]) -> list[Source]:
    """Return sources of the bank that are in use, or the question's already. Raises ValidationError."""
    usable = bank.sources.filter(archived_at=None).in_bulk(ids)
    own = question.sources.in_bulk(ids) if question is not None else {}
    known = {**usable, **own}
    if missing := [f"The bank has no source {pk} in use." for pk in ids if pk not in known]:
        raise ValidationError({"sources": missing})
    return [known[pk] for pk in dict.fromkeys(ids)]


class MarkSchemeViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Mark schemes of one's own questions, every version."""

    scope = "banks"
    queryset = MarkScheme.objects.all()
    serializer_class = MarkSchemeShape
    filterset_fields = ("question",)
    permission_of: ClassVar[dict[str, str]] = {
        "list": "marking.view_markscheme",
        "retrieve": "marking.view_markscheme",
    }


class QuestionSchemeViewSet(Tagged, RuledViewSet):
    """A question's newest mark scheme. Its ETag is the scheme's, not the question's."""

    scope = "banks"
    queryset = Question.objects.select_related("bank")
    serializer_class = MarkSchemeShape
    permission_of: ClassVar[dict[str, str]] = {
        "newest": "quizzes.view_question",
        "mark_scheme": "quizzes.change_question",
    }

    @extend_schema(responses=MarkSchemeShape, filters=False)
    @action(detail=True, methods=["get"], url_path="mark-scheme", pagination_class=None)
    @gives_etag
    def newest(self, request: Request, pk: str) -> Response:
        """Return the version that marks. 404: the question has none yet."""
        question = self.get_object()
        if schemes.newest(question) is None:
            raise Http404
        return self.tagged(question)

    @extend_schema(request=MarkSchemeShape, responses={201: MarkSchemeShape})
    @newest.mapping.post
    @once
    @if_match
    def mark_scheme(self, request: Request, question: Question) -> Response:
        """Write the next version. One that cannot be read is refused: where, what stands there, what would be right."""
        shape = MarkSchemeShape(data=request.data)
        shape.is_valid(raise_exception=True)
        text = shape.validated_data["text"]
        try:
            schemes.write(question=question, text=text, by=request.user, now=timezone.now())
        except MarkSchemeError as error:
            raise unreadable("text", error) from error
        return self.tagged(question, status.HTTP_201_CREATED)

    def said(self, row: Any) -> Any:
        """Return the newest scheme of a question; nothing where there is none."""
        scheme = schemes.newest(row)
        return MarkSchemeShape(scheme).data if scheme is not None else None


class ExampleViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Answers kept with the mark that they should get, of the questions that one may edit."""

    scope = "banks"
    queryset = Example.objects.all()
    serializer_class = shapes.ExampleShape
    filterset_fields = ("question",)
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(("list", "retrieve", "destroy"), "marking.change_example")

    @once
    def create(self, request: Request) -> Response:
        """Keep an answer with its mark; the same answer again takes the new mark. 409: the question has 500."""
        given = read(shapes.ExampleShape, request.data)
        rows = Question.objects.select_related("bank")
        question = fetch(request.user, "quizzes.change_question", rows, pk=given.pop("question_id"))
        try:
            row = examples.save(question=question, by=request.user, now=timezone.now(), **given)
        except examples.TooManyExamples as error:
            most = examples.MOST_EXAMPLES
            raise Conflict(f"A question keeps up to {most} examples. Remove some first.") from error
        return Response(shapes.ExampleShape(row).data, status=status.HTTP_201_CREATED)

    def destroy(self, request: Request, pk: str) -> Response:
        """Forget an example."""
        examples.remove(example=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)
