"""Notices by e-mail: who is told of what, once each, and how they are ended; new passwords by e-mail."""

from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from marking import queries
from marking.services import enquiries, marks, results
from quizzes.models import Notice, Response, User
from quizzes.services import accounts, connections, notices, preferences, quizzes, second_factors
from quizzes.tasks import send_mail
from tests.cast import PASSWORD, School, quiz_for, sat, school, signed_in, text_of
from tests.quizzes.views.test_second_factor import set_up

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(minutes=11)


@pytest.fixture(autouse=True)
def _server(settings: Any) -> None:
    settings.EMAIL_HOST, settings.SITE_URL = "mail.example", "https://quiz.example"


@pytest.fixture
def cast() -> School:
    return school(NOW - timedelta(minutes=5))


def with_address(*people: User) -> None:
    for one in people:
        User.objects.filter(pk=one.pk).update(email=f"{one.username}@school.example")


def sent() -> list[tuple[str, str]]:
    return [(message.to[0], str(message.subject)) for message in mail.outbox]


def test_students_with_an_address_are_told_of_a_quiz_once_however_often_the_task_runs(cast: School) -> None:
    with_address(cast.sam, cast.tim)
    quiz = quiz_for(cast.class_10b, [cast.question], by=cast.alice, now=NOW).quiz
    quizzes.unpublish(quiz=quiz)
    quizzes.publish(quiz=quiz, now=NOW)

    send_mail()
    send_mail()
    quizzes.unpublish(quiz=quiz)
    quizzes.publish(quiz=quiz, now=NOW)
    send_mail()

    assert sent() == [("sam@school.example", "New quiz: Stalin")]
    assert f"https://quiz.example/sit/{quiz.assignments.get().pk}/" in mail.outbox[0].body


def test_a_quiz_taken_back_before_the_mail_went_is_told_to_nobody(cast: School) -> None:
    with_address(cast.sam)
    quizzes.unpublish(quiz=quiz_for(cast.class_10b, [cast.question], by=cast.alice, now=NOW).quiz)

    send_mail()

    assert sent() == []


def test_marks_are_told_when_they_can_no_longer_be_taken_back_and_without_the_mark(cast: School) -> None:
    with_address(cast.sam, cast.sue)
    for student in (cast.sam, cast.sue):
        sat(cast.assignment, student, "My secret answer: social fascists", now=NOW)
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    results.hold(assignment=cast.assignment, student=cast.sue, reason="", by=cast.alice, now=NOW)
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)

    notices.send_waiting(now=NOW + timedelta(minutes=9), most=9)
    assert sent() == []
    notices.send_waiting(now=LATER, most=9)
    notices.send_waiting(now=LATER, most=9)

    assert sent() == [("sam@school.example", "Your marks are out: Stalin")]
    message = mail.outbox[0]
    assert "secret" not in message.body
    assert not re.search(r"\d", message.body.split("https:")[0])


def test_marks_taken_back_are_told_to_nobody(cast: School) -> None:
    with_address(cast.sam)
    sat(cast.assignment, cast.sam, "social fascists", now=NOW)
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)
    results.take_back(assignment=cast.assignment, by=cast.alice, now=NOW)

    notices.send_waiting(now=LATER, most=9)

    assert sent() == []


def test_teachers_of_the_class_are_told_of_a_question_about_a_mark(cast: School) -> None:
    with_address(cast.alice, cast.bob, cast.sam)
    sat(cast.assignment, cast.sam, "social fascists", now=NOW)
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    enquiries.ask(response=Response.objects.get(), text="Why not two?", now=NOW)

    notices.send_waiting(now=NOW, most=9)

    assert sent() == [("alice@school.example", "A question about a mark: Stalin")]
    assert "Why not two" not in mail.outbox[0].body
    assert "Sam" not in mail.outbox[0].body


