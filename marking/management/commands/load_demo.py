"""Load the demonstration school of `fixtures/demo`: a bank, two classes, a quiz sat and marked, one open now."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from marking import queries
from marking.services import facility, marks, questions, results
from quizzes.models import Assignment, Bank, Enrolment, Question, Quiz, Response, SchoolClass, User
from quizzes.pure.terms import Terms
from quizzes.services import accounts, arrangements, attempts, banks, classes, pins, quizzes

DEMO = Path(settings.BASE_DIR) / "fixtures" / "demo"


class Command(BaseCommand):
    help = "Load the demonstration school into a new database. A database that has people in it is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", required=True, help="The password of every demonstration account.")

    def handle(self, *, password: str, verbosity: int, **_: Any) -> None:
        """Load it all in one transaction, or nothing."""
        if User.objects.exists():
            self.stdout.write("There are people in this database already; the demonstration is not loaded.")
            return
        with transaction.atomic():
            loader = Loader(password, timezone.now())
            loader.load()
        if verbosity:
            self.stdout.write(
                f"Loaded {User.objects.count()} people, {Question.objects.count()} questions and "
                f"{Response.objects.count()} answers."
            )
        for code, slip in loader.slips:  # said whatever the verbosity: it stands nowhere else
            who = slip.user.get_full_name()
            self.stdout.write(
                f"{who} has no password, but a slip: class code {code}, PIN {slip.pin} (at /login/class/)"
            )


class Loader:
    """Turns the files into rows through the same services as the pages."""

    def __init__(self, password: str, now: datetime) -> None:
        self.password_hash = make_password(password)
        self.now = now
        self.people: dict[str, User] = {}
        self.slips: list[tuple[str, pins.PinCard]] = []
        self.classes: dict[str, SchoolClass] = {}
        self.questions: dict[str, Question] = {}
        self.assignments: dict[str, list[Assignment]] = {}

    def load(self) -> None:
        """Load people and classes, then the bank, the quizzes and the answers."""
        school, bank = _read("school.json"), _read("bank.json")
        self._load_people(school)
        self._load_bank(bank)
        for entry in _read("quizzes.json")["quizzes"]:
            self._load_quiz(entry)
        self._load_answers(_read("answers.json"))

    def _load_people(self, school: dict[str, Any]) -> None:
        teachers, _ = Group.objects.get_or_create(name="Teachers")
        teachers.permissions.set(Permission.objects.filter(codename="teach", content_type__app_label="quizzes"))
        for entry in school["teachers"]:
            self._person(entry).groups.add(teachers)
        self._person(school["admin"], is_staff=True, is_superuser=True)
        for entry in school["classes"]:
            self._load_class(entry)
        for entry in school["students"]:
            student = self._person(entry)
            self._enrol(entry["class"], student, Enrolment.Role.STUDENT)
            if entry.get("pin"):
                self._give_pin(entry["class"], student)
            terms = Terms(
                time_factor=Decimal(str(entry.get("time_factor", 1))), rest_minutes=entry.get("rest_minutes", 0)
            )
            if terms.grants:
                arrangements.arrange_access(
                    student=student,
                    terms=terms,
                    reason=entry["reason"],
                    by=self.people[school["admin"]["username"]],
                    now=self.now,
                )

    def _give_pin(self, name: str, student: User) -> None:
        accounts.set_password(user=student, password=None)
        made, teacher = self.classes[name], self._first_teacher()
        given = pins.give(school_class=made, users=[student], seen=pins.state_of(made), by=teacher, now=self.now)
        self.slips += [(made.code, slip) for slip in given]

    def _person(self, entry: dict[str, Any], **flags: bool) -> User:
        user = accounts.create(
            username=entry["username"],
            password_hash=self.password_hash,
            first_name=entry["first_name"],
            last_name=entry["last_name"],
            **flags,
        )
        self.people[user.username] = user
        return user

    def _load_class(self, entry: dict[str, Any]) -> None:
        first, *others = [self.people[name] for name in entry["teachers"]]
        made = classes.create_class(name=entry["name"], by=first, now=self.now)
        self.classes[entry["name"]] = made
        for other in others:
            self._enrol(entry["name"], other, Enrolment.Role.TEACHER)

    def _enrol(self, name: str, user: User, role: str) -> None:
        classes.enrol(school_class=self.classes[name], user=user, role=role, now=self.now)

    def _load_bank(self, entry: dict[str, Any]) -> None:
        bank: Bank = banks.create_bank(
            title=entry["title"],
            description=entry["description"],
            glossary="\n".join(entry["glossary"]),
            by=self._first_teacher(),
            now=self.now,
        )
        for question in entry["questions"]:
            self.questions[question["key"]] = questions.write(
                question=None,
                bank=bank,
                scheme=question["scheme"],
                by=bank.owner,
                now=self.now,
                stem=question["stem"],
                topic=question["topic"],
                kind=question["kind"].upper(),
                word_limit=question.get("word_limit"),
                model_answer=question.get("model_answer", ""),
            )

    def _first_teacher(self) -> User:
        return User.objects.filter(groups__name="Teachers").order_by("pk")[0]

    def _load_quiz(self, entry: dict[str, Any]) -> None:
        chosen = [self.questions[key] for key in entry["questions"]]
        owner = self._first_teacher()
        opens = self.now + timedelta(minutes=entry["opens_in_minutes"])
        closes = self.now + timedelta(minutes=entry["closes_in_minutes"])
        quiz: Quiz = quizzes.set_quiz(
            quiz=None,
            title=entry["title"],
            instructions=entry.get("instructions", ""),
            questions=chosen,
            settings=[
                quizzes.Setting(self.classes[name], opens, closes, entry.get("time_limit_minutes"))
                for name in entry["classes"]
            ],
            by=owner,
            now=self.now,
        )
        if entry["state"] == "published":
            # A quiz that was sat last week is published as of then: publishing refuses times in the past.
            quizzes.publish(quiz=quiz, now=min(self.now, opens))
        rows = Assignment.objects.filter(quiz=quiz).select_related("quiz", "school_class")
        self.assignments[entry["key"]] = list(rows)

    def _load_answers(self, entry: dict[str, Any]) -> None:
        assignment = self.assignments[entry["quiz"]][0]
        items = {item.question_id: item.pk for item in assignment.quiz.items.all()}
        for number, sitting in enumerate(entry["sittings"]):
            started = assignment.opens_at + timedelta(minutes=number % 3, seconds=7 * number)
            attempt = attempts.start(assignment=assignment, student=self.people[sitting["student"]], now=started)
            given = [
                attempts.Answer(items[self.questions[answer["question"]].pk], answer["text"], 1)
                for answer in sitting["answers"]
            ]
            ended = started + timedelta(minutes=9, seconds=11 * number)
            attempts.hand_in(attempt=attempt, answers=given, lease="", now=ended)
        marks.mark_responses(responses=queries.waiting(), now=self.now)
        facility.note()
        if entry.get("released"):
            results.release(assignment=assignment, by=self._first_teacher(), now=self.now, unchecked_too=True)


def _read(name: str) -> dict[str, Any]:
    try:
        data: dict[str, Any] = json.loads((DEMO / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"The demonstration cannot be loaded: {DEMO / name}: {error}") from error
    return data
