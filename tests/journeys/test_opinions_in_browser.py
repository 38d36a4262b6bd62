"""The class's opinion in the queue: wordings decided by one key, and groups that take new places after a decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from marking import queries
from marking.models import ClassOpinion, PhraseVerdict
from marking.services import marks, opinions
from quizzes.models import Enrolment
from quizzes.services import classes
from tests.cast import School, person, sat, school

TEXTS = [
    *["They were called social fascists."] * 5,
    *["enemies of the workers", "the workers' enemies", "they were enemies", "worker enemies"],
    *["no idea", "hard to say", "enemy of all workers"],
]
OFFERS = [
    {"wording": word, "run": word, "point": 2, "line": 3, "count": count, "chance": 0.6}
    for word, count in (("workers", 4), ("enemies", 3), ("all", 2))
]


@pytest.fixture
def classroom(live_site: Any) -> School:
    """Return the cast with a class of twelve more, whose opinion is formed."""
    now = timezone.now()
    cast = school(now)
    for number, text in enumerate(TEXTS):
        student = person(f"student{number}")
        classes.enrol(school_class=cast.assignment.school_class, user=student, role=Enrolment.Role.STUDENT, now=now)
        sat(cast.assignment, student, text, now=now)
    marks.mark_responses(responses=queries.waiting(), now=now)
    opinions.form_outdated(now=now)
    ClassOpinion.objects.update(phrases=OFFERS)
    return cast


def queue(page: Page, cast: School) -> Page:
    page.goto(f"/assignments/{cast.assignment.pk}/check/?q=1&show=all")
    return page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_wordings_are_decided_by_one_key(open_page: Any, classroom: School, axe: Any, device: str) -> None:
    page = queue(open_page(device, user=classroom.alice), classroom)
    phrases = page.locator(".phrase")
    expect(phrases).to_have_count(3)
    axe(page)
    phrases.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("r")
    expect(phrases).to_have_count(2)
    page.keyboard.press("i")
    expect(phrases).to_have_count(1)
    assert list(PhraseVerdict.objects.order_by("pk").values_list("verdict", flat=True)) == ["REJECTED", "IGNORED"]
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Accept this wording from now on")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_what_is_left_is_said_anew_after_each_decision(open_page: Any, classroom: School) -> None:
    page = queue(open_page(user=classroom.alice), classroom)
    groups = page.locator("article.group")
    expect(page.locator("#left")).to_contain_text("0 decisions made.")
    before = groups.count()
    groups.first.focus()
    page.keyboard.press("0")
    expect(page.locator("#left")).to_contain_text("1 decision made.")
    expect(groups).to_have_count(before - 1)
    expect(groups.first).to_be_focused()
