"""The confidence falls with what makes a marking doubtful, and a person is asked where it should be."""

from __future__ import annotations

import pytest

from marking.engine import Marked, MarkScheme
from marking.engine.confidence import REVIEW_BELOW, WEIGHTS, confidence, review


def marked(scheme: str, answer: str) -> Marked:
    """The marking of one answer."""
    return MarkScheme.parse(scheme).mark(answer)


def test_confidence_of_nothing_doubtful_is_the_bias() -> None:
    assert confidence({}) == 0.99
    assert not review({})


@pytest.mark.parametrize("name", WEIGHTS)
def test_confidence_falls_with_every_doubt(name: str) -> None:
    assert 0 < confidence({name: 1.0}) < confidence({name: 0.5}) <= confidence({}) <= 1


@pytest.mark.parametrize(
    "name", ["near", "weak", "denied", "rejected", "listed", "copied", "hedged", "foreign", "overlong", "share"]
)
def test_review_is_asked_for_by_each_of_these_alone(name: str) -> None:
    assert review({name: 1.0})
    assert confidence({name: 1.0}) < REVIEW_BELOW


@pytest.mark.parametrize("name", ["narrow", "open", "partly"])
def test_review_is_not_asked_for_by_what_the_question_is_like(name: str) -> None:
    assert not review({name: 1.0})


def test_confidence_falls_with_what_the_answer_says_beyond_the_scheme() -> None:
    scheme = "socialism in one country / collectivisation"
    answers = [
        "socialism in one country",
        "Stalin preached socialism in one country",
        "socialism in one country, tractors, churches, ballet, vodka and railways",
    ]
    found = [marked(scheme, answer) for answer in answers]
    assert [one.mark for one in found] == [1, 1, 1]
    assert found[0].confidence > found[1].confidence > found[2].confidence
    assert [one.review for one in found] == [False, False, True]
    assert "the scheme does not know (“tractors churches ballet vodka railways”)" in found[2].reasons[0]


def test_confidence_falls_where_another_answer_is_joined_on() -> None:
    scheme = "Lenin / Trotsky"
    one, two = marked(scheme, "comrade Lenin"), marked(scheme, "Lenin or Kerensky")
    assert two.confidence < one.confidence


def test_confidence_of_a_wrong_answer_falls_with_what_it_says() -> None:
    scheme = "Rapallo / Berlin / Locarno"
    short = marked(scheme, "Versailles")
    long = marked(scheme, "soldiers marched through mountains carrying heavy rifles towards frozen harbours")
    assert short.mark == long.mark == 0
    assert not short.review
    assert long.review
    assert long.confidence < short.confidence
    assert "which says a good deal" in long.reasons[0]


def test_confidence_of_a_wrong_answer_is_lower_where_the_scheme_knows_one_wording() -> None:
    one = marked("Rapallo", "Versailles")
    many = marked("Rapallo / Berlin / Locarno / Genoa / Lausanne / Trianon", "Versailles")
    assert one.confidence < many.confidence
    assert not one.review


def test_confidence_of_a_question_of_many_marks_leaves_the_rest_of_the_answer_out() -> None:
    scheme = "tractors [2]\nsteel [2]"
    answer = "Tractors came from Stalingrad, then harvests rotted, peasants wept, cattle died and winter followed."
    found = marked(scheme, answer)
    assert found.mark == 2
    assert not found.review
    assert found.confidence < marked("tractors", "tractors").confidence
