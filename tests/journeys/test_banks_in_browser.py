"""The editor and the drafts in a real browser: colours, errors as one types, examples, and what a reload keeps."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from marking.services import examples
from quizzes.models import Draft
from quizzes.notes import draft
from quizzes.services import banks
from tests.cast import NOW, school

NOTES = "The Guomindang (GMD) won. The GMD ruled.\n1922 – Treaty of Rapallo\n1926 – Treaty of Berlin\n"


@pytest.mark.django_db(transaction=True)
def test_the_editor_colours_the_notation_names_an_error_and_tries_the_examples(open_page: Any, axe: Any) -> None:
    cast = school()
    examples.save(question=cast.question, text="world war", mark=Decimal(2), by=cast.alice, now=NOW)
    open_page.tolerate("422")  # a scheme that cannot be read
    page = open_page(user=cast.alice)
    page.goto(f"/questions/{cast.question.pk}/")

    page.get_by_role("button", name="As text").click()
    expect(page.locator(".coloured .marks").first).to_have_text("[1]")
    expect(page.get_by_role("row", name="world war")).to_contain_text("differs")
    axe(page)
    page.get_by_label("Mark scheme", exact=True).fill("wheat [1]\nacept: rye")
    expect(page.locator("[data-problem]")).to_contain_text("did you mean accept:")
    expect(page.locator(".coloured .wrong")).to_have_text("acept: rye")
    page.get_by_label("Mark scheme", exact=True).fill("")
    page.get_by_label("Start from").select_option("A date")
    expect(page.get_by_text("1 point, up to 1 mark in all")).to_be_visible()
    expect(page.locator("[data-problem]")).to_be_empty()


@pytest.mark.django_db(transaction=True)
def test_who_asks_for_the_text_while_the_fields_are_still_being_read_gets_the_text(open_page: Any) -> None:
    cast = school()
    page = open_page(user=cast.alice)
    waiting: list[Any] = []

    def hold(route: Any) -> None:
        waiting.append(route)

    page.route("**/scheme-fields/", hold)
    page.goto(f"/questions/{cast.question.pk}/")

    page.get_by_role("button", name="As text").click()
    while not waiting:
        page.wait_for_timeout(20)
    with page.expect_response("**/scheme-fields/"):
        waiting[0].continue_()

    expect(page.get_by_role("button", name="As text")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("Mark scheme", exact=True)).to_be_visible()
    expect(page.locator(".point-row:visible")).to_have_count(0)


@pytest.mark.django_db(transaction=True)
def test_drafts_are_decided_by_key_and_what_is_typed_survives_a_reload(open_page: Any, axe: Any) -> None:
    cast = school()
    notes = banks.add_notes(
        bank=cast.bank, title="", text=NOTES, filename="", drafting=draft(NOTES), by=cast.alice, now=NOW
    )
    first = notes.drafts.get(stem="In which year was the Treaty of Rapallo?")
    page = open_page("phone", user=cast.alice)
    page.goto(f"/notes/{notes.pk}/drafts/")
    axe(page)
    article = page.locator(f"#draft-{first.pk}")

    article.get_by_text("Edit", exact=True).click()
    article.get_by_label("Question", exact=True).fill("When was Rapallo?")
    page.reload()
    expect(article.get_by_label("Question", exact=True)).to_have_value("When was Rapallo?")
    article.focus()
    page.keyboard.press("k")
    expect(article).to_have_attribute("data-state", "KEPT")
    assert notes.drafts.get(pk=first.pk).question.stem == "When was Rapallo?"
    article.focus()
    page.keyboard.press("z")
    expect(article).to_have_attribute("data-state", "OPEN")
    assert notes.drafts.get(pk=first.pk).state == Draft.State.OPEN


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_turned_round_and_back_by_key(open_page: Any) -> None:
    cast = school()
    text = "Abrasion – stones carried by the river scrape its bed\n"
    notes = banks.add_notes(
        bank=cast.bank, title="", text=text, filename="", drafting=draft(text), by=cast.alice, now=NOW
    )
    term = notes.drafts.get(stem__startswith="Which term is meant")
    page = open_page(user=cast.alice)
    page.goto(f"/notes/{notes.pk}/drafts/")
    stem = page.locator(f"#draft-{term.pk}-stem")

    page.locator(f"#draft-{term.pk}").focus()
    page.keyboard.press("t")
    expect(stem).to_have_text("What is meant by “abrasion”?")
    page.keyboard.press("t")
    expect(stem).to_contain_text("Which term is meant")
