"""Each word of the figures that is not everyday is explained where it stands."""

import re

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template

from marking import queries
from marking.pure.explained import ALSO, EXPLAINED
from marking.services import marks
from quizzes.models import Enrolment
from quizzes.services import classes
from tests.cast import NOW, School, person, question_of, quiz_for, sat, signed_in

pytestmark = pytest.mark.django_db
ANSWERS = ("social fascists and socialism in one country", "social fascists", "world war")
JARGON = re.compile(rf"\b({'|'.join([*EXPLAINED, *ALSO])})\b", re.IGNORECASE)


def unexplained(html: bytes) -> list[str]:
    """Return the words of the table that stand on a page outside their button, where a person reads them."""
    page = BeautifulSoup(html, "html.parser").select_one("main")
    assert page is not None
    for part in page.select(".term, .explained, svg, .sr, script"):
        part.decompose()
    return JARGON.findall(page.get_text(" "))


def test_a_word_is_a_button_that_opens_its_explanation_each_time_it_stands_there() -> None:
    html = Template('{% load terms %}{% term "kappa" %}{% term "kappa" "Kappa" %}').render(Context())

    page = BeautifulSoup(html, "html.parser")
    targets = [button["popovertarget"] for button in page.select("button")]
    assert [button.text for button in page.select("button")] == ["kappa", "Kappa"]
    assert targets == [part["id"] for part in page.select("[popover]")]
    assert len(set(targets)) == 2
    assert page.select_one("[popover]").text == EXPLAINED["kappa"]  # type: ignore[union-attr]


def test_no_page_of_figures_has_such_a_word_unexplained(cast: School) -> None:
    second = question_of(cast.bank, stem="What was planned?", scheme="five-year plans [1]\n")
    assignment = quiz_for(cast.class_10b, [cast.question, second], by=cast.alice)
    for number in range(16):
        student = person(f"s{number:02}")
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=NOW)
        sat(assignment, student, ANSWERS[number % 3], ("five-year plans", "bread")[number % 2])
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    alice, here = signed_in(cast.alice), f"/assignments/{assignment.pk}"
    alice.post(f"{here}/sample/", {"draw": "1"})
    for _ in range(40):
        page = BeautifulSoup(alice.get(f"{here}/sample/").content, "html.parser")
        row = page.select_one("input[name=row]")
        if row is None:
            break
        alice.post(f"{here}/sample/", {"row": row["value"], "mark": "0"})
    pages = [f"{here}/figures/", f"{here}/sample/", f"{here}/marks/", f"/questions/{cast.question.pk}/learn/"]
    pages.append(f"/classes/{cast.class_10b.pk}/students/{person_of(assignment)}/")

    bare = {page: unexplained(alice.get(page).content) for page in pages}

    assert bare == {page: [] for page in pages}
    figures = alice.get(pages[0]).content.decode()
    assert {"Facility", "Discrimination", "standard error"} <= set(re.findall(r'class="term"[^>]*>([^<]+)<', figures))
    assert "95 % confidence" in alice.get(pages[1]).content.decode()


def person_of(assignment: object) -> int:
    return assignment.attempts.first().student_id  # type: ignore[attr-defined, no-any-return]
