"""The confidence falls with what makes a marking doubtful, and a person is asked where it should be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marking.engine import Marked, MarkScheme
from marking.engine.confidence import ASKS, ASKS_IN_SHORT, REVIEW_BELOW, Kind, about, confidence, weights
from marking.engine.explain import in_words
from marking.engine.scheme import VERSION
from marking.engine.sign_names import ABOUT, SIGNS
from tests.runtime.examples import many


def marked(scheme: str, answer: str) -> Marked:
    """The marking of one answer."""
    return MarkScheme.parse(scheme).mark(answer)


def test_confidence_of_an_empty_answer_is_whole() -> None:
    assert marked("coal", "").confidence == 1


@pytest.mark.parametrize("kind", ["short", "long"])
def test_each_weight_has_the_sign_that_its_name_claims(kind: Kind) -> None:
    for name, weight in weights(kind).items():
        claimed = SIGNS.get(name, 1)
        assert name == "bias" or weight * claimed < 0, name


def test_every_sign_has_a_weight_and_says_what_it_is_about_once() -> None:
    assert SIGNS.keys() == {name for name in weights("short") if name.startswith(("met_", "part_", "none_"))}
    abouts = [name for names in ABOUT.values() for name in names]
    assert len(abouts) == len(set(abouts))
    assert SIGNS.keys() >= set(abouts)


def test_the_weights_belong_to_this_version_and_held_on_schemes_left_out() -> None:
    assert about()["engine"] == VERSION
    assert about()["left_out"]["calibration_error"] <= 0.03


@pytest.mark.parametrize("name", sorted(ASKS_IN_SHORT))
def test_review_is_asked_for_by_each_of_these_alone(name: str) -> None:
    assert confidence({name: 1.0, "none_wordings": 1.0, "none_all": 1.0}) < REVIEW_BELOW


@pytest.mark.parametrize("name", sorted(ASKS))
def test_review_is_asked_for_by_each_of_these_in_a_long_answer(name: str) -> None:
    assert confidence({name: 1.0}, "long") < REVIEW_BELOW


def test_what_was_met_and_nothing_else_is_sure() -> None:
    assert confidence({}) >= REVIEW_BELOW
    assert not marked("coal", "coal").review


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
    assert bool(mark.reasons) == mark.review


def test_confidence_falls_with_what_the_answer_says_beyond_the_scheme() -> None:
    scheme = "socialism in one country / collectivisation"
    answers = [
        "socialism in one country",
        "Stalin's socialism in one country",
        "Trotsky studied socialism in one country and the tractors of ballet xylophones",
    ]
    marks = [marked(scheme, answer) for answer in answers]
    assert [one.mark for one in marks] == [1, 1, 1]
    assert marks[0].confidence > marks[1].confidence > marks[2].confidence
    assert not marks[0].review
    assert marks[2].review
    assert "Trotsky studied" in in_words(marks[2].reasons[0])


def test_confidence_falls_where_another_answer_is_joined_on() -> None:
    scheme = "Lenin / Trotsky"
    one, two = marked(scheme, "comrade Lenin"), marked(scheme, "Lenin or Kerensky")
    assert two.confidence < one.confidence


def test_confidence_of_a_wrong_answer_falls_with_what_it_says() -> None:
    scheme = "treaty of Rapallo + Chicherin / treaty of Berlin + Stresemann"
    short = marked(scheme, "Versailles")
    long = marked(
        scheme,
        "The Soviets would be signing treaties. Germans could be allied to Chicherin, it was said, through Rapallo.",
    )
    assert short.mark == long.mark == 0
    assert not short.review
    assert long.review
    assert long.confidence < short.confidence
    assert "earned nothing" in in_words(long.reasons[0])


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
