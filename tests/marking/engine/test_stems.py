"""Which forms count as one word, and which do not."""

import pytest

from marking.engine.stems import stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("family", "families"),
        ("win", "won"),
        ("rewrite", "rewrote"),
        ("withdraw", "withdrew"),
        ("crisis", "crises"),
        ("nationalism", "nationalists"),
        ("nationalist", "nationalistic"),
        ("organise", "organization"),
        ("labour", "labor"),
        ("centre", "center"),
        ("haemoglobin", "hemoglobin"),
        ("defence", "defense"),
        ("programme", "program"),
        ("resist", "resisted"),
        ("analyse", "analyzed"),
    ],
)
def test_key_is_shared_by_forms_of_one_word(one, other):
    key = stems("en").key
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("social", "socialism"),
        ("capital", "capitalism"),
        ("nation", "nationalism"),
        ("hope", "hopeless"),
        ("hour", "hor"),
    ],
)
def test_key_keeps_different_words_apart(one, other):
    key = stems("en").key
    assert key(one) != key(other)


def test_key_of_another_language_is_its_stem():
    key = stems("de").key
    assert key("Häuser".lower()) == key("häusern")
    assert key("won") != key("win")


def test_key_leaves_very_long_words_alone():
    assert stems("en").key("a" * 200 + "ing") == "a" * 200 + "ing"


def test_irregular_says_whose_key_may_begin_otherwise():
    assert stems("en").irregular("went")
    assert stems("en").irregular("oestrogen")
    assert not stems("en").irregular("treaty")
    assert not stems("de").irregular("went")
