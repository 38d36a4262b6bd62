"""Practice on a phone: typed, checked by Enter, gone on by Enter; and what a dead line holds up arrives once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from marking.models import PracticeAnswer
from marking.services import practice
from quizzes.models import Question
from tests.cast import School, question_of, school
from tests.conftest import Site
from tests.runtime.browser import Windows
from tests.runtime.site import until

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT = "socialism in one country, social fascists"


@pytest.fixture
def cast(live_site: Site) -> School:
    """Return the cast, with two questions of alice's bank open to 10B."""
    made = school()
    Question.objects.filter(pk=made.question.pk).update(state=Question.State.ARCHIVED)
    for stem in ("What did they call the social democrats?", "What did Stalin want first?"):
        question_of(made.bank, stem=stem, model_answer="Socialism at home; social fascists.")
    practice.open_bank(school_class=made.class_10b, bank=made.bank, topic="", by=made.alice, now=timezone.now())
    return made


@pytest.fixture
def page(open_page: Windows, cast: School) -> Page:
    return open_page("phone", user=cast.sam)


def test_a_student_practises_by_enter_alone(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto("/practice/")
    axe(page)
    page.goto("/")
    page.get_by_role("link", name="Start practising").click()
    axe(page)
    page.keyboard.type(RIGHT)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("ight: 2 of 2 marks")
    axe(page)
    page.keyboard.press("Enter")

    expect(page.get_by_text("What did Stalin want first?")).to_be_visible()
    page.get_by_role("button", name="I don’t know: show me").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What was wanted")
    expect(page.get_by_text("This question comes again today.")).to_be_visible()
    assert list(PracticeAnswer.objects.order_by("pk").values_list("text", "mark")) == [(RIGHT, 2), ("", 0)]


def test_what_is_typed_without_a_connection_arrives_once(
    open_page: Windows, page: Page, axe: Callable[[Page], None]
) -> None:
    open_page.tolerate(r"Failed to load resource|ERR_|net::")
    page.goto("/practice/question/")
    page.context.set_offline(True)
    page.get_by_label("Your answer").fill(RIGHT)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("Not sent yet. Your answer is kept on this device")).to_be_visible()
    axe(page)
    page.context.set_offline(False)

    expect(page.get_by_role("heading", level=1)).to_contain_text("2 of 2 marks", timeout=40_000)
    until(lambda: PracticeAnswer.objects.count() == 1)
