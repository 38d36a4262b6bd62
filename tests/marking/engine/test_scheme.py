"""The engine's door: reading schemes, marks, groups, levels, batches."""

from decimal import Decimal

import pytest

from marking.engine import VERSION, MarkScheme, MarkSchemeError, scheme, vocabulary


def outcomes(text, answer):
    return [point.outcome for point in MarkScheme.parse(text).mark(answer).points]


def test_version_is_a_text():
    assert VERSION


def test_parse_refuses_with_the_place():
    with pytest.raises(MarkSchemeError) as caught:
        MarkScheme.parse("coal [one]")
    assert caught.value.line == 1


def test_parse_gives_the_same_scheme_for_the_same_text():
    assert MarkScheme.parse("coal") is MarkScheme.parse("coal")
    assert MarkScheme.parse("coal", question="What?") is not MarkScheme.parse("coal")


def test_parse_takes_the_banks_synonyms():
    assert MarkScheme.parse("Prussia", bank_same=["Prussia = northern kingdom"]).mark("a northern kingdom").mark == 1


def test_parse_keeps_text_and_warnings():
    made = MarkScheme.parse("coal\ncoal")
    assert made.text == "coal\ncoal"
    assert made.warnings
    assert made.max == 2


def test_terms_of_the_bank_are_real_words():
    assert MarkScheme.parse("serfdom").mark("surfdom").mark == 1
    assert (
        MarkScheme.parse("serfdom", bank_same=["surfdom = wave riding"]).mark("surfdom").points[0].outcome == "missed"
    )


def test_cap_holds():
    assert MarkScheme.parse("max 1\ncoal\niron").mark("coal and iron").mark == 1


def test_penalties_never_go_below_nothing():
    assert MarkScheme.parse("coal [1]\nwood [-1]").mark("wood").mark == 0
    assert MarkScheme.parse("coal [1]\nwood [-1]").mark("wood and coal").mark == 0
    assert MarkScheme.parse("coal [2]\nwood [-0.5]").mark("wood and coal").mark == Decimal("1.5")


def test_any_of_counts_the_best():
    text = "any 1 from:\n    coal [1]\n    iron [2]\nwood [1]"
    made = MarkScheme.parse(text)
    assert made.max == 3
    assert made.mark("coal, iron, wood").mark == 3
    assert made.mark("coal").mark == 1


def test_levels_turn_points_into_a_mark():
    made = MarkScheme.parse("levels: 1 -> 2, 2-3 -> 5\ncoal\niron\nwood")
    assert made.max == 5
    assert [made.mark(answer).mark for answer in ("x", "coal", "coal iron", "coal iron wood")] == [0, 2, 5, 5]


def test_rejects_cancel_the_point():
    assert outcomes("coal\n    reject: wood", "coal or wood") == ["rejected"]
    assert outcomes("coal\n    reject: wood", "wood") == ["missed"]
    assert outcomes("coal\n    reject: wood\niron", "coal and iron") == ["matched", "matched"]


def test_a_reject_that_is_only_near_does_not_cancel():
    assert outcomes("coal\n    reject: casual", "coal, causal") == ["matched"]


def test_ignored_text_is_out_of_sight():
    text = "party\n    ignore: third party"
    assert outcomes(text, "the third party") == ["missed"]
    assert outcomes(text, "the third party and the party") == ["matched"]
    assert outcomes(text, "the party") == ["matched"]


def test_mark_many_gives_what_mark_gives():
    made = MarkScheme.parse("coal\niron ~ 1871")
    answers = ["coal", "", "Iron in 1871.", "coal", "not coal", "\0| coal", "irn"]
    assert made.mark_many(answers) == [made.mark(answer) for answer in answers]
    assert made.mark_many(iter(reversed(answers))) == [made.mark(answer) for answer in reversed(answers)]
    assert made.mark_many([]) == []


def test_mark_many_works_in_groups(monkeypatch):
    monkeypatch.setattr(scheme, "_SLICE_LETTERS", 5)
    monkeypatch.setattr(scheme, "_SLICE_ANSWERS", 3)
    made = MarkScheme.parse("coal")
    assert [one.mark for one in made.mark_many(["coal", "wood"] * 5)] == [1, 0] * 5


def test_mark_many_may_forget_words_between_groups(monkeypatch):
    long = "iron-" * 30 + "coal"
    answers = ["not coal", "wood. Coal", long, "coal, or so", f"{long} now", "wood or coal"]
    expected = MarkScheme.parse("coal\niron works").mark_many(answers)
    monkeypatch.setattr(vocabulary, "_MOST_WORDS", 2)
    monkeypatch.setattr(scheme, "_SLICE_LETTERS", 5)
    made = MarkScheme.parse("coal\niron works", question="other")
    assert [one.points for one in made.mark_many(answers)] == [one.points for one in expected]


def test_mark_keeps_offsets_however_the_answer_is_spaced():
    text = "  coal\n\n and\tiron "
    points = MarkScheme.parse("coal\niron").mark(text).points
    assert [text[e.start : e.end] for point in points for e in point.evidence] == ["coal", "iron"]


def test_other_languages_have_their_stems():
    made = MarkScheme.parse("language: de\nKolonien + 1871 + Krieg")
    assert made.mark("Die Kolonie, 1871, der Kreig").mark == 1


def test_a_scheme_without_words_in_a_part_is_read():
    assert MarkScheme.parse("coal + %").mark("coal").mark == 1
    assert MarkScheme.parse("coal\n% + %").mark("coal %").mark == 1
    assert MarkScheme.parse("same: % = per cent\ncoal").mark("coal").mark == 1
