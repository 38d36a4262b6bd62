"""Numbers in words and digits, years, ranges, decades and centuries."""

import pytest

from marking.engine.numbers import Number, meets, numeric, read, roman


def said(text):
    return [(span.number.low, span.number.high, span.number.kind) for span in read(text.split())]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("seven", 7),
        ("7th", 7),
        ("seventh", 7),
        ("twenty four", 24),
        ("twenty - four", 24),
        ("fourty", 40),
        ("twentieth", 20),
        ("three hundred", 300),
        ("three hundred and five", 305),
        ("two thousand and five", 2005),
        ("two million three hundred thousand", 2_300_000),
        ("nineteen fourteen", 1914),
        ("nineteen thirty nine", 1939),
        ("1,500", 1500),
        ("1.5", 1.5),
        ("3 million", 3_000_000),
    ],
)
def test_read_takes_one_number(text, value):
    assert said(text) == [(value, value, "plain")]


@pytest.mark.parametrize(
    ("text", "low", "high", "kind"),
    [
        ("1930s", 1930, 1939, "decade"),
        ("1930's", 1930, 1939, "decade"),
        ("30s", 1930, 1939, "decade"),
        ("thirties", 1930, 1939, "decade"),
        ("nineteen thirties", 1930, 1939, "decade"),
        ("1800s", 1800, 1899, "century"),
        ("19th century", 1800, 1900, "century"),
        ("nineteenth century", 1800, 1900, "century"),
        ("1914 - 18", 1914, 1918, "range"),
        ("1914 - 8", 1914, 1918, "range"),
        ("1914 to 1918", 1914, 1918, "range"),
        ("between 1914 and 1918", 1914, 1918, "range"),
        ("3 - 5", 3, 5, "range"),
    ],
)
def test_read_takes_stretches(text, low, high, kind):
    assert said(text) == [(low, high, kind)]


@pytest.mark.parametrize("text", ["1914 and 1918", "1918 to 1914", "1930s to 1940s", "1914 x 1918"])
def test_read_keeps_two_numbers_apart(text):
    assert len(said(text)) == 2


@pytest.mark.parametrize("text", ["", "peace", "and to -", "9" * 5_000, "hundred", "200 century"])
def test_read_finds_no_number_or_no_stretch(text):
    assert not [one for one in said(text) if one[2] != "plain"]


def test_read_leaves_a_hundred_without_more_alone():
    assert said("five hundred and peace") == [(500, 500, "plain")]
    assert said("five hundred peace") == [(500, 500, "plain")]


def test_numeric_knows_words_and_digits():
    assert numeric("ninth")
    assert numeric("40s")
    assert numeric("century")
    assert not numeric("peace")


def test_roman_needs_capitals_and_two_letters():
    assert roman("IV") == 4
    assert roman("iv") is None
    assert roman("V") is None


@pytest.mark.parametrize(
    ("wanted", "found", "met"),
    [
        (Number(1916, 1916), Number(1916, 1916), True),
        (Number(1916, 1916), Number(1917, 1917), False),
        (Number(1916, 1916), Number(1914, 1918, "range"), True),
        (Number(1916, 1916), Number(1910, 1919, "decade"), False),
        (Number(1910, 1919, "decade"), Number(1916, 1916), True),
        (Number(1914, 1918, "range"), Number(1916, 1916), True),
        (Number(4, 4), Number(3, 5, "range"), False),
        (Number(5, 5), Number(3, 5, "range"), True),
        (Number(3, 3), Number(3, 5, "range"), True),
        (Number(1920, 1920), Number(1914, 1918, "range"), False),
    ],
)
def test_meets_holds_ends_and_years_between(wanted, found, met):
    assert meets(wanted, found) is met
