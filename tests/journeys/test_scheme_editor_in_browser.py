"""A teacher who knows no notation writes mark schemes: by fields, by pasting, back and forth; nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from marking.models import MarkScheme
from marking.services import schemes
from quizzes.models import Question
from tests.cast import NOW, School, school

pytestmark = pytest.mark.django_db(transaction=True)
PRINTED = "1 mark for glucose\n1 mark for oxygen\nDo not accept: starch"


def new_question(open_page: Any, cast: School, device: str = "desktop", **options: Any) -> Page:
    open_page.tolerate("422")  # a scheme that cannot be read, or not as fields
    page: Page = open_page(device, user=cast.alice, **options)
    page.goto(f"/banks/{cast.bank.pk}/questions/new/")
    expect(page.get_by_text("Point 1", exact=True)).to_be_visible()
    return page


def row(page: Page, number: int) -> Any:
    return page.locator(".point-row").nth(number - 1)


def saved_text(stem: str) -> str:
    return MarkScheme.objects.filter(question__stem=stem).latest("version").text


def test_a_scheme_is_built_from_fields_alone(open_page: Any, axe: Any) -> None:
    page = new_question(open_page, school())
    page.get_by_label("Question", exact=True).fill("What do leaves make?")
    row(page, 1).get_by_label("The answer says").fill("glucose")
    row(page, 1).get_by_label("Or in other words").fill("sugar")
    row(page, 1).get_by_label("Do not accept").fill("starch")
    page.get_by_role("button", name="Add a choice of points").click()
    row(page, 2).get_by_label("The answer says").fill("light")
    page.get_by_role("button", name="Add a point").last.click()
    row(page, 3).get_by_label("The answer says").fill("water")
    row(page, 3).get_by_label("Feedback").fill("What comes up from the roots?")
    page.get_by_role("spinbutton", name="How many of these points count").fill("1")
    expect(page.locator(".as-understood")).to_contain_text(
        "Point 1, 1 mark: glucose or sugar; not where the answer says starch"
    )
    expect(page.locator(".as-understood")).to_contain_text("up to 2 marks in all")
    axe(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("It is worth 2 now")).to_be_visible()
    assert saved_text("What do leaves make?") == (
        "glucose / sugar [1]\n    reject: starch\nany 1 from:\n    light [1]\n    water [1]\n"
        "        feedback: What comes up from the roots?\n"
    )


def test_a_grid_is_begun_from_one_of_ours_and_changed_in_fields(open_page: Any, axe: Any) -> None:
    page = new_question(open_page, school())
    page.get_by_label("Question", exact=True).fill("How far do you agree?")
    page.get_by_label("An essay marked by levels").select_option("History: explain or analyse, 8 marks")
    expect(page.get_by_text("The question is worth 8 marks.")).to_be_visible()
    page.get_by_label("Levels grid, level 3: marks from").fill("6")
    wrong = page.locator(".level-row").nth(2)
    expect(wrong).to_contain_text("There is a gap: no level gives 5 marks. Try: 5 to 6")
    page.get_by_role("button", name="As text").click()
    expect(page.get_by_text("Correct the level that can’t be read first.")).to_be_visible()
    page.get_by_label("Levels grid, level 3: marks from").fill("5")
    expect(page.locator("table.grid")).to_contain_text("7–8")
    page.get_by_label("Levels grid, level 1: what it takes").fill("Says little.")
    row(page, 1).get_by_label("The answer says").fill("glucose")
    axe(page)
    page.get_by_label("An essay marked by levels").select_option("Geography: assess or evaluate, 9 marks")
    page.get_by_label("An essay marked by levels").select_option("The previous grid (1)")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("It is worth 8 now")).to_be_visible()
    text = saved_text("How far do you agree?")
    assert text.startswith("grid:\n    Level 1 (1-2): Says little.\n    Level 2 (3-4): Describes")
    assert text.endswith("glucose [1]\n")


def test_both_views_are_the_same_text(open_page: Any) -> None:
    cast = school()
    text = "# from the mock\nmax 2\nweir / dam [1]\n    ao: AO1\nlock [1]\ncanal [1]\n"
    schemes.write(question=cast.question, text=text, by=cast.alice, now=NOW)
    open_page.tolerate("422")
    page = open_page(user=cast.alice)
    page.goto(f"/questions/{cast.question.pk}/")
    expect(row(page, 1)).to_contain_text("Also: ao: AO1")
    page.get_by_role("button", name="As text").click()
    expect(page.get_by_label("Mark scheme", exact=True)).to_have_value(text)
    page.get_by_role("button", name="Points as fields").click()
    row(page, 2).get_by_role("button", name="Move up, point 2").click()
    row(page, 1).get_by_label("The answer says").fill("lock (")
    expect(row(page, 1)).to_contain_text("never closed")
    page.get_by_role("button", name="As text").click()
    expect(page.get_by_text("Correct the point that can’t be read first.")).to_be_visible()
    row(page, 1).get_by_label("The answer says").fill("lock gate")
    expect(page.locator(".as-understood")).to_contain_text("lock gate")
    page.get_by_role("button", name="As text").click()
    expect(page.get_by_label("Mark scheme", exact=True)).to_have_value(
        "# from the mock\nmax 2\nlock gate [1]\nweir / dam [1]\n    ao: AO1\ncanal [1]\n"
    )


def test_a_printed_scheme_is_pasted_and_taken_as_understood(open_page: Any) -> None:
    page = new_question(open_page, school(), "phone")
    page.get_by_role("button", name="As text").click()
    page.get_by_label("Mark scheme", exact=True).fill(PRINTED)
    page.get_by_role("button", name="Use it as understood").click()
    expect(page.get_by_label("Mark scheme", exact=True)).to_have_value("glucose [1]\noxygen [1]\n    reject: starch\n")
    page.get_by_role("button", name="Points as fields").click()
    expect(row(page, 2).get_by_label("Do not accept")).to_have_value("starch")


def test_what_is_typed_survives_a_reload_a_link_and_the_end_of_the_session(open_page: Any) -> None:
    cast = school()
    page = new_question(open_page, cast)
    page.get_by_label("Question", exact=True).fill("What do leaves make?")
    row(page, 1).get_by_label("The answer says").fill("glucose")
    expect(page.locator(".as-understood")).to_contain_text("glucose")
    page.wait_for_function("() => Object.values(sessionStorage).some((kept) => kept.includes('glucose'))")
    page.reload()
    expect(page.get_by_label("Question", exact=True)).to_have_value("What do leaves make?")
    expect(row(page, 1).get_by_label("The answer says")).to_have_value("glucose")
    page.get_by_role("link", name="Banks").first.click()
    page.go_back()
    expect(page.get_by_label("Question", exact=True)).to_have_value("What do leaves make?")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/login/**")
    open_page.sign_in(page, cast.alice)
    page.goto(f"/banks/{cast.bank.pk}/questions/new/")
    expect(page.get_by_text("had not saved")).to_be_visible()
    expect(row(page, 1).get_by_label("The answer says")).to_have_value("glucose")
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page.get_by_text("It is worth 1 now")).to_be_visible()
    assert Question.objects.filter(stem="What do leaves make?").count() == 1
    page.goto(f"/banks/{cast.bank.pk}/questions/new/")
    expect(page.get_by_label("Question", exact=True)).to_have_value("")