def test_who_wants_none_of_a_kind_gets_none_also_when_it_waits_already(cast: School) -> None:
    with_address(cast.sam, cast.sue)
    preferences.choose_notices(user=cast.sam, offered=notices.FOR_STUDENTS, wanted=[Notice.Kind.MARKS_OUT])
    quiz_for(cast.class_10b, [cast.question], by=cast.alice, now=NOW)
    assert list(Notice.objects.values_list("user", flat=True)) == [cast.sue.pk]
    signed_in(cast.sue).post("/account/notices/", {"notices": ["MARKS_OUT"]})

    send_mail()

    assert sent() == []


def test_one_post_without_logging_in_ends_a_kind_and_looking_ends_nothing(cast: School) -> None:
    with_address(cast.sam)
    quiz_for(cast.class_10b, [cast.question], by=cast.alice, now=NOW)
    send_mail()
    headers = mail.outbox[0].extra_headers
    place = headers["List-Unsubscribe"].strip("<>").removeprefix("https://quiz.example")
    stranger = Client(enforce_csrf_checks=True)

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert place in mail.outbox[0].body
    assert "A quiz is set for you" in text_of(stranger.get(place))
    assert 'value="QUIZ_SET" checked' in text_of(signed_in(cast.sam).get("/account/"))
    assert stranger.post(place, {"List-Unsubscribe": "One-Click"}).status_code == 200
    page = text_of(signed_in(cast.sam).get("/account/"))
    assert 'value="QUIZ_SET">' in page
    assert 'value="MARKS_OUT" checked' in page
    assert stranger.post(place[:-4] + "abc/").status_code == 404


class Refusing(EmailBackend):
    """A server that does what the test says."""

    error: Exception

    def send_messages(self, messages: Any) -> int:
        raise self.error


def test_a_server_that_is_away_is_asked_again_and_one_that_refuses_is_not(cast: School, settings: Any) -> None:
    with_address(cast.sam)
    quiz_for(cast.class_10b, [cast.question], by=cast.alice, now=NOW)
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.error = SMTPServerDisconnected("gone")

    notices.send_waiting(now=NOW, most=9)
    row = Notice.objects.get()
    assert (row.state, row.tries) == (Notice.State.WAITING, 1)
    assert row.due_at > NOW
    Refusing.error = SMTPRecipientsRefused({})
    notices.send_waiting(now=LATER, most=9)
    assert Notice.objects.get().state == Notice.State.FAILED


