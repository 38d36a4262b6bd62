"""A new teacher who reads nothing but the pages: from an invitation to a published quiz, with the clicks counted."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from quizzes.models import Quiz, SchoolClass, User
from quizzes.services import teachers
from tests.cast import person, signed_in, text_of
from tests.runtime.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)
NOTES = """\
Photosynthesis

Chlorophyll: the green pigment that takes in light
Stomata: pores in a leaf through which gases pass
Palisade layer: the layer of a leaf in which most photosynthesis takes place
Limiting factor: whatever is in shortest supply and so holds the rate back
1779 – Jan Ingenhousz shows that plants need light
"""


class Walk:
    """A page whose clicks are counted; typing is not."""

    def __init__(self, page: Page, axe: Callable[..., None]) -> None:
        self.page, self.axe, self.clicks, self.pages = page, axe, 0, 0

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def looked_at(self, heading: str) -> None:
        """The page with this heading is there; keep what it looks like, if somebody wants to see."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(re.compile(heading))
        self.pages += 1
        self.axe(self.page)
        if folder := os.environ.get("SHOTS"):
            name = f"{self.page.viewport_size['width']}-{self.pages}.png"  # type: ignore[index]
            self.page.screenshot(path=Path(folder) / name, full_page=True)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=re.compile(name))

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=re.compile(name))


def invitation() -> str:
    """Return the address of a teacher's invitation."""
    admin = person("ada", is_staff=True, is_superuser=True)
    return f"/teachers/{teachers.invite(name='', by=admin, now=timezone.now())[1]}/"


def make_account(walk: Walk) -> None:
    walk.page.goto(invitation())
    walk.looked_at("Create your teacher account")
    for label, text in {
        "First name": "Wilhelmina",
        "Last name": "Featherstonehaugh-Cholmondeley",
        "Username": "wilhelmina",
        "Password": "quite-another-7",
        "Password confirmation": "quite-another-7",
    }.items():
        walk.page.get_by_label(label, exact=True).or_(walk.page.get_by_label(re.compile(f"^{label} "))).first.fill(text)
    walk.click(walk.button("Create my account"))
    walk.looked_at("Your desk")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_from_an_invitation_to_a_published_quiz(open_page: Windows, axe: Callable[..., None], device: str) -> None:
    walk = Walk(open_page(device, dark=device == "phone"), axe)
    make_account(walk)

    walk.clicks = walk.pages = 0
    walk.click(walk.link("Begin"))
    walk.looked_at("Start a bank")
    walk.page.get_by_label("Paste your notes").fill(NOTES)
    walk.click(walk.button("Find questions"))
    walk.looked_at("Check the drafts")
    walk.click(walk.button("Keep all"))
    expect(walk.page.get_by_text(re.compile("questions? kept"))).to_be_visible()
    walk.click(walk.link("Set a quiz"))
    walk.looked_at("Set a quiz")
    walk.page.get_by_label("Name of your first class").fill("7A Science")
    walk.click(walk.button("Review"))
    walk.looked_at("Photosynthesis")
    walk.click(walk.button("Publish"))
    expect(walk.page.get_by_text("Published.")).to_be_visible()
    walk.looked_at("Photosynthesis")

    expect(walk.page.get_by_text(SchoolClass.objects.get().code).first).to_be_visible()
    assert walk.clicks == 6
    assert walk.pages == 5
    walk.page.goto("/")
    expect(walk.page.get_by_role("heading", name="From a page of notes")).to_have_count(0)


def test_the_steps_are_ticked_as_they_are_done_and_hidden_for_good(
    open_page: Windows, axe: Callable[..., None]
) -> None:
    walk = Walk(open_page("phone"), axe)
    make_account(walk)

    walk.click(walk.button("sample bank"))
    walk.looked_at("Sample: rivers")
    walk.page.goto("/")
    steps = walk.page.locator(".first-steps")
    expect(steps.locator(".done")).to_have_count(2)
    walk.looked_at("Your desk")
    walk.click(walk.link("Continue"))
    walk.page.get_by_label("Name of your first class").fill("7A")
    walk.click(walk.button("Review"))
    walk.page.goto("/")
    expect(steps.locator(".done")).to_have_count(3)
    walk.click(walk.button("Hide these steps"))
    expect(steps).to_have_count(0)

    assert Quiz.objects.get().items.count() == 8
    assert "From a page of notes" not in text_of(signed_in(User.objects.get(username="wilhelmina")).get("/"))
