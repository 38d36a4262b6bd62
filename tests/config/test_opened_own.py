"""Covers, papers and results that are rendered once for a class hold what is one's own, and what holds now."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from config.bell import Bell
from marking.models import Standing
from marking.services import marks, results
from quizzes.models import Assignment, Attempt, Item, Quiz, User
from quizzes.papers import items_of
from quizzes.pure.terms import Terms
from quizzes.services import attempts, quizzes
from quizzes.services.arrangements import arrange_access
from tests.cast import School, question_of, quiz_for, sat, signed_in
from tests.config.test_opened import ask, started, usual

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def cast(cast_of_today: School) -> School:
    return cast_of_today


def browser(user: User) -> Client:
    client = signed_in(user)
    client.get("/login/")  # for the cookie against forgery
    return client


def page(client: Client, path: str) -> str:
    """Return a page that takes the short way."""
    status, _, text = ask(Bell(usual), client, path)
    assert status == "200 OK", path
    return text


def begun(assignment: Assignment, student: User) -> Attempt:
    return attempts.start(assignment=assignment, student=student, now=timezone.now())


def test_two_classes_with_one_quiz_see_each_their_own(cast: School) -> None:
    now = timezone.now()
    setting = quizzes.Setting(cast.class_11c, now, now + timedelta(hours=5), 45)
    quiz = quizzes.set_quiz(
        quiz=None,
        title="Both",
        questions=[cast.question],
        settings=[setting, quizzes.Setting(cast.class_10b, now, now + timedelta(hours=5), 15)],
        by=cast.admin,
        now=now,
    )
    quizzes.publish(quiz=quiz, now=now)
    for _ in range(2):
        for student, school_class, other, minutes in (
            (cast.sam, cast.class_10b, cast.class_11c, 15),
            (cast.tim, cast.class_11c, cast.class_10b, 45),
        ):
            assignment = Assignment.objects.get(quiz=quiz, school_class=school_class)
            client = browser(student)
            cover = page(client, f"/sit/{assignment.pk}/")
            assert f"{minutes} min" in cover or "You have started" in cover
            paper = page(client, f"/attempts/{begun(assignment, student).pk}/")
            for text in (cover, paper):
                assert str(other) not in text
                assert f'data-user="{student.pk}"' in text
            elsewhere = Assignment.objects.get(quiz=quiz, school_class=other)
            assert ask(Bell(usual), client, f"/sit/{elsewhere.pk}/")[0] == "299 The usual way"


def test_extra_time_is_on_the_pages_of_who_has_it_alone(cast: School) -> None:
    arrange_access(
        student=cast.sue, terms=Terms(time_factor=Decimal("1.5"), rest_minutes=7), by=cast.alice, now=timezone.now()
    )
    ends = {}
    for student in (cast.sam, cast.sue, cast.sam):
        client = browser(student)
        if student not in ends:
            cover = page(client, f"/sit/{cast.assignment.pk}/")
            assert ("10 extra" in cover, "7 minutes" in cover) == (student == cast.sue,) * 2
        attempt = begun(cast.assignment, student)
        paper = page(client, f"/attempts/{attempt.pk}/")
        assert ("Take a rest break" in paper) == (student == cast.sue)
        ends[student] = re.findall(r'data-ends="([^"]+)"', paper)
    assert ends[cast.sam] != ends[cast.sue]


def test_each_has_the_questions_in_an_order_of_their_own(cast: School) -> None:
    questions = [question_of(cast.bank, stem=f"Number {number}?") for number in range(6)]
    assignment = quiz_for(cast.class_10b, questions, by=cast.alice, now=timezone.now())
    Quiz.objects.update(shuffle=True)
    assignment.refresh_from_db()
    orders = []
    for student in (cast.sam, cast.sue, cast.sam):
        attempt = begun(assignment, student)
        shown = re.findall(r">(Number [0-9]\?)<", page(browser(student), f"/attempts/{attempt.pk}/"))
        assert shown == [item.stem for item in items_of(attempt)]
        orders.append(shown)
    assert orders[0] == orders[2] != orders[1]


def test_a_quiz_that_is_published_anew_shows_its_new_questions_at_once(cast: School) -> None:
    sam = browser(cast.sam)
    assert "1 question" in page(sam, f"/sit/{cast.assignment.pk}/")
    quizzes.unpublish(quiz=cast.quiz)
    questions = [question_of(cast.bank, stem="What came of it?"), cast.question]
    quizzes.set_items(quiz=cast.quiz, questions=questions)
    Quiz.objects.filter(pk=cast.quiz.pk).update(title="Stalin, corrected")
    quizzes.publish(quiz=Quiz.objects.get(pk=cast.quiz.pk), now=timezone.now())
    cover = page(sam, f"/sit/{cast.assignment.pk}/")
    assert "2 questions" in cover
    assert "Stalin, corrected" in cover
    attempt = begun(Assignment.objects.get(pk=cast.assignment.pk), cast.sam)
    assert "What came of it?" in page(sam, f"/attempts/{attempt.pk}/")
    assert Item.objects.filter(quiz=cast.quiz).count() == 2


def test_a_mark_that_changes_is_taken_back_or_shown_again_shows_at_once_and_to_its_student_alone(cast: School) -> None:
    now = timezone.now()
    sittings = {one: sat(cast.assignment, one, "Socialism in one country", now=now) for one in (cast.sam, cast.sue)}
    marks.mark_waiting(now=now)
    browsers = {student: browser(student) for student in sittings}

    def total(student: User) -> str:
        """Return the mark that a student sees, "" for none."""
        text = page(browsers[student], f"/attempts/{sittings[student].pk}/result/")
        return "".join(re.findall(r'Your mark: </span><span class="ring">([0-9.]+)', text))

    assert [total(student) for student in sittings] == ["", ""]
    results.release(assignment=cast.assignment, by=cast.alice, now=now, unchecked_too=True)
    before = total(cast.sue)
    assert total(cast.sam) == before != ""
    response = sittings[cast.sam].responses.get()
    marks.give(response=response, mark=Decimal(0), reason="Copied", by=cast.alice, now=timezone.now())
    assert Standing.objects.filter(response=response, mark__mark=0).exists()
    assert (total(cast.sam), total(cast.sue)) == ("0", before)
    results.take_back(assignment=cast.assignment, by=cast.alice, now=now)
    assert [total(student) for student in sittings] == ["", ""]


def test_the_start_has_the_tab_write_that_sent_it(cast: School) -> None:
    sam = browser(cast.sam)
    path, token = f"/sit/{cast.assignment.pk}/start/", sam.cookies["csrftoken"].value
    first, second = "7d0c9a52-7b4e-4b5c-9d55-0c1f3e2a8b61", "11111111-7b4e-4b5c-9d55-0c1f3e2a8b61"
    for lease in (first, second):  # another device, where it is begun already
        _, headers, _ = started(sam, path, f"csrfmiddlewaretoken={token}&lease={lease}")
        assert Attempt.objects.get(student=cast.sam).lease == lease
        assert f'data-lease="{lease}"' in page(sam, headers["Location"])
    for nothing in ("", "&lease=", "&lease=short", "&lease=" + "x" * 36):
        started(sam, path, f"csrfmiddlewaretoken={token}{nothing}")
        assert Attempt.objects.get(student=cast.sam).lease == second
    attempts.hand_in(attempt=Attempt.objects.get(student=cast.sam), answers=[], lease=second, now=timezone.now())
    started(sam, path, f"csrfmiddlewaretoken={token}&lease={first}")
    assert Attempt.objects.get(student=cast.sam).lease == second
