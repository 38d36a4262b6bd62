"""Questions that ask the same in nearly the same words."""

from quizzes.pure.similarity import Pair, pairs_alike


def test_pairs_alike_finds_the_same_question_in_other_words_order_and_spelling() -> None:
    texts = [
        "When was the Treaty of Rapallo signed?",
        "Name two crops of the black earth.",
        "When was the treaty of Rapallo signed",
        "In what year was the first plan begun?",
        "When was the Treaty of Rapalo signed?",
    ]

    pairs = pairs_alike(texts)

    assert pairs[0] == Pair(0, 2, 100.0)
    assert {(pair.first, pair.second) for pair in pairs} == {(0, 2), (0, 4), (2, 4)}


def test_pairs_alike_keeps_questions_apart_that_differ_in_what_matters() -> None:
    assert pairs_alike(["Who led the plan in 1928?", "Why did the harvest of 1932 fail so badly?"]) == []
    assert pairs_alike([]) == []


def test_pairs_alike_finds_a_double_among_thousands_of_one_pattern() -> None:
    texts = [f"What happened to village number {number} in the famine?" for number in range(3_000)]
    texts.append("What happened to village number 77 in the famine")

    pairs = pairs_alike(texts, at_least=99.5)

    assert [(pair.first, pair.second) for pair in pairs] == [(77, 3_000)]
