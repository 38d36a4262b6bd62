"""A teacher sets a quiz, and sees beside the form what it comes to."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quizzes.models import Quiz
from quizzes.pure.terms import Terms
from quizzes.services.arrangements import arrange_access
from tests.cast import question_of, quiz_for, school
from tests.conftest import Site
from tests.runtime.browser import Windows


def drag(page: Page, moved: int, other: int) -> None:
    """Drag a question to the other side of another, by its handle."""
    lines = page.locator(".lines > li")
    lines.nth(min(moved, other)).evaluate("line => line.scrollIntoView()")
    start, end = page.locator(".handle").nth(moved).bounding_box(), lines.nth(other).bounding_box()
    assert start is not None
    assert end is not None
    past_its_middle = 20 if other > moved else -20
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, end["y"] + end["height"] / 2 + past_its_middle, steps=5)
    page.mouse.up()


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_quiz_is_set_put_in_order_and_tried(
    live_site: Site, open_page: Windows, axe: Callable[..., None], device: str
) -> None:
    cast = school(timezone.now())
    for number in range(3):
        question_of(cast.bank, stem=f"Lenin {number}?", topic="Lenin")
    arrange_access(student=cast.sam, terms=Terms(time_factor=Decimal("1.2")), by=cast.alice, now=timezone.now())
    page = open_page(device, user=cast.alice, dark=device == "phone")

    page.goto("/quizzes/new/")
    page.get_by_label("Title").fill("Treaties")
    page.get_by_label("What did Stalin want?").check()
    page.get_by_label("10B").check()
    summary = page.locator("#summary")
    expect(summary).to_contain_text("1 question, 2 marks.")
    expect(summary).to_contain_text("Sam 24 min")
    page.get_by_label("How many").first.fill("2")
    expect(summary).to_contain_text("and 2 to be drawn")
    page.get_by_label("From").first.select_option(f"{cast.bank.pk}:Lenin")
    page.get_by_text("Draw from more places").click()
    axe(page)
    page.get_by_role("button", name="Review").click()

    page.get_by_role("link", name="Order, marks and word limits").click()
    axe(page)
    quiz = Quiz.objects.get(title="Treaties")
    second = quiz.items.all()[1].stem
    page.get_by_role("button", name="Up question 2").click()
    expect(page.locator(".lines .stem").first).to_have_text(second)
    page.get_by_label("Marks of question 1").fill("0.7")
    page.get_by_role("button", name="Save").last.click()
    assert page.get_by_label("Marks of question 1").evaluate("box => box.validity.stepMismatch")
    page.get_by_label("Marks of question 1").fill("0.5")
    page.get_by_role("button", name="Save").last.click()

    page.get_by_role("link", name="Preview as a student").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label(second).fill("Only a try")
    page.get_by_role("link", name="Back to the quiz").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text(f"/join/{cast.class_10b.code}")).to_be_visible()


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_questions_are_dragged_into_order(
    live_site: Site, open_page: Windows, axe: Callable[..., None], device: str
) -> None:
    cast = school(timezone.now())
    chosen = [question_of(cast.bank, stem=stem) for stem in ("A?", "B?", "C?")]
    quiz = quiz_for(cast.class_10b, chosen, by=cast.alice, now=timezone.now(), publish=False).quiz
    page = open_page(device, user=cast.alice)
    open_page.tolerate("status of 422")
    page.goto(f"/quizzes/{quiz.pk}/paper/")

    page.get_by_label("Word limit of question 1").fill("30")
    drag(page, 0, 1)
    expect(page.locator("#moved")).to_have_text("Moved to place 2 of 3. Saved.")
    expect(page.get_by_label("Word limit of question 2")).to_have_value("30")
    assert [(item.stem, item.word_limit) for item in quiz.items.all()] == [("B?", None), ("A?", 30), ("C?", None)]
    axe(page)

    page.get_by_label("Marks of question 2").evaluate("box => { box.max = ''; box.value = '7' }")
    drag(page, 1, 0)
    expect(page.locator("#moved")).to_contain_text("Moved to place 1 of 3, but not saved")
    expect(page.get_by_label("Marks of question 1")).to_have_value("7")
    assert [item.stem for item in quiz.items.all()] == ["B?", "A?", "C?"]
