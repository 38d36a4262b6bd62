"""Little words that turn a phrase, and two answers to choose from: a person is asked."""

import pytest

from marking.engine import MarkScheme

TURNED = [
    ("into the lungs", "out of the lungs"),
    ("moves into the lungs", "moves out of the lungs"),
    ("to Vienna", "from Vienna"),
    ("Crime and Punishment", "Crime or Punishment"),
    ("Prussia defeated Austria", "Prussia was defeated by Austria"),
    ("on off", "off then on"),
    ("around the Sun", "in the sun"),
]
STRAIGHT = [
    ("into the lungs", "in the lungs"),
    ("into the lungs", "It goes into the lungs."),
    ("to Vienna", "from Berlin to Vienna"),
    ("Prussia defeated Austria", "Prussia defeated Austria by force"),
    ("defeated by Austria", "was defeated by Austria"),
    ("around (the) Sun", "around the sun"),
    ("to (the) lungs", "lungs"),
]
TWO = [
    ("1871", "1871/1870"),
    ("1871", "1871, 1870"),
    ("1871", "1870 1871 1872"),
    ("1871", "1871 no 1870"),
    ("1871", "1871 sorry 1870"),
    ("Vienna", "Berlin/Vienna"),
    ("Vienna", "Berlin (Vienna)"),
    ("Vienna", "Vienna? Berlin?"),
    ("Vienna", "Vienna Berlin"),
    ("Vienna", "Berlin. Vienna."),
    ("Vienna", "Berlin\nVienna"),
    ("nitrogen", "nitrogen or argon"),
    ("nitrogen", "nitrogen, carbon dioxide"),
    ("false", "true/false"),
]
ONE = [
    ("1871", "in 1871"),
    ("1 January 1871", "1/1/1871"),
    ("Vienna", "the city of Vienna"),
    ("Vienna / Berlin", "Vienna, Berlin"),
    ("nitrogen", "mostly nitrogen"),
]


def codes(scheme, answer):
    return {reason.code for reason in MarkScheme.parse(scheme).mark(answer).reasons}


@pytest.mark.parametrize(("scheme", "answer"), TURNED)
def test_what_is_turned_earns_nothing_and_is_shown(scheme, answer):
    marked = MarkScheme.parse(scheme).mark(answer)
    assert marked.mark == 0
    assert marked.review


@pytest.mark.parametrize(("scheme", "answer"), STRAIGHT)
def test_what_is_straight_earns_its_mark(scheme, answer):
    assert MarkScheme.parse(scheme).mark(answer).mark == 1
    assert "turned" not in codes(scheme, answer)


@pytest.mark.parametrize(("scheme", "answer"), TWO)
def test_two_answers_ask_for_a_person(scheme, answer):
    assert MarkScheme.parse(scheme).mark(answer).review


@pytest.mark.parametrize(("scheme", "answer"), ONE)
def test_one_answer_is_no_choice(scheme, answer):
    assert "choice" not in codes(scheme, answer)
