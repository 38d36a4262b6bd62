"""The live room in a real browser: it renews itself, and keeps what is ticked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.models import Attempt
from quizzes.services import attempts
from quizzes.services.attempts import Answer
from tests.cast import school
from tests.conftest import Site
from tests.runtime.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_room_renews_itself_keeps_the_ticks_and_acts_on_them(live_site: Site, open_page: Windows, axe: Any) -> None:
    cast = school(timezone.now() - timedelta(minutes=3))
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=timezone.now())
    page = open_page(user=cast.alice)
    page.goto(f"/quizzes/set/{cast.assignment.pk}/monitor/")
    axe(page)
    page.get_by_role("checkbox", name="Sam").check()
    answers = [Answer(attempt.responses.get().item_id, "two words", 1)]
    attempts.save(attempt=attempt, answers=answers, lease="", received_at=timezone.now())
    attempts.start(assignment=cast.assignment, student=cast.sue, now=timezone.now())
    expect(page.get_by_text("1 of 1")).to_be_visible(timeout=15_000)
    expect(page.locator("#say")).to_contain_text("2 working")
    expect(page.get_by_role("checkbox", name="Sam")).to_be_checked()
    page.get_by_label("Reason").fill("Fire bell")
    page.locator("#acts").get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Done for 1 student.")).to_be_visible()
    assert Attempt.objects.get(pk=attempt.pk).paused_at is not None
    assert Attempt.objects.exclude(pk=attempt.pk).get().paused_at is None
    page.get_by_role("button", name="Resume all").click()
    expect(page.get_by_text("Done for 1 student.")).to_be_visible()
    phone = open_page("phone", user=cast.alice, dark=True)
    phone.goto(f"/quizzes/set/{cast.assignment.pk}/monitor/")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= screen.width")
