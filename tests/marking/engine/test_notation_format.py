"""Whatever can be read can be written in its normal form and read again; nothing but MarkSchemeError is raised."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marking.engine.notation import MarkSchemeError, format_expression, format_scheme, parse
from marking.engine.notation.header import LANGUAGES
from marking.engine.types import (
    AnyOf,
    Both,
    Choice,
    Either,
    Expression,
    Level,
    Phrase,
    Point,
    Quoted,
    Scheme,
    Term,
    Together,
)
from tests.runtime.examples import many

NORMAL = """\
max 4.5
spelling: strict
language: de
same: USSR = Soviet Union
levels: 1-2 -> 2, 3 -> 4, 3.5+ -> 4.5
socialism in one country / (the / an) "own country" [1]
    accept: a ~ b + {c / d}
    accept: a ~ {b / c + d}
    reject: {permanent / world} revolution
    ignore: communis*
    feedback: Stalin - then others.
    negated: count
    ao: AO1
any 2 from:
    =Lenin [0.5]
    \\any body [1]
    Rapallo ~ 1922 [1]
        reject: 1923
\\1. plan [2]
late [-1]
"""


def test_format_of_the_normal_form_is_itself() -> None:
    assert format_scheme(parse(NORMAL)) == NORMAL


def test_format_of_a_hasty_scheme_is_its_normal_form() -> None:
    hasty = "# mine\n• steel/coal\n\tACCEPT :iron\nMax Two\nany one of:\n   1) tractors{1}\n".replace("{1}", "[½]")
    normal = "max 2\nsteel / coal [1]\n    accept: iron\nany 1 from:\n    tractors [0.5]\n"
    with pytest.raises(MarkSchemeError):
        parse(hasty)  # two marks cannot be earned
    assert format_scheme(parse(hasty.replace("½", "1"))) == normal.replace("0.5", "1")


HALVES = st.integers(1, 20).map(lambda doubled: Decimal(doubled // 2) if doubled % 2 == 0 else Decimal(doubled) / 2)
ODD = [
    "and/or",
    "C++",
    "[sic]",
    "a*",
    "=x",
    "\\",
    '"',
    "(b)",
    "{c}",
    "a:",
    "max",
    "any",
    "1.",
    "#x",
    "5%",
    "x=y",
    "a~b",
]
TERMS = st.sampled_from([*ODD, "steel", "coal", "the", "1924-29", "U.S.S.R.", "five-year", "Köln", "план"]).flatmap(
    lambda word: st.sampled_from([Term(word), Term(word, prefix=True), Term(word, exact=True)])
)
QUOTED = st.lists(st.sampled_from([*ODD, "steel", "the"]), min_size=1, max_size=3).map(
    lambda words: Quoted(tuple(Term(word, exact=True) for word in words))
)


def phrases(depth: int = 1) -> st.SearchStrategy[Phrase]:
    """Phrases with groups inside them, at least one part of which must be there."""
    part = TERMS | QUOTED
    if depth:
        inside = phrases(depth - 1)
        options = st.lists(inside, min_size=1, max_size=2).map(tuple)
        needed = st.lists(inside, min_size=2, max_size=2).map(tuple)
        part = (
            part | options.map(lambda choice: Choice(choice, True)) | needed.map(lambda choice: Choice(choice, False))
        )
    return st.lists(part, min_size=1, max_size=4).filter(is_phrase).map(lambda parts: Phrase(tuple(parts)))


def is_phrase(parts: list[Term | Quoted | Choice]) -> bool:
    """Whether the parts are a phrase: not all optional, and not just one group."""
    if len(parts) == 1 and isinstance(parts[0], Choice):
        return False
    return not all(isinstance(part, Choice) and part.optional for part in parts)


def expressions() -> st.SearchStrategy[Expression]:
    """Expressions in their flat form: no sign directly under the same sign."""
    return st.recursive(phrases(), combined, max_leaves=3)


def combined(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """Two or three expressions under one sign."""
    sides = st.lists(inner, min_size=2, max_size=3).map(tuple)

    def under(kind: type[Either | Both | Together]) -> st.SearchStrategy[Expression]:
        return sides.filter(lambda parts: not any(isinstance(side, kind) for side in parts)).map(kind)

    return under(Either) | under(Both) | under(Together)


def points(marks: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Point]:
    """Points with any of their details."""
    several = st.lists(expressions(), max_size=1).map(tuple)
    return st.builds(
        Point,
        line=st.just(1),
        expression=expressions(),
        marks=marks,
        accept=several,
        reject=several,
        ignore=several,
        feedback=st.sampled_from(["", "See “Rapallo” – p. 5: [1] / (2)"]),
        negated_counts=st.booleans(),
        ao=st.sampled_from(["", "AO1"]),
    )


GROUPS = st.lists(points(HALVES), min_size=1, max_size=3).flatmap(
    lambda points: st.integers(1, len(points)).map(lambda count: AnyOf(1, count, tuple(points)))
)
SAME = st.lists(
    st.lists(st.one_of(st.sampled_from([Term(word) for word in [*ODD, "USSR"]]), QUOTED), min_size=1, max_size=3).map(
        lambda parts: Phrase(tuple(parts))
    ),
    min_size=2,
    max_size=3,
).map(tuple)
SCHEMES = st.builds(
    Scheme,
    items=st.lists(points(HALVES | HALVES.map(lambda mark: -mark)) | GROUPS, max_size=3).map(
        lambda items: (*items, Point(1, Phrase((Term("plan"),)), marks=Decimal(2)))
    ),
    cap=st.sampled_from([None, Decimal("0.5"), Decimal(2)]),
    spelling=st.sampled_from(["strict", "normal", "lenient"]),
    language=st.sampled_from(list(LANGUAGES)),
    same=st.lists(SAME, max_size=2).map(tuple),
    levels=st.sampled_from(
        [(), (Level(Decimal(1), Decimal(1), Decimal(2)), Level(Decimal("1.5"), None, Decimal("3.5")))]
    ),
)


@settings(max_examples=many(60))
@given(SCHEMES)
def test_format_of_any_scheme_reads_back_as_the_scheme(scheme: Scheme) -> None:
    text = format_scheme(scheme)
    assert parse(text) == scheme
    assert format_scheme(parse(text)) == text


@settings(max_examples=many(60))
@given(expressions())
def test_format_of_any_expression_reads_back_as_the_expression(expression: Expression) -> None:
    (point,) = parse(f"steel / {format_expression(expression)}").items
    assert isinstance(point, Point)
    options = expression.options if isinstance(expression, Either) else (expression,)
    assert point.expression == Either((Phrase((Term("steel"),)), *options))


SIGNS = st.text(st.sampled_from('ab 1\n\t /+~{}()[]"*\\=:#-,.½“–→'), max_size=60)
LINES = st.lists(
    st.sampled_from(
        [
            "max 1",
            "any 1 from:",
            "  steel [1]",
            "coal / oil",
            "    accept: x",
            "same: a = b",
            "levels: 1 -> 1",
            "  ao: y",
            "#",
        ]
    )
    | SIGNS,
    max_size=8,
).map("\n".join)


@settings(max_examples=many(60))
@given(st.text(max_size=80) | SIGNS | LINES)
def test_parse_of_any_text_reads_it_or_says_where_it_cannot(text: str) -> None:
    try:
        scheme = parse(text)
    except MarkSchemeError as error:
        line, column = error.line, error.column
        assert 1 <= line <= len(text.splitlines()) + 1
        assert column >= 1
    else:
        assert parse(format_scheme(scheme)) == scheme


def test_a_grid_reads_back_as_the_grid() -> None:
    text = (
        "grid: AO1 - knowledge – and its use\n    Level 0 (0):\n    Level 1 (1–2 marks): says “so”\n"
        "        and more: of it\n    2 (3): explains [well]\ngrid: AO2\n\tBand 1 [1 to 4 marks] argues\nsteel [2]\n"
    )
    scheme = parse(text)
    assert scheme.grid is not None
    assert [(one.name, one.about, one.marks, one.top) for one in scheme.grid.objectives] == [
        ("AO1", "knowledge - and its use", 3, 2), ("AO2", "", 4, 1),
    ]  # fmt: skip
    assert scheme.grid.objectives[0].level(1).descriptor == "says “so”\nand more: of it"
    assert parse(format_scheme(scheme)) == scheme


def test_the_correction_of_a_grid_can_be_put_in_its_place() -> None:
    text = "grid:\n    Level 1 (1-2): a\n    Level 2 (2-4): b"
    with pytest.raises(MarkSchemeError) as caught:
        parse(text)
    lines = text.split("\n")
    lines[caught.value.line - 1] = caught.value.corrected
    assert parse("\n".join(lines)).grid is not None
