"""Load the demonstration school of `fixtures/demo`: a bank, classes, quizzes sat and open, essays, and practice."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Mapping
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
from marking.services import comments, facility, levels, marks, practice, questions, results
from quizzes.models import Assignment, Attempt, Bank, Enrolment, Question, Quiz, Response, SchoolClass, User
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
        essays = _read("essays.json")
        self._load_bank({**bank, "questions": [*bank["questions"], {**essays, "kind": "essay"}]})
        for entry in _read("quizzes.json")["quizzes"]:
            self._load_quiz(entry)
        self._load_answers(_read("answers.json"))
        self._load_essays(essays)
        for entry in school["practice"]:
            self._open_for_practice(entry)

    def _open_for_practice(self, entry: dict[str, Any]) -> None:
        bank = Bank.objects.get()
        practice.open_bank(
            school_class=self.classes[entry["class"]], bank=bank, topic=entry["topic"], by=bank.owner, now=self.now
        )

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
            joined = [one["name"] for one in school["classes"] if entry["class"] in one.get("joined_by", ())]
            for name in (entry["class"], *joined):
                self._enrol(name, student, Enrolment.Role.STUDENT)
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

    def _person(self, entry: dict[str, Any], **flags: Any) -> User:
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
        for number, sitting in enumerate(entry["sittings"]):
            texts = {answer["question"]: answer["text"] for answer in sitting["answers"]}
            self._sit(assignment, sitting["student"], texts, number=number, minutes=9)
        marks.mark_responses(responses=queries.waiting(), now=self.now)
        facility.note()
        if entry.get("released"):
            results.release(assignment=assignment, by=self._first_teacher(), now=self.now, unchecked_too=True)

    def _sit(
        self, assignment: Assignment, student: str, texts: Mapping[str, str], *, number: int, minutes: int
    ) -> Attempt:
        """Let a student sit a quiz; `texts` are the answers by the question's key, `number` moves the times."""
        items = {item.question_id: item.pk for item in assignment.quiz.items.all()}
        started = assignment.opens_at + timedelta(minutes=number % 3, seconds=7 * number)
        attempt: Attempt = attempts.start(assignment=assignment, student=self.people[student], now=started)
        given = [attempts.Answer(items[self.questions[key].pk], text, 1) for key, text in texts.items()]
        ended = started + timedelta(minutes=minutes, seconds=11 * number)
        attempts.hand_in(attempt=attempt, answers=given, lease="", now=ended)
        return attempt

    def _load_essays(self, entry: dict[str, Any]) -> None:
        """Let everybody write the essay; some scripts are levelled by the teacher, so that proposals can be seen."""
        assignment = self.assignments["essay"][0]
        for number, script in enumerate(entry["scripts"]):
            self._sit(assignment, script["student"], {entry["key"]: script["text"]}, number=number, minutes=40)
        marks.mark_responses(responses=queries.waiting(), now=self.now)
        rows = Response.objects.filter(attempt__assignment=assignment).select_related(
            "item__question", "standing", "attempt__student"
        )
        by_student = {row.attempt.student.username: row for row in rows}
        for script in entry["scripts"]:
            if script.get("levelled"):
                self._level(by_student[script["student"]], script)

    def _level(self, response: Response, script: dict[str, Any]) -> None:
        teacher = self._first_teacher()
        given = {name: Decimal(mark) for name, mark in script["first"].items()}
        levels.give(response=response, given=given, by=teacher, now=self.now, seen=response.standing.mark_id)
        for said in script.get("comments", ()):
            passage = comments.Passage(said["passage"], response.text.index(said["passage"]))
            comments.write(response=response, text=said["text"], passage=passage, by=teacher, now=self.now)
            comments.bank(owner=teacher, text=said["text"], now=self.now)
        if overall := script.get("overall"):
            comments.write_overall(response=response, text=overall, by=teacher, now=self.now)


def _read(name: str) -> dict[str, Any]:
    try:
        data: dict[str, Any] = json.loads((DEMO / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"The demonstration cannot be loaded: {DEMO / name}: {error}") from error
    return data
