"""The pictures of the docs. `PICTURES=docs/images pytest tests/journeys/test_pictures_of_the_sitting.py` makes them."""

from __future__ import annotations

from datetime import timedelta
from os import environ
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.models import AccessArrangement, Attempt, Quiz
from tests.cast import question_of, quiz_for, school
from tests.runtime.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)

ANSWERS = {
    "Who led the talks at Rapallo?": "Chicherin for the Soviets, Rathenau for Germany",
    "Why did the two sides meet in secret?": "because neither wanted the Allies at the conf",
    "What did each side gain?": "",
}


def test_the_sitting_of_a_student_on_a_phone(open_page: Windows, tmp_path: Path) -> None:
    open_page.tolerate(r"ERR_INTERNET_DISCONNECTED")
    folder = Path(environ.get("PICTURES", tmp_path))
    now = timezone.now() - timedelta(minutes=1)
    cast = school(now)
    questions = [question_of(cast.bank, stem=stem, word_limit=40) for stem in ANSWERS]
    assignment = quiz_for(cast.class_10b, questions, by=cast.alice, now=now)
    Quiz.objects.filter(pk=assignment.quiz_id).update(title="Rapallo, 1922")
    AccessArrangement.objects.create(student=cast.sam, extra_minutes=5, rest_minutes=10)
    page = open_page("phone", user=cast.sam)

    def picture(name: str) -> None:
        page.screenshot(path=folder / f"sitting-{name}.png")
        assert (folder / f"sitting-{name}.png").stat().st_size < 150_000

    page.goto(f"/sit/{assignment.pk}/")
    expect(page.locator("#check")).to_contain_text("The connection is")
    picture("cover")
    page.get_by_role("button", name="Start").click()
    page.get_by_label(next(iter(ANSWERS))).press_sequentially(ANSWERS[next(iter(ANSWERS))])
    expect(page.locator("#state")).to_contain_text("Saved ")
    page.evaluate("scrollTo(0, 0)")
    picture("paper")
    page.context.set_offline(True)
    stem = list(ANSWERS)[1]
    page.get_by_label(stem).press_sequentially(ANSWERS[stem])
    expect(page.locator("#notice")).to_contain_text("The server cannot be reached")
    page.get_by_label(stem).scroll_into_view_if_needed()
    picture("offline")
    page.context.set_offline(False)
    expect(page.locator("#state")).to_contain_text("aved")
    page.locator("header").get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/hand-in/")
    picture("hand-in")
    page.get_by_role("button", name="Hand in now").click()
    page.wait_for_url("**/receipt/")
    assert not Attempt.objects.get(assignment=assignment).is_open
    picture("receipt")
