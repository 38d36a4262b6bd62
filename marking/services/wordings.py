"""Accepting a wording from now on, or never: a line more in the mark scheme, and the marks that follow from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from marking.engine.notation import MarkSchemeError, editing, format_expression, parse
from marking.engine.tokenise import words_of
from marking.engine.types import Either, Expression, Marked, Phrase, Term
from marking.models import MarkBatch, MarkScheme
from marking.opinion.cures import with_option
from marking.services import engine_rows, marks, remarking, schemes
from quizzes.models import Assignment, Question, Response
from quizzes.services import banks

Kind = Literal["accept", "reject"]
# A wording longer than this would meet nothing but the answer it was taken from.
MOST_WORDS = 15


class BadWording(ValueError):
    """The wording cannot be added to the scheme; the message says why, and what would do."""


@dataclass(frozen=True, slots=True)
class PointLine:
    """A marking point: its number on the marked script, its line in the scheme, what it says and what it is worth."""

    number: int
    line: int
    text: str
    marks: Decimal


def points_of(text: str) -> list[PointLine]:
    """Return the marking points of a scheme in their order. Raises the engine's MarkSchemeError."""
    return [
        PointLine(number, point.line, format_expression(point.expression), point.marks)
        for number, point in enumerate(editing.points_of(text), start=1)
    ]


def _options(expression: Expression) -> Sequence[Expression]:
    return expression.options if isinstance(expression, Either) else [expression]


def propose(*, text: str, line: int, wording: str, kind: Kind) -> str:
    """Return the scheme `text` with one line more under the point at `line`: `accept:` or `reject:` the wording.

    Everything else stays as it was typed, comments and blank lines too. Raises BadWording.
    """
    words = wording.split()
    if not words_of(wording):
        raise BadWording("Type the words first.")
    if len(words) > MOST_WORDS:
        raise BadWording(f"Choose the words that matter, {MOST_WORDS} at most: a long wording meets no other answer.")
    phrase = format_expression(Phrase(tuple(Term(word) for word in map(_plain, words) if word)))
    point = next(point for point in editing.points_of(text) if point.line == line)
    known = (point.expression, *point.accept) if kind == "accept" else point.reject
    if phrase.casefold() in {format_expression(one).casefold() for expression in known for one in _options(expression)}:
        raise BadWording("The mark scheme already says this.")
    changed = editing.add_detail(text, line, kind, phrase)
    try:
        parse(changed)
    except MarkSchemeError as error:
        raise BadWording(f"These words cannot stand in a mark scheme: {error}.") from error
    return changed


def count_denials(*, text: str, line: int) -> str:
    """Return the scheme `text` with `negated: count` under the point at `line`: a denial of its words earns it too.

    Raises BadWording where the scheme says so already.
    """
    point = next(point for point in editing.points_of(text) if point.line == line)
    if point.negated_counts:
        raise BadWording("The mark scheme already says this.")
    return editing.add_detail(text, line, "negated", "count")


def narrow(*, text: str, line: int, wording: str, instead: str = "") -> str:
    """Return the scheme `text` in which the point at `line` looks for `instead` of its alternative `wording`.

    "" takes it out. Raises BadWording where the point has no such alternative, or no other.
    """
    point = next(point for point in editing.points_of(text) if point.line == line)
    changed = with_option(text, point, wording, instead)
    if changed is None:
        raise BadWording("The point has no such alternative to remove.")
    return changed


def _plain(word: str) -> str:
    return word.strip(".,;:!?\"“”‘'’()[]…").replace('"', "")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a wording would change: the scheme's new text, what it gives the group, and the dry run on all answers."""

    text: str
    group: tuple[tuple[Response, Any], ...]
    preview: remarking.Preview


def look_ahead(
    *, scheme: MarkScheme, line: int, wording: str, kind: Kind, group: Sequence[Response], responses: QuerySet[Response]
) -> Outlook:
    """Return what adding the wording would do, here and in every other quiz of the question. Writes nothing.

    `responses` are those that the asker may mark. Raises BadWording.
    """
    text = propose(text=scheme.text, line=line, wording=wording, kind=kind)
    results, _ = marks.results_of(schemes.compile_for(scheme.question, text), group)
    given = tuple((response, engine_rows.fitted(result, response.item)) for response, result in results)
    preview = remarking.preview(question=scheme.question, responses=responses, text=text)
    return Outlook(text, given, preview)


