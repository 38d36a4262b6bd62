"""A teacher sets a quiz, and sees beside the form what it comes to."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.models import Quiz
from quizzes.services.arrangements import arrange_access
from quizzes.terms import Terms
from tests.cast import question_of, school
from tests.conftest import Site
from tests.runtime.browser import Windows


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
    page.get_by_role("button", name="Look it over").click()

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

    page.get_by_role("link", name="See it as a student does").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label(second).fill("Only a try")
    page.get_by_role("link", name="Back to the quiz").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text(f"/join/{cast.class_10b.code}")).to_be_visible()
