"""Marking again after a change of a mark scheme: first as a dry run, then as one batch that can be undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from marking import queries, visibility
from marking.engine import VERSION, Marked
from marking.models import Mark, MarkBatch, MarkScheme, Standing
from marking.services import engine_rows, examples, marks, schemes
from marking.services.examples import Tried
from marking.statistics import exact_agreement
from quizzes.models import Assignment, Question, Response


class NoScheme(Exception):
    """The question has no mark scheme to mark with."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer in a dry run: the mark that stands, what the engine gave (None: not yet), and what it would give.

    `is_human` says that a person's mark stands, which no re-mark changes; `is_shown` that the student sees it.
    """

    response: Response
    old: Decimal
    before: Decimal | None
    new: Decimal
    review: bool
    is_human: bool
    is_shown: bool
    is_levelled: bool = False

    @property
    def changes(self) -> bool:
        """Whether the standing mark would become another."""
        return not self.is_human and self.new != self.old


@dataclass(frozen=True, slots=True)
class Preview:
    """What a mark scheme would do to answers that are marked already. Nothing has been written."""

    question: Question
    text: str
    out_of: Decimal
    rows: tuple[Row, ...]
    failed: tuple[Response, ...]
    examples: tuple[Tried, ...]
    has_grid: bool = False

    @property
    def up(self) -> list[Row]:
        """Those whose mark would rise."""
        return [row for row in self.rows if row.changes and row.new > row.old]

    @property
    def down(self) -> list[Row]:
        """Those whose mark would fall."""
        return [row for row in self.rows if row.changes and row.new < row.old]

    @property
    def same(self) -> list[Row]:
        """Those of the engine's marks that would stay."""
        return [row for row in self.rows if not row.is_human and not row.changes]

    @property
    def human(self) -> list[Row]:
        """Those that a person has marked: they stay, and show whether the scheme comes nearer to people."""
        return [row for row in self.rows if row.is_human]

    @property
    def levelled(self) -> list[Row]:
        """Those whose levels a person gave: level and mark stay, whatever the grid says now."""
        return [row for row in self.rows if row.is_levelled]

    @property
    def changed(self) -> list[Row]:
        """Those whose mark would change, the largest change first."""
        return sorted((row for row in self.rows if row.changes), key=lambda row: -abs(row.new - row.old))

    @property
    def agreement(self) -> tuple[int, int, int] | None:
        """Of how many answers that a person marked the engine agreed before, and would now; None without any.

        None, too, with a levels grid, by which the engine gives nothing.
        """
        if self.has_grid:
            return None
        pairs = [row for row in self.rows if row.is_human and row.before is not None]
        if not pairs:
            return None
        people = [row.old for row in pairs]
        before = exact_agreement([row.before for row in pairs], people)
        after = exact_agreement([row.new for row in pairs], people)
        return len(pairs), round(before * len(pairs)), round(after * len(pairs))

    @property
    def differing(self) -> list[Tried]:
        """The saved examples that would get another mark than they should."""
        return [tried for tried in self.examples if not tried.agrees]

    def by_assignment(self) -> list[tuple[Assignment, bool, list[Row]]]:
        """Return for each assignment whether its marks are shown, and the rows whose marks would change."""
        places: dict[int, tuple[Assignment, bool, list[Row]]] = {}
        for row in self.rows:
            assignment = row.response.attempt.assignment
            known = places.get(assignment.pk, (assignment, False, []))
            places[assignment.pk] = (assignment, known[1] or row.is_shown, known[2])
            if row.changes:
                known[2].append(row)
        return list(places.values())


def preview(*, question: Question, responses: QuerySet[Response], text: str | None = None) -> Preview:
    """Return what marking `responses` again would change; the dry run.

    `responses` are those that the asker may mark; of them, those to this question that have a standing mark are
    looked at. `text` is a mark scheme that is not saved yet, None the newest one. Raises NoScheme, or the engine's
    MarkSchemeError for a text that cannot be read.
    """
    if text is None:
        scheme = schemes.newest(question)
        if scheme is None:
            raise NoScheme
        text = scheme.text
    compiled = schemes.compile_for(question, text)
    wanted = list(_marked(question, responses))
    results, failed = marks.results_of(compiled, wanted)
    shown = _shown(wanted)
    rows = [_row(response, result, is_shown=response.pk in shown) for response, result in results]
    return Preview(
        question=question,
        text=text,
        out_of=compiled.max,
        rows=tuple(rows),
        failed=tuple(response for response, _ in failed),
        examples=tuple(examples.tried(question=question, scheme=compiled)),
        has_grid=compiled.scheme.grid is not None,
    )


