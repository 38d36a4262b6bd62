"""The rows that a student's result shows: few and by few queries, since a class sees its marks in the same second."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db.models import Exists, OuterRef, prefetch_related_objects

from marking.models import Mark, MarkScheme, ScriptComment, Standing
from quizzes.models import Attempt, Response
from quizzes.papers import with_items
from quizzes.pieces import Kept
from quizzes.prepared import Asked, PreparedQuery


def marked_responses(attempt: Attempt) -> list[Response]:
    """Return the responses of an attempt with what a marked script shows, in the order of its own paper.

    Each with `has_comments`. One query, and more only where a person has marked or a scheme is not known yet.
    """
    rows = with_items(attempt, _marked.rows(attempt.pk))
    standings = [row.standing for row in rows if getattr(row, "standing", None) is not None]
    _with_engine_marks(standings)
    marks = [mark for one in standings for mark in (one.mark, one.engine_mark) if mark is not None]
    _with_schemes(marks)
    by_people = [mark for mark in marks if mark.marker_id is not None]
    if by_people:
        prefetch_related_objects(by_people, "levels", "marker")
    return rows


def asked_of_marked(attempt: int) -> Asked:
    """Return what `marked_responses` asks first, for `prepared.ahead`."""
    return _marked.asking(attempt)


_commented = ScriptComment.objects.filter(response=OuterRef("pk"), replaced_by=None).exclude(text="")
_marked = PreparedQuery(
    lambda attempt: (
        Response.objects.filter(attempt=attempt)
        .select_related("enquiry", "standing__mark")
        .annotate(has_comments=Exists(_commented))
        .order_by()
    )
)


def _with_engine_marks(standings: Iterable[Standing]) -> None:
    """Put the engine's mark to each, which mostly is the one that stands."""
    others: list[Standing] = []
    for one in standings:
        if one.engine_mark_id == one.mark_id:
            one.engine_mark = one.mark
        else:
            others.append(one)
    if others:
        prefetch_related_objects(others, "engine_mark")


# By number: a version of a scheme is final.
_schemes: Kept[MarkScheme] = Kept(most=5_000_000, size=lambda scheme: len(scheme.text))


def _with_schemes(marks: Iterable[Mark]) -> None:
    """Put the scheme to each mark. A process reads one once: a whole class was marked by the same few."""
    for mark in marks:
        if mark.scheme_id is not None:
            mark.scheme = _schemes.get(mark.scheme_id, partial(MarkScheme.objects.get, pk=mark.scheme_id))


def forget() -> None:
    """Forget the schemes that are kept. Tests do it, whose databases number their rows anew."""
    _schemes.clear()
