"""Questions about marks, holds, and releases by rule: what a student sees, when."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from marking import queries
from marking.models import Enquiry, Hold, Release, Standing
from marking.services import enquiries, marks, results
from quizzes import papers
from quizzes.models import Assignment, Response, User
from quizzes.services import quizzes
from tests.cast import NOW, School, question_of, quiz_for, sat, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def released(cast: School, response: Response) -> Response:
    results.release(assignment=cast.assignment, by=cast.alice, now=timezone.now(), unchecked_too=True)
    return response


@pytest.fixture
def sam(cast: School) -> Client:
    return signed_in(cast.sam)


@pytest.fixture
def alice(cast: School) -> Client:
    return signed_in(cast.alice)


def rule(cast: School, name: str) -> None:
    Assignment.objects.filter(pk=cast.assignment.pk).update(release_rule=name)


def sees(client: Client, response: Response) -> bool:
    html = client.get(f"/attempts/{response.attempt_id}/result/").content.decode()
    api = client.get(f"/api/v1/results/{response.attempt_id}/").status_code == 200
    assert ('class="ring"' in html) == api
    return api


def test_a_student_asks_once_and_reads_the_answer(sam: Client, alice: Client, released: Response) -> None:
    address = f"/responses/{released.pk}/ask/"
    sam.post(address, {"text": "Why not two?"})
    again = sam.post(address, {"text": "Why?"}, follow=True).content.decode()
    inbox = alice.get("/enquiries/").content.decode()
    desk = signed_in(User.objects.get(username="ada")).get("/admin/").content.decode()
    enquiry = Enquiry.objects.get()
    refused = alice.post(f"/enquiries/{enquiry.pk}/answer/", {"do": "change", "reason": "Yes."}, follow=True)
    alice.post(f"/enquiries/{enquiry.pk}/answer/", {"do": "change", "mark": "2", "reason": "Both are meant."})
    late = alice.post(f"/enquiries/{enquiry.pk}/answer/", {"do": "keep", "reason": "No."}, follow=True)

    page = sam.get(f"/attempts/{released.attempt_id}/result/").content.decode()
    assert "You have already asked about this mark." in again
    assert "Why not two?" in inbox
    assert "questions of students about marks" in desk
    assert "Type the new mark." in refused.content.decode()
    assert "answered this in the meantime" in late.content.decode()
    assert Standing.objects.get(pk=released.pk).mark.mark == 2
    assert "Both are meant." in page
    assert "One of your marks changed on" in page


def test_keeping_a_mark_gives_none(alice: Client, cast: School, released: Response) -> None:
    enquiry = enquiries.ask(response=released, text="Why?", now=NOW)

    enquiries.answer(enquiry=enquiry, mark=None, reason="One of two.", by=cast.alice, now=NOW)

    enquiry.refresh_from_db()
    assert (enquiry.outcome, enquiry.new, released.marks.count()) == ("KEPT", None, 1)
    with pytest.raises(enquiries.AnsweredBefore):
        enquiries.answer(enquiry=enquiry, mark=Decimal(2), reason="x", by=cast.alice, now=NOW)


def test_nobody_asks_before_a_release_or_about_anothers_mark(cast: School, sam: Client, response: Response) -> None:
    assert sam.post(f"/responses/{response.pk}/ask/", {"text": "Why?"}).status_code == 404
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)
    assert signed_in(cast.sue).post(f"/responses/{response.pk}/ask/", {"text": "Why?"}).status_code == 404
    assert signed_in(cast.bob).get("/enquiries/").status_code == 200
    assert sam.get("/enquiries/").status_code == 403


def test_a_held_student_sees_nothing_until_it_is_lifted(
    cast: School, sam: Client, alice: Client, released: Response
) -> None:
    address = f"/assignments/{cast.assignment.pk}/"
    alice.post(f"{address}holds/", {"student": cast.sam.pk, "reason": "Asked for a second look."})
    held = sees(sam, released)
    shown = alice.get(f"{address}marks/").content.decode()
    alice.post(f"{address}holds/{Hold.objects.get().pk}/lift/")

    assert not held
    assert "Asked for a second look." in shown
    assert sees(sam, released)
    assert "Choose a student of this class." in alice.post(
        f"{address}holds/", {"student": cast.tim.pk}, follow=True
    ).content.decode()  # fmt: skip


def test_at_once_shows_each_student_theirs_as_soon_as_all_are_marked(cast: School, sam: Client) -> None:
    rule(cast, "AT_ONCE")
    attempt = sat(cast.assignment, cast.sam, "social fascists")
    response = Response.objects.get(attempt=attempt)

    before = sees(sam, response)
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    assert not before
    assert sees(sam, response)
    assert not Release.objects.exists()


def test_when_marked_waits_for_the_end_and_for_everybody(cast: School, sam: Client, response: Response) -> None:
    rule(cast, "WHEN_MARKED")
    after = cast.assignment.closes_at + timedelta(minutes=1)

    assert results.release_by_rule(now=NOW + timedelta(hours=1)) == 0
    sat(cast.assignment, cast.sue, "social fascists")
    assert results.release_by_rule(now=after) == 0
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    assert (results.release_by_rule(now=after), results.release_by_rule(now=after)) == (1, 0)
    assert Release.objects.get().released_by is None
    assert sees(sam, response)


def test_the_usual_rule_never_releases_by_itself(cast: School, sam: Client, response: Response) -> None:
    assert results.release_by_rule(now=cast.assignment.closes_at + timedelta(days=9)) == 0
    assert not sees(sam, response)


def test_a_teacher_takes_back_for_ten_minutes_and_an_admin_always(cast: School, response: Response) -> None:
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)
    late = NOW + timedelta(minutes=11)

    with pytest.raises(results.TooLate):
        results.take_back(assignment=cast.assignment, by=cast.alice, now=late)
    results.take_back(assignment=cast.assignment, by=cast.admin, now=late)

    assert Release.objects.get().taken_back_by == cast.admin


@pytest.mark.parametrize(("points", "feedback", "model"), [(True, True, False), (False, False, True)])
def test_students_see_what_the_quiz_says(
    cast: School, sam: Client, released: Response, points: bool, feedback: bool, model: bool
) -> None:
    cast.question.model_answer = "Building socialism at home first."
    cast.question.save()
    papers.forget()  # a process keeps the questions of a published quiz for a minute
    Assignment.objects.update(shows_points=points, shows_feedback=feedback, shows_model_answer=model)

    page = sam.get(f"/attempts/{released.attempt_id}/result/").content.decode()

    assert ("not there" in page) == points
    assert ("Wanted:" not in page) or points
    assert ("Stalin put building socialism at home first." in page) == feedback
    assert ("Building socialism at home first." in page) == model


def test_a_missed_point_without_feedback_says_what_was_wanted(cast: School, sam: Client, released: Response) -> None:
    def page(**seen: bool) -> str:
        Assignment.objects.update(**seen)
        return sam.get(f"/attempts/{released.attempt_id}/result/").content.decode()

    with_feedback, without = page(shows_feedback=True), page(shows_feedback=False)

    assert "Wanted: “socialism in one country”" in without
    assert "Wanted: “socialism in one country”" not in with_feedback
    assert "Wanted:" not in page(shows_wanted=False)


def test_the_form_sets_the_rule_and_what_is_seen(cast: School, alice: Client) -> None:
    address = f"/quizzes/set/{cast.assignment.pk}/times/"
    times = {"opens_at": "2026-03-02T09:00", "closes_at": "2026-03-03T09:00", "attempts_allowed": "1"}

    alice.post(address, {**times, "release_rule": "AT_ONCE", "shows_model_answer": "on"})

    row = Assignment.objects.get(pk=cast.assignment.pk)
    assert (row.release_rule, row.shows_points, row.shows_model_answer) == ("AT_ONCE", False, True)
    assert quizzes.Setting(cast.class_10b, NOW, NOW, None).release_rule == "AFTER_REVIEW"


def test_the_marks_page_says_who_has_handed_in_since_the_release(
    cast: School, alice: Client, released: Response
) -> None:
    address = f"/assignments/{cast.assignment.pk}/marks/"
    assert "handed in since" not in alice.get(address).content.decode()
    sat(cast.assignment, cast.sue, "social fascists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    page = alice.get(address).content.decode()
    alice.post(f"{address}release/", {"unchecked_too": "on"})

    assert "1 handed in since: review and release." in page
    assert "Release the marks of 1" in page
    after = alice.get(address).content.decode()
    assert "handed in since" not in after
    assert after.count("handed in by") == 2


def test_marks_shown_at_once_are_taken_back_on_the_page(
    cast: School, alice: Client, sam: Client, response: Response
) -> None:
    rule(cast, "AT_ONCE")
    address = f"/assignments/{cast.assignment.pk}/marks/"
    assert "Shown at once" in alice.get(address).content.decode()

    alice.post(f"{address}take-back/")

    assert not sees(sam, response)
    assert "the quiz’s rule shows none any more" in alice.get(address).content.decode()


@pytest.mark.parametrize(
    "told",
    [
        "    feedback: Look at the map.",
        "    - feedback: Look at the map.",
        "    feedback : Look at the map.",
        "# a note\n    feedback: Look at the map.",
        "\tFeedback: Look at the map.",
    ],
)
def test_feedback_reaches_the_student_however_it_is_written(cast: School, told: str) -> None:
    question = question_of(cast.bank, stem="Where is the weir?", scheme=f"at the mill [1]\n{told}\nby the lock [1]\n")
    assignment = quiz_for(cast.class_10b, [question], by=cast.alice)
    attempt = sat(assignment, cast.sam, "by the lock")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    results.release(assignment=assignment, by=cast.alice, now=timezone.now(), unchecked_too=True)

    page = signed_in(cast.sam).get(f"/attempts/{attempt.pk}/result/").content.decode()

    assert "Look at the map." in page
