"""The API of essays: a class's scripts by a levels grid, levels, comments, comparisons; and a bank of comments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from marking import queries
from marking.access import scheme_to_check_by
from marking.api import essay_shapes as shapes
from marking.api.check import item_of
from marking.api.check_shapes import GivenShape
from marking.models import BankedComment, ScriptComment
from marking.scripts.marked import script_of
from marking.scripts.pile import ORDERS, ClassPile, open_pile
from marking.services import comments, comparisons, levels, marks
from quizzes.access.api import Conflict, RuledViewSet, read
from quizzes.access.repeats import once
from quizzes.access.table import permitted
from quizzes.models import Assignment
from quizzes.models import Response as StudentResponse

YES = {"true", "1"}


def _pile(user: Any, assignment: Assignment, item: Any) -> ClassPile | None:
    return open_pile(assignment, item, scheme_to_check_by(user, assignment, item))


@contextmanager
def _refused(again: str = "") -> Iterator[None]:
    """Say what is wrong with a comment as an error of its text, and that somebody was quicker as a conflict."""
    try:
        yield
    except comments.BadComment as error:
        raise ValidationError({"text": [str(error)]}) from error
    except comments.Overtaken as error:
        raise Conflict(f"{error} {again}") from error


class PileViewSet(RuledViewSet):
    """The essays of classes that one marks."""

    scope = "marks"
    queryset = Assignment.objects.select_related("quiz", "school_class")
    serializer_class = shapes.PileShape
    permission_of: ClassVar[dict[str, str]] = {"scripts": "marking.mark_assignment"}

    @extend_schema(
        responses=shapes.PileShape, filters=False,
        parameters=[
            OpenApiParameter("item", int, required=True, description="The question of the paper."),
            OpenApiParameter("order", str, enum=list(ORDERS)),
        ],
    )  # fmt: skip
    @action(detail=True, methods=["get"], pagination_class=None)
    def scripts(self, request: Request, pk: str) -> Response:
        """Return a class's scripts to a question with a levels grid. 404: it has none; see `queue`."""
        assignment = self.get_object()
        item = item_of(assignment, request.query_params.get("item", ""))
        order = request.query_params.get("order", "telling")
        if order not in ORDERS:
            raise ValidationError({"order": [f"One of: {', '.join(ORDERS)}."]})
        pile = _pile(request.user, assignment, item)
        if pile is None:
            raise Http404
        waits = set(pile.left("class"))
        listed = [
            {
                "response": key, "number": pile.number(key), "guarded": key in pile.guards,
                "said": "" if key in waits else levels.standing_in_words(row),
            }
            for key, row in pile.rows.items()
        ]  # fmt: skip
        body = {"item": item, "scheme": pile.scheme, "grid": pile.grid, "listed": listed}
        return Response(shapes.PileShape({**body, "in_order": pile.left(order), "again": pile.look_again()}).data)


