"""The cast of the tests: alice teaches 10B, where sam and sue study; bob teaches 11C, where tim studies.

Makers are plain functions on the real services, with nothing surprising in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.test import Client

from marking.services import questions
from quizzes.access.sessions import SessionStore
from quizzes.models import Assignment, Attempt, Bank, Enrolment, Question, Quiz, SchoolClass, User
from quizzes.services import attempts, banks, classes, quizzes

BACKEND = "quizzes.access.backend.AccountBackend"
PASSWORD = "a-password-of-the-tests"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

SCHEME = """\
socialism in one country / building socialism in (the) USSR [1]
    feedback: Stalin put building socialism at home first.
social fascists [1]
"""


def person(username: str, *, teaches: bool = False, **fields: Any) -> User:
    """Return a new user; a teacher may make banks, classes and quizzes."""
    user = User.objects.create_user(username, password=PASSWORD, first_name=username.title(), **fields)
    if teaches:
        user.user_permissions.add(Permission.objects.get(codename="teach", content_type__app_label="quizzes"))
    return user


def question_of(bank: Bank, *, stem: str = "What did Stalin want?", scheme: str = SCHEME, **fields: Any) -> Question:
    """Return a new READY question of `bank`."""
    return questions.write(
        question=None, bank=bank, scheme=scheme, by=bank.owner, now=NOW, stem=stem, **{"topic": "Stalin", **fields}
    )


def quiz_for(
    school_class: SchoolClass,
    chosen: list[Question],
    *,
    by: User,
    now: datetime = NOW,
    minutes: int | None = 20,
    opens: timedelta = timedelta(0),
    closes: timedelta = timedelta(days=1),
    publish: bool = True,
) -> Assignment:
    """Return a quiz of `chosen` set for a class, published unless said otherwise."""
    setting = quizzes.Setting(school_class, now + opens, now + closes, minutes)
    quiz = quizzes.set_quiz(quiz=None, title="Stalin", questions=chosen, settings=[setting], by=by, now=now)
    if publish:
        quizzes.publish(quiz=quiz, now=now)
    return Assignment.objects.select_related("quiz", "school_class").get(quiz=quiz)


def sat(assignment: Assignment, student: User, *texts: str, now: datetime = NOW) -> Attempt:
    """Return an attempt of `student` handed in with `texts`, one an item in order."""
    attempt = attempts.start(assignment=assignment, student=student, now=now)
    items = list(assignment.quiz.items.values_list("pk", flat=True))
    answers = [attempts.Answer(item, text, 1) for item, text in zip(items, texts, strict=False)]
    return attempts.hand_in(attempt=attempt, answers=answers, lease="", now=now + timedelta(minutes=5)).attempt


@dataclass(frozen=True)
class School:
    """Two classes that must not see each other, and one published quiz for 10B."""

    alice: User
    bob: User
    sam: User
    sue: User
    tim: User
    admin: User
    class_10b: SchoolClass
    class_11c: SchoolClass
    bank: Bank
    question: Question
    assignment: Assignment

    @property
    def quiz(self) -> Quiz:
        """The quiz of 10B."""
        return self.assignment.quiz


def school(now: datetime = NOW) -> School:
    """Return the whole cast with a bank of one two-mark question and a quiz of it, open since `now`."""
    alice, bob = person("alice", teaches=True), person("bob", teaches=True)
    sam, sue, tim = person("sam"), person("sue"), person("tim")
    admin = User.objects.create_superuser("ada", password=PASSWORD)
    class_10b = classes.create_class(name="10B", by=alice, now=now)
    class_11c = classes.create_class(name="11C", by=bob, now=now)
    for student, school_class in ((sam, class_10b), (sue, class_10b), (tim, class_11c)):
        classes.enrol(school_class=school_class, user=student, role=Enrolment.Role.STUDENT, now=now)
    bank = banks.create_bank(title="Soviet foreign policy", by=alice, now=now)
    question = question_of(bank)
    assignment = quiz_for(class_10b, [question], by=alice, now=now)
    return School(alice, bob, sam, sue, tim, admin, class_10b, class_11c, bank, question, assignment)


def text_of(answer: Any) -> str:
    """Return a page as one line, as readers see it: where the template breaks a line is nothing to them."""
    return " ".join(answer.content.decode().split())


def signed_in(user: User, client: Client | None = None) -> Client:
    """Return a client, or `client`, in which `user` is signed in."""
    if client:
        client.force_login(user, backend=BACKEND)
        return client
    # As `force_login` does, which saves two sessions more on its way.
    request, client = HttpRequest(), Client()
    request.session = SessionStore()
    login(request, user, backend=BACKEND)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return client
