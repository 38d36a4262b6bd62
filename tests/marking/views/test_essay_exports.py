"""Levels and comments in what is taken away, in figures, and when an essay is marked again."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest
from django.test import Client

from marking import outcomes, queries
from marking.reports import analysis, gradebook
from marking.services import comments, facility, remarking, schemes
from quizzes.models import Assignment, Response
from tests.cast import NOW, School
from tests.marking.essays import TWO, again, essay, level, of_grid, script


@pytest.fixture
def assignment(cast: School) -> Assignment:
    """A class of two: sam's essay is levelled and commented, sue's waits."""
    of = of_grid(cast, TWO)
    response = script(of, cast.sam, essay(4))
    script(of, cast.sue, essay(2))
    level(response, cast.alice, AO1="1", AO2="2")
    level(again(response), cast.alice, AO1="3", AO2="2")
    at = response.text.index("steam engine")
    first = comments.write(
        response=response, text="Which?", passage=comments.Passage("steam engine", at), by=cast.alice, now=NOW
    )
    comments.change(comment=first, text="Which one?", by=cast.alice, now=NOW)
    comments.write_overall(response=response, text="Sound.", by=cast.alice, now=NOW)
    return of


def taken(client: Client, address: str) -> str:
    reply = client.get(address)
    return reply.getvalue().decode()


def table_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_the_table_of_marks_has_levels_and_no_mark_for_what_waits(cast: School, assignment: Assignment) -> None:
    sheet = gradebook.sheet_of(assignment, "marks", {})
    rows = [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]
    sam, sue = (next(row for row in rows if row["username"] == name) for name in ("sam", "sue"))
    assert (sam["question 1 AO1 level"], sam["question 1 AO1 mark (of 4)"]) == (2, 3)
    assert (sam["question 1 AO2 level"], sam["total (of 10)"]) == (1, 5)
    assert [sue[name] for name in ("question 1 (of 10)", "total (of 10)", "question 1 AO1 level")] == [None] * 3


def test_all_answers_come_with_levels_and_comments(cast: School, client: Client, assignment: Assignment) -> None:
    client.force_login(cast.alice)
    rows = table_of(taken(client, f"/assignments/{assignment.pk}/answers/csv/"))
    counts = next(row for row in rows if row["counts"] == "yes" and row["username"] == "sam")
    assert counts["levels"] == "AO1: level 2, 3/4; AO2: level 1, 2/6"
    assert counts["comments"] == "“steam engine”: Which one?\nSound."
    told = json.loads(taken(client, f"/assignments/{assignment.pk}/answers/json/"))["answers"]
    sam, sue = (next(one for one in told if one["student"]["username"] == name) for name in ("sam", "sue"))
    assert [[row["level"] for row in mark["levels"]] for mark in sam["marks"]] == [[], [1, 1], [2, 1]]
    assert [(one["text"], one["passage"]) for one in sam["comments"]] == [
        ("Which?", "steam engine"), ("Which one?", "steam engine"), ("Sound.", None),
    ]  # fmt: skip
    assert sam["comments"][1]["replaces"] == sam["comments"][0]["id"]
    assert sue["mark"] is None


def test_what_waits_for_a_level_is_in_no_figure(assignment: Assignment) -> None:
    figures = analysis.analyse(assignment)
    assert figures.counted == 1
    assert figures.items[0].stricter is None
    assert outcomes.means_of([assignment.pk]) == {assignment.pk: 0.5}
    facility.note()
    question = assignment.quiz.items.get().question
    question.refresh_from_db()
    assert question.facility == 0.5
    assert queries.mark_of(Response.objects.get(attempt__student__username="sue")) is None


def test_a_new_grid_leaves_levels_as_they_were_given(cast: School, assignment: Assignment) -> None:
    question = assignment.quiz.items.get().question
    new = TWO.replace("explains it", "explains it in full")
    schemes.write(question=question, text=new, by=cast.alice, now=NOW)
    dry = remarking.preview(question=question, responses=Response.objects.all())
    assert (len(dry.levelled), len(dry.changed), dry.agreement) == (1, 0, None)
    remarking.apply(question=question, responses=Response.objects.all(), by=cast.alice, now=NOW)
    kept = again(Response.objects.get(attempt__student__username="sam"))
    assert kept.standing.mark is not None
    assert kept.standing.mark.mark == Decimal(5)
    assert [row.level for row in kept.standing.mark.levels.all()] == [2, 1]
    assert len(comments.standing(kept)) == 2


def test_the_dry_run_says_that_levels_stay(cast: School, client: Client, assignment: Assignment) -> None:
    client.force_login(cast.alice)
    page = taken(client, f"/questions/{assignment.quiz.items.get().question_id}/remark/")
    assert "1 of them by\n    level: levels and comments stay" in page
