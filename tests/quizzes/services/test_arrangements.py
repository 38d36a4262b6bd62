"""Access arrangements: a change reaches whoever is writing, and every change stays on record."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from quizzes.models import AccessArrangement, ArrangementChange, Assignment, Attempt, AttemptAct
from quizzes.models.final import IsFinal
from quizzes.pure.terms import Terms
from quizzes.queries import work_of
from quizzes.services import arrangements, attempt_acts, attempts
from tests.cast import NOW, School

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

MINUTE = timedelta(minutes=1)
QUARTER = Terms(time_factor=Decimal("1.25"))


@pytest.fixture
def attempt(cast: School) -> Attempt:
    """Return a sitting of sam's, 20 minutes long."""
    return attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)


def end_of(attempt: Attempt) -> timedelta:
    return Attempt.objects.get(pk=attempt.pk).ends_at - NOW


def test_a_new_arrangement_a_changed_one_and_its_removal_reach_a_running_sitting(
    cast: School, attempt: Attempt
) -> None:
    ends = []
    for terms in (QUARTER, Terms(extra_minutes=10), None):
        arrangements.arrange_access(student=cast.sam, terms=terms, by=cast.alice, now=NOW + MINUTE)
        ends.append(end_of(attempt))

    assert ends == [25 * MINUTE, 30 * MINUTE, 20 * MINUTE]
    acts = AttemptAct.objects.filter(attempt=attempt).order_by("pk")
    assert [(act.kind, act.made_by, act.new_end - NOW) for act in acts] == [
        ("RECOMPUTED", cast.alice, end) for end in ends
    ]


def test_the_act_on_a_sitting_does_not_tell_why_somebody_has_extra_time(cast: School, attempt: Attempt) -> None:
    arrangements.arrange_access(student=cast.sam, terms=QUARTER, by=cast.alice, now=NOW, reason="Broken wrist")

    assert "wrist" not in AttemptAct.objects.get().reason


def test_no_limit_lets_a_running_sitting_go_on_until_the_closing_time(cast: School, attempt: Attempt) -> None:
    arrangements.arrange_access(student=cast.sam, terms=Terms(unlimited=True), by=cast.alice, now=NOW)

    assert NOW + end_of(attempt) == cast.assignment.closes_at


def test_taken_away_late_in_a_sitting_it_leaves_a_minute(cast: School, attempt: Attempt) -> None:
    arrangements.arrange_access(student=cast.sam, terms=QUARTER, by=cast.alice, now=NOW)

    arrangements.arrange_access(student=cast.sam, terms=None, by=cast.alice, now=NOW + 24 * MINUTE)

    assert end_of(attempt) == 25 * MINUTE


def test_every_change_is_noted_with_who_when_and_what_was_before(cast: School) -> None:
    until = Terms(time_factor=Decimal("1.25"), rest_minutes=10, valid_until=date(2026, 7, 31))
    steps = [
        (QUARTER, "Slow reading"),
        (QUARTER, "Slow reading"),
        (QUARTER, "Report of May"),
        (until, ""),
        (None, "Well"),
    ]
    for number, (terms, reason) in enumerate(steps):
        arrangements.arrange_access(
            student=cast.sam, terms=terms, reason=reason, by=cast.alice, now=NOW + number * MINUTE
        )

    rows = ArrangementChange.objects.filter(student=cast.sam).order_by("pk")
    assert [(row.before, row.after, row.reason) for row in rows] == [
        (None, QUARTER, "Slow reading"),
        (QUARTER, QUARTER, "Report of May"),
        (QUARTER, until, ""),
        (until, None, "Well"),
    ]
    assert [(row.made_by, row.made_at) for row in rows] == [
        (cast.alice, NOW + number * MINUTE) for number in (0, 2, 3, 4)
    ]
    assert not AccessArrangement.objects.exists()


