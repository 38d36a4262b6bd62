"""Quantities in other units and other words: a person is asked, and told which two may be the same."""

from __future__ import annotations

import pytest

from marking.engine import MarkScheme
from marking.engine.explain import in_words

SAME = [
    ("0.25 A", "250 mA"),
    ("2.5 km", "2500 m"),
    ("3 kg", "3000 grams"),
    ("30 minutes", "half an hour"),
    ("16:45", "4.45 pm"),
    ("16:45", "quarter to five"),
    ("9:30", "half past nine"),
    ("24 hours", "a day"),
]
OTHER = [
    ("12.5 (cm)", "12.5 mm", ""),
    ("40 (V)", "40 A", ""),
    ("15 (°C)", "15 F", ""),
    ("8", "8 km", "How many metres does it fall?"),
]
PLAIN = [
    ("12.5 (cm)", "12.5 cm", ""),
    ("12.5 (cm)", "12.5cm", ""),
    ("12.5 (cm)", "12.5 centimetres", ""),
    ("8", "8 m", "How many metres does it fall?"),
    ("1815", "In 1815 a battle decided it", ""),
]


@pytest.mark.parametrize(("scheme", "answer"), SAME)
def test_the_same_amount_in_another_form_is_shown_with_both(scheme: str, answer: str) -> None:
    marked = MarkScheme.parse(scheme).mark(answer)
    assert marked.review
    assert [reason.words for reason in marked.reasons if reason.code == "equal"] == [(answer, scheme)]
    assert in_words(marked.reasons[0])


@pytest.mark.parametrize(("scheme", "answer"), [("0.25 A", "25 mA"), ("16:45", "6:45 am"), ("9 am", "9 pm")])
def test_another_amount_is_not_called_the_same(scheme: str, answer: str) -> None:
    assert "equal" not in {reason.code for reason in MarkScheme.parse(scheme).mark(answer).reasons}


@pytest.mark.parametrize(("scheme", "answer", "question"), OTHER)
def test_the_number_in_another_unit_is_shown(scheme: str, answer: str, question: str) -> None:
    marked = MarkScheme.parse(scheme, question=question).mark(answer)
    assert marked.mark == 1
    assert "doubted" in {reason.code for reason in marked.reasons}


@pytest.mark.parametrize(("scheme", "answer", "question"), PLAIN)
def test_the_number_in_the_unit_asked_for_has_nothing_against_it(scheme: str, answer: str, question: str) -> None:
    marked = MarkScheme.parse(scheme, question=question).mark(answer)
    assert marked.mark == 1
    assert "doubted" not in {reason.code for reason in marked.reasons}
