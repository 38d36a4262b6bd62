"""Numbers as requests send them."""

from __future__ import annotations

import pytest

from quizzes.pure.sent import length_of, number_of, numbers_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("15", 15),
        ("9" * 15, 10**15 - 1),
        ("9" * 16, None),
        ("", None),
        ("-1", None),
        ("1.0", None),
        ("²", None),
    ],
)
def test_a_number_is_one_that_a_row_can_have(text: str, number: int | None) -> None:
    assert number_of(text) == number


def test_of_several_those_count_that_are_numbers() -> None:
    assert numbers_of(["3", "x", "1"]) == [3, 1]


@pytest.mark.parametrize(("header", "length"), [(None, 0), ("", 0), ("20", 20), ("21", None), ("1e1", None)])
def test_a_body_has_the_length_its_header_says_within_the_bound(header: str | None, length: int | None) -> None:
    assert length_of(header, 20) == length
