"""The paper of a sitting: its questions in its own order, what the whole class has of it in common, and the answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from quizzes.models import Attempt, Item, Quiz, Response
from quizzes.pieces import Kept
from quizzes.prepared import Asked, PreparedQuery
from quizzes.pure.shuffle import shuffled

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paper:
    """The questions of a quiz by position, the same for all who sit it. `key` stands for all that they say."""

    items: tuple[Item, ...]
    key: str


_items = PreparedQuery(lambda quiz: Item.objects.filter(quiz=quiz).select_related("question").order_by("position"))
_papers: Kept[Paper] = Kept(most=5000, size=lambda paper: len(paper.items))
_responses = PreparedQuery(lambda attempt: Response.objects.filter(attempt=attempt).order_by())


def questions_on(quiz: Quiz) -> Paper:
    """Return the questions of a quiz. A published one is frozen, so that a whole class is served with what one read.

    Nobody may change these rows, which other threads hold as well.
    """
    if quiz.published_at is None:
        return _paper(quiz)
    return _papers.get((quiz.pk, quiz.published_at), lambda: _paper(quiz))


def _paper(quiz: Quiz) -> Paper:
    items = tuple(_items.rows(quiz.pk))
    said = [[getattr(item, field.attname) for field in Item._meta.concrete_fields] for item in items]
    about = (quiz.pk, quiz.title, quiz.instructions, quiz.spell_check, said)
    return Paper(items, hashlib.sha256(repr(about).encode()).hexdigest())


def forget() -> None:
    """Forget the questions that are kept. Tests do it, whose databases number their rows anew."""
    _papers.clear()


def paper_of(attempt: Attempt) -> list[Response]:
    """Return the responses of `attempt` with their items, in the order that this attempt shows them. One query."""
    return with_items(attempt, _responses.rows(attempt.pk))


def asked_of_paper(attempt: int) -> Asked:
    """Return what `paper_of` asks, for `prepared.ahead`."""
    return _responses.asking(attempt)


def with_items(attempt: Attempt, responses: Iterable[Response]) -> list[Response]:
    """Return responses of `attempt`, loaded without their items, in the order that it shows them. No query."""
    rows = {row.item_id: row for row in responses}
    items = items_of(attempt)
    if rows.keys() != {item.pk for item in items}:  # what is kept is not this quiz's, however that came about
        forget()
        items = items_of(attempt)
    pairs = [(rows[item.pk], item) for item in items if item.pk in rows]
    for row, item in pairs:
        row.item, row.attempt = item, attempt
    return [row for row, _ in pairs]


def items_of(attempt: Attempt) -> list[Item]:
    """Return the questions of `attempt` in the order that it shows them."""
    quiz = attempt.assignment.quiz
    return _in_own_order(attempt, questions_on(quiz).items, quiz, lambda row: row)


@dataclass(frozen=True, slots=True)
class Placed:
    """A question with its place on a paper, which begins with 1."""

    item: Item
    place: int


def by_sources(items: Iterable[Item]) -> list[list[Placed]]:
    """Return the questions of a paper in its order: those that follow each other on the same sources together."""
    placed = [Placed(item, place) for place, item in enumerate(items, start=1)]
    groups: list[list[Placed]] = []
    for one in placed:
        if groups and one.item.sources and groups[-1][0].item.sources == one.item.sources:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def as_on_paper(attempt: Attempt, responses: Iterable[Response]) -> list[Response]:
    """Return the responses of `attempt`, loaded with `item__quiz` and by position, in the order of its own paper."""
    rows = list(responses)
    return _in_own_order(attempt, rows, rows[0].item.quiz, lambda row: row.item) if rows else []


def _in_own_order(attempt: Attempt, rows: Iterable[T], quiz: Quiz, item_of: Callable[[T], Item]) -> list[T]:
    """The one place that says in which order an attempt shows its questions; `rows` come by position.

    Questions on the same source stay together, in their own order.
    """
    rows = list(rows)
    if not quiz.shuffle:
        return rows
    first: dict[int, int] = {}  # by source, the question that first has it
    for row in rows:
        item = item_of(row)
        if item.sources:
            first.setdefault(item.sources[0]["source"], item.pk)

    def unit(row: T) -> int:
        item = item_of(row)
        return first[item.sources[0]["source"]] if item.sources else item.pk

    return shuffled(rows, seed=attempt.pk, key=unit)
