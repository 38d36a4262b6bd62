"""The review queue: groups are decided with one post each, and nobody's mark is written over in silence."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marking import queries
from marking.models import Mark, MarkBatch, Standing
from marking.scripts import queue as review_queue
from marking.scripts.marked import script_of
from marking.services import marks, moderation, schemes
from quizzes.models import Enrolment, Question, Response
from quizzes.services import classes
from tests.cast import NOW, School, person, sat, signed_in

# The pages' way on SQLite is walked by tests/journeys/test_review_in_browser.py.
pytestmark = [pytest.mark.django_db, pytest.mark.postgresql(alone=True)]

TEXTS = ("socialist fashists", "Socialist fashists.", "nothing much", "world revolution")


def hand_in(cast: School, *texts: str) -> list[Response]:
    """Return marked answers, one a new student, all to be checked."""
    start = Response.objects.count()
    for number, text in enumerate(texts, start=start):
        student = person(f"student{number}")
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=NOW)
        sat(cast.assignment, student, text)
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    Standing.objects.filter(mark__marker=None).update(state=Standing.State.TO_CHECK)
    return list(Response.objects.select_related("item", "attempt", "standing").order_by("pk"))


@pytest.fixture
def teacher(cast: School) -> Client:
    return signed_in(cast.alice)


def address(cast: School, rest: str = "") -> str:
    return f"/assignments/{cast.assignment.pk}/check/{rest}"


def decision(rows: list[Response], act: str, **more: Any) -> dict[str, Any]:
    pairs = [f"{row.pk}:{row.standing.mark_id}" for row in rows]
    return {"item": rows[0].item_id, "answers": pairs, "decide": act, "key": str(uuid4()), "q": "1", **more}


def test_equal_answers_stand_in_one_group_with_their_words_and_no_names(cast: School, teacher: Client) -> None:
    hand_in(cast, *TEXTS)

    page = teacher.get(address(cast)).content.decode()

    assert page.count('<article class="group"') == 3
    assert "2 answers" in page
    assert "Student0" not in page
    assert "Student0" in teacher.get(address(cast, "?names=1")).content.decode()


def test_the_mark_scheme_and_a_model_answer_stand_beside_the_answers(cast: School, teacher: Client) -> None:
    Question.objects.filter(pk=cast.question.pk).update(model_answer="He wanted a strong state first.")
    hand_in(cast, *TEXTS)

    page = teacher.get(address(cast)).content.decode()

    assert "Mark scheme, version 1" in page
    assert "He wanted a strong state first." in page


def test_the_reason_names_the_point_as_the_script_does(cast: School, teacher: Client) -> None:
    hand_in(cast, "He abolished socialism in one country.")

    page = teacher.get(address(cast)).content.decode()

    reasons = re.search(r'<ul class="reasons">(.*?)</ul>', page, re.DOTALL)
    assert reasons is not None
    assert "Point 1" in reasons[1]


@pytest.mark.parametrize(
    ("act", "more", "given"),
    [
        ("right", {}, 2),
        ("half", {}, 1),
        ("wrong", {}, 0),
        ("mark", {"mark": "1.5"}, Decimal("1.5")),
        ("points", {"point": ["2"]}, 1),
        ("points", {"point": ["1", "2"]}, 2),
        ("points", {}, 0),
    ],
)
def test_a_decision_marks_the_whole_group_and_undo_takes_it_back(
    cast: School, teacher: Client, act: str, more: dict[str, Any], given: Decimal
) -> None:
    rows = hand_in(cast, *TEXTS)[:2]

    answer = teacher.post(address(cast, "decide/"), decision(rows, act, **more), follow=True)

    assert answer.status_code == 200
    standings = Standing.objects.filter(pk__in=[row.pk for row in rows]).select_related("mark")
    assert {(row.mark.mark, row.mark.marker) for row in standings} == {(given, cast.alice)}
    assert all(row.mark.reason for row in standings)
    assert "undone" not in teacher.get(f"/responses/{rows[0].pk}/").content.decode()
    teacher.post(f"/batches/{MarkBatch.objects.get().pk}/undo/")
    assert set(Standing.objects.values_list("mark__marker", "state")) == {(None, "TO_CHECK")}
    assert teacher.get(f"/responses/{rows[0].pk}/").content.decode().count("undone") == 1


def test_ticked_points_are_what_the_script_shows(cast: School, teacher: Client) -> None:
    rows = hand_in(cast, "Social facists; he did not want socialism in one country.")

    teacher.post(address(cast, "decide/"), decision(rows, "points", point=["1", "2"]))

    response = Response.objects.select_related("item", *queries.WITH_MARKS).get()
    script = script_of(response)
    assert [(point.outcome, point.marks) for point in script.points] == [("matched", 1), ("matched", 1)]
    assert [len(point.evidence) for point in script.points] == [0, 1]
    assert script.points[0].feedback.startswith("Stalin put")


def test_accept_makes_the_proposal_the_teachers_own_and_a_comment_is_the_reason(cast: School, teacher: Client) -> None:
    rows = hand_in(cast, "social facists")

    teacher.post(address(cast, "decide/"), decision(rows, "accept", comment="Spelling aside."))

    mark = Standing.objects.get().mark
    assert (mark.mark, mark.marker, mark.reason) == (1, cast.alice, "Spelling aside.")


def test_a_decision_sent_twice_is_one(cast: School, teacher: Client) -> None:
    post = decision(hand_in(cast, "social facists"), "right")

    for _ in range(2):
        answer = teacher.post(address(cast, "decide/"), post, headers={"X-Requested-With": "fetch"})
        assert answer.json()["said"] == "Right, 1 answer."

    assert Mark.objects.filter(marker=cast.alice).count() == 1


@pytest.mark.parametrize("by_script", [True, False])
def test_a_conflict_shows_both_marks_and_writes_nothing(cast: School, teacher: Client, by_script: bool) -> None:
    rows = hand_in(cast, "social facists", "social facists")
    theirs = marks.give(response=rows[0], mark=Decimal(0), reason="Too vague.", by=cast.admin, now=NOW)
    headers = {"X-Requested-With": "fetch"} if by_script else {}

    answer = teacher.post(address(cast, "decide/"), decision(rows, "right"), headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Too vague." in page
    assert "0 by ada" in page
    assert not Mark.objects.filter(marker=cast.alice).exists()
    again = dict(re.findall(r'<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', page))
    again["answers"] = re.findall(r'name="answers"\s+value="([^"]*)"', page)
    assert f"{rows[0].pk}:{theirs.pk}" in again["answers"]
    teacher.post(address(cast, "decide/"), again)
    assert set(Standing.objects.values_list("mark__mark", flat=True)) == {2}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"answers": []}, "Tick at least one answer"),
        ({"decide": "mark", "mark": "2.5"}, "from 0 to 2"),
        ({"decide": "mark"}, "Type a mark"),
        ({"answers": ["x:y"]}, "out of date"),
    ],
)
def test_what_cannot_be_done_says_why(cast: School, teacher: Client, change: dict[str, Any], why: str) -> None:
    post = decision(hand_in(cast, "social facists"), "right") | change

    answer = teacher.post(address(cast, "decide/"), post, headers={"X-Requested-With": "fetch"})

    assert answer.status_code == 422
    assert why in answer.json()["why"]


def test_answers_of_another_class_are_not_marked_through_the_queue(cast: School) -> None:
    rows = hand_in(cast, "social facists")
    bob = signed_in(cast.bob)

    assert bob.post(address(cast, "decide/"), decision(rows, "right")).status_code == 404
    assert bob.post(f"/assignments/{cast.assignment.pk}/sample/", {"draw": "1"}).status_code == 404


def test_a_large_group_is_decided_in_parts_that_a_form_can_send(
    cast: School, teacher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = hand_in(cast, *["social facists"] * 5)
    monkeypatch.setattr(review_queue, "MOST_ANSWERS", 2)

    page = teacher.get(address(cast)).content.decode()

    assert re.findall(r'data-size="(\d+)"', page) == ["2"]
    assert 'data-more="2"' in page
    for part in (rows[:2], rows[2:4], rows[4:]):
        teacher.post(address(cast, "decide/"), decision(part, "right"))
    assert "5 answers marked by people, 5 differently from the proposal" in teacher.get(address(cast)).content.decode()


def test_the_queue_takes_no_more_queries_for_more_answers(cast: School, teacher: Client) -> None:
    hand_in(cast, *TEXTS)
    few = _queries(teacher, cast)
    hand_in(cast, *TEXTS, "peace", "bread", "land", "war and more war", "famine")

    assert _queries(teacher, cast) == few


def _queries(client: Client, cast: School) -> int:
    with CaptureQueriesContext(connection) as made:
        assert client.get(address(cast)).status_code == 200
    return len(made)


def test_who_has_a_group_before_them_is_told_to_others(cast: School, teacher: Client) -> None:
    hand_in(cast, *TEXTS)
    classes.enrol(school_class=cast.class_10b, user=cast.bob, role=Enrolment.Role.TEACHER, now=timezone.now())
    key = re.search(r'data-group="(\w+)"', teacher.get(address(cast)).content.decode())[1]
    post = {"item": cast.quiz.items.get().pk, "group": key}

    assert teacher.post(address(cast, "lease/"), post).json() == {"here": {}}
    colleague = signed_in(cast.bob)
    assert colleague.post(address(cast, "lease/"), post).json() == {"here": {key: "Alice"}}
    assert "Alice is here" in colleague.get(address(cast)).content.decode()


def test_a_wording_is_previewed_and_then_accepted_from_now_on(cast: School, teacher: Client) -> None:
    hand_in(cast, "red brothers", "Red brothers!", "the red brothers again", "nothing")
    page = teacher.get(address(cast)).content.decode()
    key = next(
        key for key, part in re.findall(r'data-group="(\w+)" data-size="2"(.*?)</h2>', page, re.DOTALL) if "ed" in part
    )
    asked = {"q": "1", "group": key, "kind": "accept", "wording": "red brothers", "line": "3"}

    seen = teacher.get(address(cast, "wording/"), asked).content.decode()

    assert "accept: red brothers" in seen
    assert "1 other answer changes" in seen
    assert schemes.newest(cast.question).version == 1
    post = dict(re.findall(r'<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', seen))
    post |= {"answers": re.findall(r'name="answers"\s+value="([^"]*)"', seen), "again": cast.assignment.pk, "do": "yes"}
    answer = teacher.post(address(cast, "wording/"), post, follow=True)
    assert "2 answers marked, 2 answers marked again" in answer.content.decode()
    assert sorted(Standing.objects.values_list("mark__mark", flat=True)) == [0, 1, 1, 1]
    teacher.post(f"/batches/{MarkBatch.objects.get().pk}/undo/")
    assert set(Standing.objects.values_list("mark__mark", flat=True)) == {0}


def test_marking_again_shows_the_dry_run_and_takes_what_is_ticked(cast: School, teacher: Client) -> None:
    rows = hand_in(cast, "red brothers", "red brothers too")
    schemes.write(question=cast.question, text="red brothers [2]\n", by=cast.alice, now=NOW)
    url = f"/questions/{cast.question.pk}/remark/"
    assert "older version" in teacher.get(address(cast)).content.decode()

    page = teacher.get(url).content.decode()

    assert "<strong>2</strong> would go up" in page
    assert not MarkBatch.objects.exists()
    teacher.post(url, {"listed": [row.pk for row in rows], "take": [rows[0].pk]})
    assert list(Standing.objects.order_by("pk").values_list("mark__mark", flat=True)) == [2, 0]
    teacher.post(url, {"listed": [rows[1].pk], "take": [rows[1].pk]})
    assert "Every answer already has the mark" in teacher.get(url).content.decode()


def test_a_sample_hides_the_first_mark_until_both_are_there(cast: School, teacher: Client) -> None:
    hand_in(cast, "social fascists", "socialism in one country")
    Standing.objects.update(state=Standing.State.SURE)
    url = f"/assignments/{cast.assignment.pk}/sample/"
    teacher.post(url, {"draw": "1"})

    for number in (1, 2):
        page = teacher.get(url).content.decode()
        assert f"Answer {number} of 2" in page
        assert "ring" not in page
        row = re.search(r'name="row"\s+value="(\d+)"', page)[1]
        assert teacher.post(url, {"row": row, "mark": "9"}).status_code == 422
        teacher.post(url, {"row": row, "mark": number})

    page = teacher.get(url).content.decode()
    assert "<strong>1 of 2</strong> agree" in page
    assert "too few" in page
    assert moderation.sample_agreement(cast.assignment).agreed == 1


def test_what_failed_can_be_tried_again(cast: School, teacher: Client) -> None:
    hand_in(cast, "social fascists")
    Standing.objects.update(state=Standing.State.FAILED, mark=None, engine_mark=None, tries=3)

    teacher.post(f"/assignments/{cast.assignment.pk}/marks/again/")

    assert queries.waiting().count() == 1
