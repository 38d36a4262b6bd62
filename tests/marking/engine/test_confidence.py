"""The confidence falls with what makes a marking doubtful, and a person is asked where it should be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marking.engine import Marked, MarkScheme
from marking.engine.confidence import ASKS, REVIEW_BELOW, WEIGHTS, confidence
from marking.engine.explain import in_words
from tests.runtime.examples import many


def marked(scheme: str, answer: str) -> Marked:
    """The marking of one answer."""
    return MarkScheme.parse(scheme).mark(answer)


def test_confidence_of_an_empty_answer_is_whole() -> None:
    assert confidence({}) == 1


@pytest.mark.parametrize("name", [name for name in WEIGHTS if name != "met"])
def test_confidence_falls_with_every_doubt(name: str) -> None:
    assert 0 < confidence({name: 1.0}) < confidence({name: 0.5}) <= confidence({"met": 1.0}) < 1


@pytest.mark.parametrize("name", sorted(ASKS))
def test_review_is_asked_for_by_each_of_these_alone(name: str) -> None:
    assert confidence({name: 1.0, "met": 1.0}) < REVIEW_BELOW


def test_what_was_met_and_nothing_else_is_sure() -> None:
    assert confidence({"met": 1.0}) >= REVIEW_BELOW


@pytest.mark.parametrize(
    ("scheme", "answer"),
    [
        ("coal\niron\nsteel", "They burnt what they dug out of the hills."),
        ("coal", "Soldiers marched through mountains carrying rifles. " * 6),
        ("coal [1]\niron [1]\nsteel [1]\ntin [1]", "coal"),
        ("levels: 1 -> 2, 2+ -> 4\ncoal\niron", "coal and iron"),
        ("coal", "They had the coal of the north and of the south. " * 9),
    ],
)
def test_a_long_answer_with_little_met_and_an_essay_are_never_sure(scheme: str, answer: str) -> None:
    mark = marked(scheme, answer)
    assert mark.review
    assert mark.confidence < REVIEW_BELOW
    assert {reason.code for reason in mark.reasons} & {"little", "proposed"}


def test_an_essay_with_a_grid_waits_for_a_person_and_has_no_mark() -> None:
    scheme = "grid:\n    Level 1 (1-2): names\n    Level 2 (3-4): explains\ncausal [1]\niron [1]"
    mark = marked(scheme, "It was casual, and there was iron.")
    assert (mark.mark, mark.max, mark.review) == (0, 4, True)
    assert [reason.code for reason in mark.reasons] == ["unlevelled"]
    assert [point.outcome for point in mark.points] == ["near", "matched"]
    assert not marked(scheme, "").review


def test_who_gives_up_is_surely_wrong() -> None:
    assert not marked("coal\niron\nsteel", "I don't know").review


def test_near_words_are_no_news_in_an_essay() -> None:
    scheme = "levels: 1 -> 2\ncausal [1]"
    mark = marked(scheme, "It was casual.")
    assert [reason.code for reason in mark.reasons] == ["proposed"]


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["coal", "iron", "casual", "1871", "not", "maybe", "or,", "of"])).map(" ".join)
)
@settings(max_examples=many(200))
def test_review_and_confidence_say_the_same(answer: str) -> None:
    mark = marked("causal + 1871 / coal\niron", answer)
    assert mark.review == (mark.confidence < REVIEW_BELOW)
    assert bool(mark.reasons) >= mark.review


def test_confidence_falls_with_what_the_answer_says_beyond_the_scheme() -> None:
    scheme = "socialism in one country / collectivisation"
    answers = [
        "socialism in one country",
        "Stalin preached socialism in one country",
        "socialism in one country, tractors, churches, ballet, vodka, railways and lakes",
    ]
    marks = [marked(scheme, answer) for answer in answers]
    assert [one.mark for one in marks] == [1, 1, 1]
    assert marks[0].confidence > marks[1].confidence > marks[2].confidence
    assert [one.review for one in marks] == [False, False, True]
    said = in_words(marks[2].reasons[0])
    assert "the scheme does not cover (“tractors churches ballet vodka railways lakes”)" in said


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
    assert "which says a good deal" in in_words(long.reasons[0])


def test_confidence_of_a_wrong_answer_is_lower_where_the_scheme_knows_one_wording() -> None:
    one = marked("Rapallo", "Versailles")
    many = marked("Rapallo / Berlin / Locarno / Genoa / Lausanne / Trianon", "Versailles")
    assert one.confidence < many.confidence
    assert not one.review


def test_confidence_of_a_question_of_many_marks_leaves_the_rest_of_the_answer_out() -> None:
    scheme = "tractors [2]\nsteel [2]"
    answer = "Tractors came from Stalingrad, then harvests rotted, peasants wept, cattle died and winter followed."
    mark = marked(scheme, answer)
    assert mark.mark == 2
    assert not mark.review
    assert mark.confidence < marked("tractors", "tractors").confidence
