"""Schemes in words, and what to look at in them."""

# ruff: noqa: E501 -- a row of a table reads better whole

from __future__ import annotations

from decimal import Decimal

import pytest

from marking.engine import MarkScheme
from marking.schemes import describe, understand
from marking.schemes.words import quoted, spans

SENTENCES = [
    ("glucose + oxygen", "Point 1, 1 mark: both *glucose* and *oxygen*, in any order"),
    ("a barge ~ canals [2]", "Point 1, 2 marks: both *a barge* and *canals*, in one sentence"),
    ("barge / canal boat / lighter", "Point 1, 1 mark: *barge*, *canal boat* or *lighter*"),
    ("barge\n    accept: canal boat", "Point 1, 1 mark: *barge* or *canal boat*"),
    ("{grain / bread} towns [½]", "Point 1, half a mark: *grain towns* or *bread towns*"),
    ("{grain / bread} + towns", "Point 1, 1 mark: one of *grain* or *bread* and *towns*, in any order"),
    ("industrial* (growth)", "Point 1, 1 mark: *industrial… (growth)* (… stands for any ending, words in brackets may be left out)"),
    ('"war economy" / =Weir', "Point 1, 1 mark: *war economy* (in exactly these words) or *Weir* (spelt exactly so)"),
    ("weir\n    reject: dam\n    ignore: Weir Ltd", "Point 1, 1 mark: *weir*; not where the answer says *dam*; *Weir Ltd* is ignored"),
    ("weir\ndam [-1]", "Point 2, minus 1 mark: *dam*"),
]  # fmt: skip


@pytest.mark.parametrize(("scheme", "sentence"), SENTENCES)
def test_points_are_said_in_words(scheme: str, sentence: str) -> None:
    assert describe(MarkScheme.parse(scheme)).points[-1].sentence == sentence


def test_words_that_are_looked_for_can_be_set_off() -> None:
    assert spans("both *a* and *b*, in any order") == [
        ("both ", False), ("a", True), (" and ", False), ("b", True), (", in any order", False),
    ]  # fmt: skip
    assert quoted("*barge* or *boat*") == "“barge” or “boat”"


def test_a_scheme_is_described_with_its_groups_and_its_total() -> None:
    text = "max 3\nany 2 from:\n    - weir [1]\n    - dam\n        feedback: Think of power.\nlock [2]\n    ao: AO1"
    description = describe(MarkScheme.parse(text), marks=Decimal(3))
    assert [(point.number, point.line, point.group, point.typed) for point in description.points] == [
        (1, 3, 1, "weir"), (2, 4, 1, "dam"), (3, 6, None, "lock"),
    ]  # fmt: skip
    assert (description.points[1].feedback, description.points[2].ao) == ("Think of power.", "AO1")
    assert [(group.points, group.sentence) for group in description.groups] == [
        ((1, 2), "Of points 1 to 2 the best 2 count")
    ]
    assert (description.max, description.total) == (
        3,
        "3 points, up to 3 marks in all (max 3 marks), as the question says.",
    )
    assert description.all_cautions == ()


def codes(text: str, **options: object) -> set[tuple[int | None, str]]:
    """The cautions of a scheme, each as its point and its kind."""
    return {(one.point, one.code) for one in understand(text, **options).described.all_cautions}  # type: ignore[arg-type, union-attr]


CAUTIONS = [
    ("steel\nfactories make (iron / tin)", 2, "optional"),
    ("the council bought land beside the harbour wall for fishing crews", 1, "sentence"),
    ("locks\ntrade with islands", 2, "word"),
    ("weir\n    reject: weir", 1, "never"),
    ("weir\nweir / dam", 2, "overlap"),
    ("weir / people", 1, "common"),
    ("weir / the* / tha*", 1, "everything"),
]


@pytest.mark.parametrize(("scheme", "point", "code"), CAUTIONS)
def test_each_kind_of_caution_is_given(scheme: str, point: int, code: str) -> None:
    assert (point, code) in codes(scheme)


# Fine as they are: nothing is said of them.
FINE = [
    "first in first out", "==", "(the) weir", "(central / local) planning", "EU", "not democratic", "weir / dam\nlock",
    "1926", "five-year plan*", "T. S. Eliot", "the flood (1934)", "O(n log n)", "{weir / dam} + water",
]  # fmt: skip


@pytest.mark.parametrize("scheme", FINE)
def test_what_is_fine_gets_no_caution(scheme: str) -> None:
    assert codes(scheme) - {(1, "never")} == set()


def test_the_total_is_held_against_the_marks_of_the_question() -> None:
    (caution,) = understand("weir [1]\ndam [1]", marks=Decimal(3)).described.all_cautions  # type: ignore[union-attr]
    assert (caution.code, caution.point) == ("total", None)
    assert caution.message == "The question is worth 3 marks, but the scheme gives up to 2 marks."


def test_what_cannot_be_read_is_understood_as_an_error_with_its_line() -> None:
    printed = understand("Mark scheme\nweir (1)\n(dam")
    assert printed.error is not None
    assert not printed.ready
    assert (printed.error.line, printed.line_in_text(printed.error.line)) == (2, 3)
