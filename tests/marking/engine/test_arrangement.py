"""Traces of who does what: what was met in a wrong place is shown, the same in its place is not."""

from __future__ import annotations

import pytest

from marking.engine import MarkScheme

CROSSED = "France + monarchy [1]\nVenice + republic [1]"
MIXED_UP = [
    (CROSSED, "France was a republic while Venice was a monarchy", "met_crossed"),
    ("(ice) {to / into} steam", "steam turned into solid ice", "met_open_moved"),
    ("high* (air) (pressure)", "high ground", "met_open_replaced"),
    ("4 (lines)", "4 verses", "met_open_replaced"),
    ("oceanic ~ sinks", "oceanic is thin, but it's the land that sinks", "met_cleft"),
]
IN_PLACE = [
    (CROSSED, "France was a monarchy while Venice was a republic"),
    ("high* (air) (pressure)", "high pressure"),
    ("4 (lines)", "4 lines"),
]


@pytest.mark.parametrize(("scheme", "answer", "sign"), MIXED_UP)
def test_a_trace_of_wrong_roles_is_seen_and_weighs_against_the_mark(scheme: str, answer: str, sign: str) -> None:
    marked = MarkScheme.parse(scheme).mark(answer)
    assert sign in dict(marked.features)
    assert marked.review


@pytest.mark.parametrize(("scheme", "answer"), IN_PLACE)
def test_what_stands_in_its_place_shows_none(scheme: str, answer: str) -> None:
    marked = MarkScheme.parse(scheme).mark(answer)
    assert not {"met_crossed", "met_open_moved", "met_open_replaced", "met_cleft"} & dict(marked.features).keys()


SAID_OF_ANOTHER = [
    ("quieter", "it goes from quieter to really loud", "What does this sign tell the player?"),
    ("sharp claws", "Unlike cats, which have sharp claws, dogs dig", "Describe a dog's feet."),
    ("thin walls", "Arteries have thin walls but capillaries are thick", "How do capillaries differ from arteries?"),
]


@pytest.mark.parametrize(("scheme", "answer", "question"), SAID_OF_ANOTHER)
def test_what_is_said_of_the_other_thing_or_no_more_asks(scheme: str, answer: str, question: str) -> None:
    marked = MarkScheme.parse(scheme, question=question).mark(answer)
    assert "doubted" in {reason.code for reason in marked.reasons}


SAID_OF_IT = [
    ("quieter", "it gets quieter", "What does this sign tell the player?"),
    ("Lyon", "from Lyon to Paris", "Where did the train come from?"),
    ("sharp claws", "Unlike dogs, cats have sharp claws", "Describe a cat's feet."),
    ("thin walls", "Compared with arteries they have thin walls", "How do capillaries differ from arteries?"),
    ("thin walls", "Capillaries have thin walls and arteries do not", "How do capillaries differ from arteries?"),
]


@pytest.mark.parametrize(("scheme", "answer", "question"), SAID_OF_IT)
def test_what_is_said_of_the_thing_itself_does_not(scheme: str, answer: str, question: str) -> None:
    marked = MarkScheme.parse(scheme, question=question).mark(answer)
    assert marked.mark == 1
    assert "doubted" not in {reason.code for reason in marked.reasons}


@pytest.mark.parametrize("answer", ["the first, a later one is the last", "First, the last is another"])
def test_a_rejected_word_in_a_clause_of_its_own_is_shown(answer: str) -> None:
    marked = MarkScheme.parse("first\n    reject: last").mark(answer)
    assert "rejected" in {reason.code for reason in marked.reasons}


@pytest.mark.parametrize("answer", ["They were called utopian dreamers."])
def test_the_name_in_a_plain_sentence_is_sure(answer: str) -> None:
    marked = MarkScheme.parse("utopian dreamers", question="What did critics call them?").mark(answer)
    assert (marked.mark, marked.review) == (1, False)


@pytest.mark.parametrize("answer", ["the 14th C", "14th c."])
def test_a_century_may_be_a_letter_behind_an_ordinal(answer: str) -> None:
    assert MarkScheme.parse("14th century").mark(answer).mark == 1
