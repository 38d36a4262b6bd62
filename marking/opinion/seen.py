"""An answer as it was marked: what an opinion is formed from, whether the marking was stored or has just been made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marking.engine.notation.editing import points_of
from marking.engine.tokenise import words_of
from marking.engine.types import Both, Choice, Either, Expression, Marked, Phrase, Quoted, Term, Together
from quizzes.english.stop_words import FUNCTION_WORDS

# What the engine doubts in the text itself. No class can clear it: a person looks.
HARD_OUTCOMES = frozenset({"near", "negated", "rejected"})
# Doubts about what the scheme doesn't know, by the codes of the engine's reasons: here the class knows more.
SOFT_REASONS = frozenset({"beyond", "order", "beside", "unmet", "nothing", "little"})
_SHORTEST_KEY = 4


@dataclass(frozen=True, slots=True)
class SeenPoint:
    """What became of one point in an answer: the outcome, and where it was met: (start, end) in the text.

    `met_by` is the scheme's wording that was met, "" where none was.
    """

    outcome: str
    spans: tuple[tuple[int, int], ...] = ()
    similarity: float = 1.0
    met_by: str = ""

    @property
    def met(self) -> bool:
        """Whether the point was credited."""
        return self.outcome == "matched"


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer with what the engine gave it. `key` is the caller's.

    `review` says that the engine asks for a person, `hard` that it does so for what no class can clear. `decided` is
    the mark of a person, None where nobody has decided.
    """

    key: int
    text: str
    mark: Decimal
    points: tuple[SeenPoint, ...]
    confidence: float
    review: bool = False
    hard: bool = False
    decided: Decimal | None = None


@dataclass(frozen=True, slots=True)
class KeyWord:
    """A word that a point of the scheme looks for; `prefix` is `communis*`."""

    text: str
    prefix: bool


def from_marked(key: int, text: str, marked: Marked, decided: Decimal | None = None) -> Seen:
    """Return what the engine has just given an answer, as it is seen here."""
    points = tuple(
        SeenPoint(
            point.outcome,
            tuple((piece.start, piece.end) for piece in point.evidence),
            min((piece.similarity for piece in point.evidence), default=1.0),
            point.evidence[0].met if point.evidence else "",
        )
        for point in marked.points
    )
    codes = [reason.code for reason in marked.reasons]
    hard = is_hard(points, codes) and marked.review
    return Seen(key, text, marked.mark, points, marked.confidence, marked.review, hard, decided)


def points_from_data(points: Iterable[Mapping[str, Any]]) -> tuple[SeenPoint, ...]:
    """Return the points of a stored mark, whose evidence is data."""
    return tuple(
        SeenPoint(
            point["outcome"],
            tuple((piece["start"], piece["end"]) for piece in point["evidence"]),
            min((float(piece.get("similarity", 1.0)) for piece in point["evidence"]), default=1.0),
            point["evidence"][0]["met"] if point["evidence"] else "",
        )
        for point in points
    )


def is_hard(points: Iterable[SeenPoint], codes: Iterable[str]) -> bool:
    """Whether the engine doubts something that no class can clear: a denial, a near miss, a reject, a hedge …"""
    known = [code for code in codes if code]
    return any(point.outcome in HARD_OUTCOMES for point in points) or any(code not in SOFT_REASONS for code in known)


def key_words(text: str) -> list[frozenset[KeyWord]]:
    """Return for each point of a scheme the words of four letters and more that it looks for."""
    return [
        frozenset(
            KeyWord(word, term.prefix)
            for expression in (point.expression, *point.accept)
            for term in _terms(expression)
            for word in words_of(term.text)
            if len(word) >= _SHORTEST_KEY and word not in FUNCTION_WORDS
        )
        for point in points_of(text)
    ]


def _terms(expression: Expression) -> Iterable[Term]:
    if isinstance(expression, Either):
        for option in expression.options:
            yield from _terms(option)
    elif isinstance(expression, Both | Together):
        for part in expression.parts:
            yield from _terms(part)
    else:
        yield from _terms_of_phrase(expression)


def _terms_of_phrase(phrase: Phrase) -> Iterable[Term]:
    for part in phrase.parts:
        if isinstance(part, Term):
            yield part
        elif isinstance(part, Quoted):
            yield from part.terms
        elif isinstance(part, Choice):
            for option in part.options:
                yield from _terms_of_phrase(option)
