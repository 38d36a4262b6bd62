"""People's marks teach a scheme, and nothing is proposed that breaks what was right."""

from __future__ import annotations

from decimal import Decimal

from marking.engine import MarkScheme
from marking.pure.mining import Judged
from marking.services.learning import held_out, learn

SCHEME = "# what it was called\nmarket economy [1]\n    feedback: Think of buying and selling.\n"


def judged(mark: int, *texts: str) -> list[Judged]:
    return [Judged(text, Decimal(mark)) for text in texts]


def test_a_wording_that_people_credit_is_proposed_with_what_it_gains() -> None:
    answers = judged(1, "capitalism", "it is capitalist", "market economy", "capitlism")
    answers += judged(0, "communism", "a kingdom", "nobody knows")

    (proposal,) = learn(SCHEME, answers, ready=MarkScheme.parse)

    assert (proposal.kind, proposal.line, len(proposal.gained), proposal.broken) == ("accept", 2, 3, ())
    assert proposal.text.startswith(SCHEME.rstrip("\n"))
    assert "    accept: capital" in proposal.text
    assert proposal.before < proposal.after == 1.0


def test_a_wording_that_people_refuse_is_proposed_to_be_rejected() -> None:
    answers = judged(0, "market economy of slaves", "a slave market economy", "slaves in a market economy")
    answers += judged(1, "market economy", "a market economy with shops")

    (proposal,) = learn(SCHEME, answers, ready=MarkScheme.parse)

    assert proposal.kind == "reject"
    assert "reject: slave" in proposal.text
    assert proposal.after == 1.0


def test_what_would_break_as_much_as_it_gains_is_not_proposed() -> None:
    answers = judged(1, "free trade", "free trade") + judged(0, "free trade", "free trade")

    assert learn(SCHEME, answers, ready=MarkScheme.parse) == []


def test_proposals_build_on_one_another_until_nothing_helps() -> None:
    answers = judged(1, "capitalism", "capitalism", "capitalism", "free enterprise", "free enterprise")
    answers += judged(0, "kings", "free land")

    lesson = learn(SCHEME, answers, ready=MarkScheme.parse)

    assert [one.wording for one in lesson] == ["capitalism", "free enterprise"]
    assert lesson[1].before == lesson[0].after
    assert all(MarkScheme.parse(lesson[1].text).mark(one.text).mark == one.mark for one in answers)
    assert learn(lesson[1].text, answers, ready=MarkScheme.parse) == []


def test_what_is_learnt_is_tried_on_answers_that_were_left_out() -> None:
    answers = judged(1, *["capitalism"] * 5) + judged(0, "kings", "land", "war", "bread", "peace")
    seen_once = judged(1, "shops", "banks", "trade") + judged(0, "kings", "land", "war")

    known, unknown = (held_out(SCHEME, texts, ready=MarkScheme.parse) for texts in (answers, seen_once))

    assert (known.before, known.after, known.gain) == (0.0, 1.0, Decimal(5))
    assert (unknown.before, unknown.after, unknown.gain) == (0.0, 0.0, Decimal(0))


def test_a_point_whose_denials_people_credit_is_proposed_to_count_them() -> None:
    scheme = "son / heir [1]\n"
    answers = judged(1, "she could not give him a son", "he did not have an heir", "she never had a son", "a son")
    answers += judged(0, "he was bored", "she was rich")

    (proposal,) = learn(scheme, answers, ready=MarkScheme.parse)

    assert (proposal.kind, proposal.broken) == ("negated", ())
    assert proposal.text == "son / heir [1]\n    negated: count\n"
    assert proposal.after == 1.0


def test_an_alternative_that_people_give_less_for_is_proposed_to_be_taken_out() -> None:
    text = "market economy / money [1]\n"
    answers = [
        *judged(1, "a market economy", "market economy", "the market economy of shops"),
        *judged(0, "money in banks", "for money", "people want money", "money talks"),
    ]
    (lesson,) = learn(text, answers, ready=MarkScheme.parse)
    assert (lesson.kind, lesson.wording, len(lesson.gained)) == ("remove", "money", 4)
    assert lesson.text == "market economy [1]\n"


def test_an_alternative_is_narrowed_by_the_word_that_tells_right_from_wrong() -> None:
    answers = [
        *judged(1, "killed the guards", "guards were killed", "killed all guards", "they killed guards at night"),
        *judged(0, "killed the king", "somebody was killed", "he killed time", "killed off"),
    ]
    (lesson,) = learn("killed [1]\n", answers, ready=MarkScheme.parse)
    assert (lesson.kind, lesson.wording, lesson.text) == ("narrow", "killed ~ guards", "killed ~ guards [1]\n")
    assert (len(lesson.gained), len(lesson.broken)) == (4, 0)


def test_the_only_alternative_of_a_point_is_not_taken_out() -> None:
    answers = judged(0, "killed the king", "somebody was killed", "killed a lot", "killed off")
    assert "remove" not in [one.kind for one in learn("killed [1]\n", answers, ready=MarkScheme.parse)]
