"""A teacher's first ten minutes, for the README. `PICTURES=docs/images pytest` with this file makes the pictures."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from os import environ
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from marking import queries
from marking.services import marks, sample
from quizzes.models import Assignment, Enrolment
from quizzes.services import classes
from tests.cast import person, sat
from tests.runtime.browser import Windows
from tests.runtime.site import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

LARGEST = 60_000  # bytes
NOTES = (ROOT / "fixtures" / "notes" / "photosynthesis.txt").read_text(encoding="utf-8")
NAMES = (
    "Amina Yusuf",
    "Ben Carter",
    "Chloe Evans",
    "Dev Patel",
    "Ella Novak",
    "Finn Doyle",
    "Grace Okoro",
    "Hugo Lind",
)


def sit_it(assignment: Assignment) -> None:
    """Let a class hand in what stands beside the questions of the sample bank, each student another part of it."""
    examples = {entry["stem"]: entry["examples"] for entry in json.loads(sample.FILE.read_text())["questions"]}
    now = timezone.now()
    for number, name in enumerate(NAMES):
        first, last = name.split()
        student = person(first.lower(), last_name=last)
        classes.enrol(school_class=assignment.school_class, user=student, role=Enrolment.Role.STUDENT, now=now)
        items = assignment.quiz.items.all()
        texts = [examples[item.stem][(number * item.position) % len(examples[item.stem])][0] for item in items]
        sat(assignment, student, *texts, now=now - timedelta(minutes=6))
    marks.mark_responses(responses=queries.waiting(), now=now)


class Album:
    """Takes pictures of a page, small enough for a README."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder

    def take(self, name: str) -> None:
        self.page.evaluate("document.fonts.ready")
        file = self.folder / f"minutes-{name}.webp"
        Image.open(io.BytesIO(self.page.screenshot())).save(file, quality=80, method=6)
        assert file.stat().st_size < LARGEST


def test_from_an_empty_desk_to_checked_marks(open_page: Windows, tmp_path: Path) -> None:
    ida = person("ida", teaches=True, last_name="Moss")
    page = open_page(user=ida, viewport={"width": 1080, "height": 700})
    album = Album(page, Path(environ.get("PICTURES", tmp_path)))
    page.goto("/")
    album.take("1-desk")
    page.get_by_role("link", name="Begin").click()
    page.get_by_label("Paste your notes").fill(NOTES)
    page.get_by_role("button", name="Find questions").click()
    page.locator("#ready").evaluate("heading => heading.scrollIntoView()")
    album.take("2-drafts")

    bank = sample.make_bank(by=ida, now=timezone.now())
    page.goto(f"/banks/{bank.pk}/")
    page.get_by_role("link", name=re.compile("Why do clouds form")).click()
    page.get_by_label("An answer a student might give").fill("It gets coldder up there, so the vapour condences.")
    expect(page.locator("#trial .ring")).to_have_text(re.compile("2"))
    page.locator("#trial .ring").evaluate("mark => mark.scrollIntoView({ block: 'center' })")
    album.take("3-try")

    page.goto(f"/quizzes/new/?bank={bank.pk}")
    page.get_by_label("Name of your first class").fill("8B Geography")
    album.take("4-set")
    page.get_by_role("button", name="Review").click()
    page.get_by_role("button", name="Publish").click()
    page.locator("#joining").evaluate("heading => heading.scrollIntoView()")
    album.take("5-code")

    # It was open a while ago, for those who have handed in.
    Assignment.objects.update(opens_at=timezone.now() - timedelta(minutes=10))
    assignment = Assignment.objects.select_related("quiz", "school_class").get()
    sit_it(assignment)
    page.goto(f"/assignments/{assignment.pk}/check/")
    page.locator("article.group").first.evaluate("group => group.scrollIntoView({ block: 'center' })")
    album.take("6-check")
    page.goto(f"/assignments/{assignment.pk}/figures/")
    album.take("7-figures")
