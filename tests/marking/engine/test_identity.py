"""Every point is met by its own text, in whatever sentence it is said: the cheapest guard there is."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from marking.engine import MarkScheme
from marking.engine.notation import format_expression, parse
from marking.engine.types import AnyOf, Both, Choice, Either, Expression, Phrase, Point, Quoted, Scheme, Term, Together

HERE = Path(__file__).parent
TERMS = (HERE / "terms.txt").read_text(encoding="utf-8").splitlines()
SCHEMES = sorted((HERE.parents[2] / "fixtures" / "schemes").glob("*.txt"))
FRAMES = (
    "{}",
    "{}.",
    "It was {}.",
    "The answer is {}, of course.",
    "“{}”",
    "We call this {} in class.",
    "({})",
    "Answer: {}\nThat is all we know",
)
_SIGNS = re.compile(r'[+~{}\[\]"*\\=;]|(?<!\d)/|/(?!\d)')
_SMALL = re.compile(r"[^a-z]+")


def as_scheme(term: str) -> str:
    """The term as a teacher has to write it: a backslash before a sign of the notation."""
    return "\\" + escaped if (escaped := _SIGNS.sub(r"\\\g<0>", term))[0] in "-#" else escaped


@cache
def point_of(term: str) -> MarkScheme:
    """The scheme of one point that asks for the term."""
    return MarkScheme.parse(as_scheme(term) + " [1]")


def test_terms_are_many_and_no_two_are_the_same() -> None:
    assert len(TERMS) == len(set(TERMS)) >= 1000


@pytest.mark.parametrize("frame", FRAMES)
def test_each_term_is_met_by_its_own_text(frame: str) -> None:
    unmet = [term for term in TERMS if point_of(term).mark(frame.format(term)).points[0].outcome != "matched"]
    assert unmet == []


def test_each_term_alone_is_sure() -> None:
    unsure = [term for term in TERMS if point_of(term).mark(term).review]
    assert unsure == []


def first_wording(expression: Expression) -> str:
    """A text that says what an expression asks for, in its own words."""
    if isinstance(expression, Phrase):
        return " ".join(_said(part) for part in expression.parts)
    if isinstance(expression, Either):
        return first_wording(expression.options[0])
    assert isinstance(expression, Both | Together)
    return " and ".join(map(first_wording, expression.parts))


def _said(part: Term | Quoted | Choice) -> str:
    if isinstance(part, Term):
        return part.text
    if isinstance(part, Quoted):
        return " ".join(term.text for term in part.terms)
    return first_wording(part.options[0])


def points_of(scheme: Scheme) -> list[Point]:
    """All points of a scheme in their order."""
    return [point for item in scheme.items for point in (item.points if isinstance(item, AnyOf) else (item,))]


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
@pytest.mark.parametrize("frame", FRAMES)
def test_each_point_of_the_fixtures_is_met_by_its_own_text(path: Path, frame: str) -> None:
    scheme = parse(path.read_text(encoding="utf-8"))
    unmet = []
    for at, point in enumerate(points_of(scheme)):
        ways = [point.expression, *point.accept]
        for way in ways:
            said = frame.format(first_wording(way))
            if MarkScheme(path.stem, scheme).mark(said).points[at].outcome not in {"matched", "negated", "rejected"}:
                unmet.append(format_expression(way))
    assert unmet == []
