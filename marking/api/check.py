"""The API of the check queue: groups of answers that want a person, decisions on them, and wordings from now on."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from marking import queries
from marking.access import moderates, scheme_to_check_by
from marking.api import check_shapes as shapes
from marking.api.serializers import BatchShape
from marking.engine import explain
from marking.models import MarkBatch, PhraseVerdict
from marking.scripts.queue import MOST_GROUPS, by_reason, groups_of, left_of, more_of, shown_of
from marking.services import decisions, marks, moderation, opinions, schemes, standings, wordings
from marking.signals import opinions_outdated
from quizzes.access.api import Conflict, RuledViewSet, read
from quizzes.access.repeats import once
from quizzes.access.table import permitted
from quizzes.access.web import fetch
from quizzes.models import Assignment, Item, Question
from quizzes.models import Response as StudentResponse
from quizzes.services import banks

WHICH = [
    OpenApiParameter("item", int, required=True, description="The question of the paper."),
    OpenApiParameter("show", str, enum=["all"], description="All that no person has marked, not only what waits."),
    OpenApiParameter("why", str, description="Only groups with this reason, one of `whys`."),
]


class MarkingFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`moderated`: only the quizzes of classes that one moderates, or only the others."""

    moderated = django_filters.BooleanFilter(method="of_moderator")

    class Meta:
        model = Assignment
        fields = ("school_class", "quiz")

    def of_moderator(self, rows: QuerySet[Assignment], name: str, value: bool) -> QuerySet[Assignment]:
        """Return what is in a class that the caller moderates, or what is in none."""
        theirs = moderates(self.request.user, "school_class")
        return rows.filter(theirs) if value else rows.exclude(theirs)


class CheckViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Quizzes of classes that one marks, taught or moderated: what is marked, what waits, and decisions."""

    scope = "marks"
    queryset = Assignment.objects.select_related("quiz", "school_class")
    serializer_class = shapes.MarkingShape
    filterset_class = MarkingFilter
    permission_of: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "retrieve", "queue", "decide", "again"), "marking.mark_assignment"),
        **dict.fromkeys(("look_ahead", "wordings"), "quizzes.manage_assignment"),
    }

    @extend_schema(responses=shapes.ProgressShape)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Say how far the marking is, and which questions have answers to check."""
        assignment = self.get_object()
        assignment.progress = queries.progress(assignment)
        assignment.counted = list(queries.check_counts(assignment))
        return Response(shapes.ProgressShape(assignment).data)

    @extend_schema(responses=shapes.QueueShape, parameters=WHICH, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def queue(self, request: Request, pk: str) -> Response:
        """Return the groups of answers to one question that a person should look at."""
        assignment = self.get_object()
        item = item_of(assignment, request.query_params.get("item", ""))
        groups, responses = groups_of(assignment, item, request.query_params.get("show") == "all")
        groups, whys = by_reason(groups, responses, request.query_params.get("why", ""))
        holders = moderation.others(assignment=assignment, item=item, by=request.user, now=timezone.now())
        others = opinions.reasons_of([group.lead.key for group in groups[:MOST_GROUPS]])
        left = left_of(assignment, item, groups)
        scheme = scheme_to_check_by(request.user, assignment, item)
        body = {
            "groups": [shown_of(group, responses, holders.get(group.key), others) for group in groups[:MOST_GROUPS]],
            "more": more_of(groups),
            "left": left.in_words if left is not None else "",
            "scheme": scheme.pk if scheme is not None else None,
            "points": wordings.points_of(scheme.text) if scheme is not None else [],
            "whys": [{"code": code, "said": explain.LABELS[code], "count": count} for code, count in whys],
        }
        return Response(shapes.QueueShape(body).data)

    @extend_schema(request=shapes.DecideShape, responses={201: shapes.GivenShape})
    @action(detail=True, methods=["post"])
    @once
    def decide(self, request: Request, pk: str) -> Response:
        """Give a group of answers their mark. 409: somebody else has marked one of them since; read the queue again."""
        assignment = self.get_object()
        data = read(shapes.DecideShape, request.data)
        item = item_of(assignment, data["item"])
        seen = {one["response"]: one["seen"] for one in data["answers"]}
        now = timezone.now()
        try:
            scheme = scheme_to_check_by(request.user, assignment, item)
            decided, said = decisions.decided(
                wanted=decisions.Wanted(data["decide"], data["points"], data["mark"]), item=item, seen=seen,
                responses=_answers(request, assignment, item, seen), scheme=scheme,
            )  # fmt: skip
            reason = data["comment"].strip() or f"{said}."
            given = marks.give_many(decisions=decided, reason=reason, by=request.user, now=now, key=data["key"])
        except marks.BadMark as error:
            raise ValidationError({"mark": [str(error)]}) from error
        except marks.ManyOvertaken as error:
            raise Conflict(f"{error} Read the queue again, then decide.") from error
        decisions.learn(assignment=assignment, item=item, now=now)
        return Response({"batch": given.batch.pk, "said": said}, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={202: None})
    @action(detail=True, methods=["post"])
    def again(self, request: Request, pk: str) -> Response:
        """Let what could not be marked be tried again."""
        standings.try_again(responses=queries.failed(self.get_object()), now=timezone.now())
        return Response(status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=shapes.WordingShape, responses=shapes.OutlookShape)
    @action(detail=True, methods=["post"], url_path="look-ahead")
    def look_ahead(self, request: Request, pk: str) -> Response:
        """Say what a wording would change in marks everywhere. Nothing is written."""
        assignment, data = self.get_object(), read(shapes.WordingShape, request.data)
        item, scheme = self._scheme(request, assignment, data.pop("item"))
        seen = {one["response"]: one["seen"] for one in data.pop("answers", [])}
        group = _answers(request, assignment, item, seen)
        try:
            ahead = wordings.look_ahead(scheme=scheme, group=group, responses=_markable(request), **data)
        except (wordings.BadWording, StopIteration) as error:
            raise _bad_wording(error) from error
        return Response(shapes.OutlookShape(shapes.outlook_of(ahead.preview, scheme.pk)).data)

    @extend_schema(request=shapes.AddWordingShape, responses={201: BatchShape})
    @action(detail=True, methods=["post"])
    @once
    def wordings(self, request: Request, pk: str) -> Response:
        """Add a wording to the mark scheme, give the answers their marks and mark others again: one batch."""
        assignment, data = self.get_object(), read(shapes.AddWordingShape, request.data)
        item, scheme = self._scheme(request, assignment, data.pop("item"))
        seen = {one["response"]: one["seen"] for one in data.pop("answers", [])}
        if data.pop("seen_scheme") != scheme.pk:
            raise Conflict("The mark scheme has been changed since. Look ahead again, then decide.")
        rows = _answers(request, assignment, item, seen)
        run = data.pop("run")
        phrase = next((one for one in opinions.phrases_of(assignment, item) if run and one.run == run), None)
        group = [marks.Decision(row, row.item.marks, seen[row.pk]) for row in rows]
        try:
            batch = wordings.add(
                scheme=scheme, group=group, responses=_markable(request), assignment=assignment, by=request.user,
                now=timezone.now(), **data,
            )  # fmt: skip
        except (wordings.BadWording, StopIteration) as error:
            raise _bad_wording(error) from error
        except (banks.Overtaken, marks.ManyOvertaken) as error:
            raise Conflict(f"{error} Look ahead again, then decide.") from error
        if phrase is not None:
            opinions.judge_phrase(
                question=scheme.question, run=phrase.run, wording=data["wording"], by=request.user,
                now=timezone.now(), verdict=PhraseVerdict.Verdict.ACCEPTED,
            )  # fmt: skip
        opinions_outdated.send(sender=None)
        return Response(BatchShape(batch).data, status=status.HTTP_201_CREATED)

    def _scheme(self, request: Request, assignment: Assignment, item_id: int) -> tuple[Item, Any]:
        item = item_of(assignment, item_id)
        rows = Question.objects.select_related("bank")
        scheme = schemes.newest(fetch(request.user, "quizzes.change_question", rows, pk=item.question_id))
        if scheme is None:
            raise Http404
        return item, scheme


def _bad_wording(error: Exception) -> ValidationError:
    if isinstance(error, StopIteration):
        return ValidationError({"line": ["No point of the mark scheme begins at this line."]})
    return ValidationError({"wording": [str(error)]})


def item_of(assignment: Assignment, pk: Any) -> Item:
    """Return a question of the assignment's paper. Raises ValidationError."""
    rows = Item.objects.filter(quiz=assignment.quiz_id).select_related("question__bank")
    item = rows.filter(pk=int(pk)).first() if str(pk).isdecimal() and len(str(pk)) <= 15 else None
    if item is None:
        raise ValidationError({"item": ["Name a question of this paper by its id."]})
    return item


def _markable(request: Request) -> QuerySet[StudentResponse]:
    return permitted(request.user, "marking.change_response", StudentResponse.objects.handed_in())


def _answers(request: Request, assignment: Assignment, item: Item, ids: Any) -> list[StudentResponse]:
    rows = _markable(request).filter(attempt__assignment=assignment, item=item, pk__in=list(ids))
    return decisions.with_marks(rows)


class BatchViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Acts that gave marks and that one may undo."""

    scope = "marks"
    queryset = MarkBatch.objects.all()
    serializer_class = BatchShape
    filterset_fields = ("assignment", "question", "kind")
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(("list", "retrieve", "undo"), "marking.change_markbatch")

    @extend_schema(request=None, responses=BatchShape)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Undo one act: what stood before stands again. 409: it has been undone."""
        batch = self.get_object()
        try:
            wordings.undo(batch=batch, by=request.user, now=timezone.now())
        except marks.AlreadyUndone as error:
            raise Conflict("That has already been undone.") from error
        opinions_outdated.send(sender=None)
        return Response(BatchShape(self.get_object()).data)
