"""The copy of the open paper on the device: a reload without a server opens it again, and it goes when it should."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quizzes.models import Attempt
from quizzes.pure.terms import Terms
from quizzes.services.arrangements import arrange_access
from tests.conftest import Site
from tests.journeys.test_sitting_in_browser import STEMS, Sitting, becomes, kept_paper, sitting, state, write
from tests.runtime.browser import Windows

__all__ = ["kept_paper", "sitting"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper(open_page: Windows, sitting: Sitting) -> Page:
    """Return the open paper of sam, on a device that has kept it."""
    open_page.tolerate(r"Failed to load resource|ERR_|net::|FetchEvent")
    page = open_page("phone", user=sitting.cast.sam, service_workers="allow")
    page.goto(sitting.path)
    becomes(page, lambda: kept_papers(page) == [f"paper-{sitting.cast.sam.pk}-{sitting.attempt.pk}"])
    return page


def kept_papers(page: Page) -> list[str]:
    names: list[str] = page.evaluate("caches.keys()")
    return [name for name in names if name.startswith("paper-")]


def test_a_reload_without_a_server_opens_the_paper_with_all_that_was_written(
    paper: Page, sitting: Sitting, live_site: Site
) -> None:
    write(paper, 0, "saved before")
    becomes(paper, lambda: sitting.on_server[0] == "saved before")
    state(paper).to_contain_text("Saved")
    live_site.program.kill()
    write(paper, 1, "typed while it was down")
    state(paper).to_contain_text("Not sent yet")
    paper.reload()

    expect(paper.locator("textarea").nth(0)).to_have_value("saved before")
    expect(paper.locator("textarea").nth(1)).to_have_value("typed while it was down")
    expect(paper.locator("#notice")).to_contain_text("This is the copy of your paper on this device")
    expect(paper.locator("#time")).to_contain_text("min")
    write(paper, 2, "and after the reload")
    live_site.program.start()

    texts = ["saved before", "typed while it was down", "and after the reload"]
    becomes(paper, lambda: sitting.on_server == texts, seconds=45)
    assert {outcome for outcome, _ in sitting.history} == {"COUNTED"}


def test_the_copy_goes_with_a_rest_break_and_with_the_receipt(paper: Page, sitting: Sitting) -> None:
    arrange_access(student=sitting.cast.sam, terms=Terms(rest_minutes=10), by=sitting.cast.alice, now=timezone.now())
    paper.reload()
    paper.get_by_role("button", name="Take a rest break").click()
    expect(paper.get_by_role("heading", level=1)).to_have_text("Rest break")
    becomes(paper, lambda: kept_papers(paper) == [])

    paper.get_by_role("button", name="Resume the quiz").click()
    expect(paper.get_by_text(STEMS[0])).to_be_visible()
    becomes(paper, lambda: len(kept_papers(paper)) == 1)
    paper.get_by_role("button", name="Review and hand in").click()
    paper.get_by_role("button", name="Hand in now").click()
    paper.get_by_role("button", name="Print").wait_for()

    assert Attempt.objects.get(pk=sitting.attempt.pk).submitted_at
    becomes(paper, lambda: paper.evaluate("caches.keys()") == [])
    becomes(paper, lambda: paper.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0)
