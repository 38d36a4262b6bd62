"""Questions that the notes hold already are taken word for word."""

from __future__ import annotations

import pytest

from quizzes.notes import draft


def asked(text: str) -> dict[str, str]:
    return {one.stem: one.scheme for one in draft(text).drafts}


@pytest.mark.parametrize(
    ("text", "stem", "scheme"),
    [
        ("Q: When was the first plan begun?\nA: 1928", "When was the first plan begun?", "1928 [1]"),
        ("Question: Who wrote Emma?\nAnswer: Jane Austen", "Who wrote Emma?", "Jane Austen [1]"),
        ("Who wrote Emma?\nJane Austen", "Who wrote Emma?", "Jane Austen [1]"),
        ("What is the capital of Peru? – Lima", "What is the capital of Peru?", "Lima [1]"),
        ("- What is a gene?\n  - a length of DNA", "What is a gene?", "length of DNA [1]"),
    ],
)
def test_a_question_with_its_answer_is_taken_word_for_word(text: str, stem: str, scheme: str) -> None:
    assert asked(text)[stem] == scheme
    assert not any("What is meant by" in stem for stem in asked(text))


def test_a_question_with_points_under_it_asks_for_each_of_them() -> None:
    found = asked("Why collectivise?\n- grain to feed the towns\n- exports to pay for machines\n- no more kulaks")
    assert found["Why collectivise?"].count("[1]") == 3


def test_one_word_of_any_length_costs_no_more_than_its_letters() -> None:
    # It took gigabytes: the words one slip away were made for each letter of it.
    assert draft("acgt" * 20_000).drafts == ()