def add(
    *,
    scheme: MarkScheme,
    line: int,
    wording: str,
    kind: Kind,
    group: Sequence[marks.Decision],
    responses: QuerySet[Response],
    again_in: Collection[int],
    by: Any,
    now: datetime,
    key: UUID | None = None,
    assignment: Assignment | None = None,
) -> MarkBatch:
    """Add the wording to `scheme` as its next version, mark the group so, and the unreviewed rest again: one batch.

    The group's marks are the person's; of each decision only the response and the mark that was seen are taken, the
    mark is what the new version gives. `assignment` is where a wording comes from that has no group; `again_in` are
    the ids of the assignments to mark again. Raises BadWording; banks.Overtaken where `scheme` is no longer the newest;
    marks.ManyOvertaken for the group.
    """
    text = propose(text=scheme.text, line=line, wording=wording, kind=kind)
    said = f"{'Accepted' if kind == 'accept' else 'Not accepted'} from now on: “{' '.join(wording.split())}”."
    return rewrite(
        scheme=scheme, text=text, said=said, group=group, responses=responses, again_in=again_in, by=by, now=now,
        key=key, assignment=assignment,
    )  # fmt: skip


def rewrite(
    *, scheme: MarkScheme, text: str, said: str, group: Sequence[marks.Decision] = (), responses: QuerySet[Response],
    again_in: Collection[int], by: Any, now: datetime, key: UUID | None = None, assignment: Assignment | None = None,
) -> MarkBatch:  # fmt: skip
    """Write `text` as the next version of `scheme`, mark the group by it and the unreviewed rest again: one batch.

    `said` is what was done, in words; the rest as in `add`, and what it raises.
    """
    question = Question.objects.select_related("bank").get(pk=scheme.question_id)
    if (done := marks.done_before(by, key)) is not None:
        return done
    # The engine works before the transaction begins, so that nobody's answer waits for it.
    of_group, _ = marks.results_of(schemes.compile_for(question, text), [row.response for row in group])
    again = responses.filter(attempt__assignment__in=again_in).exclude(pk__in=[row.response.pk for row in group])
    of_rest = remarking.results_by(text, question=question, responses=again, shown_too=again_in)
    decisions = _decisions(group, of_group)
    place = group[0].response.attempt.assignment_id if group else getattr(assignment, "pk", None)
    with transaction.atomic():
        Question.objects.select_for_update().get(pk=question.pk)  # two of one key come one after the other
        if (done := marks.done_before(by, key)) is not None:
            return done
        if schemes.newest(question) != scheme:
            raise banks.Overtaken(question)
        new = schemes.write(question=question, text=text, by=by, now=now)
        batch = MarkBatch.objects.create(
            kind=MarkBatch.Kind.WORDING,
            question=question,
            assignment_id=place,
            scheme=new,
            reason=said,
            key=key,
            made_by=by,
            made_at=now,
        )
        marks.give_many(decisions=decisions, reason=said, by=by, now=now, batch=batch)
        marks.record_batch(batch=batch, scheme=new, results=[*of_group, *of_rest], now=now)
    return batch


def _decisions(group: Sequence[marks.Decision], results: Sequence[tuple[Response, Marked]]) -> list[marks.Decision]:
    """Return the decisions on a group with the marks that the new version gives."""
    seen = {row.response.pk: row.seen for row in group}
    return [
        marks.Decision(response, engine_rows.fitted(result, response.item), seen[response.pk])
        for response, result in results
    ]


@transaction.atomic
def undo(*, batch: MarkBatch, by: Any, now: datetime) -> None:
    """Undo a batch of any kind; where it added a wording, the scheme's next version is as it was before.

    A scheme that has been changed since is left alone. Raises marks.AlreadyUndone.
    """
    marks.undo(batch=batch, by=by, now=now)
    if batch.kind != MarkBatch.Kind.WORDING or batch.scheme is None:
        return
    question = Question.objects.select_related("bank").get(pk=batch.scheme.question_id)
    if schemes.newest(question) != batch.scheme:
        return
    before = MarkScheme.objects.filter(question=question, version=batch.scheme.version - 1).first()
    if before is not None:
        schemes.write(question=question, text=before.text, by=by, now=now)
