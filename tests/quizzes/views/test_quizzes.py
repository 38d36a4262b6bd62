"""Setting a quiz on the page, and joining a class."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quizzes.models import Assignment, Attempt, Quiz
from quizzes.order import shuffled
from quizzes.services import attempts, classes
from tests.cast import School, question_of, quiz_for, sat, school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> School:
    return school(timezone.now())


@pytest.fixture
def alice(cast: School, client: Client) -> Client:
    return signed_in(cast.alice, client)


def form(cast: School, **changes: Any) -> dict[str, Any]:
    now = timezone.localtime()
    return {
        "title": "Treaties",
        "questions": [cast.question.pk],
        "classes": [cast.class_10b.pk],
        "opens_at": f"{now:%Y-%m-%dT%H:%M}",
        "closes_at": f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "time_limit_minutes": "25",
        "attempts_allowed": "1",
        **changes,
    }


def test_a_quiz_is_set_looked_over_and_published(cast: School, alice: Client) -> None:
    answer = alice.post("/quizzes/new/", form(cast))
    quiz = Quiz.objects.get(title="Treaties")
    assert answer["Location"] == f"/quizzes/{quiz.pk}/"
    assert "25 min" in alice.get(answer["Location"]).content.decode()

    alice.post(f"/quizzes/{quiz.pk}/publish/")

    quiz.refresh_from_db()
    assert quiz.state == Quiz.State.PUBLISHED


def test_times_on_the_page_are_the_schools(cast: School, alice: Client) -> None:
    alice.post("/quizzes/new/", form(cast, opens_at="2026-07-01T09:00", closes_at="2026-07-01T10:00"))

    row = Assignment.objects.get(quiz__title="Treaties")
    assert row.opens_at.isoformat() == "2026-07-01T08:00:00+00:00"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"title": ""}, "This field is required"),
        ({"questions": []}, "Choose at least one question."),
        ({"classes": []}, "Choose at least one class."),
        ({"closes_at": "2020-01-01T10:00"}, "It would close before it opens"),
        ({"time_limit_minutes": "0"}, "greater than or equal to 1"),
        ({"opens_at": "yesterday"}, "Enter a valid date"),
    ],
)
def test_a_quiz_that_cannot_be_is_refused_with_the_reason(
    cast: School, alice: Client, changes: dict[str, Any], complaint: str
) -> None:
    answer = alice.post("/quizzes/new/", form(cast, **changes))

    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert not Quiz.objects.filter(title="Treaties").exists()


def test_a_stranger_cannot_set_a_quiz_for_the_class_or_from_the_bank(cast: School, client: Client) -> None:
    signed_in(cast.bob, client)

    answer = client.post("/quizzes/new/", form(cast))

    assert answer.status_code == 422
    assert not Quiz.objects.filter(title="Treaties").exists()


def test_joining_takes_a_code_and_is_throttled(cast: School, client: Client) -> None:
    signed_in(cast.tim, client)

    wrong = client.post("/join/", {"code": "WRONGONE"})
    right = client.post("/join/", {"code": cast.class_10b.code})
    for _ in range(10):
        last = client.post("/join/", {"code": "WRONGONE"})

    assert "No class has this code" in wrong.content.decode()
    assert right["Location"] == "/"
    assert "too many tries" in last.content.decode()


def test_a_shuffled_paper_has_one_order_on_the_page_the_receipt_and_the_api(cast: School, client: Client) -> None:
    chosen = [question_of(cast.bank, stem=f"Stem {n} of many?") for n in range(6)]
    assignment = quiz_for(cast.class_10b, chosen, by=cast.alice, now=timezone.now())
    Quiz.objects.filter(pk=assignment.quiz_id).update(shuffle=True)
    signed_in(cast.sam, client)
    paper = client.post(f"/sit/{assignment.pk}/start/")["Location"]
    attempt = assignment.attempts.get()

    page = stems(client.get(paper).content.decode())
    api = [item["stem"] for item in client.get(f"/api/v1/attempts/{attempt.pk}/").json()["items"]]
    client.post(f"{paper}hand-in/")
    receipt = stems(client.get(f"{paper}receipt/").content.decode())

    assert len(page) == len(set(page)) == 6
    assert page == api == receipt
    assert page == [
        item.stem for item in shuffled(assignment.quiz.items.all(), seed=attempt.pk, key=lambda row: row.pk)
    ]


def stems(html: str) -> list[str]:
    return re.findall(r"Stem \d of many\?", html)


def test_home_offers_another_attempt_as_long_as_one_is_left(cast: School, client: Client) -> None:
    Assignment.objects.filter(pk=cast.assignment.pk).update(attempts_allowed=2)
    again = f'href="/sit/{cast.assignment.pk}/">Try again'
    signed_in(cast.sam, client)

    sat(cast.assignment, cast.sam, "one", now=timezone.now())
    once = client.get("/").content.decode()
    sat(Assignment.objects.get(pk=cast.assignment.pk), cast.sam, "two", now=timezone.now())
    twice = client.get("/").content.decode()

    assert again in once
    assert "handed in 1 of 2 times" in once
    assert again not in twice


def test_what_is_chosen_for_a_quiz_is_kept_and_shown_again(cast: School, alice: Client) -> None:
    alice.post("/quizzes/new/", form(cast, attempts_allowed="3", shuffle="on", spell_check="on"))

    quiz = Quiz.objects.get(title="Treaties")
    page = alice.get(f"/quizzes/{quiz.pk}/edit/").content.decode()
    assert (quiz.shuffle, quiz.spell_check) == (True, True)
    assert quiz.assignments.get().attempts_allowed == 3
    assert re.search(r'name="attempts_allowed" value="3"', page)
    assert re.search(r'name="shuffle"[^>]* checked', page)


def test_new_times_reach_who_is_sitting_and_are_noted(cast: School, alice: Client) -> None:
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=timezone.now())
    address = f"/quizzes/set/{cast.assignment.pk}/times/"
    chosen = {name: value for name, value in form(cast).items() if name not in {"title", "questions", "classes"}}

    wrong = alice.post(address, {**chosen, "closes_at": "2020-01-01T10:00"})
    right = alice.post(address, {**chosen, "time_limit_minutes": "50"})

    before, attempt = attempt.ends_at, Attempt.objects.get(pk=attempt.pk)
    assert wrong.status_code == 422
    assert "2020-01-01T10:00" in wrong.content.decode()
    assert right["Location"] == f"/quizzes/set/{cast.assignment.pk}/monitor/"
    assert before is not None
    assert attempt.ends_at == before + timedelta(minutes=30)
    assert attempt.acts.get().made_by == cast.alice


def test_a_copy_for_another_class_is_a_draft_with_the_same_questions(cast: School, alice: Client) -> None:
    other = classes.create_class(name="10C", by=cast.alice, now=timezone.now())
    chosen = [question_of(cast.bank, stem=stem) for stem in ("Second?", "First?")]
    source = quiz_for(cast.class_10b, list(reversed(chosen)), by=cast.alice, now=timezone.now())
    Quiz.objects.filter(pk=source.quiz_id).update(shuffle=True)

    answer = alice.post(f"/quizzes/{source.quiz_id}/duplicate/", {"class": other.pk})
    strange = alice.post(f"/quizzes/{source.quiz_id}/duplicate/", {"class": cast.class_11c.pk})

    made = Quiz.objects.get(state=Quiz.State.DRAFT)
    row = made.assignments.get()
    assert answer["Location"] == f"/quizzes/{made.pk}/"
    assert strange.status_code == 404
    assert [item.stem for item in made.items.all()] == ["First?", "Second?"]
    assert made.shuffle
    assert (row.school_class, row.closes_at, row.time_limit_minutes) == (other, source.closes_at, 20)
