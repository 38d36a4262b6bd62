"""The pages of a sitting as plain forms, without a line of script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quizzes.models import AccessArrangement, Assignment, Attempt
from quizzes.models.attempt import LONGEST_RESPONSE
from quizzes.pure.terms import Terms
from quizzes.services import attempts, late_texts
from quizzes.services.arrangements import arrange_access
from quizzes.services.attempts import Answer
from tests.cast import School, question_of, quiz_for, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast_of_today: School) -> School:
    return cast_of_today


@pytest.fixture
def attempt(cast: School) -> Attempt:
    return attempts.start(assignment=cast.assignment, student=cast.sam, now=timezone.now())


@pytest.fixture
def sam(client: Client, cast: School) -> Client:
    return signed_in(cast.sam, client)


def item_of(attempt: Attempt) -> int:
    return int(attempt.responses.values_list("item", flat=True)[0])


def let_time_run_out(attempt: Attempt, seconds: int = 60) -> None:
    end = timezone.now() - timedelta(seconds=seconds)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=end - timedelta(minutes=20), ends_at=end)


# ---- cover ----------------------------------------------------------------------------------------------


def test_cover_says_how_long_and_shows_no_question(sam: Client, cast: School) -> None:
    page = sam.get(f"/sit/{cast.assignment.pk}/").content.decode()
    assert "<strong>20 min</strong>" in page
    assert "1 question · 2 marks" in page
    assert "What did Stalin want?" not in page


def test_cover_tells_the_extra_time_apart(sam: Client, cast: School) -> None:
    AccessArrangement.objects.create(student=cast.sam, time_factor=Decimal("1.25"))
    assert "<strong>25 min (20 + 5 extra)</strong>" in sam.get(f"/sit/{cast.assignment.pk}/").content.decode()


def test_cover_warns_where_less_time_is_left_than_the_limit(sam: Client, cast: School) -> None:
    Assignment.objects.update(closes_at=timezone.now() + timedelta(minutes=12, seconds=30))
    page = sam.get(f"/sit/{cast.assignment.pk}/").content.decode()
    assert "You will have only 12 minutes" in page
    assert "Start anyway" in page


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [(1, 2, "It opens"), (-2, -1, "This quiz is closed")],
)
def test_cover_of_a_quiz_that_is_not_open_offers_no_start(
    sam: Client, cast: School, opens: int, closes: int, words: str
) -> None:
    now = timezone.now()
    Assignment.objects.update(opens_at=now + timedelta(hours=opens), closes_at=now + timedelta(hours=closes))
    page = sam.get(f"/sit/{cast.assignment.pk}/").content.decode()
    assert words in page
    assert "/start/" not in page


def test_cover_of_a_running_attempt_goes_on_and_of_one_handed_in_shows_the_receipt(
    sam: Client, cast: School, attempt: Attempt
) -> None:
    assert f'href="/attempts/{attempt.pk}/"' in sam.get(f"/sit/{cast.assignment.pk}/").content.decode()
    let_time_run_out(attempt)
    assert f'href="/attempts/{attempt.pk}/receipt/"' in sam.get(f"/sit/{cast.assignment.pk}/").content.decode()


def test_cover_offers_another_attempt_where_one_is_left(sam: Client, cast: School, attempt: Attempt) -> None:
    attempts.hand_in(attempt=attempt, answers=[], lease="", now=timezone.now())
    assert "Start again" not in sam.get(f"/sit/{cast.assignment.pk}/").content.decode()
    Assignment.objects.update(attempts_allowed=2)
    assert "Start again" in sam.get(f"/sit/{cast.assignment.pk}/").content.decode()


def test_start_twice_leads_to_the_same_paper(sam: Client, cast: School) -> None:
    first = sam.post(f"/sit/{cast.assignment.pk}/start/")
    assert sam.post(f"/sit/{cast.assignment.pk}/start/")["Location"] == first["Location"]
    assert Attempt.objects.count() == 1


def test_start_that_is_not_possible_leads_back_and_says_why(sam: Client, cast: School) -> None:
    Assignment.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    page = sam.post(f"/sit/{cast.assignment.pk}/start/", follow=True)
    assert "cannot be started now" in page.content.decode()


# ---- paper ----------------------------------------------------------------------------------------------


def test_paper_shows_what_was_typed_letter_for_letter(sam: Client, attempt: Attempt) -> None:
    text = "\n</textarea><script>alert(1)</script> & “so on”"
    answers = [Answer(item_of(attempt), text, 1)]
    attempts.save(attempt=attempt, answers=answers, lease="", received_at=timezone.now())
    page = sam.get(f"/attempts/{attempt.pk}/").content.decode()
    # Browsers drop the first line break of a text area; the one that was typed comes after it.
    assert ">\n\n&lt;/textarea&gt;&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_paper_holds_no_word_of_the_mark_scheme(sam: Client, attempt: Attempt) -> None:
    page = sam.get(f"/attempts/{attempt.pk}/").content.decode()
    assert "What did Stalin want?" in page
    assert "social fascists" not in page


def test_save_button_saves_and_comes_back(sam: Client, attempt: Attempt) -> None:
    item = item_of(attempt)
    form = {f"answer-{item}": "two\r\nlines", f"seq-{item}": "0", f"flag-{item}": "on", "then": "stay"}
    page = sam.post(f"/attempts/{attempt.pk}/", form, follow=True)
    row = attempt.responses.get()
    assert (row.text, row.seq, row.flagged) == ("two\nlines", 1, True)
    assert "Saved " in page.content.decode()
    assert "checked" in page.content.decode()


@pytest.mark.parametrize("then", ["stay", "hand-in"])
def test_form_past_the_limit_says_what_is_not_saved_and_keeps_it_in_the_field(
    sam: Client, attempt: Attempt, then: str
) -> None:
    text = "x" * LONGEST_RESPONSE + " and the end"
    item = item_of(attempt)
    reply = sam.post(f"/attempts/{attempt.pk}/", {f"answer-{item}": text, f"seq-{item}": 0, "then": then})
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "Only the first 20,000 letters of the answer to question 1 fit" in page
    assert "12 more are in the field below" in page
    assert text in page
    assert attempt.responses.get().text == text[:LONGEST_RESPONSE]


def test_hand_in_button_saves_and_goes_to_the_hand_in_page(sam: Client, attempt: Attempt) -> None:
    item = item_of(attempt)
    reply = sam.post(f"/attempts/{attempt.pk}/", {f"answer-{item}": "x", f"seq-{item}": "0", "then": "hand-in"})
    assert reply["Location"] == f"/attempts/{attempt.pk}/hand-in/"
    assert Attempt.objects.get().is_open


def test_form_of_an_old_page_shows_both_texts_and_overwrites_nothing(sam: Client, attempt: Attempt) -> None:
    item = item_of(attempt)
    attempts.save(attempt=attempt, answers=[Answer(item, "the newer", 5)], lease="", received_at=timezone.now())
    reply = sam.post(f"/attempts/{attempt.pk}/", {f"answer-{item}": "from an old page", f"seq-{item}": "0"})
    page = reply.content.decode()
    assert reply.status_code == 409
    assert attempt.responses.get().text == "the newer"
    assert "the newer</textarea>" in page
    assert "from an old page" in page
    assert "Both are below" in page


def test_form_after_the_end_is_kept_and_leads_to_the_receipt(sam: Client, attempt: Attempt) -> None:
    item = item_of(attempt)
    let_time_run_out(attempt, seconds=30)
    page = sam.post(f"/attempts/{attempt.pk}/", {f"answer-{item}": "too late", f"seq-{item}": "0"}, follow=True)
    assert "not counted" in page.content.decode()
    assert "1 answer was changed after the end" in page.content.decode()
    assert attempt.responses.get().text == ""
    assert attempt.responses.get().versions.get().outcome == "LATE"


@pytest.mark.parametrize(
    ("accept", "said"),
    [
        (True, "1 answer that was changed after the end was accepted"),
        (False, "1 change after the end was not accepted"),
    ],
)
def test_receipt_says_what_became_of_a_late_text(
    cast: School, sam: Client, attempt: Attempt, accept: bool, said: str
) -> None:
    item = item_of(attempt)
    let_time_run_out(attempt, seconds=30)
    sam.post(f"/attempts/{attempt.pk}/", {f"answer-{item}": "a late text", f"seq-{item}": "0"})
    version = attempt.responses.get().versions.get()
    late_texts.decide(version=version, accept=accept, by=cast.alice, now=timezone.now())
    page = text_of(sam.get(f"/attempts/{attempt.pk}/receipt/"))
    assert said in page
    assert "does not count by itself" not in page
    assert ("a late text" in page) is accept


@pytest.mark.parametrize("seq", ["", "x", "-1", "9" * 30, "٣x"])
def test_form_with_a_broken_number_is_no_error(sam: Client, attempt: Attempt, seq: str) -> None:
    item = item_of(attempt)
    form = {f"answer-{item}": "x", f"seq-{item}": seq, f"answer-{'9' * 40}": "y", "answer-": "z"}
    assert sam.post(f"/attempts/{attempt.pk}/", form).status_code == 302
    assert attempt.responses.get().text == ""


def test_paper_of_a_dozen_questions_stays_small(sam: Client, cast: School) -> None:
    questions = [question_of(cast.bank, stem=f"{number}. " + "What followed from that? " * 6) for number in range(12)]
    assignment = quiz_for(cast.class_10b, questions, by=cast.alice, now=timezone.now())
    attempt = attempts.start(assignment=assignment, student=cast.sam, now=timezone.now())
    assert len(sam.get(f"/attempts/{attempt.pk}/").content) < 30_000


# ---- hand-in and receipt --------------------------------------------------------------------------------


def test_hand_in_page_counts_what_is_empty_and_flagged(sam: Client, attempt: Attempt) -> None:
    answers = [Answer(item_of(attempt), "  ", 1, flagged=True)]
    attempts.save(attempt=attempt, answers=answers, lease="", received_at=timezone.now())
    page = sam.get(f"/attempts/{attempt.pk}/hand-in/").content.decode()
    assert "1 question is empty." in page
    assert "1 to come back to" in page
    assert f'href="/attempts/{attempt.pk}/#q1"' in page


def test_handing_in_twice_shows_one_receipt(sam: Client, attempt: Attempt) -> None:
    first = sam.post(f"/attempts/{attempt.pk}/hand-in/", follow=True).content.decode()
    attempt.refresh_from_db()
    assert attempt.receipt in first
    assert attempt.receipt in sam.post(f"/attempts/{attempt.pk}/hand-in/", follow=True).content.decode()
    for address in ("", "hand-in/"):
        assert sam.get(f"/attempts/{attempt.pk}/{address}")["Location"] == f"/attempts/{attempt.pk}/receipt/"


def test_receipt_shows_the_answers_as_received_and_no_mark(sam: Client, attempt: Attempt) -> None:
    answers = [Answer(item_of(attempt), "first line\nsecond <line>", 1)]
    attempts.hand_in(attempt=attempt, answers=answers, lease="", now=timezone.now())
    page = sam.get(f"/attempts/{attempt.pk}/receipt/").content.decode()
    assert "first line<br>second &lt;line&gt;" in page
    assert "social fascists" not in page


def test_receipt_of_a_forgotten_attempt_says_that_time_ran_out(sam: Client, attempt: Attempt) -> None:
    let_time_run_out(attempt)
    page = sam.get(f"/attempts/{attempt.pk}/", follow=True).content.decode()
    assert "Time ran out" in page
    assert not Attempt.objects.get().is_open


def test_receipt_of_an_open_attempt_leads_to_the_paper(sam: Client, attempt: Attempt) -> None:
    assert sam.get(f"/attempts/{attempt.pk}/receipt/")["Location"] == f"/attempts/{attempt.pk}/"


def test_pages_of_a_sitting_are_never_kept_by_the_browser(sam: Client, cast: School, attempt: Attempt) -> None:
    for address in (f"/sit/{cast.assignment.pk}/", f"/attempts/{attempt.pk}/", f"/attempts/{attempt.pk}/hand-in/"):
        assert "no-store" in sam.get(address)["Cache-Control"]


def test_start_asks_first_where_less_time_is_left_than_the_cover_said(sam: Client, cast: School) -> None:
    Assignment.objects.update(closes_at=timezone.now() + timedelta(minutes=12, seconds=30))
    again = sam.post(f"/sit/{cast.assignment.pk}/start/", follow=True)
    assert "You will have only 12 minutes" in again.content.decode()
    assert "Less time is left" in again.content.decode()
    assert not Attempt.objects.exists()
    sam.post(f"/sit/{cast.assignment.pk}/start/", {"sure": "yes"})
    assert Attempt.objects.count() == 1


def test_a_paper_of_more_than_twelve_questions_has_a_list_and_links_from_one_to_the_next(
    sam: Client, cast: School
) -> None:
    assert 'id="list"' not in sam.get(f"/attempts/{_started(cast, 12).pk}/").content.decode()
    page = sam.get(f"/attempts/{_started(cast, 13).pk}/").content.decode()
    assert page.count('href="#q13"') == 2  # in the list, and after question 12
    assert page.count("Next question") == 12
    assert page.count(">Previous<") == 12


def _started(cast: School, count: int) -> Attempt:
    questions = [question_of(cast.bank, stem=f"Question of {count}, {place}?") for place in range(count)]
    now = timezone.now()
    assignment = quiz_for(cast.class_10b, questions, by=cast.alice, now=now - timedelta(minutes=1))
    return attempts.start(assignment=assignment, student=cast.sam, now=now)


# ---- pauses and rest breaks -----------------------------------------------------------------------------


def test_a_rest_break_hides_the_questions_and_saves_what_was_typed(sam: Client, cast: School, attempt: Attempt) -> None:
    arrange_access(student=cast.sam, terms=Terms(rest_minutes=10), by=cast.alice, now=timezone.now())
    other = quiz_for(cast.class_10b, [cast.question], by=cast.alice, now=timezone.now() - timedelta(minutes=1))
    assert "10 minutes in all" in sam.get(f"/sit/{other.pk}/").content.decode()
    address, item = f"/attempts/{attempt.pk}/", item_of(attempt)
    assert "Take a rest break (10 min left)" in sam.get(address).content.decode()
    sent = {f"answer-{item}": "before the break", f"seq-{item}": "0", "then": "rest"}
    page = sam.post(address, sent, follow=True).content.decode()
    assert "<h1>Rest break</h1>" in page
    assert "What did Stalin want?" not in page
    assert attempt.responses.get().text == "before the break"
    page = sam.post(f"{address}go-on/", follow=True).content.decode()
    assert "What did Stalin want?" in page
    assert sam.post(f"{address}go-on/").status_code == 302


def test_who_has_no_rest_breaks_is_offered_none(sam: Client, attempt: Attempt) -> None:
    address = f"/attempts/{attempt.pk}/"
    assert "rest break" not in sam.get(address).content.decode()
    page = sam.post(address, {"then": "rest"}, follow=True).content.decode()
    assert "You have taken all of your rest breaks" in page


def test_what_is_sent_long_after_a_pause_began_stays_in_the_fields(sam: Client, cast: School, attempt: Attempt) -> None:
    item = item_of(attempt)
    Attempt.objects.filter(pk=attempt.pk).update(paused_at=timezone.now() - timedelta(minutes=3))
    reply = sam.post(f"/attempts/{attempt.pk}/", {f"answer-{item}": "while it stood", f"seq-{item}": "0"})
    page = reply.content.decode()
    assert reply.status_code == 409
    assert "while it stood</textarea>" in page
    assert "The clock is paused" in page
    assert attempt.responses.get().text == ""


def test_a_rest_break_hides_the_questions_at_every_door(sam: Client, cast: School, attempt: Attempt) -> None:
    arrange_access(student=cast.sam, terms=Terms(rest_minutes=10), by=cast.alice, now=timezone.now())
    sam.post(f"/attempts/{attempt.pk}/", {"then": "rest"})
    doors: list[Callable[[], Any]] = [
        lambda: sam.get(f"/attempts/{attempt.pk}/hand-in/"),
        lambda: sam.get(f"/api/v1/attempts/{attempt.pk}/"),
        lambda: sam.post(f"/api/v1/assignments/{attempt.assignment_id}/start/"),
    ]

    assert all("What did Stalin want?" not in door().content.decode() for door in doors)

    sam.post(f"/attempts/{attempt.pk}/go-on/")
    assert all("What did Stalin want?" in door().content.decode() for door in doors)