def _row(response: Response, result: Marked, *, is_shown: bool) -> Row:
    mark, engine_mark = response.standing.mark, response.standing.engine_mark
    assert mark is not None  # noqa: S101 -- only those with one are looked at
    return Row(
        response=response,
        old=mark.mark,
        before=engine_mark.mark if engine_mark is not None else None,
        new=engine_rows.fitted(result, response.item),
        review=result.review,
        is_human=mark.marker_id is not None,
        is_shown=is_shown,
        is_levelled=mark.marker_id is not None and bool(mark.levels.all()),
    )


def _marked(question: Question, responses: QuerySet[Response]) -> QuerySet[Response]:
    rows = responses.filter(
        item__question=question, standing__mark__isnull=False, attempt__submitted_at__isnull=False, erased_at=None
    )
    return rows.select_related(
        "item", "attempt__student", "attempt__assignment__quiz", "attempt__assignment__school_class",
        "standing__mark", "standing__engine_mark",
    ).prefetch_related("standing__mark__levels").order_by("pk")  # fmt: skip


def _shown(responses: Sequence[Response]) -> set[int]:
    """Return the ids of those whose marks their students see now."""
    assignments = {response.attempt.assignment_id for response in responses}
    rows = Standing.objects.filter(response__attempt__assignment__in=assignments)
    seen = visibility.shown(rows).filter(response__item__in={response.item_id for response in responses})
    return set(seen.values_list("response_id", flat=True))


def apply(
    *,
    question: Question,
    responses: QuerySet[Response],
    by: Any,
    now: datetime,
    reason: str = "",
    only: Collection[int] | None = None,
    shown_too: Collection[int] = (),
    key: UUID | None = None,
) -> MarkBatch:
    """Mark `responses` to `question` again by its newest scheme, as one batch. A person's mark goes on standing.

    `only` are the ids of the responses to take (None: all). Those whose students see their marks are left as they
    are, unless their assignment's id is in `shown_too`. The same `key` again does nothing more. Raises NoScheme.
    The marks are written some hundreds at a time, so that nobody's save waits for all of them; what a crash leaves
    undone is still outdated, and the next preview shows it.
    """
    scheme = schemes.newest(question)
    if scheme is None:
        raise NoScheme
    if (done := marks.done_before(by, key)) is not None:
        return done
    # The engine works before the transaction begins, so that nobody's answer waits for it.
    results = results_by(scheme.text, question=question, responses=responses, only=only, shown_too=shown_too)
    with transaction.atomic():
        Question.objects.select_for_update().get(pk=question.pk)  # two of one key come one after the other
        if (done := marks.done_before(by, key)) is not None:
            return done
        batch = MarkBatch.objects.create(
            kind=MarkBatch.Kind.REMARK, question=question, scheme=scheme, reason=reason.strip(), key=key,
            made_by=by, made_at=now,
        )  # fmt: skip
    marks.record_batch(batch=batch, scheme=scheme, results=results, now=now)
    return batch


def results_by(
    text: str,
    *,
    question: Question,
    responses: QuerySet[Response],
    only: Collection[int] | None = None,
    shown_too: Collection[int] = (),
) -> list[tuple[Response, Marked]]:
    """Return what a mark scheme of this `text` gives those that `apply` would take. Writes nothing."""
    outdated_rows = outdated(text, question=question, responses=responses)
    wanted = [row for row in _marked(question, outdated_rows) if only is None or row.pk in only]
    shown = _shown(wanted)
    wanted = [row for row in wanted if row.pk not in shown or row.attempt.assignment_id in shown_too]
    results, _ = marks.results_of(schemes.compile_for(question, text), wanted)
    return results


def outdated(text: str, *, question: Question, responses: QuerySet[Response]) -> QuerySet[Response]:
    """Return those of `responses` whose text, as it is now, no engine's mark by a scheme of this `text` counts for."""
    equal = MarkScheme.objects.filter(question=question, text=text).values_list("pk", flat=True)
    by_it = Mark.objects.filter(
        response=OuterRef("pk"),
        revision=OuterRef("revision"),
        scheme__in=list(equal),
        engine_version=VERSION,
        marker=None,
    )
    return responses.filter(~Exists(queries.marks_that_count(by_it)), erased_at=None)
