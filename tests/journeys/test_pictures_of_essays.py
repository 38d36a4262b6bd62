"""Pictures of essays for the docs, from the demonstration: `PICTURES=docs/images pytest` with this file makes them."""

from __future__ import annotations

from os import environ
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from quizzes.models import Assignment, Attempt, User
from tests.runtime.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_teacher_levels_and_a_student_reads_it_on_a_phone(open_page: Windows, tmp_path: Path) -> None:
    folder = Path(environ.get("PICTURES", tmp_path))
    call_command("load_demo", password="a-demo-password", verbosity=0)
    assignment = Assignment.objects.get(school_class__name="Essay group")
    page = open_page(user=User.objects.get(username="r.castle"))
    page.goto(f"/assignments/{assignment.pk}/essays/")
    expect(page.locator(".expected")).to_contain_text("more likely")
    page.screenshot(path=folder / "essay-script.png")
    page.goto(f"/questions/{assignment.quiz.items.get().question_id}/")
    expect(page.get_by_text("The question is worth 16 marks.")).to_be_visible()
    page.locator("[data-grid]").scroll_into_view_if_needed()
    page.locator(".objective").first.screenshot(path=folder / "essay-grid.png")

    Assignment.objects.filter(pk=assignment.pk).update(release_rule=Assignment.ReleaseRule.AT_ONCE)
    said = Attempt.objects.get(assignment=assignment, responses__comments__text__startswith="This is the heart")
    page = open_page("phone", user=said.student)
    page.goto(f"/attempts/{said.pk}/result/")
    expect(page.locator(".reached")).to_contain_text("Level 4")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".reached").scroll_into_view_if_needed()
    page.screenshot(path=folder / "essay-result.png")
    page.screenshot(path=tmp_path / "whole.png", full_page=True)
    page.locator("a.note-number").first.click()
    expect(page.locator("#note-1")).to_be_in_viewport()
    page.emulate_media(media="print")
    page.screenshot(path=tmp_path / "print.png", full_page=True)
    for shown in (".reached", ".overall", "#note-1", "a.note-number >> nth=0"):
        expect(page.locator(shown).first).to_be_visible()
    for name in ("essay-script", "essay-grid", "essay-result"):
        assert (folder / f"{name}.png").stat().st_size < 250_000
