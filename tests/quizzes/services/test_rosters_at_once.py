"""Class lists that are carried out at the same moment: each row once, and nothing that was not shown."""

from __future__ import annotations

import pytest
from django.db import connection

from quizzes.models import Enrolment, RosterImport, SchoolClass, User
from quizzes.services import rosters
from tests.cast import NOW, School
from tests.quizzes.test_attempt_races import at_once
from tests.runtime.kept import Kept


@pytest.fixture
def cast(kept_cast: Kept[School], transactional_db: None) -> School:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time; races need PostgreSQL (TEST_DATABASE=postgresql)")
    return kept_cast.again()


def look(text: str, by: User, into: SchoolClass | None) -> RosterImport:
    return rosters.look_through(files=[("list.csv", text.encode())], into=into, by=by, now=NOW)


def outcomes(*rows: RosterImport) -> list[str]:
    """Carry lists out at once; return what each came to."""
    calls = [lambda row=row: rosters.carry_out(row=row, by=row.read_by, now=NOW) for row in rows]  # type: ignore[misc]
    return sorted(type(result).__name__ for result in at_once(*calls))


def test_one_list_twice_at_once_is_carried_out_once(cast: School) -> None:
    row = look("name\nIda Moss\nPer Lund\n", cast.alice, cast.class_10b)

    assert outcomes(row, row, row) == ["AlreadyCarriedOut", "AlreadyCarriedOut", "RosterImport"]
    assert User.objects.filter(last_name__in=["Moss", "Lund"]).count() == 2


def test_the_same_list_of_two_tabs_makes_nobody_twice(cast: School) -> None:
    rows = [look("name,class\nIda Moss,10B\nPer Lund,12D\n", cast.alice, None) for _ in range(3)]

    assert outcomes(*rows) == ["Overtaken", "Overtaken", "RosterImport"]
    assert User.objects.filter(last_name__in=["Moss", "Lund"]).count() == 2
    assert SchoolClass.objects.filter(name="12D").count() == 1


def test_of_two_teachers_who_ask_for_one_username_one_gets_it(cast: School) -> None:
    first = look("name,username\nIda Moss,moss\n", cast.alice, cast.class_10b)
    second = look("name,username\nIna Moss,moss\n", cast.bob, cast.class_11c)

    assert outcomes(first, second) == ["Overtaken", "RosterImport"]
    assert Enrolment.objects.filter(user__username="moss").count() == 1
    waiting = RosterImport.objects.get(state=RosterImport.State.PLANNED)
    assert [line.fate for line in rosters.plan_of(waiting).lines] == ["refused"]
