"""The walk through the whole house, once, in a real browser with a real worker: from notes to a released mark."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from marking import queries
from quizzes.models import Assignment, Bank, Enrolment
from quizzes.services import classes
from tests.cast import PASSWORD, person
from tests.runtime.site import Program, until

NOTES = """\
The Comintern

1922 – Treaty of Rapallo between Germany and Soviet Russia
Comintern – the organisation of communist parties that Moscow led
Georgy Chicherin was Commissar for Foreign Affairs from 1918 to 1930.
"""
ANSWER = "They were called social facists, and it splitted the left."
SCHEME = """\
social fascists [1]
    feedback: Think of the name that Moscow gave to socialists.
split the left / divided the left [1]
"""


@pytest.mark.django_db(transaction=True)
def test_from_notes_to_a_released_mark(open_page: Any, celery_worker_process: Program, axe: Any) -> None:
    alice, sam, ada = person("alice", teaches=True), person("sam"), person("ada", is_staff=True, is_superuser=True)
    school_class = classes.create_class(name="10B", by=alice, now=timezone.now())
    classes.enrol(school_class=school_class, user=sam, role=Enrolment.Role.STUDENT, now=timezone.now())

    teacher = open_page()
    sign_in(teacher, "alice")
    paste_notes_and_keep_drafts(teacher, axe)
    write_a_question(teacher, axe)
    set_a_quiz(teacher, axe)

    student = open_page("phone")
    sign_in(student, "sam")
    sit(student, axe)
    worker_marks()
    expect_no_mark_yet(student)

    admin = open_page(user=ada)
    override(admin)

    release(teacher, axe)
    see_the_result(student, axe)


def sign_in(page: Page, username: str) -> None:
    page.goto("/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("desk|quizzes"))


def paste_notes_and_keep_drafts(page: Page, axe: Any) -> None:
    page.get_by_role("link", name="Begin").click()
    axe(page)
    page.get_by_label("Name of the bank").fill("Comintern")
    page.get_by_label("Paste your notes").fill(NOTES)
    page.get_by_role("button", name="Find questions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the drafts")
    axe(page)
    draft = page.locator("article.draft", has=page.locator("h3.stem", has_text="Rapallo")).first
    draft.get_by_role("button", name="Keep").click()
    expect(page.locator("article.draft.kept")).to_have_count(1)
    page.locator(".trail").get_by_role("link", name="Comintern").click()
    expect(page.get_by_text("Rapallo").first).to_be_visible()
    axe(page)


def write_a_question(page: Page, axe: Any) -> None:
    page.get_by_role("link", name="Write a question").click()
    page.get_by_label("Question", exact=True).fill(
        "What did the Comintern call socialists after 1928, and with what result?"
    )
    page.get_by_role("button", name="As text").click()
    page.get_by_label("Mark scheme", exact=True).fill(SCHEME)
    page.get_by_label("An answer a student might give").fill("They were called social facists.")
    expect(page.locator("#trial .ring")).to_have_text(re.compile("1"))
    axe(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. It is worth 2 now.")).to_be_visible()


def set_a_quiz(page: Page, axe: Any) -> None:
    bank = Bank.objects.get()
    page.goto(f"/quizzes/new/?bank={bank.pk}")
    page.get_by_label("Title").fill("The Comintern")
    for box in page.locator("input[name=questions]").all():
        box.check()
    page.get_by_label("10B").check()
    page.get_by_label("Time limit in minutes").fill("25")
    axe(page)
    page.get_by_role("button", name="Review").click()
    axe(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published.")).to_be_visible()


def sit(page: Page, axe: Any) -> None:
    page.goto("/")
    axe(page)
    page.get_by_role("link", name=re.compile("View it")).click()
    expect(page.get_by_text(re.compile("25 min"))).to_be_visible()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("textbox", name=re.compile("Rapallo")).fill("1922")
    page.get_by_role("textbox", name=re.compile("call socialists")).fill(ANSWER)
    expect(page.locator("#state")).to_have_text(re.compile("Saved"))
    page.get_by_role("link", name="Hand in").or_(page.get_by_role("button", name="Hand in")).first.click()
    expect(page).to_have_url(re.compile("hand-in"))
    page.get_by_role("button", name=re.compile("Hand in")).click()
    expect(page).to_have_url(re.compile("receipt"))
    expect(page.get_by_text("social facists")).to_be_visible()


def worker_marks() -> None:
    assignment = Assignment.objects.get()
    until(lambda: queries.progress(assignment).marked == 2, of="the worker to mark two answers")


def expect_no_mark_yet(page: Page) -> None:
    page.goto(page.url.replace("receipt", "result"))
    expect(page.get_by_text("Your teacher is checking the marks")).to_be_visible()
    expect(page.locator(".ring")).to_have_count(0)


def override(page: Page) -> None:
    page.goto("/admin/marking/markedresponse/")
    page.get_by_role("row", name=re.compile("call socialists")).get_by_role("link", name="Sam").click()
    expect(page.locator(".script")).to_contain_text("social facists")
    page.get_by_label(re.compile("Mark out of 2")).fill("2")
    page.get_by_label("Reason").fill("“Splitted” is plain enough.")
    page.get_by_role("button", name="Override").click()
    expect(page.get_by_text("is now the mark")).to_be_visible()


def release(page: Page, axe: Any) -> None:
    page.goto(f"/assignments/{Assignment.objects.get().pk}/marks/")
    expect(page.locator("td.total")).to_have_text("3")
    axe(page)
    unchecked = page.locator("input[name=unchecked_too]")
    if unchecked.count():
        unchecked.check()
    page.get_by_role("button", name="Release the marks").click()
    expect(page.get_by_text("Released. 10B sees the marks now.")).to_be_visible()


def see_the_result(page: Page, axe: Any) -> None:
    page.goto("/")
    page.get_by_role("link", name="The Comintern", exact=True).click()
    expect(page.locator(".grand .ring")).to_have_text("3")
    script = page.locator(".script", has_text="social facists")
    expect(script).to_contain_text("“Splitted” is plain enough.")
    axe(page)
