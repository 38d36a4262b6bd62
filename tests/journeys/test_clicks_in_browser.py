"""What the everyday jobs cost in clicks and keys, typing not counted: each within its budget."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from marking import queries
from marking.models import Release, Standing
from marking.services import marks
from quizzes.models import AccessArrangement, AttemptAct, Enrolment, Quiz
from quizzes.services import attempts, classes, pins
from tests.cast import School, person, quiz_for, sat, school
from tests.runtime.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = ("socialist fashists", "world revolution", "he did not want socialism in one country")


class Counter:
    """A page on which clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=re.compile(name)).first

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=re.compile(name)).first


@pytest.fixture
def cast(open_page: Windows) -> School:
    return school(timezone.now() - timedelta(minutes=5))


def handed_in(cast: School) -> None:
    for number, text in enumerate(TEXTS):
        student = person(f"student{number}")
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=timezone.now())
        sat(cast.assignment, student, text, now=timezone.now())
    marks.mark_responses(responses=queries.waiting(), now=timezone.now())


def at(open_page: Windows, user: object, address: str) -> Counter:
    page = open_page(user=user)
    page.goto(address)
    return Counter(page)


def test_a_prepared_quiz_is_started_with_two(open_page: Windows, cast: School) -> None:
    quiz = quiz_for(cast.class_10b, [cast.question], by=cast.alice, now=timezone.now(), publish=False).quiz
    Quiz.objects.filter(pk=quiz.pk).update(title="Prepared")
    desk = at(open_page, cast.alice, "/")

    desk.click(desk.link("Prepared"))
    desk.click(desk.button("Publish"))

    expect(desk.page.get_by_text("Published.")).to_be_visible()
    assert desk.clicks == 2


def test_the_room_gets_five_minutes_with_two(open_page: Windows, cast: School) -> None:
    attempts.start(assignment=cast.assignment, student=cast.sam, now=timezone.now())
    desk = at(open_page, cast.alice, "/")

    desk.click(desk.link("^Live"))
    desk.click(desk.button(r"\+5 min"))

    expect(desk.page.locator("#messages")).to_contain_text("Done for 1 student.")
    assert AttemptAct.objects.exists()
    assert desk.clicks == 2


def test_several_students_get_extra_time_on_one_page_and_its_review(
    open_page: Windows, cast: School, axe: Callable[..., None]
) -> None:
    desk = at(open_page, cast.alice, f"/classes/{cast.class_10b.pk}/arrangements/")

    for box in desk.page.get_by_role("checkbox").all():
        desk.click(box)
    axe(desk.page)
    desk.click(desk.button("Review"))
    axe(desk.page)
    desk.click(desk.button("Set 2 arrangements"))

    expect(desk.page.get_by_text("Done: 2 arrangements set.")).to_be_visible()
    assert {str(row.time_factor) for row in AccessArrangement.objects.all()} == {"1.25"}
    assert desk.clicks == 2 + 2  # one a student, and two


def test_doubtful_answers_take_a_key_a_group_and_a_wording_two_clicks(open_page: Windows, cast: School) -> None:
    handed_in(cast)
    Standing.objects.update(state=Standing.State.TO_CHECK)
    queue = at(open_page, cast.alice, f"/assignments/{cast.assignment.pk}/check/")
    groups = queue.page.locator("article.group")
    expect(groups).to_have_count(3)

    queue.page.keyboard.press("Enter")
    expect(groups).to_have_count(2)
    queue.page.keyboard.press("Enter")
    expect(groups).to_have_count(1)

    queue.click(groups.locator("[data-do=a]"))
    queue.click(queue.button("Yes, accept it"))
    expect(queue.page.locator("article.group")).to_have_count(0)
    assert queue.clicks == 2


def test_marks_are_released_with_two(open_page: Windows, cast: School) -> None:
    handed_in(cast)
    Standing.objects.update(state=Standing.State.CHECKED)
    desk = at(open_page, cast.alice, "/")

    desk.click(desk.page.locator("main").get_by_role("link", name="Stalin", exact=True).first)
    desk.click(desk.button("Release"))

    expect(desk.page.get_by_role("heading", name="Released")).to_be_visible()
    assert Release.objects.exists()
    assert desk.clicks == 2


def test_why_a_student_got_a_mark_takes_a_search_and_a_click_and_an_override_one_page(
    open_page: Windows, cast: School, axe: Callable[..., None]
) -> None:
    handed_in(cast)
    admin = at(open_page, cast.admin, "/admin/")
    axe(admin.page)

    search = admin.page.get_by_role("search", name="Look up a mark")
    search.get_by_role("searchbox").fill("student1")
    search.get_by_role("searchbox").press("Enter")
    admin.click(admin.page.get_by_role("row").get_by_role("link", name="Student1"))
    expect(admin.page.get_by_text("world revolution").first).to_be_visible()
    assert admin.clicks == 1

    admin.page.get_by_label(re.compile("^Mark out of")).fill("1")
    admin.page.get_by_label("Reason").fill("Plain enough for a mark.")
    admin.click(admin.button("Override|Give|Save"))
    expect(admin.page.get_by_text("is now the mark")).to_be_visible()
    assert admin.clicks == 2


def test_from_a_slip_to_writing_takes_three_taps_and_handing_in_two(open_page: Windows, cast: School) -> None:
    cast.sam.set_unusable_password()
    cast.sam.save(update_fields=["password"])
    state = pins.state_of(cast.class_10b)
    card = pins.give(school_class=cast.class_10b, users=[cast.sam], seen=state, by=cast.alice, now=timezone.now())[0]
    phone = Counter(open_page("phone"))
    phone.page.goto(f"/login/class/?code={cast.class_10b.code}&name=sam")
    phone.page.get_by_label("PIN").fill(card.pin)

    phone.click(phone.button("Log in"))
    phone.click(phone.link("View it"))
    phone.click(phone.button("Start"))
    phone.page.get_by_role("textbox").first.fill("social fascists")
    expect(phone.page.locator("#state")).to_have_text(re.compile("Saved"))
    assert phone.clicks == 3

    phone.click(phone.page.get_by_role("link", name="Hand in").or_(phone.button("Hand in")).first)
    expect(phone.page).to_have_url(re.compile("hand-in"))
    phone.click(phone.button("Hand in"))
    expect(phone.page).to_have_url(re.compile("receipt"))
    assert phone.clicks == 5
