"""What is expected of an essay is for teachers: no address tells a student of it, before a release or after."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from marking.models import Standing
from marking.services import results
from quizzes.services import attempts
from tests.cast import School, quiz_for, school, signed_in, text_of
from tests.marking.essays import essay, level, pile, question_with
from tests.marking.test_no_mark_leaks import everything
from tests.quizzes.access.test_every_address import ids

__all__ = ["ids"]  # the fixture, here with the cast below
pytestmark = pytest.mark.django_db

TOLD = re.compile(r"more likely|what to expect|length and coverage|right in \d|second look", re.IGNORECASE)


@pytest.fixture
def cast(db: None) -> School:
    """The usual cast, whose quiz is an essay that eleven others have written and alice has levelled."""
    usual = school()
    question = question_with(usual)
    assignment = quiz_for(usual.class_10b, [question], by=usual.alice, closes=timedelta(days=36_500))
    rows = pile(usual, assignment, [essay(2 + number % 9, number) for number in range(11)])
    for number, row in enumerate(rows):
        level(row, usual.alice, mark="147"[number % 9 // 3])
    return replace(usual, question=question, assignment=assignment)


@pytest.mark.parametrize(
    ("is_released", "who"),
    [(False, ("sam", "sue")), (True, ("sam", "sue", "tim", ""))],  # strangers when there is most to see
    ids=["before", "after"],
)
def test_no_address_tells_a_student_what_is_expected(
    cast: School, ids: dict[str, int], is_released: bool, who: tuple[str, ...]
) -> None:
    now = timezone.now()
    attempts.start(assignment=cast.assignment, student=cast.sue, now=now)
    page = text_of(signed_in(cast.alice).get(f"/assignments/{cast.assignment.pk}/essays/?script={ids['response_id']}"))
    assert {match.lower() for match in TOLD.findall(page)} >= {"more likely", "length and coverage"}
    assert Standing.objects.get(response=ids["response_id"]).mark.marker == cast.alice
    if is_released:
        results.release(assignment=cast.assignment, by=cast.alice, now=now, unchecked_too=True)

    for sent in everything(cast, ids, *who, methods=["get", "post"]):
        assert not TOLD.search(sent.body), (sent.who, sent.method, sent.asked, TOLD.findall(sent.body))
