"""A scheme for a meaning is met in other words, and not by what is close but wrong."""

from __future__ import annotations

import pytest

from marking.engine import MarkScheme
from quizzes.notes.telling import telling


@pytest.mark.parametrize(
    ("meaning", "answer"),
    [
        ("a fall in the price of goods", "goods get cheaper because prices go down"),
        ("a substance that speeds up a reaction without being used up", "it makes reactions faster but isn't consumed"),
        ("a substance that speeds up a reaction without being used up", "a reaction is quicker and it stays unchanged"),
        ("informal or regional words", "regional words"),
        ("the people refused to hand over their weapons", "they would not give up their weapons"),
        ("a treaty (pact) on trade", "a pact about buying and selling"),
        ("molten rock that rises to the surface", "hot rock climbs to the top"),
    ],
)
def test_other_words_meet_it(meaning: str, answer: str) -> None:
    assert MarkScheme.parse(telling(meaning, ["people"])).mark(answer).mark == 1, telling(meaning)


@pytest.mark.parametrize(
    ("meaning", "word"),
    [
        ("the third stage of a long labour", "theatre"),  # no stage of a play
        ("growth hormone made by the brain", "increase"),  # part of a name
        ("a form of verse that is often rude", "make"),  # a noun, not to form something
        ("the oxygen that muscles consume at rest", "eat"),
        ("a low rainfall over the desert", "weak"),
    ],
)
def test_an_everyday_word_is_taken_only_for_what_the_word_means_here(meaning: str, word: str) -> None:
    assert f"{word} /" not in telling(meaning), telling(meaning)
    assert f"/ {word}" not in telling(meaning), telling(meaning)


def test_words_that_may_fit_are_offered_to_the_reader_and_earn_nothing() -> None:
    scheme = telling("the country joined the alliance of the rich nations")
    assert "# other words, if they fit here: combine, connect" in scheme
    assert "combine" not in scheme.partition("#")[0]
    together = telling("two bones that are joined by tissue")
    assert "/ connect" in together


@pytest.mark.parametrize(
    ("meaning", "answer"),
    [
        ("a fall in the price of goods", "a rise in the price of goods"),
        ("a fall in the price of goods", "a fall in the number of goods"),
        ("a substance that speeds up a reaction without being used up", "it speeds up a reaction and is used up"),
        ("a substance that speeds up a reaction without being used up", "it slows down a reaction and isn't used up"),
        ("the people refused to hand over their weapons", "the people handed over their weapons"),
        ("the release of energy from sugar", "the release of sugar from energy"),
        ("particles spread from a high to a low pressure", "particles spread from a low to a high pressure"),
        ("white cells that destroy germs", "red cells that destroy germs"),
    ],
)
def test_what_is_close_but_wrong_does_not(meaning: str, answer: str) -> None:
    scheme = MarkScheme.parse(telling(meaning))
    assert scheme.mark(meaning).mark == 1
    assert scheme.mark(answer).mark == 0, telling(meaning)


def test_words_of_the_stem_are_not_asked_for() -> None:
    assert "market" not in telling("a market in which one firm sells all of a product", ["market"])


def test_a_number_is_asked_for_as_it_stands() -> None:
    assert "46" in telling("a cell with 46 chromosomes that grows and divides")


def test_what_has_no_everyday_words_is_asked_for_in_those_of_the_notes() -> None:
    assert telling("proton donor") == "proton donor [1]"
