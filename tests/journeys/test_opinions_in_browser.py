"""The class's opinion in the queue: wordings decided by one key, and groups that take new places after a decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Page, expect

from marking import queries
from marking.engine.explain import LABELS
from marking.models import ClassOpinion, Opinion, PhraseVerdict
from marking.services import marks, opinions
from quizzes.models import Enrolment, User
from quizzes.services import classes
from tests.cast import School, person, sat, school

TEXTS = [
    *["He called them social fascists."] * 5,
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


@pytest.mark.django_db(transaction=True)
def test_the_group_worth_most_comes_first_and_the_queue_says_where_to_stop(open_page: Any, classroom: School) -> None:
    page = queue(open_page(user=classroom.alice), classroom)
    groups, left = page.locator("article.group"), page.locator("#left")
    expect(page.locator("#tally")).to_contain_text("starting with those where a decision helps most")
    expect(groups.first).to_contain_text("nemies")  # what four say and nobody has decided, before what all five got
    total = groups.count()
    groups.first.focus()
    page.keyboard.press("Enter")
    expect(left).to_contain_text("1 decision made.")
    expect(groups).to_have_count(total - 1)
    # When all are left that nobody doubts, the page says that one may stop.
    Opinion.objects.update(chance=0.0001, reach=0.0)
    ClassOpinion.objects.update(formed=F("stamp"))
    expect(queue(page, classroom).locator("#left")).to_contain_text("You can stop here")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_scheme_is_cured_in_one_press_after_a_look_and_an_alarm_is_ignored(
    open_page: Any, classroom: School, axe: Any, device: str
) -> None:
    page = open_page(device, user=classroom.alice)
    page.goto(f"/assignments/{classroom.assignment.pk}/marks/")
    alarms = page.locator(".alarms li")
    expect(alarms).to_have_count(1)
    alarms.first.get_by_role("button", name="Ignore").click()
    expect(page.get_by_role("heading", name="Marks for")).to_be_visible()
    expect(alarms).to_have_count(0)
    page.goto(f"/assignments/{classroom.assignment.pk}/check/?q=1")
    page.get_by_text("Ignored warnings about the mark scheme").click()
    page.get_by_role("button", name="Show again").click()
    expect(alarms).to_have_count(1)
    alarms.first.get_by_role("link", name="Take the point out").click()
    expect(page.get_by_role("heading", name="What this changes")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Yes, change the scheme").click()
    expect(page.get_by_text("was taken out.").first).to_be_visible()
    opinions.form_outdated(now=timezone.now())
    page.reload()
    expect(alarms).to_have_count(0)


@pytest.mark.django_db(transaction=True)
def test_answers_are_found_in_the_admin_by_the_reason_to_check(open_page: Any, classroom: School) -> None:
    User.objects.filter(pk=classroom.alice.pk).update(is_staff=True, is_superuser=True)
    student = person("doubter")
    now = timezone.now()
    classes.enrol(school_class=classroom.assignment.school_class, user=student, role=Enrolment.Role.STUDENT, now=now)
    sat(classroom.assignment, student, "They were no longer called social fascists.", now=now)
    marks.mark_responses(responses=queries.waiting(), now=now)
    opinions.form_outdated(now=now)
    page = open_page(user=classroom.alice)
    page.goto("/admin/marking/markedresponse/")
    page.locator("#changelist-filter").get_by_role("link", name=LABELS["denied"]).click()
    rows = page.locator("#result_list tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("They were no longer called social fascists.")
