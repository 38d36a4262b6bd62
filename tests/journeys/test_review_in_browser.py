"""The review queue as a teacher drives it: by keys, with undo, without the network, and without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from marking import queries
from marking.models import Mark, Standing
from marking.services import marks
from quizzes.models import Enrolment
from quizzes.services import classes
from tests.cast import School, person, quiz_for, sat, school
from tests.runtime.site import until

TEXTS = ("socialist fashists", "Socialist fashists.", "he did not want socialism in one country", "world revolution")


@pytest.fixture
def classroom(live_site: Any) -> School:
    """Return the cast with four answers to check, in three groups."""
    now = timezone.now()
    cast = school(now)
    assignment = quiz_for(cast.class_11c, [cast.question], by=cast.bob, now=now)
    for number, text in enumerate(TEXTS):
        student = person(f"student{number}")
        classes.enrol(school_class=cast.class_11c, user=student, role=Enrolment.Role.STUDENT, now=now)
        sat(assignment, student, text, now=now)
    marks.mark_responses(responses=queries.waiting(), now=now)
    Standing.objects.update(state=Standing.State.TO_CHECK)
    return School(**{**vars(cast), "assignment": assignment})


def queue(page: Page, cast: School) -> Page:
    page.goto(f"/assignments/{cast.assignment.pk}/check/")
    expect(page.locator("article.group")).to_have_count(3)
    return page


def by_people() -> int:
    return Mark.objects.filter(marker__isnull=False).count()


@pytest.mark.django_db(transaction=True)
def test_a_teacher_decides_by_keys_and_undoes(open_page: Any, classroom: School, axe: Any) -> None:
    page = queue(open_page(user=classroom.bob), classroom)
    groups, said = page.locator("article.group"), page.locator("#messages")
    axe(page)
    expect(groups.first).to_be_focused()
    size = int(groups.first.get_attribute("data-size") or 0)

    page.keyboard.press("1")
    page.keyboard.press("Enter")

    expect(said).to_have_text(re.compile(rf"Ticked points given, {size} answers?\. 2 groups left"))
    expect(groups).to_have_count(2)
    expect(groups.first).to_be_focused()
    until(lambda: by_people() == size, of="the decision to be saved")
    page.keyboard.press("0")
    expect(groups).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_be_focused()
    for left in (1, 2, 3):  # the first in one breath with the decision, which may still be on its way
        page.keyboard.press("u")
        expect(groups).to_have_count(left)
    expect(said).to_have_text("Undone. 3 groups left.")
    assert not Standing.objects.filter(state=Standing.State.CHECKED).exists()


@pytest.mark.django_db(transaction=True)
def test_on_a_phone_the_first_answer_is_in_the_first_screen(open_page: Any, classroom: School, axe: Any) -> None:
    page = queue(open_page("phone", user=classroom.bob), classroom)

    expect(page.locator("article.group .script").first).to_be_in_viewport()
    expect(page.get_by_label(re.compile("Keys"))).to_be_hidden()
    axe(page)


@pytest.mark.django_db(transaction=True)
def test_keys_do_nothing_in_a_text_box_or_when_switched_off(open_page: Any, classroom: School, axe: Any) -> None:
    page = queue(open_page(user=classroom.bob, dark=True, viewport={"width": 360, "height": 740}), classroom)
    axe(page)
    group = page.locator("article.group").first
    group.focus()
    page.keyboard.press("c")
    comment = group.get_by_label(re.compile("Comment"))
    expect(comment).to_be_focused()
    page.keyboard.type("0 ur")
    expect(comment).to_have_value("0 ur")
    page.keyboard.press("Escape")
    expect(group).to_be_focused()
    page.get_by_label(re.compile("Keys")).uncheck()
    group.focus()
    page.keyboard.press("0")
    expect(page.locator("article.group")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.django_db(transaction=True)
def test_decisions_wait_for_the_network_and_are_sent_once(open_page: Any, classroom: School) -> None:
    page = queue(open_page(user=classroom.bob), classroom)
    open_page.tolerate("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.keyboard.press("0")
    page.keyboard.press("Enter")

    expect(page.locator("#unsaved")).to_have_text("2 not saved. Trying again")
    left = int(page.locator("article.group").get_attribute("data-size") or 0)
    assert by_people() == 0
    page.context.set_offline(False)

    expect(page.locator("#messages")).to_have_text("All saved.")
    expect(page.locator("#unsaved")).to_be_hidden()
    until(lambda: by_people() == len(TEXTS) - left, of="the decisions to arrive")
    page.reload()
    expect(page.locator("article.group")).to_have_count(1)
    assert by_people() == len(TEXTS) - left


@pytest.mark.django_db(transaction=True)
def test_all_is_said_to_be_saved_when_the_last_one_is(open_page: Any, classroom: School) -> None:
    page = queue(open_page(user=classroom.bob), classroom)
    unsaved, said = page.locator("#unsaved"), page.locator("#messages")
    open_page.tolerate("ERR_FAILED")
    page.route("**/decide/", lambda route: route.abort())
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    expect(unsaved).to_have_text("2 not saved. Trying again")
    arrived: list[Route] = []

    def let_the_first_pass(route: Route) -> None:
        arrived.append(route)
        if len(arrived) == 1:
            route.continue_()

    page.route("**/decide/", let_the_first_pass)  # the newest route is asked first
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(unsaved).to_have_text("1 not saved. Trying again")
    assert said.text_content() != "All saved."
    until(lambda: page.wait_for_timeout(50) or len(arrived) == 2, of="the second decision to be sent")
    arrived[1].continue_()
    expect(said).to_have_text("All saved.")
    expect(unsaved).to_be_hidden()


@pytest.mark.django_db(transaction=True)
def test_two_teachers_see_one_another_and_a_conflict_shows_both_marks(open_page: Any, classroom: School) -> None:
    now = timezone.now()
    classes.enrol(school_class=classroom.class_11c, user=classroom.alice, role=Enrolment.Role.TEACHER, now=now)
    bob = queue(open_page(user=classroom.bob), classroom)
    until(classroom.assignment.leases.exists, of="the lease to be taken")
    alice = queue(open_page(user=classroom.alice), classroom)
    expect(alice.locator("article.group").first).to_contain_text("Bob is here")

    bob.keyboard.press("0")
    until(lambda: by_people() > 0, of="Bob's decision to be saved")
    open_page.tolerate("409")
    alice.locator("article.group").first.get_by_role("button", name=re.compile("Right")).click()

    problem = alice.locator("article.group .problem")
    expect(problem).to_contain_text("by Bob")
    problem.get_by_role("button", name=re.compile("Give mine")).click()
    until(lambda: Mark.objects.filter(marker=classroom.alice).exists(), of="the second decision to be saved")
    expect(alice.locator("article.group")).to_have_count(2)


@pytest.mark.django_db(transaction=True)
def test_the_queue_works_without_javascript(open_page: Any, classroom: School) -> None:
    page = open_page(user=classroom.bob, java_script_enabled=False)
    page.goto(f"/assignments/{classroom.assignment.pk}/check/")
    page.locator("article.group").first.get_by_role("button", name=re.compile("Accept \\d")).click()
    expect(page.locator("#messages")).to_contain_text("Accepted as proposed")
    expect(page.locator("article.group")).to_have_count(2)
    page.get_by_role("button", name=re.compile("Undo")).click()
    expect(page.locator("article.group")).to_have_count(3)


@pytest.mark.django_db(transaction=True)
def test_a_decision_that_could_not_be_sent_survives_a_reload(open_page: Any, classroom: School) -> None:
    page = queue(open_page(user=classroom.bob), classroom)
    open_page.tolerate("ERR_FAILED")
    page.route("**/decide/", lambda route: route.abort())
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.keyboard.press("0")
    expect(page.locator("#unsaved")).to_have_text("1 not saved. Trying again")

    page.reload()

    assert asked == ["beforeunload"]
    expect(page.locator("#unsaved")).to_have_text("1 not saved. Trying again")
    expect(page.locator("article.group")).to_have_count(2)
    page.unroute("**/decide/")
    until(lambda: by_people() > 0, of="the decision to be saved")
    expect(page.locator("#unsaved")).to_be_hidden()


@pytest.mark.django_db(transaction=True)
def test_decisions_of_whoever_is_logged_out_meanwhile_wait_for_another_tab(open_page: Any, classroom: School) -> None:
    page = queue(open_page(user=classroom.bob), classroom)
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")

    page.keyboard.press("0")

    expect(page.locator("#unsaved")).to_have_text("1 not saved. You are logged out. Log in again in another tab")
    assert by_people() == 0
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#messages")).to_have_text("All saved.")
    assert by_people() > 0


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_not_ours_saves_no_decision(open_page: Any, classroom: School) -> None:
    page = open_page(user=classroom.bob)
    page.route(
        "**/decide/", lambda route: route.fulfill(content_type="text/html", body="<h1>Welcome to our Wi-Fi</h1>")
    )
    queue(page, classroom)
    page.keyboard.press("0")
    expect(page.locator("#unsaved")).to_have_text("1 not saved. Trying again")
    page.unroute("**/decide/")
    expect(page.locator("#messages")).to_have_text("All saved.")
    assert by_people() > 0
