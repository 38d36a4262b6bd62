"""Lists of marks ask the database as often for twelve rows as for two: a teacher's, the API's and the admin's."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marking import queries
from marking.formats.detect import Options
from marking.models import MarkBatch
from marking.services import enquiries, examples, marks, moderators, results, schemes, transfers
from quizzes.models import Enrolment, Response
from quizzes.services import classes
from tests.cast import NOW, SCHEME, School, person, quiz_for, sat, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql(alone=True)]  # as many queries on either
FEW, MANY = 2, 12

OF_A_TEACHER = (
    "/", "/enquiries/", "/assignments/{assignment}/marks/", "/assignments/{assignment}/marks/progress/",
    "/assignments/{assignment}/figures/", "/assignments/{assignment}/check/", "/assignments/{assignment}/sample/",
    "/assignments/{assignment}/second/", "/assignments/{assignment}/marks/export/csv/",
    "/assignments/{assignment}/marks/export/xlsx/", "/questions/{question}/", "/questions/{question}/history/",
    "/questions/{question}/remark/", "/questions/{question}/learn/", "/classes/{class_id}/students/{student}/",
    "/banks/{bank}/", "/banks/{bank}/import/", "/banks/{bank}/export/", "/questions/",
    "/api/v1/marks/", "/api/v1/mark-schemes/", "/api/v1/questions/",
)  # fmt: skip
OF_THE_ADMIN = (
    "/admin/", "/admin/marking/markedresponse/", "/admin/marking/markedresponse/?q=social",
    "/admin/marking/markedresponse/?o=9", "/admin/marking/markedresponse/?by=person",
    "/admin/marking/markedresponse/?state=TO_CHECK", "/admin/marking/markedresponse/batches/{batch}/",
    "/admin/marking/mark/", "/admin/marking/markscheme/", "/admin/marking/release/", "/admin/marking/markbatch/",
    "/admin/marking/import/", "/admin/marking/enquiry/", "/admin/marking/moderator/",
)  # fmt: skip


def grow(cast: School, start: int, end: int) -> None:
    """Bring whatever a list can hold from `start` to `end` rows."""
    decisions = []
    for number in range(start, end):
        student = person(f"student{number}")
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=NOW)
        attempt = sat(
            cast.assignment, student, f"social facists, number {number}" if number % 2 else "not social fascists"
        )
        question = schemes.write(question=cast.question, text=f"{SCHEME}# {number}\n", by=cast.alice, now=NOW).question
        examples.save(question=question, text=f"example {number}", mark=Decimal(1), by=cast.alice, now=NOW)
        marks.mark_responses(responses=queries.waiting(), now=NOW)
        response = Response.objects.select_related("item", "attempt", "standing").get(attempt=attempt)
        decisions.append(marks.Decision(response, Decimal(1), response.standing.mark_id))
        if number % 2:
            marks.give_many(decisions=decisions[-1:], reason="Plain.", by=cast.alice, now=NOW)
        enquiries.ask(response=response, text="Why?", now=NOW)
        colleague = person(f"colleague{number}", teaches=True)
        moderators.appoint(school_class=cast.class_10b, username=colleague.username, by=cast.alice, now=NOW)
        results.hold(assignment=cast.assignment, student=student, reason="", by=cast.alice, now=NOW)
        other = quiz_for(cast.class_10b, [cast.question], by=cast.alice)
        sat(other, student, "socialism in one country")
        marks.mark_responses(responses=queries.waiting(), now=NOW)
        results.release(assignment=other, by=cast.alice, now=NOW, unchecked_too=True)
        transfers.plan(
            bank=cast.bank, data=b"Q: Why?\nA: war\n", filename="x.txt", options=Options(), by=cast.alice, now=NOW
        )


def asked(client: Client, addresses: tuple[str, ...], ids: dict[str, int]) -> dict[str, int]:
    """Return how many queries each address takes once it is warm."""
    counts = {}
    for address in addresses:
        path = address.format(**ids)
        client.get(path)
        with CaptureQueriesContext(connection) as made:
            answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        counts[address] = len(made)
    return counts


def test_a_list_takes_no_more_queries_for_twelve_rows_than_for_two(cast: School) -> None:
    teacher, admin = signed_in(cast.alice), signed_in(cast.admin)
    grow(cast, 0, FEW)
    ids = {
        "assignment": cast.assignment.pk, "question": cast.question.pk, "class_id": cast.class_10b.pk,
        "student": Enrolment.objects.get(user__username="student0").user_id, "bank": cast.bank.pk,
        "batch": MarkBatch.objects.order_by("pk")[0].pk,
    }  # fmt: skip

    few = asked(teacher, OF_A_TEACHER, ids) | asked(admin, OF_THE_ADMIN, ids)
    grow(cast, FEW, MANY)
    many = asked(teacher, OF_A_TEACHER, ids) | asked(admin, OF_THE_ADMIN, ids)

    assert {address: (few[address], many[address]) for address in few if many[address] > few[address]} == {}