class ScriptViewSet(RuledViewSet):
    """Answers of the classes that one marks, one at a time."""

    scope = "marks"
    queryset = StudentResponse.objects.handed_in().select_related(
        "item__question__bank", "attempt__assignment__quiz", "attempt__assignment__school_class", *queries.WITH_MARKS
    )
    serializer_class = shapes.ScriptDetailShape
    pagination_class = None
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("retrieve", "levels", "comments", "comment", "compare"), "marking.change_response"
    )

    @extend_schema(
        parameters=[OpenApiParameter("blind", bool, description="Without what is expected of it.")], filters=False
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Return an answer with its marking, comments and saved texts; of an essay also what is known of it."""
        row = self.get_object()
        standing = getattr(row, "standing", None)
        shown = script_of(row)
        body = {name: getattr(shown, name) for name in shown.__dataclass_fields__}
        body |= {
            "response": row.pk,
            "assignment": row.attempt.assignment_id,
            "item": row.item_id,
            "seen": standing.mark_id if standing is not None else None,
            "levels": list(levels.levels_of(standing.mark).values()) if standing is not None else [],
            "comments": comments.standing(row),
            "versions": row.versions.all(),
            "known": self._known(row),
        }
        return Response(shapes.ScriptDetailShape(body).data)

    def _known(self, row: StudentResponse) -> dict[str, Any] | None:
        """Return what is known of an essay of a pile; None of another answer, or for who reads blind."""
        if self.request.query_params.get("blind") in YES:
            return None
        pile = _pile(self.request.user, row.attempt.assignment, row.item)
        if pile is None or row.pk not in pile.rows:
            return None
        ends = pile.border(row.pk)
        return {
            "number": pile.number(row.pk),
            "guards": pile.guards.get(row.pk, ()),
            "copies": pile.copies_of(row.pk),
            "expected": pile.expected(row.pk),
            "border": ends and {"objective": pile.lead.name, "low": ends[0].pk, "high": ends[1].pk},
        }

    @extend_schema(request=shapes.GiveLevelsShape, responses={201: GivenShape}, filters=False)
    @action(detail=True, methods=["post"])
    @once
    def levels(self, request: Request, pk: str) -> Response:
        """Level an essay: their sum is its mark. 409: somebody else has marked it since; read it again."""
        row, given = self.get_object(), read(shapes.GiveLevelsShape, request.data)
        scheme = scheme_to_check_by(request.user, row.attempt.assignment, row.item)
        try:
            made = levels.give(
                response=row, given=given["marks"], seen=given["seen"], key=given["key"], scheme=scheme,
                by=request.user, now=timezone.now(),
            )  # fmt: skip
        except marks.BadMark as error:
            raise ValidationError({"marks": [str(error)]}) from error
        except marks.ManyOvertaken as error:
            raise Conflict(f"{error} Read it again, then decide.") from error
        return Response({"batch": made.batch.pk, "said": made.batch.reason}, status=status.HTTP_201_CREATED)

    @extend_schema(responses=shapes.ScriptCommentShape(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def comments(self, request: Request, pk: str) -> Response:
        """Return the comments that stand in a script, in the order of its text."""
        return Response(shapes.ScriptCommentShape(comments.standing(self.get_object()), many=True).data)

    @extend_schema(
        request=shapes.WriteCommentShape, responses={201: shapes.ScriptCommentShape(many=True)}, filters=False
    )
    @comments.mapping.post
    @once
    def comment(self, request: Request, pk: str) -> Response:
        """Comment on words of a script, or on the whole, and return all that stand. 409: somebody else was quicker."""
        row, given = self.get_object(), read(shapes.WriteCommentShape, request.data)
        said: dict[str, Any] = {"response": row, "text": given["text"], "key": given["key"]}
        said |= {"by": request.user, "now": timezone.now()}
        with _refused("Read it again, then decide."):
            if given["overall"]:
                comments.write_overall(seen=given["seen"], **said)
            else:
                comments.write(passage=comments.Passage(given["exact"], given["start"]), **said)
        return Response(
            shapes.ScriptCommentShape(comments.standing(row), many=True).data, status=status.HTTP_201_CREATED
        )

    @extend_schema(request=shapes.CompareShape, responses={201: shapes.ComparisonShape}, filters=False)
    @action(detail=True, methods=["post"])
    @once
    def compare(self, request: Request, pk: str) -> Response:
        """Say which of two levelled scripts one at their border is more like. No mark follows from it."""
        row, given = self.get_object(), read(shapes.CompareShape, request.data)
        pile = _pile(request.user, row.attempt.assignment, row.item)
        if pile is None or row.pk not in pile.rows:
            raise Http404
        low, high = (pile.rows[pk].standing.mark if pk in pile.rows else None for pk in (given["low"], given["high"]))
        if low is None or high is None:
            raise ValidationError({"low": [comparisons.OF_THE_CLASS]})
        try:
            made = comparisons.record(
                response=pile.rows[row.pk], low=low, high=high, objective=pile.lead.name,
                nearer=given["nearer"], key=given["key"], by=request.user, now=timezone.now(),
            )  # fmt: skip
        except comparisons.NotComparable as error:
            raise ValidationError({"low": [str(error)]}) from error
        return Response(shapes.ComparisonShape(made).data, status=status.HTTP_201_CREATED)


class ScriptCommentViewSet(RuledViewSet):
    """Comments in scripts that one may mark. What was written stays on record."""

    scope = "marks"
    queryset = ScriptComment.objects.filter(response__in=StudentResponse.objects.handed_in())
    serializer_class = shapes.ScriptCommentShape
    pagination_class = None
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("partial_update", "destroy"), "marking.change_scriptcomment"
    )

    @extend_schema(request=shapes.ChangeCommentShape, responses=shapes.ScriptCommentShape(many=True))
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a comment, and return all that stand. 409: somebody else has changed it since."""
        row, given = self.get_object(), read(shapes.ChangeCommentShape, request.data)
        row = self._change(row, given["text"], given["key"])
        return Response(shapes.ScriptCommentShape(comments.standing(row.response), many=True).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take a comment away. 409: somebody else has changed it since."""
        self._change(self.get_object(), "", None)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _change(self, row: ScriptComment, text: str, key: Any) -> ScriptComment:
        with _refused("Read the script again, then decide."):
            return comments.change(comment=row, text=text, key=key, by=self.request.user, now=timezone.now())


class BankedCommentViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """One's own bank of comments."""

    scope = "marks"
    queryset = BankedComment.objects.all()
    serializer_class = shapes.BankedCommentShape
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "partial_update", "destroy"), "marking.change_bankedcomment"
    )

    @once
    def create(self, request: Request) -> Response:
        """Keep a comment to give again. One that is kept already gets the letter."""
        if not permitted(request.user, "marking.mark_assignment", Assignment.objects.all()).exists():
            raise PermissionDenied("Only who marks in some class keeps comments.")
        given = read(shapes.BankedCommentShape, request.data)
        with _refused():
            row = comments.bank(owner=request.user, text=given["text"], letter=given["key"], now=timezone.now())
        return Response(shapes.BankedCommentShape(row).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a kept comment or its letter, which another then loses."""
        row = self.get_object()
        shape = shapes.BankedCommentShape(row, data=request.data, partial=True)
        shape.is_valid(raise_exception=True)
        given = {"text": row.text, "key": row.key, **shape.validated_data}
        with _refused():
            row = comments.change_banked(row=row, text=given["text"], letter=given["key"])
        return Response(shapes.BankedCommentShape(row).data)

    def destroy(self, request: Request, pk: str) -> Response:
        """Remove a comment from one's bank; it stays in scripts."""
        comments.unbank(row=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)
