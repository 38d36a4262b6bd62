"""Marks and answers as files: their columns, who gets them, and that nothing on record is missing."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client

from marking import queries
from marking.models import GradeBoundaries
from marking.services import marks
from quizzes.files.tables import Row, read
from quizzes.models import Attempt, Response, SourcedId
from quizzes.services import attempts, paper_sittings
from tests.cast import NOW, School, sat, signed_in

pytestmark = pytest.mark.django_db

GOOD = "Socialism in one country."


@pytest.fixture
def alice(cast: School) -> Client:
    return signed_in(cast.alice)


@pytest.fixture
def marked(cast: School) -> School:
    """Sam has handed in and is marked; alice's list knows sam's number."""
    cast.sam.last_name = "Okafor"
    cast.sam.save()
    SourcedId.objects.create(owner=cast.alice, kind=SourcedId.Kind.PERSON, sourced_id="00417", user=cast.sam)
    sat(cast.assignment, cast.sam, GOOD)
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    return cast


def rows(client: Client, address: str) -> list[Row]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert "no-store" in answer["Cache-Control"]
    data = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return list(read(data, "x.csv").rows)


def test_marks_come_with_names_in_parts_ids_per_cent_and_the_schools_time(marked: School, alice: Client) -> None:
    (row,) = [
        one for one in rows(alice, f"/assignments/{marked.assignment.pk}/marks/export/csv/") if one.get("total_of_2")
    ]

    assert [row.get(name) for name in ("last_name", "first_name", "username", "student_id")] == [
        "Okafor", "Sam", "sam", "00417",
    ]  # fmt: skip
    assert (row.get("total_of_2"), row.get("per_cent")) == ("1", "50")
    handed_in = datetime.strptime(row.get("handed_in"), "%Y-%m-%d %H:%M")
    assert handed_in.second == 0


def test_a_date_is_a_date_in_a_workbook(marked: School, alice: Client) -> None:
    answer = alice.get(f"/assignments/{marked.assignment.pk}/marks/export/xlsx/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))

    header, *lines = [[cell.value for cell in line] for line in book.active.iter_rows()]  # type: ignore[union-attr]
    place = header.index("handed in")
    assert [type(line[place]) for line in lines if line[place] is not None] == [datetime]


def test_canvas_and_moodle_get_the_columns_that_they_know_students_by(marked: School, alice: Client) -> None:
    canvas = alice.get(f"/assignments/{marked.assignment.pk}/marks/export/canvas/")
    text = b"".join(canvas).decode("utf-8-sig")  # type: ignore[call-overload]

    assert text.splitlines()[0] == "Student,ID,SIS User ID,SIS Login ID,Section,Stalin"
    assert text.splitlines()[1] == "    Points Possible,,,,,2"
    assert '"Okafor, Sam",,00417,sam,10B,1' in text
    (row,) = [
        one for one in rows(alice, f"/assignments/{marked.assignment.pk}/marks/export/moodle/") if one.get("id_number")
    ]
    assert (row.get("username"), row.get("id_number"), row.get("stalin_of_2")) == ("sam", "00417", "1")


def test_grades_stand_beside_the_marks_once_boundaries_are_set(marked: School, alice: Client) -> None:
    address = f"/assignments/{marked.assignment.pk}/grades/"

    alice.post(address, {"boundaries": "Pass 50%\nMerit 75%"})
    page = alice.get(f"/assignments/{marked.assignment.pk}/marks/").content.decode()
    (row,) = [
        one for one in rows(alice, f"/assignments/{marked.assignment.pk}/marks/export/csv/") if one.get("total_of_2")
    ]
    alice.post(address, {"boundaries": "Pass"})

    assert row.get("grade") == "Pass"
    assert "Merit 75%" in page
    assert GradeBoundaries.objects.get().text == "Merit 75%\nPass 50%"
    alice.post(address, {"boundaries": " "})
    assert not GradeBoundaries.objects.exists()


def test_all_answers_come_with_every_mark_its_evidence_its_scheme_and_who_gave_it(
    marked: School, alice: Client
) -> None:
    response = Response.objects.get(attempt__student=marked.sam)
    marks.give(response=response, mark=Decimal(2), reason="Good enough.", by=marked.alice, now=NOW)
    for address in (f"/assignments/{marked.assignment.pk}", f"/classes/{marked.class_10b.pk}"):
        engine, person = rows(alice, f"{address}/answers/csv/")

        assert engine.get("answer") == GOOD
        assert (engine.get("mark"), engine.get("given_by"), engine.get("counts")) == ("1", "the engine", "earlier")
        assert engine.get("credited_words") == "Socialism in one country"
        assert engine.get("mark_scheme_version") == "1"
        assert (person.get("mark"), person.get("given_by"), person.get("counts")) == ("2", "Alice", "yes")
        assert person.get("reason") == "Good enough."


def test_the_document_holds_every_text_and_the_scheme_itself(marked: School, alice: Client) -> None:
    answer = alice.get(f"/assignments/{marked.assignment.pk}/answers/json/")
    (one,) = json.loads(b"".join(answer))["answers"]  # type: ignore[call-overload]

    assert one["student"]["id"] == "00417"
    assert [text["outcome"] for text in one["texts"]] == ["COUNTED"]
    assert one["marks"][0]["scheme"].startswith("socialism in one country")
    assert one["marks"][0]["points"][0]["outcome"] == "matched"


def test_a_workbook_and_a_table_hold_every_text_and_the_schemes(marked: School, alice: Client) -> None:
    attempt = Attempt.objects.get(student=marked.sam)
    item = attempt.responses.get().item_id
    late = [attempts.Answer(item, "Too late.", 9)]
    attempts.save(attempt=attempt, answers=late, lease="", received_at=NOW + timedelta(hours=2))
    address = f"/assignments/{marked.assignment.pk}/answers"

    book = openpyxl.load_workbook(io.BytesIO(alice.get(f"{address}/xlsx/").content))
    texts, schemes = ([[cell.value for cell in line] for line in book[name]] for name in book.sheetnames[1:])
    table = rows(alice, f"{address}/texts/")

    assert book.sheetnames == ["Answers", "Every text", "Mark schemes"]
    assert [line[-2:] for line in texts[1:]] == [["yes", GOOD], ["no", "Too late."]]
    assert [row.get("text") for row in table] == [GOOD, "Too late."]
    assert table[1].get("what_became_of_it") == "Arrived after the hand-in"
    assert [line[2:5] for line in schemes[1:]] == [[1, schemes[1][3], "Alice"]]
    assert str(schemes[1][5]).startswith("socialism in one country")


def test_what_was_sat_on_paper_says_so_and_who_took_it_in(cast: School, alice: Client) -> None:
    paper_sittings.take(
        assignment=cast.assignment, student=cast.sue, texts={1: GOOD}, sat_on=date(2026, 3, 1), seen=0, by=cast.alice,
        now=NOW,
    )  # fmt: skip
    address = f"/assignments/{cast.assignment.pk}"

    (answer,) = rows(alice, f"{address}/answers/csv/")
    (document,) = json.loads(b"".join(alice.get(f"{address}/answers/json/")))["answers"]  # type: ignore[call-overload]
    (mark,) = [row for row in rows(alice, f"{address}/marks/export/csv/") if row.get("username") == "sue"]

    assert (answer.get("sat_on_paper"), answer.get("handed_in_by"), answer.get("started")) == (
        "2026-03-01",
        "Alice",
        "",
    )
    assert document["attempt"]["sat_on_paper"] == "2026-03-01"
    assert document["attempt"]["taken_in"][0]["by"] == "Alice"
    assert document["texts"][0]["outcome"] == "FROM_PAPER"
    assert mark.get("sat_on_paper") == "2026-03-01"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "texts"])
def test_answers_go_to_teachers_of_the_class_only(marked: School, kind: str) -> None:
    for who in (marked.bob, marked.sam, marked.tim):
        client = signed_in(who)
        assert client.get(f"/assignments/{marked.assignment.pk}/answers/{kind}/").status_code == 404
        assert client.post(f"/assignments/{marked.assignment.pk}/grades/", {"boundaries": "A 1"}).status_code == 404
    assert signed_in(marked.bob).get(f"/classes/{marked.class_10b.pk}/answers/{kind}/").status_code == 404
    sams = signed_in(marked.sam).get(f"/classes/{marked.class_10b.pk}/answers/{kind}/")
    data = b"".join(sams) if sams.streaming else sams.content  # type: ignore[attr-defined]
    assert GOOD.encode() not in data
