"""Grade boundaries as a teacher writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from marking.pure.grades import BadBoundariesError, grade_of, read


def test_the_highest_grade_whose_boundary_is_reached_is_given() -> None:
    boundaries = read("B 60%\nA* 90 %\n\nA: 80%\nC – 40 per cent\n")

    given = [grade_of(Decimal(mark), Decimal(20), boundaries) for mark in ("20", "18", "17.5", "12", "8", "7.5")]
    assert given == ["A*", "A*", "A", "B", "C", ""]


def test_boundaries_may_be_in_marks() -> None:
    boundaries = read("Pass 10\nMerit 15,5\n")

    assert [grade_of(Decimal(mark), Decimal(20), boundaries) for mark in ("16", "15", "9.5")] == ["Merit", "Pass", ""]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("A", "Line 1"),
        ("A 80%\n80%", "Line 2"),
        ("A 80%\nB 12", "them all the same way"),
        ("A 80%\na 70%", "twice"),
        ("A 80%\nB 80%", "same boundary"),
        ("A 120%", "more than all"),
        ("\n".join(f"g{number} {number}%" for number in range(1, 30)), "20 are the most"),
        ("A" * 40 + " 80%", "Line 1"),
    ],
)
def test_boundaries_that_make_no_sense_say_where(text: str, complaint: str) -> None:
    with pytest.raises(BadBoundariesError, match=complaint):
        read(text)
