"""How a quiz went: figures, charts, files, and each student's report."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marking import queries
from marking.models import Standing
from marking.reports import analysis
from marking.services import marks, results
from quizzes.files.tables import read
from quizzes.models import Assignment, Enrolment, Response
from quizzes.services import classes
from tests.cast import NOW, School, person, question_of, quiz_for, sat, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

GOOD, HALF, BAD = "social fascists and socialism in one country", "social fascists", "world war"


def quiz_sat_by(cast: School, *answers: tuple[str, str]) -> Assignment:
    """Return a quiz of two questions that new students have sat, the first answers first."""
    second = question_of(cast.bank, stem="What was planned?", scheme="five-year plans [1]\n")
    assignment = quiz_for(cast.class_10b, [cast.question, second], by=cast.alice)
    for number, texts in enumerate(answers):
        student = person(f"s{number:02}")
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=NOW)
        sat(assignment, student, *texts)
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    return assignment


@pytest.fixture
def alice(cast: School) -> Client:
    return signed_in(cast.alice)


def test_the_page_says_at_a_look_what_went_badly_and_who_needs_help(cast: School, alice: Client) -> None:
    right = (GOOD, "five-year plans")
    assignment = quiz_sat_by(cast, *[right] * 4, *[(BAD, "five-year plans")] * 3, (BAD, BAD))

    page = BeautifulSoup(alice.get(f"/assignments/{assignment.pk}/figures/").content, "html.parser")
    text = " ".join(page.get_text(" ").split())

    assert "Hardest: question 1" in text
    assert "50 % of its marks" in text
    assert "hardest: point 1, met by 50 %" in text
    assert "wrong 4 times: “world war”" in text
    assert "S07 (0)" in text
    assert "Too few to say: at least 15 students and two questions are needed." in text
    assert len(page.select("svg.chart circle")) == 8
    assert all(chart.find("title") and chart.find("desc") for chart in page.select("svg.chart"))


def test_a_scheme_that_people_overrule_upwards_is_named(cast: School, alice: Client) -> None:
    assignment = quiz_sat_by(cast, *[(HALF, BAD)] * 5)
    for response in Response.objects.filter(item__position=2)[:3]:
        marks.give(response=response, mark=Decimal(1), reason="It is.", by=cast.alice, now=NOW)

    figures = analysis.analyse(assignment)

    assert figures.strictest is not None
    assert (figures.strictest.item.position, figures.strictest.compared, figures.strictest.stricter) == (2, 3, 1.0)
    assert "Scheme too strict: question 2" in alice.get(f"/assignments/{assignment.pk}/figures/").content.decode()


def test_figures_are_shown_only_from_enough_students_on(cast: School) -> None:
    few = analysis.analyse(quiz_sat_by(cast, (GOOD, BAD), (BAD, BAD)))

    assert [(one.facility, one.discrimination) for one in few.items] == [(None, None)] * 2
    assert (few.alpha, few.error, few.hardest) == (None, None, None)


def test_enough_students_give_reliability_and_discrimination(cast: School) -> None:
    many = [(GOOD, "five-year plans")] * 6 + [(HALF, "five-year plans")] * 4 + [(BAD, BAD)] * 6
    figures = analysis.analyse(quiz_sat_by(cast, *many))

    assert figures.counted == 16
    assert figures.alpha is not None
    assert 0 < figures.alpha <= 1
    assert figures.error is not None
    assert all(one.discrimination is not None and one.discrimination > 0.4 for one in figures.items)


def test_what_is_not_marked_is_left_out_and_a_page_without_marks_says_so(cast: School, alice: Client) -> None:
    sat(cast.assignment, cast.sam, GOOD)

    assert analysis.analyse(cast.assignment).counted == 0
    assert "No figures yet" in alice.get(f"/assignments/{cast.assignment.pk}/figures/").content.decode()


def test_the_page_takes_no_more_queries_for_more_students(cast: School, alice: Client) -> None:
    def count(assignment: Assignment) -> int:
        with CaptureQueriesContext(connection) as queries_:
            alice.get(f"/assignments/{assignment.pk}/figures/")
        return len(queries_)

    assignment = quiz_sat_by(cast, (GOOD, BAD))
    few = count(assignment)
    for number in range(10):
        student = person(f"more{number}")
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=NOW)
        sat(assignment, student, HALF, BAD)
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    assert count(assignment) == few


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_table_of_marks_comes_as_a_file(cast: School, alice: Client, kind: str) -> None:
    assignment = quiz_sat_by(cast, (GOOD, BAD))

    answer = alice.get(f"/assignments/{assignment.pk}/marks/export/{kind}/")
    data = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]

    rows = {row.get("username"): row for row in read(data, f"x.{kind}").rows}
    assert rows["s00"].get("question_1_of_2") == "2"
    assert rows["s00"].get("total_of_3") == "2"
    assert rows["sam"].get("total_of_3") == ""
    assert alice.get(f"/assignments/{assignment.pk}/marks/export/pdf/").status_code == 404


def test_a_report_shows_a_teacher_all_and_a_student_what_is_released(cast: School, alice: Client) -> None:
    sat(cast.assignment, cast.sam, GOOD)
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    address = f"/classes/{cast.class_10b.pk}/students/{cast.sam.pk}/"
    sam = signed_in(cast.sam)

    before = sam.get("/results/").content.decode()
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)
    after = sam.get(address, follow=True).content.decode()

    assert "2 / 2" in alice.get(address).content.decode()
    assert "2 / 2" not in before
    assert "No marks are released yet." in before
    assert "2 / 2" in after
    assert signed_in(cast.sue).get(address).status_code == 404
    assert Standing.objects.count() == 1


def test_a_report_covers_every_class_that_the_teacher_teaches_and_no_other(cast: School, alice: Client) -> None:
    other = classes.create_class(name="10B History", by=cast.alice, now=NOW)
    for school_class in (other, cast.class_11c):
        classes.enrol(school_class=school_class, user=cast.sam, role=Enrolment.Role.STUDENT, now=NOW)
    sat(cast.assignment, cast.sam, GOOD)
    sat(quiz_for(other, [cast.question], by=cast.alice), cast.sam, HALF)
    sat(quiz_for(cast.class_11c, [cast.question], by=cast.bob), cast.sam, "")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    address = f"/classes/{cast.class_10b.pk}/students/{cast.sam.pk}/"

    page = alice.get(address).content.decode()

    assert [share in page for share in ("2 / 2", "1 / 2", "0 / 2")] == [True, True, False]
    assert "10B History · handed in" in page
    assert "No marks are released yet." in signed_in(cast.sam).get("/results/").content.decode()


def test_a_class_is_followed_over_its_quizzes(cast: School, alice: Client) -> None:
    first = quiz_sat_by(cast, (GOOD, "five-year plans"))
    second = quiz_for(cast.class_10b, [cast.question], by=cast.alice)
    student = queries.table(first).rows[0].student
    for row in queries.table(first).rows:
        if row.attempt is not None:
            student = row.student
    sat(second, student, HALF)
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    progress = analysis.over_time([student], analysis.last_quizzes(cast.class_10b.pk))

    assert sorted(share or 0 for share in progress.rows[0][1]) == [0.5, 1.0]
    assert "The class over its last quizzes" in alice.get(f"/assignments/{first.pk}/figures/").content.decode()
