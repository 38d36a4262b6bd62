"""An access arrangement from the class page to the paper of a student who is writing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.models import ArrangementChange
from quizzes.services import attempts
from tests.cast import school
from tests.conftest import Site
from tests.runtime.browser import DEVICES, Windows

pytestmark = pytest.mark.django_db(transaction=True)


def test_more_time_is_looked_at_saved_and_seen_on_the_running_paper(
    live_site: Site, open_page: Windows, axe: Callable[..., None]
) -> None:
    now = timezone.now()
    cast = school(now - timedelta(minutes=3))
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=now)
    paper = open_page("phone", user=cast.sam)
    paper.goto(f"/attempts/{attempt.pk}/")
    expect(paper.locator("#state")).to_have_text("Saves as you type")

    desk = open_page("desktop", user=cast.alice)
    desk.goto(f"/classes/{cast.class_10b.pk}/")
    desk.get_by_role("link", name="Access arrangements").click()
    desk.get_by_role("link", name="Sam").click()
    desk.get_by_label("Time factor").fill("1.25")
    desk.get_by_role("button", name="Show what changes").click()
    expect(desk.get_by_text("times change in 1 quiz.")).to_be_visible()
    axe(desk)
    assert not ArrangementChange.objects.exists()
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Saved for Sam: 25 % more time.")).to_be_visible()

    paper.locator("textarea").first.fill("The next save brings it.")
    expect(paper.locator("#notice-text")).to_contain_text("Your teacher gave you 5 more minutes")
    hour = timezone.localtime(attempt.ends_at + timedelta(minutes=5))
    expect(paper.locator("#ends")).to_contain_text(f"{hour:%H:%M}")

    desk.get_by_role("link", name="10B, access arrangements").click()
    desk.get_by_role("link", name="Import from a file").click()
    desk.get_by_label("Or paste the rows").fill("student,factor\nsue,25 %\nsam,lots\n")
    desk.set_viewport_size(DEVICES["phone"]["viewport"])
    desk.get_by_role("button", name="Review").click()
    expect(desk.get_by_text("1 line cannot be applied, so none has been")).to_be_visible()
    axe(desk)