def test_bad_terms_are_refused_and_change_nobody(cast: School) -> None:
    wishes = [
        arrangements.Wish(cast.sue, QUARTER),
        arrangements.Wish(cast.sam, Terms(time_factor=Decimal("0.5"), extra_minutes=-1)),
    ]
    with pytest.raises(arrangements.BadTerms) as caught:
        arrangements.arrange_many(wishes=wishes, by=cast.alice, now=NOW)

    assert set(caught.value.problems) == {"time_factor", "extra_minutes"}
    assert not AccessArrangement.objects.exists()


def test_a_change_on_record_is_final(cast: School) -> None:
    row = arrangements.arrange_access(student=cast.sam, terms=QUARTER, by=cast.alice, now=NOW)
    assert row is not None
    with pytest.raises(IsFinal):
        row.save()
    with pytest.raises(IsFinal):
        ArrangementChange.objects.all().delete()
    for statement in ("UPDATE quizzes_arrangementchange SET reason = 'x'", "DELETE FROM quizzes_arrangementchange"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert ArrangementChange.objects.get().reason == ""


def test_many_take_as_many_queries_as_one(cast: School, django_assert_num_queries) -> None:
    for student in (cast.sam, cast.sue):
        attempts.start(assignment=cast.assignment, student=student, now=NOW)

    def cost(students: list[object], minutes: int) -> int:
        wishes = [arrangements.Wish(student, Terms(extra_minutes=minutes)) for student in students]
        with django_assert_num_queries(20, exact=False) as seen:
            arrangements.arrange_many(wishes=wishes, by=cast.alice, now=NOW)
        return len(seen)

    assert cost([cast.sam], 5) == cost([cast.sam, cast.sue], 6)


# ---- the day that decides ----


def shown(cast: School, now: object) -> tuple[int | None, int]:
    work = work_of(cast.sam, Assignment.objects.filter(pk=cast.assignment.pk), now)[0]
    return work.allowed.minutes, work.rest_minutes


def test_what_is_shown_ahead_is_what_a_start_gives(cast: School) -> None:
    terms = Terms(extra_minutes=10, rest_minutes=5, valid_from=date(2026, 3, 5))
    arrangements.arrange_access(student=cast.sam, terms=terms, by=cast.alice, now=NOW)
    Assignment.objects.update(opens_at=NOW + timedelta(days=4), closes_at=NOW + timedelta(days=6))
    cast.assignment.refresh_from_db()

    assert shown(cast, NOW) == (30, 5)
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW + timedelta(days=4))
    assert attempt.ends_at == NOW + timedelta(days=4) + 30 * MINUTE


def test_a_sitting_keeps_the_terms_of_its_first_day(cast: School) -> None:
    terms = Terms(extra_minutes=1200, rest_minutes=5, valid_until=NOW.date())
    AccessArrangement.objects.create(student=cast.sam, extra_minutes=600, rest_minutes=5, valid_until=terms.valid_until)
    Assignment.objects.update(time_limit_minutes=600)
    cast.assignment.refresh_from_db()
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)
    tomorrow = NOW + timedelta(hours=16)

    assert shown(cast, tomorrow) == (1200, 5)
    assert attempt.break_left == 5 * MINUTE
    attempt_acts.recompute_ends(assignment=cast.assignment, by=cast.alice, now=tomorrow, reason="")
    assert end_of(attempt) == 1200 * MINUTE


def test_extra_time_after_midnight_still_counts(cast: School) -> None:
    AccessArrangement.objects.create(student=cast.sam, extra_minutes=30, valid_until=NOW.date())
    midnight = NOW.replace(hour=23, minute=50)
    Assignment.objects.update(opens_at=NOW, closes_at=midnight)
    cast.assignment.refresh_from_db()

    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=midnight + 20 * MINUTE)

    assert attempt.ends_at == midnight + 30 * MINUTE
    attempt_acts.recompute_ends(students=[cast.sam], by=cast.alice, now=midnight + 21 * MINUTE, reason="")
    assert end_of(attempt) == midnight + 30 * MINUTE - NOW
