"""Wordings that tell answers from others."""

from marking.pure.mining import candidates


def test_a_wording_is_found_whatever_its_spelling_and_ending() -> None:
    sought = ["It was capitalism", "capitalism i think", "capitalsim", "a capitalist economy"]

    best = candidates(sought, ["communism", "the economy"])[0]

    assert (best.wording, best.support, best.against) == ("capitalism", 4, 0)


def test_what_others_write_as_often_is_none() -> None:
    assert candidates(["free trade", "free land"], ["free food", "free men", "free"]) == []


def test_what_is_denied_is_none() -> None:
    wordings = candidates(["not communism but markets", "never communism, markets"], ["kings"])

    assert "communism" not in {one.wording for one in wordings}


def test_the_questions_own_words_are_none() -> None:
    assert candidates(["the economic system", "economic systems"], [], question="Name the economic system.") == []


def test_once_is_not_enough() -> None:
    assert candidates(["markets rule"], []) == []
