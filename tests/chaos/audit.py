"""What must hold after any fault: nothing acknowledged is lost, one mark an answer, each sitting its right end."""

from __future__ import annotations

import time
from collections.abc import Sequence

from django.db import connection
from django.db.models import Count

from marking import queries
from marking.engine import VERSION
from marking.models import Mark, MarkScheme
from marking.services import schemes
from quizzes.models import Attempt, Response, ResponseVersion
from tests.chaos.students import Student

SECONDS = 60  # from the end of the fault, and of the last sitting, until all is closed and marked


def settled_after(attempts: Sequence[int]) -> float | None:
    """Wait until all these are closed and marked; return how long that took, None where it did not come."""
    began = time.monotonic()
    while time.monotonic() - began < SECONDS:
        connection.close()  # the one at hand may have been cut, or be of a server that is gone
        open_ones = Attempt.objects.filter(pk__in=attempts, submitted_at=None).exists()
        if not open_ones and not queries.waiting(attempts).exists():
            return time.monotonic() - began
        time.sleep(0.5)
    return None


def findings(students: Sequence[Student]) -> list[str]:
    """Return what is wrong; nothing where all is well."""
    ids = [student.attempt for student in students]
    return [*_lost(students), *_ends(ids), *_marks(ids), *_file()]


def _lost(students: Sequence[Student]) -> list[str]:
    wrong = []
    for student in students:
        kept = set(
            ResponseVersion.objects.filter(response__attempt=student.attempt, outcome="COUNTED").values_list(
                "response__item", "seq", "text"
            )
        )
        stands = {row.item_id: row for row in Response.objects.filter(attempt=student.attempt)}
        last: dict[int, tuple[int, str]] = {}
        for item, seq, text in student.acknowledged:
            last[item] = (seq, text)
            if (item, seq, text) not in kept:
                wrong.append(f"lost from the history: {student.attempt}/{item} number {seq}")
        for item, (seq, text) in last.items():
            row = stands[item]
            if row.seq < seq or (row.seq == seq and row.text != text):
                wrong.append(f"acknowledged and not there: {student.attempt}/{item} number {seq}")
    return wrong


def _ends(ids: Sequence[int]) -> list[str]:
    wrong = []
    for attempt in Attempt.objects.filter(pk__in=ids):
        if attempt.submitted_at is None:
            wrong.append(f"still open: {attempt.pk}")
        elif attempt.closed_by_clock and attempt.submitted_at != attempt.ends_at:
            wrong.append(f"closed at {attempt.submitted_at} and not at its end: {attempt.pk}")
    return wrong


def _marks(ids: Sequence[int]) -> list[str]:
    wrong = []
    rows = Response.objects.filter(attempt__in=ids).select_related("item__question__bank", "standing__mark")
    compiled = {
        row.question_id: schemes.compiled(row)
        for row in MarkScheme.objects.select_related("question__bank").order_by("version")
    }
    for row in rows:
        mark = row.standing.mark if hasattr(row, "standing") else None
        if mark is None:
            wrong.append(f"without a mark: {row.pk}")
        elif (mark.revision, mark.text) != (row.revision, row.text):
            wrong.append(f"marked for another text: {row.pk}")
        elif mark.mark != min(compiled[row.item.question_id].mark_many([row.text])[0].mark, row.item.marks):
            wrong.append(f"another mark than the engine gives: {row.pk}")
    engine = Mark.objects.filter(response__attempt__in=ids, marker=None, engine_version=VERSION).order_by()
    twice = engine.values("response", "revision", "scheme").annotate(count=Count("pk")).filter(count__gt=1)
    return wrong + [f"marked twice: {row['response']}" for row in twice]


def _file() -> list[str]:
    if connection.vendor != "sqlite":
        return []  # it looks after its checksums and constraints itself
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        verdict = cursor.fetchone()[0]
        cursor.execute("PRAGMA foreign_key_check")
        dangling = cursor.fetchall()
    return ([] if verdict == "ok" else [f"database: {verdict}"]) + [f"dangling: {row}" for row in dangling]
