"""When a person should look, and how it is said."""

import pytest

from marking.engine import MarkScheme
from marking.engine.explain import in_words


def marked(scheme, answer, **options):
    return MarkScheme.parse(scheme, **options).mark(answer)


@pytest.mark.parametrize(
    ("scheme", "answer", "says"),
    [
        ("causal", "It was casual.", "“casual” is close to “causal”"),
        ("Berlin + customs union", "Merlin made a customs union.", "“Merlin” was taken for “Berlin”"),
        ("balance of power", "power in balance", "not together or not in this order"),
        ("coal\n    reject: wood", "coal or wood", "“wood”, which the scheme rejects"),
        ("joined the alliance", "Italy never joined the aliance.", "“never” seems to deny “joined the aliance”"),
        (
            "memory cells + antibodies ~ {fast* / quick*}",
            "Antibodies quickly make memory cells that kill",
            "in another order or are linked otherwise than in the scheme, which may change it (“Antibodies",
        ),
        ("1871", "either in 1871", "does not commit itself"),
        ("1871", "In 1871 or 1872.", "more than one alternative"),
        ("1871", "In 1870 or 1871.", "more than one alternative"),
        ("balance of power", "balance of power congress vienna metternich", "a list of words"),
        ("coal", "coal iron wood turf steam rail", "a list of words"),
        ("coal", "coal brzk wrtz qlpf vrrk", "not words of the scheme's language"),
    ],
)
def test_reasons_say_what_is_doubtful(scheme, answer, says):
    result = marked(scheme, answer)
    assert result.review
    assert any(says in reason for reason in map(in_words, result.reasons))


def test_an_answer_that_repeats_the_question_is_shown_where_it_earns_something():
    question = "What kept the peace in Europe after 1815?"
    assert any("repeats the question" in r for r in map(in_words, marked("peace", question, question=question).reasons))
    assert "copied" not in {reason.code for reason in marked("coal", question, question=question).reasons}
    assert not marked("coal", "the peace", question=question).reasons


def test_what_has_one_of_two_points_is_doubted_by_what_else_it_says():
    question = "What colour is the port light, and on which side is it?"
    for answer, asks in (
        ("it is red", False),
        ("red, on the larboard side of a boat", True),
        ("red and on the larbord", True),
    ):
        result = marked("red [1]\nleft [1]", answer, question=question)
        assert (result.mark, result.review) == (1, asks), answer


def test_words_with_an_equals_sign_are_no_list():
    scheme = "copper [1]\nzinc [1]"
    listed = [
        "listed" in {reason.code for reason in marked(scheme, answer).reasons}
        for answer in (
            "brass copper solder zinc lead bronze", "brass = copper zinc, solder = lead",
            "copper, zinc, lead, iron, tin = gold",
        )
    ]  # fmt: skip
    assert listed == [True, False, True]


def test_a_scheme_whose_levels_are_worth_nothing_marks_all_the_same():
    assert marked("levels: 1 -> 0\ncoal", "coal and iron").mark == 0


def test_an_answer_far_over_the_limit_is_shown():
    result = marked("coal", "We had the coal of the north. " * 5, word_limit=10)
    assert any("the limit is 10" in reason for reason in map(in_words, result.reasons))
    assert not any(
        "limit" in reason for reason in map(in_words, marked("coal", "the coal of the north", word_limit=10).reasons)
    )


def test_a_long_list_is_no_list_once_it_has_small_words():
    assert not any("list of words" in reason for reason in map(in_words, marked("coal", "coal iron of " * 20).reasons))


def test_a_hedge_about_something_else_is_no_doubt():
    result = marked("coal", "Maybe it rained. They had coal.")
    assert not any("commit" in reason for reason in map(in_words, result.reasons))


def test_numbers_that_are_no_choice_are_no_doubt():
    assert not any("commit" in reason for reason in marked("1871", "in 1871 or so").reasons)


def test_a_plain_answer_is_sure():
    result = marked("balance of power", "The balance of power.")
    assert result.confidence > 0.9
    assert not result.review
    assert result.reasons == ()


def test_nothing_written_is_surely_nothing():
    result = marked("coal", "")
    assert (result.mark, result.confidence, result.review) == (0, 1.0, False)


def test_long_quotations_are_cut_short():
    result = marked("communis*\n    reject: x" + "y" * 90, "communism or x" + "y" * 90)
    assert any("…" in reason for reason in map(in_words, result.reasons))


@pytest.mark.parametrize(
    ("question", "answer", "asks"),
    [
        ("Who taught at the new school?", "Hooke was taught by Boyle", True),
        ("Who taught at the new school?", "Hooke taught there", False),
        ("Who was taught by Boyle?", "Hooke was taught by Boyle", False),
    ],
)
def test_who_did_it_is_not_whom_it_was_done_to(question, answer, asks):
    reasons = [reason.code for reason in marked("(Robert) Hooke", answer, question=question).reasons]
    assert ("doubted" in reasons) is asks


def test_digits_that_are_no_numbers_harm_nothing() -> None:
    assert MarkScheme.parse("5²", question="How many metres?").mark("5²").mark == 1
    assert MarkScheme.parse("9" * 400, question="How many metres?").mark("nine").mark == 0
    assert MarkScheme.parse("3:30").mark("half ²").mark == 0


def test_a_second_answer_to_the_one_thing_asked_is_a_choice_whatever_each_is_worth() -> None:
    scheme = MarkScheme.parse("max 2\nHolst [2]\nElgar [2]", question="Name one composer")
    assert scheme.mark("Holst, Verdi").review
    two = MarkScheme.parse("max 2\nHolst [1]\n1916 [1]", question="Who wrote The Planets, and in which year?")
    assert two.mark("Holst, Elgar").review
    assert two.mark("1916, 1918").review
