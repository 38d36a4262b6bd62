"""Numbers in words and digits, years, ranges, decades and centuries."""

import pytest

from marking.engine.number_readings import other_readings
from marking.engine.numbers import LOOSE, SURE, WEAK, Number, meets, numeric, read, roman


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
        ("19th century", 1801, 1900, "century"),
        ("nineteenth century", 1801, 1900, "century"),
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


def test_roman_needs_capitals():
    assert roman("IV") == 4
    assert roman("V") == 5
    assert roman("iv") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3 / 4", 0.75),
        ("2 _ 1 / 2", 2.5),
        ("30 _ k", 30_000),
        ("1.5 _ bn", 1.5e9),
    ],
)
def test_read_takes_fractions_and_short_scales(text, value):
    assert said(text) == [(value, value, "plain")]


@pytest.mark.parametrize(
    ("text", "value", "how"),
    [
        ("30 000", 30_000, SURE),
        ("1 250 000", 1_250_000, SURE),
        ("10.000", 10_000, LOOSE),
        ("0 , 5", 0.5, LOOSE),
        ("20 _ m", 20_000_000, SURE),
        ("3 x 10 ^ 4", 30_000, SURE),
        ("5 x 10 ^ - 1", 0.5, SURE),
        ("19 28", 1928, LOOSE),
    ],
)
def test_other_readings_of_a_run(text, value, how):
    assert (Number(value, value), how) in [(span.number, span.how) for span in other_readings(text.split())]


def test_two_digits_behind_an_apostrophe_may_be_a_year_of_any_century():
    years = {span.number.low for span in other_readings(["'", "28"])}
    assert {1828, 1928} <= years
    assert not other_readings(["28"])


@pytest.mark.parametrize(
    ("wanted", "given", "met"),
    [
        (Number(1916, 1916), Number(1916, 1916), SURE),
        (Number(1916, 1916), Number(1917, 1917), None),
        (Number(1916, 1916), Number(1914, 1918, "range"), WEAK),
        (Number(1914, 1914), Number(1914, 1918, "range"), SURE),
        (Number(1918, 1918), Number(1914, 1918, "range"), SURE),
        (Number(1916, 1916), Number(1910, 1919, "decade"), None),
        (Number(1910, 1919, "decade"), Number(1916, 1916), SURE),
        (Number(1910, 1919, "decade"), Number(1914, 1918, "range"), SURE),
        (Number(1910, 1919, "decade"), Number(1900, 1999, "century"), WEAK),
        (Number(1801, 1900, "century"), Number(1800, 1899, "century"), SURE),
        (Number(1801, 1900, "century"), Number(1701, 1800, "century"), None),
        (Number(1801, 1900, "century"), Number(1800, 1800), None),
        (Number(1914, 1918, "range"), Number(1916, 1916), WEAK),
        (Number(1914, 1918, "range"), Number(1914, 1918, "range"), SURE),
        (Number(1914, 1918, "range"), Number(1914, 1917, "range"), None),
        (Number(1914, 1918, "range"), Number(1910, 1919, "decade"), None),
        (Number(1914, 1918, "range"), Number(1919, 1919), None),
        (Number(4, 4), Number(3, 5, "range"), None),
        (Number(5, 5), Number(3, 5, "range"), LOOSE),
        (Number(3, 3), Number(3, 5, "range"), LOOSE),
        (Number(1920, 1920), Number(1914, 1918, "range"), None),
        (Number(19141218, 19141218, "date"), Number(19141218, 19141218, "date"), SURE),
        (Number(19141218, 19141218, "date"), Number(1914, 1914), None),
    ],
)
def test_meets_holds_ends_and_years_between(wanted, given, met):
    assert meets(wanted, given) is met
