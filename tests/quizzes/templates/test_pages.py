"""What every page owes its reader: one heading, names for things, landmarks, and nothing inline."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from quizzes.models import Assignment, User
from quizzes.notes import draft
from quizzes.services import banks
from tests.cast import NOW, School, person, quiz_for, sat, school
from tests.runtime.site import Program

# Who opens what. A name of an address with the arguments that `address` finds in the cast.
PAGES = {
    "login": ("", "login"),
    "teacher's desk": ("alice", "home"),
    "first desk": ("newcomer", "home"),
    "student's quizzes": ("sam", "home"),
    "lone student's quizzes": ("nobody", "home"),
    "account": ("sam", "account"),
    "password": ("sam", "password"),
    "banks": ("alice", "banks"),
    "no banks": ("newcomer", "banks"),
    "notes": ("alice", "bank-start"),
    "more notes": ("alice", "bank-notes"),
    "bank": ("alice", "bank"),
    "edit bank": ("alice", "bank-edit"),
    "classes": ("alice", "classes"),
    "no classes": ("newcomer", "classes"),
    "class": ("alice", "class"),
    "join": ("sam", "join"),
    "quizzes": ("alice", "quizzes"),
    "no quizzes": ("newcomer", "quizzes"),
    "set a quiz": ("alice", "quiz-new"),
    "nothing to set": ("newcomer", "quiz-new"),
    "published quiz": ("alice", "quiz"),
    "draft quiz": ("alice", "quiz-draft"),
    "edit quiz": ("alice", "quiz-edit"),
    "times of a quiz": ("alice", "assignment-times"),
    "drafts": ("alice", "drafts"),
    "question": ("alice", "question"),
    "new question": ("alice", "question-new"),
    "marks": ("alice", "marks"),
    "response": ("alice", "response"),
    "result on its way": ("sam", "result"),
    "not found": ("sam", "not-found"),
    "not allowed": ("sam", "banks"),
}


@pytest.fixture
def cast(db: None) -> School:
    return furnished()


def furnished() -> School:
    """Return the school, with a page of notes, a draft quiz, a newcomer of each kind and one attempt handed in."""
    made = school()
    person("newcomer", teaches=True)
    person("nobody")
    text = "Rapallo: the treaty of 1922 between Russia and Germany\n"
    banks.add_notes(bank=made.bank, text=text, filename="treaties.txt", drafting=draft(text), by=made.alice, now=NOW)
    quiz_for(
        made.class_10b, [made.question], by=made.alice, publish=False, opens=timedelta(days=1), closes=timedelta(2)
    )
    sat(made.assignment, made.sam, "He wanted <b>socialism in one country</b> & no more.")
    return made


def address(name: str, cast: School) -> str:
    attempt = cast.assignment.attempts.get()
    arguments = {
        "bank-notes": cast.bank.pk,
        "bank": cast.bank.pk,
        "bank-edit": cast.bank.pk,
        "question-new": cast.bank.pk,
        "class": cast.class_10b.pk,
        "quiz": cast.quiz.pk,
        "drafts": cast.bank.notes.get().pk,
        "question": cast.question.pk,
        "marks": cast.assignment.pk,
        "assignment-times": cast.assignment.pk,
        "response": attempt.responses.get().pk,
        "result": attempt.pk,
    }
    if name == "not-found":
        return "/nowhere/"
    if name in {"quiz-draft", "quiz-edit"}:
        unpublished = Assignment.objects.exclude(pk=cast.assignment.pk).get()
        return reverse(name.replace("-draft", ""), args=[unpublished.quiz_id])
    return reverse(name, args=[arguments[name]] if name in arguments else [])


def page_of(name: str, cast: School) -> BeautifulSoup:
    who, where = PAGES[name]
    client = Client()
    if who:
        client.force_login(User.objects.get(username=who))
    return BeautifulSoup(client.get(address(where, cast)).content, "html.parser")


@pytest.fixture(scope="module")
def pages(django_db_setup: None, _valkey: Program, django_db_blocker: DjangoDbBlocker) -> dict[str, BeautifulSoup]:
    """Every page under its name, of one school that is gone once they have been read."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = furnished()
        read = {name: page_of(name, cast) for name in PAGES}
        transaction.set_rollback(True)
    return read


