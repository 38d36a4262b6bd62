"""A wording accepted once is accepted from now on: in the scheme, in the group, in the unreviewed rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from marking import queries
from marking.engine import Marked
from marking.engine import MarkScheme as EngineScheme
from marking.models import MarkBatch, MarkScheme, Standing
from marking.services import marks, schemes, wordings
from quizzes.models import Enrolment, Response
from quizzes.services import banks, classes
from tests.cast import NOW, School, person, quiz_for, sat

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

TEXT = """\
# what Moscow called them
max 2
social fascists [1]
    feedback: Think of the name.

    # a note at the end
any 1 from:
    united front [1]
        reject: popular front
    class against class [1]
"""
LATER = NOW + timedelta(hours=1)


def test_points_are_numbered_as_on_the_script() -> None:
    assert [(point.number, point.line, point.text) for point in wordings.points_of(TEXT)] == [
        (1, 3, "social fascists"),
        (2, 8, "united front"),
        (3, 10, "class against class"),
    ]


def test_propose_adds_one_line_and_leaves_the_rest_as_it_was_typed() -> None:
    accepted = wordings.propose(text=TEXT, line=3, wording=" red  fascists. ", kind="accept")
    rejected = wordings.propose(text=TEXT, line=8, wording="(fronts)", kind="reject")

    before = TEXT.splitlines()
    assert accepted.splitlines() == [*before[:4], "    accept: red fascists", *before[4:]]
    assert rejected.splitlines() == [*before[:9], "        reject: fronts", *before[9:]]


@pytest.mark.parametrize(
    ("wording", "why"),
    [("  ", "Type"), ("…!", "Type"), ("word " * 16, "15 at most"), ("popular front", "already")],
)
def test_propose_refuses_what_would_not_help(wording: str, why: str) -> None:
    with pytest.raises(wordings.BadWording, match=why):
        wordings.propose(text=TEXT, line=8, wording=wording, kind="reject")


def test_signs_of_the_notation_are_taken_as_typed() -> None:
    changed = wordings.propose(text="one [1]\n", line=1, wording="5/6 a+b {x}", kind="accept")

    assert changed == "one [1]\n    accept: 5\\/6 a\\+b \\{x\\}\n"


@pytest.fixture
def classroom(cast: School) -> list[Response]:
    """Return answers by four students, of which the last was marked by a person, and one in another quiz."""
    for number, text in enumerate(["red fascists", "red fascists", "they were red fascists now", "red fascists, no"]):
        student = person(f"student{number}")
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=NOW)
        sat(cast.assignment, student, text)
    sat(quiz_for(cast.class_11c, [cast.question], by=cast.bob), cast.tim, "red fascists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    rows = list(Response.objects.select_related("item", "attempt", "standing").order_by("pk"))
    marks.give(response=rows[3], mark=Decimal(0), reason="Denied.", by=cast.alice, now=NOW)
    return rows


def added(cast: School, classroom: list[Response], scheme: MarkScheme, **how: object) -> MarkBatch:
    group = [marks.Decision(row, Decimal(0), row.standing.mark_id) for row in classroom[:2]]
    options = {"again_in": [cast.assignment.pk], **how}
    return wordings.add(
        scheme=scheme, line=1, wording="red fascists", kind="accept", group=group,
        responses=Response.objects.all(), by=cast.alice, now=LATER, **options,
    )  # type: ignore[arg-type]  # fmt: skip


def given(rows: list[Response]) -> list[tuple[Decimal, bool]]:
    """Return the standing marks of the answers and whether a person gave them."""
    standings = Standing.objects.select_related("mark").in_bulk([row.pk for row in rows])
    return [(standings[row.pk].mark.mark, standings[row.pk].mark.marker is not None) for row in rows]


def test_a_look_ahead_says_what_changes_here_and_elsewhere(cast: School, classroom: list[Response]) -> None:
    scheme = schemes.newest(cast.question)

    seen = wordings.look_ahead(
        scheme=scheme, line=1, wording="red fascists", kind="accept", group=classroom[:2],
        responses=Response.objects.all(),
    )  # fmt: skip

    assert [mark for _, mark in seen.group] == [1, 1]
    changed = {assignment.school_class.name: len(rows) for assignment, _, rows in seen.preview.by_assignment()}
    assert changed == {"10B": 3, "11C": 1}
    assert MarkScheme.objects.filter(question=cast.question).count() == 1


def test_add_writes_the_scheme_marks_the_group_and_the_unreviewed_rest(cast: School, classroom: list[Response]) -> None:
    batch = added(cast, classroom, schemes.newest(cast.question))

    assert batch.scheme == schemes.newest(cast.question)
    assert "accept: red fascists" in batch.scheme.text
    assert given(classroom) == [(1, True), (1, True), (1, False), (0, True), (0, False)]

    wordings.undo(batch=batch, by=cast.alice, now=LATER)

    assert given(classroom) == [(0, False), (0, False), (0, False), (0, True), (0, False)]
    assert [row.version for row in MarkScheme.objects.filter(question=cast.question)] == [3, 2, 1]
    assert "red fascists" not in schemes.newest(cast.question).text


@pytest.mark.django_db(transaction=True)
def test_the_engine_works_before_the_transaction_that_writes(
    cast: School, classroom: list[Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    within: list[bool] = []
    whole = EngineScheme.mark_many

    def noting(self: EngineScheme, texts: Sequence[str]) -> list[Marked]:
        within.append(connection.in_atomic_block)
        return whole(self, texts)

    monkeypatch.setattr(EngineScheme, "mark_many", noting)
    added(cast, classroom, schemes.newest(cast.question))

    assert within
    assert not any(within)


def test_undo_leaves_a_scheme_alone_that_was_changed_since(cast: School, classroom: list[Response]) -> None:
    batch = added(cast, classroom, schemes.newest(cast.question))
    schemes.write(question=cast.question, text=batch.scheme.text + "Comintern [1]\n", by=cast.alice, now=LATER)

    wordings.undo(batch=batch, by=cast.alice, now=LATER)

    assert "Comintern" in schemes.newest(cast.question).text


def test_nothing_is_written_where_somebody_changed_scheme_or_marks(cast: School, classroom: list[Response]) -> None:
    first = schemes.newest(cast.question)
    marks.give(response=classroom[0], mark=Decimal(2), reason="Mine.", by=cast.admin, now=NOW)
    with pytest.raises(marks.ManyOvertaken):
        added(cast, classroom, first)
    assert schemes.newest(cast.question) == first

    schemes.write(question=cast.question, text="Comintern [2]\n", by=cast.alice, now=LATER)
    with pytest.raises(banks.Overtaken):
        added(cast, classroom, first)
    assert not MarkBatch.objects.exists()
