"""Words of the figures are explained where they stand, by key, mouse and finger."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from marking import queries
from marking.services import marks
from tests.cast import sat, school
from tests.runtime.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_word_opens_its_explanation_and_closes_it_again(open_page: Windows, axe: Callable[..., None]) -> None:
    cast = school(timezone.now())
    sat(cast.assignment, cast.sam, "social fascists", now=timezone.now())
    marks.mark_responses(responses=queries.waiting(), now=timezone.now())
    said = "The share of a question’s marks"

    page = open_page(user=cast.alice)
    page.goto(f"/assignments/{cast.assignment.pk}/figures/")
    word = page.get_by_role("button", name="Facility")
    word.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(said)).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(page.get_by_text(said)).to_be_hidden()

    phone = open_page("phone", user=cast.alice, dark=True)
    phone.goto(f"/assignments/{cast.assignment.pk}/figures/")
    phone.get_by_role("button", name="Facility").tap()
    expect(phone.get_by_text(said)).to_be_in_viewport(ratio=1)
    axe(phone)
    phone.touchscreen.tap(5, 5)
    expect(phone.get_by_text(said)).to_be_hidden()
