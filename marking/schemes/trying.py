"""A scheme tried by itself: on its model answer, on the question copied out, on the line of the notes it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from marking.engine import MarkScheme
from marking.engine.notation.editing import points_of
from marking.engine.types import Marked
from marking.schemes.words import marks_in_words, quoted, wording_in_words
from quizzes.pure.wording import in_figures

Kind = Literal["model answer", "question", "notes"]
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class SelfTrial:
    """What a scheme gives one of the texts that belong to its question.

    `points` are the numbers of the points that call for a look: those the model answer or the notes miss, those that
    the question's own words earn. `fine` says that there is nothing to look at; `message` says it in a sentence
    either way.
    """

    kind: Kind
    text: str
    mark: Decimal
    max: Decimal
    points: tuple[int, ...]
    fine: bool
    message: str


def try_by_itself(
    scheme: MarkScheme, *, model_answer: str = "", question: str = "", notes: str = ""
) -> tuple[SelfTrial, ...]:
    """Return what the scheme gives each of these texts, in this order; an empty text is left out. Raises nothing."""
    texts: list[tuple[Kind, str]] = [("model answer", model_answer), ("question", question), ("notes", notes)]
    given = [(kind, text) for kind, text in texts if text.strip()]
    marked = scheme.mark_many([text for _, text in given])
    return tuple(_trial(scheme, kind, text, result) for (kind, text), result in zip(given, marked, strict=True))


def _trial(scheme: MarkScheme, kind: Kind, text: str, result: Marked) -> SelfTrial:
    earned = kind == "question"
    points = tuple(
        number
        for number, point in enumerate(result.points, start=1)
        if point.of > 0 and (point.outcome == "matched") == earned
    )
    fine = result.mark == 0 if earned else result.mark == scheme.max
    return SelfTrial(
        kind,
        text,
        result.mark,
        scheme.max,
        () if fine else points,
        fine,
        "".join(_said(scheme, kind, result, points, fine)),
    )


def _said(scheme: MarkScheme, kind: Kind, result: Marked, points: Sequence[int], fine: bool) -> Iterator[str]:
    got = f"{marks_in_words(result.mark)} of {in_figures(scheme.max)}"
    if kind == "question":
        yield "Copying out the question earns nothing." if fine else f"Copying out the question earns {got}"
    else:
        whole = {"model answer": "The model answer", "notes": "The line of the notes"}[kind]
        yield f"{whole} gets full marks." if fine else f"{whole} gets only {got}"
    if not fine:
        verb = "met" if kind == "question" else "not found in it"
        named = _named(scheme, points)
        yield f": {named} {'is' if len(points) == 1 else 'are'} {verb}." if named else "."


def _named(scheme: MarkScheme, numbers: Sequence[int]) -> str:
    """`point 2 (“glucose”) and point 3 (“light”)`"""
    points = points_of(scheme.text)
    shown = [f"point {number} ({quoted(wording_in_words(points[number - 1]))})" for number in numbers[:MOST_NAMED]]
    if len(numbers) > MOST_NAMED:
        shown.append(f"{len(numbers) - MOST_NAMED} more")
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)
