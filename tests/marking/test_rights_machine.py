"""Rights end with what gave them: memberships begin and end between any two acts, at pages, API and admin alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from hypothesis.stateful import run_state_machine_as_test as run

from marking import queries, roles
from marking.models import Moderator
from marking.services import marks, moderators
from quizzes.models import BankShare, Enrolment, Quiz, Response, User
from quizzes.services import banks, classes
from tests.cast import NOW, School, person, quiz_for, sat, signed_in
from tests.runtime.examples import many
from tests.runtime.kept import Kept

pytestmark = pytest.mark.django_db

# What vera may be in 10B, to alice's bank and on the site; what sue is in 10B. Each begins and ends by a real act.
COLLEAGUE, MODERATOR, VIEWER, EDITOR, STAFF, STUDENT = "colleague", "moderator", "viewer", "editor", "staff", "student"
TEACHES, MARKS = {COLLEAGUE}, {COLLEAGUE, MODERATOR}
SEES_BANK, EDITS_BANK = {VIEWER, EDITOR}, {EDITOR}


@dataclass(frozen=True)
class Door:
    """One way in, and which memberships open it, each alone."""

    method: str
    path: str
    opened_by: set[str]
    body: dict[str, Any] = field(default_factory=dict)
    holds: Callable[[Any], bool] | None = None  # for lists, that are open to all: whether the answer holds anything

    def opens(self, client: Any) -> bool:
        """Knock, and leave everything as it was."""
        api = self.path.startswith("/api/")
        kind = {"content_type": "application/json"} if api else {}
        with transaction.atomic():
            answer = getattr(client, self.method)(self.path, self.body, **(kind if self.method != "get" else {}))
            transaction.set_rollback(True)
        if self.holds is not None:
            return answer.status_code == 200 and self.holds(answer)
        login = answer.status_code == 302 and "/login/" in answer["Location"]
        return answer.status_code not in {401, 403, 404} and not login


def results(answer: Any) -> bool:
    return bool(answer.json()["results"])


def says(words: str) -> Callable[[Any], bool]:
    return lambda answer: words in answer.content.decode()


def doors_of_vera(cast: School, quiz: Quiz, response: Response, batch: int) -> list[Door]:
    class_id, bank, question = cast.class_10b.pk, cast.bank.pk, cast.question.pk
    assignment, sam = cast.assignment.pk, cast.sam.pk
    item = response.item_id
    decision = {"item": item, "answers": f"{response.pk}:", "decide": "wrong", "key": "0" * 32}
    marks_here = f"/assignments/{assignment}/"
    return [
        Door("get", f"/classes/{class_id}/", TEACHES),
        Door("get", "/classes/", TEACHES, holds=says(f"/classes/{class_id}/")),
        Door("post", f"/classes/{class_id}/settings/", TEACHES, {"name": "mine"}),
        Door("post", f"/classes/{class_id}/act/", TEACHES, {"act": "renew"}),
        Door("get", f"/classes/{class_id}/people/{sam}/", TEACHES),
        Door("post", f"/classes/{class_id}/people/{sam}/act/", TEACHES, {"act": "remove"}),
        Door("post", f"/classes/{class_id}/invite/", TEACHES, {"username": "bob"}),
        Door("post", f"/classes/{class_id}/moderators/", TEACHES, {"username": "bob"}),
        Door("get", f"/classes/{class_id}/arrangements/", TEACHES),
        Door("get", f"/students/{sam}/arrangement/", TEACHES),
        Door("get", f"/classes/{class_id}/students/{sam}/", TEACHES),
        Door("get", f"/classes/{class_id}/answers/csv/", TEACHES),
        Door("get", f"/quizzes/set/{assignment}/monitor/", TEACHES),
        Door("post", f"/quizzes/set/{assignment}/monitor/act/", TEACHES, {"act": "pause", "key": "0" * 32}),
        Door("get", f"/api/v1/rooms/{assignment}/", TEACHES),
        Door("get", "/api/v1/rooms/", TEACHES, holds=results),
        Door("post", f"/api/v1/rooms/{assignment}/acts/", TEACHES, {"act": "pause", "key": "0" * 32}),
        Door("get", f"{marks_here}marks/", MARKS),
        Door("get", f"{marks_here}check/", MARKS),
        Door("post", f"{marks_here}check/decide/", MARKS, decision),
        Door("get", f"{marks_here}sample/", MARKS),
        Door("get", f"{marks_here}figures/", TEACHES),
        Door("post", f"{marks_here}marks/release/", TEACHES, {"unchecked": "on"}),
        Door("post", f"{marks_here}holds/", TEACHES, {"student": sam}),
        Door("get", f"/responses/{response.pk}/", MARKS),
        Door("post", f"/responses/{response.pk}/", MARKS, {"mark": "1", "reason": "x"}),
        Door("get", "/api/v1/marks/", MARKS, holds=results),
        Door("post", "/api/v1/marks/", MARKS, {"response": response.pk, "mark": "1", "reason": "x"}),
        Door("post", f"/batches/{batch}/undo/", MARKS),
        Door("get", f"/banks/{bank}/", SEES_BANK),
        Door("get", f"/api/v1/banks/{bank}/", SEES_BANK),
        Door("get", "/api/v1/questions/", SEES_BANK, holds=results),
        Door("get", "/api/v1/mark-schemes/", SEES_BANK, holds=results),
        Door("get", f"/questions/{question}/", SEES_BANK),
        Door("get", "/questions/?words=Stalin", SEES_BANK, holds=says("What did Stalin want?")),
        Door("post", f"/questions/{question}/examples/", EDITS_BANK, {"text": "x", "mark": "1"}),
        Door("get", f"/questions/{question}/learn/", EDITS_BANK),
        Door("patch", f"/api/v1/questions/{question}/", EDITS_BANK, {"topic": "mine"}),
        Door("post", f"/api/v1/questions/{question}/mark-scheme/", EDITS_BANK, {"text": "mine [1]"}),
        Door("get", f"/banks/{bank}/export/csv/", SEES_BANK),
        Door("get", f"/banks/{bank}/sharing/", set()),
        # A quiz of her own for that class: she sees it, and has no hold on the class by it.
        Door("get", f"/quizzes/{quiz.pk}/", TEACHES, holds=says(cast.class_10b.code)),
        Door("post", f"/quizzes/{quiz.pk}/publish/", TEACHES),
        Door("post", f"/api/v1/quizzes/{quiz.pk}/unpublish/", TEACHES),
        Door("get", f"/quizzes/{quiz.pk}/mark-scheme/", SEES_BANK, holds=says("social fascists")),
        Door("get", "/admin/marking/markedresponse/", {STAFF}),
        Door("get", f"/admin/marking/markedresponse/{response.pk}/change/", {STAFF}),
        Door("get", f"/admin/quizzes/user/{sam}/change/", {STAFF}),
    ]


def doors_of_sue(cast: School) -> list[Door]:
    assignment = cast.assignment.pk
    return [
        Door("get", f"/sit/{assignment}/", {STUDENT}),
        Door("post", f"/sit/{assignment}/start/", {STUDENT}),
        Door("get", f"/api/v1/assignments/{assignment}/", {STUDENT}),
        Door("get", "/api/v1/assignments/", {STUDENT}, holds=results),
        Door("post", f"/api/v1/assignments/{assignment}/start/", {STUDENT}),
        Door("get", "/join/", {STUDENT}, holds=says("10B")),
    ]


class Rights(RuleBasedStateMachine):
    """Vera and sue come and go; after each step somebody knocks at a few doors."""

    kept: ClassVar[Kept[School]]

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.cast = cast = self.kept.again()
        self.vera = person("vera", teaches=True)
        roles.set_up()
        quiz = quiz_for(cast.class_10b, [cast.question], by=self.vera).quiz
        sat(cast.assignment, cast.sam, "social facists")
        marks.mark_responses(responses=queries.waiting(), now=NOW)
        response = Response.objects.select_related("item", "attempt", "standing").get()
        decision = marks.Decision(response, Decimal(1), response.standing.mark_id)
        batch = marks.give_many(decisions=[decision], reason="Plain.", by=self.vera, now=NOW).batch
        self.of_vera, self.of_sue = doors_of_vera(cast, quiz, response, batch.pk), doors_of_sue(cast)
        self.clients = {"vera": signed_in(self.vera), "sue": signed_in(cast.sue)}
        self.is_now = {"vera": set[str](), "sue": {STUDENT}}

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def knock(self, who: str, doors: list[Door], chosen: list[int]) -> None:
        wrong = [
            (door.method, door.path)
            for door in (doors[number % len(doors)] for number in chosen)
            if door.opens(self.clients[who]) is not bool(self.is_now[who] & door.opened_by)
        ]
        assert not wrong, (who, self.is_now[who], wrong)

    @rule(
        becomes=st.sampled_from([COLLEAGUE, MODERATOR, VIEWER, EDITOR, STAFF]),
        inside=st.lists(st.integers(0, 47), min_size=2, max_size=4),
        outside=st.lists(st.integers(0, 47), min_size=2, max_size=4),
    )
    def vera_comes_or_goes(self, becomes: str, inside: list[int], outside: list[int]) -> None:
        self.knock("vera", self.of_vera, outside)
        ends = becomes in self.is_now["vera"]
        getattr(self, f"{'end' if ends else 'begin'}_{becomes}")()
        self.is_now["vera"] ^= {becomes}
        self.knock("vera", self.of_vera, inside)

    @rule(chosen=st.lists(st.integers(0, 5), min_size=2, max_size=3))
    def sue_comes_or_goes(self, chosen: list[int]) -> None:
        ends = STUDENT in self.is_now["sue"]
        (self.end_place if ends else self.begin_place)(self.cast.sue, Enrolment.Role.STUDENT)
        self.is_now["sue"] ^= {STUDENT}
        self.knock("sue", self.of_sue, chosen)

    # ---- each membership, as it begins and ends ----

    def begin_place(self, user: User, role: str) -> None:
        classes.enrol(school_class=self.cast.class_10b, user=user, role=role, now=NOW)

    def end_place(self, user: User, role: str) -> None:
        classes.leave(school_class=self.cast.class_10b, user=user, by=self.cast.alice, now=NOW)

    def begin_colleague(self) -> None:
        if MODERATOR in self.is_now["vera"]:
            self.end_moderator()
            self.is_now["vera"] -= {MODERATOR}
        self.begin_place(self.vera, Enrolment.Role.TEACHER)

    def end_colleague(self) -> None:
        self.end_place(self.vera, Enrolment.Role.TEACHER)

    def begin_moderator(self) -> None:
        if COLLEAGUE in self.is_now["vera"]:
            self.end_colleague()
            self.is_now["vera"] -= {COLLEAGUE}
        moderators.appoint(school_class=self.cast.class_10b, username="vera", by=self.cast.alice, now=NOW)

    def end_moderator(self) -> None:
        moderators.end(moderator=Moderator.objects.get(ended_at=None), by=self.cast.alice, now=NOW)

    def begin_viewer(self, *, may_edit: bool = False) -> None:
        self.is_now["vera"] -= {VIEWER, EDITOR}
        banks.share(bank=self.cast.bank, user=self.vera, may_edit=may_edit, now=NOW)

    def begin_editor(self) -> None:
        self.begin_viewer(may_edit=True)

    def end_viewer(self) -> None:
        banks.unshare(share=BankShare.objects.get(user=self.vera))

    end_editor = end_viewer

    def begin_staff(self) -> None:
        self.set_staff(is_staff=True)
        self.vera.groups.add(Group.objects.get(name="Auditors"))

    def end_staff(self) -> None:
        self.set_staff(is_staff=False)
        self.vera.groups.clear()

    def set_staff(self, *, is_staff: bool) -> None:
        User.objects.filter(pk=self.vera.pk).update(is_staff=is_staff)


def test_rights_end_with_what_gave_them(kept_cast: Kept[School], db: None) -> None:
    machine = type("Here", (Rights,), {"kept": kept_cast})
    health = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run(
        machine,
        settings=settings(
            max_examples=many(5), stateful_step_count=10, deadline=None, suppress_health_check=health,
            phases=[Phase.explicit, Phase.generate],
        ),
    )  # fmt: skip


def test_every_door_opens_to_whom_it_should_and_to_nobody_else(kept_cast: Kept[School], db: None) -> None:
    """Each membership alone, at every door: so that none of the table's lines is wrong or left out."""
    machine = type("Here", (Rights,), {"kept": kept_cast})()
    machine.begin()
    everything = list(range(len(machine.of_vera)))
    machine.knock("vera", machine.of_vera, everything)
    for membership in (COLLEAGUE, MODERATOR, VIEWER, EDITOR, STAFF):
        getattr(machine, f"begin_{membership}")()
        machine.is_now["vera"] = {membership}
        machine.knock("vera", machine.of_vera, everything)
        getattr(machine, f"end_{membership}")()
        machine.is_now["vera"] = set()
    machine.knock("sue", machine.of_sue, list(range(6)))
    machine.teardown()
