"""Dates with a day, in whatever form."""

import pytest

from marking.engine import MarkScheme
from marking.engine.dates import read_dates
from marking.engine.numbers import LOOSE, SURE


@pytest.mark.parametrize(
    "answer",
    [
        "28 June 1914",
        "June 28, 1914",
        "the 28th of June 1914",
        "28 Jun 1914",
        "twenty-eighth of June 1914",
        "28/6/1914",
        "28.06.1914",
        "1914-06-28",
    ],
)
def test_a_date_is_met_in_any_form(answer):
    mark = MarkScheme.parse("28 June 1914").mark(answer)
    assert (mark.mark, mark.review) == (1, False)


@pytest.mark.parametrize("answer", ["27 June 1914", "28 July 1914", "28 June 1915", "28/7/1914", "June 1914"])
def test_another_date_is_not_met(answer):
    assert MarkScheme.parse("28 June 1914").mark(answer).mark == 0


def test_a_date_in_figures_is_met_in_words():
    assert MarkScheme.parse("12/08/1991").mark("on 12 August 1991").mark == 1
    assert MarkScheme.parse("12/08/1991").mark("12 people").mark == 0


@pytest.mark.parametrize(
    ("words", "value", "how"),
    [
        ("6 / 4 / 1944", 19440406, SURE),
        ("6 / 4 / 1944", 19440604, LOOSE),
        ("6 / 4 / 44", 19440406, LOOSE),
        ("thirty first of march", 331, SURE),
        ("may 5", 505, SURE),
    ],
)
def test_read_dates(words, value, how):
    assert (value, how) in [(span.number.low, span.how) for span in read_dates(words.split())]


@pytest.mark.parametrize("words", ["45 / 13 / 1944", "august", "3 / 4", "may go", "1944 / 4 / 6 5"])
def test_read_dates_finds_none_where_there_is_none(words):
    assert not [span for span in read_dates(words.split()) if span.how == SURE and span.number.low > 19440406]
