"""Answers that are as good as the same stand together, and what differs in meaning or in marks never does."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from rapidfuzz.distance import OSA

from marking.pure import grouping
from marking.pure.grouping import Answer, group


def groups(*texts: str) -> list[set[str]]:
    """Return the groups of answers that the engine marked alike, as sets of their texts."""
    bunches = group([Answer(number, text, Decimal(0)) for number, text in enumerate(texts)])
    return [{answer.text for answer in one.answers} for one in bunches]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nucleus", "The nucleus."),
        ("nucleus", "NUCLEUS"),
        ("nucleus", "nuclius"),
        ("controls what enters the cell", "it controls what entres the cell"),
        ("café owners", "cafe owners"),
        ("the chloroplast", "choloroplast"),
        ("social fascists", "socialfascists"),
        ("mountains", "mountain"),
    ],
)
def test_equal_and_nearly_equal_answers_come_together(one: str, other: str) -> None:
    assert groups(one, other) == [{one, other}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("in 1926", "in 1927"),
        ("the rate will increase over time", "the rate will decrease over time"),
        ("aggressive", "not aggressive"),
        ("it does happen here and now", "it does not happen here and now"),
        ("germany invaded poland", "germany invaded by poland"),
        ("mitosis", "meiosis"),
        ("gain", "pain"),
        ("", "nothing"),
    ],
)
def test_what_may_mean_something_else_stays_apart(one: str, other: str) -> None:
    assert len(groups(one, other)) == 2


def test_answers_the_engine_marked_differently_stay_apart() -> None:
    same = "social fascists"
    marked = [
        Answer(1, same, Decimal(1)),
        Answer(2, same, Decimal(0)),
        Answer(3, same, Decimal(1), (("near", "0"),)),
        Answer(4, "Social facists", Decimal(1)),
    ]

    assert sorted(sorted(answer.key for answer in one.answers) for one in group(marked)) == [[1, 4], [2], [3]]


def test_the_order_of_the_answers_makes_no_difference_and_keys_are_stable() -> None:
    answers = [Answer(number, text, Decimal(0)) for number, text in enumerate(["nucleus"] * 3 + ["nuclius", "cell"])]
    mixed = random.Random(5).sample(answers, len(answers))

    assert group(answers, salt="q3") == group(mixed, salt="q3")
    assert {one.key for one in group(answers)} == {one.key for one in group(answers[:3] + answers[4:])}


def test_the_most_doubtful_come_first_and_equals_in_an_order_of_their_own() -> None:
    sure = [Answer(number, f"word{'abcdefgh'[number] * 6}", Decimal(0), confidence=0.9) for number in range(8)]
    doubtful = Answer(99, "quite another thing", Decimal(0), confidence=0.2)

    first, second = ([one.lead.key for one in group([*sure, doubtful], salt=salt)] for salt in ("a", "b"))

    assert first[0] == second[0] == 99
    assert first != second
    assert first != sorted(first)


def test_the_commonest_wording_leads() -> None:
    bunches = group([Answer(number, text, None) for number, text in enumerate(["Nuclius", "nucleus", "nucleus"])])

    assert [(one.wordings, one.lead.text) for one in bunches] == [((("nucleus", 2), ("Nuclius", 1)), "nucleus")]


def test_a_wording_is_compared_with_few_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times the answers must not take sixteen times the comparisons."""
    compared = [0]
    real = grouping.process.extract

    def counted(query: str, choices: list[str], **options: object) -> object:
        compared[0] += len(choices)
        return real(query, choices, **options)

    monkeypatch.setattr(grouping.process, "extract", counted)
    group(_class_of(1_000))
    few = compared[0]
    compared[0] = 0
    group(_class_of(4_000))

    assert compared[0] < 8 * few


def _class_of(number: int) -> list[Answer]:
    """Return answers of some 300 wordings with slips in them."""
    chance = random.Random(1)
    words = WORDS.split()
    base = [" ".join(chance.choices(words, k=chance.randint(1, 9))) for _ in range(300)]
    texts = []
    for _ in range(number):
        text = chance.choice(base)
        place = chance.randrange(len(text))
        texts.append(text[:place] + chance.choice("aeiou") + text[place + 1 :] if chance.random() < 0.3 else text)
    return [Answer(number, text, Decimal(0)) for number, text in enumerate(texts)]


WORDS = (
    "stalin feared germany france trotsky revolution abroad comintern rapallo berlin loans bank trade poland border "
    "army navy treaty wheat peasants harvest famine factory plan party congress leader purge exile letter"
)


def test_neighbours_are_near() -> None:
    for one in group(_class_of(500)):
        lead = grouping.normalised(one.lead.text)
        for answer in one.answers:
            assert OSA.distance(lead, grouping.normalised(answer.text)) <= 5
