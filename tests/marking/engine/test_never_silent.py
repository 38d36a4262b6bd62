"""Kinds of answers that a looser reading would mark wrongly without a word: right, or shown to a person."""

from __future__ import annotations

import pytest

from marking.engine import MarkScheme

# The scheme, an answer to it, the mark a person gives.
NUMBERS = [
    ("1861-65", "1862-1864", 0),
    ("1861-65", "the 1860s", 0),
    ("1861-65", "1863", 0),
    ("1605", "between 1500 and 1700", 0),
    ("1605", "some time before 1605", 0),
    ("1605", "less than 1605", 0),
    ("1605", "'05, I mean 1605", 1),
    ("18th century", "1800-1900", 0),
    ("1/4", "3/4", 0),
    ("9/11", "11 people", 0),
    ("40,000", "40", 0),
    ("40,000", "40.000", 1),
    ("40,000", "under 40,000", 0),
    ("2 million", "2", 0),
    ("Charles I", "Charles II", 0),
    ("Act V", "Act IV", 0),
    ("Type I", "Type II", 0),
    ("George VI", "George V", 0),
    ("grade B", "grade C", 0),
    ("hepatitis B", "hepatitis C", 0),
    ("clause 4(b)", "clause 4(c)", 0),
    ("copper(II)", "copper(I)", 0),
    ("O(n)", "O(n²)", 0),
    ("f(x)", "f(y)", 0),
    ("8am", "8 pm", 0),
    ("28 June 1914", "28 to 30 June 1914", 0),
]
SIGNS = [
    ("-12 °C", "12 °C", 0),
    ("12 °C", "-12 °C", 0),
    ("-12 °C", "−12 °C", 1),
    ("K\\+", "K-", 0),
    ("Br-", "Br+", 0),
    ("Br-", "Br", 0),
    ("£9", "$9", 0),
    ("£9", "9p", 0),
    ("£9", "nine pounds", 1),
    ("20%", "20 people", 0),
    ("20%", "20 per cent", 1),
    ("y < 7", "y > 7", 0),
    ("y < 7", "y ≤ 7", 0),
    ("y < 7", "y<7", 1),
    ("k\\+1", "k-1", 0),
    ("10^6", "10^-6", 0),
    ("3²", "32", 0),
    ("C\\+\\+", "C", 0),
    ("F", "F#", 0),
    ("i\\+\\+", "i--", 0),
    ("x \\=\\= 3", "x = 3", 0),
    (".NET", "net", 0),
]
WORDS = [
    ("elastic", "non-elastic", 0),
    ("federalist", "anti-federalist", 0),
    ("chairman", "vice-chairman", 0),
    ("finals", "semi-finals", 0),
    ("interspecific", "intraspecific", 0),
    ("exocytosis", "endocytosis", 0),
    ("hyperkalaemia", "hypokalaemia", 0),
    ("pentene", "pentane", 0),
    ("butanol", "butanal", 0),
    ("selenate", "selenite", 0),
    ("peptidase", "peptidose", 0),
    ("tripeptide", "dipeptide", 0),
    ("renationalisation", "denationalisation", 0),
    ("lessor", "lessee", 0),
    ("incubator", "incubation", 0),
    ("federation", "federal", 0),
    ("AIDS", "it aids digestion", 0),
    ("ACT", "an act of kindness", 0),
    ("HTTP", "HTTPS", 0),
    ("CO", "Co", 0),
    ("Co", "CO", 0),
    ("President", "presidential", 0),
    ("N2O", "N20", 1),
    ("Franklin Delano Roosevelt", "FDR", 1),
    ("Silures", "suliurs", 0),
]
OTHER_SCRIPTS = [
    ("かき", "かぎ", 0),
    ("ホール", "ボール", 0),
    ("ปี", "ปู", 0),
    ("война", "воина", 0),
    ("长城", "这是长城。", 1),
]
LANGUAGES = [
    ("language: de\nHaus", "Maus", 0),
    ("language: de\nKirche", "Kirsche", 0),
    ("language: fr\npêche", "péché", 0),
    ("language: fr\npoisson", "poison", 0),
    ("language: es\nhombre", "hambre", 0),
    ("language: de\n30.000", "30", 0),
    ("language: de\n30.000", "30000", 1),
]


@pytest.mark.parametrize(("scheme", "answer", "wanted"), NUMBERS + SIGNS + WORDS + OTHER_SCRIPTS + LANGUAGES)
def test_an_answer_is_marked_rightly_or_shown(scheme: str, answer: str, wanted: int) -> None:
    marked = MarkScheme.parse(scheme).mark(answer)
    assert marked.mark == wanted or marked.review


# What has to be right without a person.
PLAIN = [
    ("20 million", "20 million died", 1),
    ("19th century", "in the 19th century", 1),
    ("30,000", "30 thousand", 1),
    ("30,000", "30k", 1),
    ("1.5 million", "1.5m", 1),
    ("$20 billion", "$20bn", 1),
    ("0.5", "½", 1),
    ("0.5", ".5", 1),
    ("World War I", "World War 1", 1),
    ("World War I", "World War One", 1),
    ("World War I", "world war i", 1),
    ("George V", "George the Fifth", 1),
    ("George III", "george iii", 1),
    ("iron(II)", "iron (II) ions", 1),
    ("farm(s)", "farms", 1),
    ("£5", "5 pounds", 1),
    ("5", "£5", 1),
    ("cm³", "cm3", 1),
    ("U-2", "U2", 1),
    ("Kirov", "Kirov's", 1),
    ("1914 - 18", "1914-18", 1),
    ("3/4", "0.75", 1),
    ("2\\/3", "2/3", 1),
    ("Dr. No", "It was Dr. No.", 1),
    ("industrialis*", "industrialized", 1),
    ("organis*", "organizes", 1),
    ("colour*", "colored", 1),
    ("grow*", "it grew", 1),
    ("rewrit*", "he rewrote it", 1),
    ("suppress*", "supressed", 1),
    ("fascis*", "facism", 1),
    ("honeycomb*", "honey comb", 1),
    ("tree hole*", "treeholes", 1),
    ("communis*", "community", 0),
]


@pytest.mark.parametrize(("scheme", "answer", "wanted"), PLAIN)
def test_an_answer_is_marked_rightly_without_a_person(scheme: str, answer: str, wanted: int) -> None:
    marked = MarkScheme.parse(scheme).mark(answer)
    assert (marked.mark, marked.review) == (wanted, False)
