"""A quiz on paper: its answers typed in by keyboard or taken from a table; and its bank taken elsewhere and back.

`PICTURES=folder pytest tests/journeys/test_paper_in_browser.py` keeps a picture of every step.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from os import environ
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from quizzes.models import Assignment, Bank, Response, User
from quizzes.services import pictures, sources
from quizzes.texts import worded
from tests.cast import School, question_of, quiz_for, school
from tests.runtime.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)

Look = Callable[[Page, str], None]
ASKED = {
    "What does the speaker of Source A ask for?": "peace [1]\nbread [1]",
    "Balance $\\ce{2H2 + O2 -> 2H2O}$ and name H~2~O.": "water [1]",
    "Solve $x^2 = 9$ for $x > 0$.": "3 [1]",
}


@pytest.fixture
def look(axe: Callable[[Page], None]) -> Look:
    """Return what looks at a page: it is clean, not too wide, and kept as a picture where those are asked for."""
    folder = Path(environ["PICTURES"]) if "PICTURES" in environ else None

    def at(page: Page, name: str) -> None:
        axe(page)
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{name} is {width} px too wide"
        if folder:
            width = page.viewport_size["width"] if page.viewport_size else 0
            page.screenshot(path=folder / f"paper-{name}-{width}.png", full_page=True)

    return at


def paper(cast: School) -> Assignment:
    """Return a quiz of history with two sources, one of them a picture, of chemistry and of mathematics."""
    now = timezone.now() - timedelta(hours=1)
    raw = io.BytesIO()
    Image.new("RGB", (300, 200), "#cdb").save(raw, "PNG")
    picture = pictures.keep(data=raw.getvalue(), by=cast.alice, now=now)
    given = [
        sources.write(source=None, bank=cast.bank, by=cast.alice, now=now, title=title, markdown=text, text=text)
        for title, text in (
            ("A speech at a station", "We ask for **peace** and *bread*."),
            ("A sketch", f"![A zigzag line](picture:{picture.name}-300x200)"),
        )
    ]
    asked = [
        question_of(cast.bank, stem=worded(stem).plain, markdown=stem if "$" in stem else "", scheme=scheme,
                    sources=given if "Source" in stem else [])
        for stem, scheme in ASKED.items()
    ]  # fmt: skip
    return quiz_for(cast.class_10b, asked, by=cast.alice, now=now)


def test_answers_from_paper_are_typed_in_by_keyboard_and_nothing_typed_is_lost(open_page: Windows, look: Look) -> None:
    cast = school(timezone.now() - timedelta(hours=2))
    assignment = paper(cast)
    page = open_page(user=cast.alice)
    page.goto(f"/assignments/{assignment.pk}/marks/")
    page.get_by_role("link", name="Type in or import the answers").click()
    look(page, "class")
    page.get_by_role("link", name=re.compile("Type in the answers of Sam")).click()
    expect(page.locator("textarea").first).to_be_focused()  # keys are nobody's until the page has come
    page.keyboard.type("peace and bred")
    page.keyboard.press("Tab")
    page.keyboard.type("water")
    page.wait_for_timeout(400)
    page.reload()
    expect(page.get_by_text("This is what you typed here and had not saved.")).to_be_visible()
    look(page, "typing")
    page.get_by_label("3. Solve").fill("3")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Sue")
    assert texts_of(cast.sam) == ["peace and bred", "water", "3"]
    phone = open_page("phone", user=cast.alice, dark=True)
    phone.goto(page.url)
    correct_on_a_phone(phone, look)
    assert texts_of(cast.sam) == ["peace and bread", "water", "3"]
    assert texts_of(cast.sue) == ["peace", "water", ""]
    student = open_page("phone", user=cast.sam)
    student.goto(f"/sit/{assignment.pk}/")
    student.get_by_role("link", name="Your receipt").click()
    expect(student.get_by_text("Sat on paper")).to_be_visible()
    look(student, "receipt")


def correct_on_a_phone(phone: Page, look: Look) -> None:
    """Type in the second paper, then correct both by a table."""
    phone.get_by_label("1. What does").fill("peace")
    look(phone, "typing")
    phone.get_by_role("button", name="Save and next").click()
    expect(phone.get_by_text("0 of 2 students without answers")).to_be_visible()
    look(phone, "class")
    phone.get_by_label("Or paste the rows").fill("username,1,2\nsam,peace and bread,\nnobody,x,y\nsue,,water\n")
    phone.get_by_role("button", name="Review").click()
    look(phone, "plan")
    phone.get_by_role("button", name="Take 2 papers").click()
    expect(phone.get_by_text("2 papers taken.")).to_be_visible()


def texts_of(student: User) -> list[str]:
    rows = Response.objects.filter(attempt__student=student, attempt__sat_on_paper__isnull=False)
    return list(rows.order_by("item__position").values_list("text", flat=True))


@pytest.mark.parametrize(("name", "ending"), [("json", "json"), ("moodle", "xml")])
def test_a_bank_goes_out_and_starts_another_with_its_form_and_pictures(
    open_page: Windows, look: Look, tmp_path: Path, name: str, ending: str
) -> None:
    cast = school(timezone.now() - timedelta(hours=2))
    paper(cast)
    page = open_page(user=cast.alice)
    page.goto(f"/banks/{cast.bank.pk}/export/{name}/")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Download").click()
    file = tmp_path / f"Brought back.{ending}"
    waited.value.save_as(file)
    page.goto("/banks/new/")
    look(page, "start")
    page.get_by_label("Or choose a file").set_input_files(file)
    page.get_by_role("button", name="Find questions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What will be imported")
    look(page, f"import-{name}")
    page.get_by_role("button", name=re.compile("Import")).click()
    expect(page.get_by_text("4 questions added.")).to_be_visible()

    again = Bank.objects.get(title="Brought back")
    texts = "\n".join(again.questions.values_list("markdown", flat=True))
    about = again.questions.get(stem__contains="What does the speaker").sources.values_list("title", flat=True)
    assert sorted(about) == ["A sketch", "A speech at a station"]
    if name == "json":
        assert all(stem in texts for stem in ASKED if "$" in stem)
    else:
        assert "H~2~O" in texts
        assert "x^2 = 9" in texts
    texts = "\n".join(again.sources.values_list("markdown", flat=True))
    assert "![A zigzag line](picture:" in texts