def test_without_a_server_nothing_is_noted_shown_or_offered(cast: School, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    with_address(cast.sam)

    quiz_for(cast.class_10b, [cast.question], by=cast.alice, now=NOW)
    page = text_of(signed_in(cast.sam).get("/account/"))

    assert not Notice.objects.exists()
    assert "Notices by e-mail" not in page
    assert Client().get("/password/new/").status_code == 404
    assert "administrator can give you a new one" in text_of(Client().get("/login/"))


def ask(email: str, client: Client | None = None) -> str:
    answer = (client or Client()).post("/password/new/", {"email": email})
    assert answer.status_code == 200
    return re.sub(r"csrf\S+ value=\S+", "", text_of(answer))


def link() -> str:
    return re.search(r"https://quiz\.example(/password/new/\S+/)", str(mail.outbox[-1].body))[1]  # type: ignore[index]


def test_a_new_password_ends_sessions_and_tokens_and_its_link_works_once(cast: School) -> None:
    with_address(cast.alice)
    inside = signed_in(cast.alice)
    AuthToken.objects.create(user=cast.alice)
    ask("Alice@school.example")
    send_mail()
    send_mail()
    assert [to for to, _ in sent()] == ["alice@school.example"]
    visitor, place = Client(), link()

    form = visitor.get(place, follow=True)
    new = {"new_password1": "quite-another-7", "new_password2": "quite-another-7"}
    assert visitor.post(form.redirect_chain[-1][0], new)["Location"] == "/login/"

    assert inside.get("/banks/").status_code == 302
    assert not AuthToken.objects.exists()
    assert Client().login(username="alice", password="quite-another-7")
    assert "can’t be used" in text_of(Client().get(place, follow=True))


def test_the_page_tells_nobody_who_has_an_account_and_who_has_no_password_gets_no_link(cast: School) -> None:
    with_address(cast.alice, cast.sam)
    cast.sam.set_unusable_password()
    cast.sam.save(update_fields=["password"])

    assert ask("alice@school.example") == ask("nobody@school.example") == ask("sam@school.example")
    send_mail()

    assert [to for to, _ in sent()] == ["alice@school.example"]


def test_asking_is_limited_for_an_address_and_for_a_visitor(cast: School) -> None:
    with_address(cast.alice)
    for number in range(6):
        ask("alice@school.example", Client(REMOTE_ADDR=f"203.0.113.{number}"))
    send_mail()
    assert len(mail.outbox) == 3

    visitor = Client(REMOTE_ADDR="203.0.113.99")
    codes = [visitor.post("/password/new/", {"email": f"{number}@x.example"}).status_code for number in range(11)]
    assert codes[-1] == 429


def test_an_address_is_changed_with_the_password_only(cast: School) -> None:
    alice = signed_in(cast.alice)

    assert alice.post("/account/email/", {"email": "a@school.example", "password": "wrong"}).status_code == 422
    assert User.objects.get(pk=cast.alice.pk).email == ""
    alice.post("/account/email/", {"email": "a@school.example", "password": PASSWORD})
    assert User.objects.get(pk=cast.alice.pk).email == ""
    send_mail()
    [to_new] = mail.outbox
    assert to_new.to == ["a@school.example"]
    link = re.search(r"https://\S+?(/account/email/\S+)", to_new.body)[1]  # type: ignore[index]
    assert signed_in(cast.bob).post(link).status_code == 404
    assert "a@school.example becomes the address" in text_of(alice.get(link))
    alice.post(link)
    assert User.objects.get(pk=cast.alice.pk).email == "a@school.example"
    assert alice.post(link).status_code == 404


def test_the_old_address_hears_of_a_change_and_nobody_of_who_has_the_new_one(cast: School) -> None:
    for user in (cast.alice, cast.bob):
        with_address(user)
    for email in ("bob@school.example", "free@school.example"):
        alice = signed_in(cast.alice)
        answer = alice.post("/account/email/", {"email": email, "password": PASSWORD}, follow=True)
        assert f"A link is on its way to {email}. The address is yours once you have opened it." in text_of(answer)
    send_mail()
    assert [one.to[0] for one in mail.outbox].count("alice@school.example") == 2


# ---- who can log in ----


def _password(user: User, by: User) -> None:
    accounts.set_password(user=user, password="quite-another-7")


def _app(user: User, by: User) -> None:
    set_up(user)


def _codes(user: User, by: User) -> None:
    second_factors.renew_codes(user=user)


def _remove(user: User, by: User) -> None:
    second_factors.remove(row=second_factors.of(user).get(), session_key="")


def _take_off(user: User, by: User) -> None:
    second_factors.take_off(user=user, by=by)


def _connect(user: User, by: User) -> None:
    connections.connect(user=user, arrival=connections.Arrival("school", "7", user.email))


def _end(user: User, by: User) -> None:
    connections.end(row=connections.of(user).get(), by=by)


def test_people_are_told_of_every_change_of_how_one_logs_in(cast: School) -> None:
    with_address(cast.alice)
    for change in (_password, _app, _codes, _remove, _app, _take_off, _connect, _connect, _end):
        change(cast.alice, cast.admin)
    send_mail()

    assert [subject.partition(":")[0] for _, subject in sent()] == [
        "A new password was set",
        "An app for codes was set up",
        "New recovery codes were made",
        "The app for codes was removed",
        "An app for codes was set up",
        "An administrator took off the second factor",
        "A school account was connected",
        "The connection with a school account was ended",
    ]
    first = str(mail.outbox[0].body)
    assert "“alice”" in first
    assert "If it was not you, choose a new password" in first
    assert "https://quiz.example/account/" in first
    assert "No more of these" not in first  # nobody chooses not to be told
    assert Notice.Kind.WAYS_IN not in notices.kinds_for(cast.alice)
