"""A teacher's program sets a quiz."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quizzes.models import Enrolment, Quiz
from quizzes.services import classes, tagging
from tests.cast import School, question_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast_of_today: School) -> School:
    return cast_of_today


def body(cast: School, **changes: Any) -> dict[str, Any]:
    now = timezone.now()
    times = {"opens_at": now.isoformat(), "closes_at": (now + timedelta(days=1)).isoformat(), "time_limit_minutes": 25}
    setting = {"school_class": cast.class_10b.pk, **times, **changes.pop("setting", {})}
    return {"title": "Treaties", "questions": [cast.question.pk], "settings": [setting], **changes}


def post(client: Client, sent: dict[str, Any]) -> Any:
    return client.post("/api/v1/quizzes/", sent, content_type="application/json")


def test_a_program_sets_a_quiz_of_chosen_and_drawn_questions_and_publishes_it(cast: School) -> None:
    alice = signed_in(cast.alice)
    lenin = [question_of(cast.bank, stem=f"Lenin {number}?", topic="Lenin") for number in range(2)]
    tagging.tag(questions=lenin[:1], names="year 10")
    draws = [{"count": 1, "bank": cast.bank.pk, "topic": "Lenin"}, {"count": 1, "tag": "Year 10"}]

    made = post(alice, body(cast, shuffle=True, draws=draws, setting={"shows_model_answer": True}))

    quiz = Quiz.objects.get(pk=made.json()["id"])
    row = quiz.assignments.get()
    assert (made.status_code, made.json()["state"], quiz.owner, quiz.shuffle) == (201, "DRAFT", cast.alice, True)
    assert [item["stem"] for item in made.json()["items"]] == [cast.question.stem, "Lenin 1?", "Lenin 0?"]
    assert (row.school_class, row.time_limit_minutes, row.shows_model_answer) == (cast.class_10b, 25, True)
    assert alice.post(f"/api/v1/quizzes/{quiz.pk}/publish/").json()["state"] == "PUBLISHED"


@pytest.mark.parametrize(
    ("changes", "status", "complaint"),
    [
        ({"title": ""}, 400, "may not be blank"),
        ({"questions": []}, 400, "Choose at least one question, or have some drawn."),
        ({"questions": [10**9]}, 400, "There is no 1000000000, or it is not yours to use."),
        ({"questions": [10**30]}, 400, "less than or equal to"),
        ({"questions": list(range(1, 202))}, 400, "no more than 200 elements"),
        ({"settings": []}, 400, "may not be empty"),
        ({"setting": {"closes_at": "2020-01-01T10:00Z"}}, 400, "It would close before it opens."),
        ({"setting": {"time_limit_minutes": 0}}, 400, "greater than or equal to 1"),
        ({"draws": [{"count": 1}]}, 400, "Say where from"),
        ({"draws": [{"count": 9, "tag": "nowhere"}]}, 409, "Draw 1: There are only 0 more"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    cast: School, changes: dict[str, Any], status: int, complaint: str
) -> None:
    answer = post(signed_in(cast.alice), body(cast, **changes))
    assert (answer.status_code, Quiz.objects.filter(title="Treaties").exists()) == (status, False)
    assert complaint in answer.content.decode()


def test_one_question_or_class_twice_is_refused(cast: School) -> None:
    alice, sent = signed_in(cast.alice), body(cast)
    assert post(alice, {**sent, "questions": sent["questions"] * 2}).status_code == 400
    assert post(alice, {**sent, "settings": sent["settings"] * 2}).status_code == 400


def test_nobody_sets_a_quiz_with_anothers_questions_or_for_anothers_class_and_no_student_does(cast: School) -> None:
    bob = signed_in(cast.bob)
    own = {"setting": {"school_class": cast.class_11c.pk}}
    assert post(bob, body(cast, **own)).status_code == 400
    assert post(bob, body(cast, questions=[], draws=[{"count": 1, "bank": cast.bank.pk}], **own)).status_code == 409
    assert post(signed_in(cast.alice), body(cast, **own)).status_code == 400
    assert post(signed_in(cast.sam), body(cast)).status_code == 403
    assert not Quiz.objects.filter(title="Treaties").exists()


def test_a_quiz_without_a_word_on_the_time_limit_has_none(cast: School) -> None:
    sent = body(cast)
    for setting in sent["settings"]:
        setting.pop("time_limit_minutes", None)

    assert post(signed_in(cast.alice), sent).status_code == 201

    assert Quiz.objects.latest("pk").assignments.get().time_limit_minutes is None


def test_a_quiz_that_would_close_beyond_the_calendar_is_refused(cast: School) -> None:
    sent = body(cast)
    sent["settings"][0]["closes_at"] = "9999-12-31T23:58:00Z"

    answer = post(signed_in(cast.alice), sent)

    assert answer.status_code == 400
    assert "before the year 2100" in answer.content.decode()


def patch(client: Client, pk: int, match: str = "", **sent: Any) -> Any:
    headers = {"If-Match": match} if match else {}
    return client.patch(f"/api/v1/quizzes/{pk}/", sent, content_type="application/json", headers=headers)


def test_a_draft_is_changed_and_what_is_left_out_stays(cast: School) -> None:
    alice, made = signed_in(cast.alice), post(signed_in(cast.alice), body(cast)).json()
    other = question_of(cast.bank, stem="Lenin?", topic="Lenin")
    settings = made["settings"]

    changed = patch(alice, made["id"], title="Pacts")
    assert (changed.json()["title"], changed.json()["settings"]) == ("Pacts", settings)
    assert [item["question"] for item in changed.json()["items"]] == [cast.question.pk]
    more = patch(alice, made["id"], changed["ETag"], questions=[other.pk, cast.question.pk]).json()
    assert [item["question"] for item in more["items"]] == [cast.question.pk, other.pk]  # what is there keeps its place
    assert patch(alice, made["id"], changed["ETag"], title="Late").status_code == 412
    later = [{**settings[0], "time_limit_minutes": 40}]
    assert patch(alice, made["id"], settings=later).json()["settings"][0]["time_limit_minutes"] == 40
    assert (
        patch(alice, made["id"], questions=[]).status_code == patch(alice, made["id"], settings=[]).status_code == 400
    )
    assert patch(alice, made["id"], settings=[{"school_class": cast.class_10b.pk}]).status_code == 400
    assert patch(alice, cast.quiz.pk, title="Late").status_code == 409  # it is published


def test_a_paper_is_put_in_order_with_its_own_marks(cast: School) -> None:
    alice = signed_in(cast.alice)
    other = question_of(cast.bank, stem="Lenin?", topic="Lenin")
    made = post(alice, body(cast, questions=[cast.question.pk, other.pk])).json()
    first, second = (item["id"] for item in made["items"])

    def arrange(*lines: dict[str, Any]) -> Any:
        address = f"/api/v1/quizzes/{made['id']}/paper/"
        return alice.put(address, {"lines": lines}, content_type="application/json")

    put = arrange({"item": second, "marks": "1", "word_limit": 40}, {"item": first}).json()["items"]
    assert [(item["id"], item["marks"], item["word_limit"]) for item in put] == [
        (second, "1.0", 40), (first, "2.0", None),
    ]  # fmt: skip
    assert arrange({"item": second, "marks": "9"}).json()["errors"][0]["field"] == "lines/0/marks"
    assert arrange({"item": 10**9}).status_code == arrange({"item": first}, {"item": first}).status_code == 400
    assert [item["id"] for item in arrange({"item": first}).json()["items"]] == [first]


def test_a_quiz_is_looked_over_put_away_and_deleted(cast: School) -> None:
    alice = signed_in(cast.alice)
    made = post(alice, body(cast)).json()
    here = f"/api/v1/quizzes/{made['id']}/"

    known = alice.get(f"{here}readiness/").json()
    assert (known["problems"], known["classes"][0]["students"], known["is_begun"]) == ([], 2, False)
    assert alice.post(f"{here}archive/").json()["archived_at"]
    assert [row["id"] for row in alice.get("/api/v1/quizzes/?archived=true").json()["results"]] == [made["id"]]
    assert alice.post(f"{here}restore/").json()["archived_at"] is None
    assert alice.delete(here).status_code == 204
    assert alice.delete(f"/api/v1/quizzes/{cast.quiz.pk}/").status_code == 409


def test_nothing_is_said_of_a_class_that_one_teaches_no_more(cast: School) -> None:
    alice = signed_in(cast.alice)
    made = post(alice, body(cast)).json()
    classes.enrol(school_class=cast.class_10b, user=cast.bob, role=Enrolment.Role.TEACHER, now=timezone.now())
    classes.leave(school_class=cast.class_10b, user=cast.alice, by=cast.bob, now=timezone.now())

    assert alice.get(f"/api/v1/quizzes/{made['id']}/").json()["settings"] == []
    known = alice.get(f"/api/v1/quizzes/{made['id']}/readiness/").json()
    assert (known["not_taught"], known["classes"]) == (["10B"], [])