def test_pages_have_one_heading_one_main_and_a_way_past_the_links(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        assert len(page.find_all("h1")) == 1, name
        assert len(page.find_all("main")) == 1, name
        skip = page.find("a", class_="skip")
        assert isinstance(skip, Tag), name
        assert page.find(id=str(skip["href"]).removeprefix("#")) is not None, name


def test_page_titles_name_the_page_and_the_product(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        assert page.title is not None, name
        title = page.title.get_text()
        assert title.endswith(", Markscheme"), name
        assert len(title) > len("x, Markscheme"), name


def test_pages_have_nothing_inline_that_the_policy_would_refuse(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        assert not page.find_all("style"), name
        assert not page.find_all(style=True), name
        # What a script reads as data runs nothing, and the policy lets it be.
        scripts = [script for script in page.find_all("script") if script.get("type") != "application/json"]
        assert not [script for script in scripts if not script.get("src") or script.string], name
        assert not [tag for tag in page.find_all(True) if any(key.startswith("on") for key in tag.attrs)], name


def test_pages_name_every_field_and_button(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        labelled = {label.get("for") for label in page.find_all("label")}
        for field in page.find_all(["input", "select", "textarea"]):
            if field.get("type") != "hidden":
                assert field.get("id") in labelled or field.find_parent("label"), (name, field)
        for button in page.find_all("button"):
            # The text of a template's content, which a script puts in, is none of the button's own for this parser.
            assert button.get_text(strip=True) or button.string or button.get("aria-label"), (name, button)


def test_pages_give_no_name_twice_and_point_at_none_that_is_missing(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        ids = Counter(tag["id"] for tag in page.find_all(id=True))
        assert [key for key, count in ids.items() if count > 1] == [], name
        for attribute in ("for", "aria-labelledby", "aria-describedby", "form"):
            for tag in page.find_all(attrs={attribute: True}):
                value = tag[attribute]
                names = value if isinstance(value, list) else str(value).split()
                assert set(names) <= set(ids), (name, tag)


def test_pages_have_at_most_one_primary_action(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        assert len([tag for tag in page.find_all(class_="primary") if not tag.has_attr("hidden")]) <= 1, name


def test_wrong_form_lists_its_problems_with_links_to_the_fields(cast: School) -> None:
    client = Client()
    client.force_login(cast.alice)
    reply = client.post(reverse("quiz-new"), {"title": ""})
    page = BeautifulSoup(reply.content, "html.parser")
    problems = page.find(role="alert")
    assert reply.status_code == 422
    assert isinstance(problems, Tag)
    links = [str(link["href"]).removeprefix("#") for link in problems.find_all("a")]
    assert "id_title" in links
    assert "id_questions" in links
    assert all(page.find(id=name) for name in links)


def test_result_on_its_way_shows_no_number(cast: School) -> None:
    main = page_of("result on its way", cast).find("main")
    assert isinstance(main, Tag)
    assert main.find(class_="script") is None
    assert "checking the marks" in main.get_text()


def test_answer_with_markup_is_shown_as_typed(cast: School) -> None:
    words = page_of("response", cast).find(class_="words")
    assert isinstance(words, Tag)
    assert words.get_text() == "He wanted <b>socialism in one country</b> & no more."


def test_style_sheets_of_the_site_stay_small() -> None:
    """A page on a poor phone pays for each byte: the shared sheets and two of a page's own stay under 40 kB."""
    root = Path(settings.BASE_DIR)
    sheets = [*root.glob("quizzes/static/*/*.css"), *root.glob("marking/static/*/*.css")]
    sizes = {path.name: path.stat().st_size for path in sheets if path.name != "admin.css"}
    shared = sizes.pop("site.css") + sizes.pop("colours.css")
    assert shared < 24_000
    assert max(sizes.values()) < 8_000


def test_the_error_page_asks_for_its_style_sheets_by_the_names_that_are_kept() -> None:
    page = render_to_string("500.html")
    assert f'href="{static("quizzes/site.css")}"' in page
    assert "/static/quizzes/site.css" not in (Path(settings.BASE_DIR) / "quizzes/templates/500.html").read_text(
        encoding="utf-8"
    )
