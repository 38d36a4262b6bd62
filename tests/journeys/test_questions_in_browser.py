"""A paper with two sources, a picture, chemistry and mathematics: from writing it to the mark that a student sees.

`PICTURES=folder pytest tests/journeys/test_questions_in_browser.py` keeps a picture of every step.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from os import environ
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from marking import queries
from marking.services import marks, results
from quizzes.models import Attempt, Question
from tests.cast import School, quiz_for, school
from tests.runtime.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "The crowd at the station heard the speaker out in silence, and nobody left before the end of it. " * 6
SPEECH = f"""We ask for **three** things:

- peace at once;
- bread for the towns;
- land for those who work it.

> Whoever promises them later means never.

| Year | Bread a head |
| --- | --: |
| 1914 | 410 g |
| 1917 | 180 g |

{LONG}"""
BOTH = ["A speech at a station, 1917", "A sketch of a trench"]
ASKED = [
    ("What does the speaker ask for in Source A?", "peace [1]\nbread [1]\nland [1]", BOTH),
    ("How useful is Source B to a historian of the front?", "map / plan [1]\nno date [1]", BOTH),
    ("Balance $\\ce{H2 + O2 -> H2O}$ and name H~2~O.", "water [1]", []),
    ("Solve $x^2 - 5x + 6 = 0$ with $x = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}$.", "2 + 3 [1]", []),
]


def write_paper(page: Page, cast: School, picture: Path, look: Callable[[Page, str], None]) -> list[Question]:
    """Write two sources, one of them a picture, and four questions, as a teacher does."""
    page.goto(f"/banks/{cast.bank.pk}/sources/new/")
    page.get_by_label("What it is").fill("A speech at a station, 1917")
    page.get_by_label("The source").fill(SPEECH)
    expect(page.locator(".text-preview strong")).to_have_text("three")
    look(page, "source-editor")
    page.get_by_role("button", name="Save").click()
    page.goto(f"/banks/{cast.bank.pk}/sources/new/")
    page.get_by_label("What it is").fill("A sketch of a trench")
    page.get_by_role("button", name="Picture").click()
    page.get_by_role("button", name="Insert", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Choose a picture first.")
    page.get_by_label("PNG, JPEG or WebP").set_input_files(picture)
    page.get_by_label("What it shows").fill("A zigzag line between two rivers")
    page.get_by_label("Caption").fill('The line in "May"')
    page.locator("[data-credit]").fill("School archive")
    look(page, "picture-dialog")
    page.get_by_role("button", name="Insert", exact=True).click()
    expect(page.locator(".text-preview img")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    for stem, scheme, of in ASKED:
        page.goto(f"/banks/{cast.bank.pk}/questions/new/")
        page.get_by_label("Question", exact=True).fill(stem)
        for title in of:
            page.get_by_label(title).check()
        page.get_by_role("button", name="As text").click()
        page.get_by_label("Mark scheme", exact=True).fill(scheme)
        if "$" in stem:
            expect(page.locator(".text-preview")).to_be_visible()
        look(page, f"question-editor-{len(of)}")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#messages")).to_contain_text("Saved.")
    return list(Question.objects.filter(bank=cast.bank).exclude(pk=cast.question.pk).order_by("pk"))


def trench(path: Path) -> Path:
    """Draw a picture."""
    image = Image.new("RGB", (900, 600), "#efe8d8")
    ImageDraw.Draw(image).line([(40, 500), (200, 120), (380, 480), (560, 140), (860, 420)], fill="#333", width=9)
    image.save(path)
    return path


def test_a_paper_with_sources_from_writing_to_the_released_mark(  # noqa: PLR0915 -- one walk
    open_page: Windows, axe: object, tmp_path: Path
) -> None:
    folder = Path(environ["PICTURES"]) if "PICTURES" in environ else None
    now = timezone.now() - timedelta(minutes=1)
    cast = school(now)

    def look(page: Page, name: str) -> None:
        axe(page)  # type: ignore[operator]
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{name} is {width} px too wide"
        if folder:
            size = page.viewport_size or {}
            page.screenshot(path=folder / f"{name}-{size.get('width')}.png", full_page=name != "paper-scrolled")

    desk = open_page(user=cast.alice)
    questions = write_paper(desk, cast, trench(tmp_path / "trench.png"), look)
    assignment = quiz_for(cast.class_10b, questions, by=cast.alice, now=now)
    for place, (device, student, dark) in enumerate((("desktop", cast.sam, False), ("phone", cast.sue, True))):
        page = open_page(device, user=student, dark=dark)
        page.goto(f"/sit/{assignment.pk}/")
        page.get_by_role("button", name="Start").click()
        expect(page.locator(".sources summary").first).to_contain_text(BOTH[0])
        look(page, "paper")
        box = page.get_by_label("What does the speaker ask for")
        box.fill("peace and bread")
        box.scroll_into_view_if_needed()
        page.mouse.wheel(0, 200)
        expect(page.locator(".sources summary").first).to_be_in_viewport()
        look(page, "paper-scrolled")
        expect(page.locator("#state")).to_contain_text("Saved ")
        page.context.set_offline(True)
        page.locator(".sources img").scroll_into_view_if_needed()
        assert page.locator(".sources img").evaluate("(image) => image.complete && image.naturalWidth") == 900
        page.context.set_offline(False)
        page.goto(f"/attempts/{Attempt.objects.get(student=student, assignment=assignment).pk}/hand-in/")
        page.get_by_role("button", name="Hand in now").click()
        page.wait_for_url("**/receipt/")
        look(page, "receipt")
        if place == 0:
            marks.mark_responses(responses=queries.waiting(), now=timezone.now())
            for name in (f"/assignments/{assignment.pk}/check/?item=1", f"/quizzes/{assignment.quiz_id}/on-paper/",
                         f"/quizzes/{assignment.quiz_id}/", f"/quizzes/{assignment.quiz_id}/preview/"):  # fmt: skip
                desk.goto(name)
                look(desk, "teacher-" + name.strip("/").split("/")[-1].replace("?", "-"))
    marks.mark_responses(responses=queries.waiting(), now=timezone.now())
    results.release(assignment=assignment, by=cast.alice, now=timezone.now(), unchecked_too=True)
    for device, student, dark in (("desktop", cast.sam, True), ("phone", cast.sue, False)):
        page = open_page(device, user=student, dark=dark)
        page.goto(f"/attempts/{Attempt.objects.get(student=student, assignment=assignment).pk}/result/")
        page.locator(".source-box summary").first.click()
        look(page, "result")
        expect(page.locator("main")).to_contain_text("2")
