"""Marks are shown when a teacher releases them, and not before."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marking import queries
from marking.models import Hold, Release, Standing
from marking.services import levels, marks, results
from quizzes.access.table import permitted
from quizzes.models import Assignment, Attempt, Response, User
from quizzes.pure.terms import Terms
from quizzes.services import arrangements, attempt_acts, attempts
from tests.cast import NOW, School, question_of, quiz_for, sat

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def seen_by(user: User) -> list[Attempt]:
    """Return the attempts whose marks the user sees as their student."""
    return list(permitted(user, "marking.view_result", Attempt.objects.all()))


def release(cast: School, *, minutes: int = 0) -> Release:
    """Let Alice release what is handed in, doubtful answers too, so many minutes later."""
    now = NOW + timedelta(minutes=minutes)
    return results.release(assignment=cast.assignment, by=cast.alice, now=now, unchecked_too=True)


def test_release_is_refused_while_responses_wait_to_be_marked(cast: School) -> None:
    sat(cast.assignment, cast.sam, "social facists")

    with pytest.raises(results.NotReady) as caught:
        results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)

    assert (caught.value.progress.responses, caught.value.progress.marked) == (1, 0)


def test_release_is_refused_while_doubtful_ones_wait_unless_said_otherwise(cast: School) -> None:
    attempt = sat(cast.assignment, cast.sam, "social facists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    Standing.objects.filter(response__attempt=attempt).update(state=Standing.State.TO_CHECK)

    with pytest.raises(results.NotReady):
        results.release(assignment=cast.assignment, by=cast.alice, now=NOW)
    released = results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)

    assert released.released_by == cast.alice


GRID = "grid:\n    Level 1 (1-2): names\n    Level 2 (3-4): explains\nsteel [1]\n"


@pytest.mark.parametrize("rule", Assignment.ReleaseRule.values)
def test_an_essay_without_a_level_is_shown_by_nothing(cast: School, rule: str) -> None:
    essay = quiz_for(cast.class_10b, [question_of(cast.bank, scheme=GRID)], by=cast.alice)
    Assignment.objects.filter(pk=essay.pk).update(release_rule=rule)
    attempt = sat(essay, cast.sam, "It was steel and it was coal.")
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    assert results.release_by_rule(now=NOW + timedelta(days=2)) == 0
    with pytest.raises(results.NotLevelled):
        results.release(assignment=essay, by=cast.alice, now=NOW, unchecked_too=True)
    assert seen_by(cast.sam) == []

    marks.give(response=attempt.responses.get(), mark=Decimal(3), reason="Level 2", by=cast.alice, now=NOW)
    results.release(assignment=essay, by=cast.alice, now=NOW)
    assert seen_by(cast.sam) == [attempt]


def test_an_essay_whose_level_is_undone_after_a_release_is_shown_no_more(cast: School) -> None:
    essay = quiz_for(cast.class_10b, [question_of(cast.bank, scheme=GRID)], by=cast.alice)
    attempt = sat(essay, cast.sam, "It was steel and it was coal.")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    response = Response.objects.select_related("item__question", "standing").get(attempt=attempt)
    args = {"response": response, "given": {"": Decimal(3)}, "by": cast.alice, "now": NOW}
    given = levels.give(seen=response.standing.mark_id, **args)
    results.release(assignment=essay, by=cast.alice, now=NOW)
    assert seen_by(cast.sam) == [attempt]

    marks.undo(batch=given.batch, by=cast.alice, now=NOW)
    assert seen_by(cast.sam) == []
    levels.give(seen=response.standing.mark_id, **args)
    assert seen_by(cast.sam) == [attempt]


def test_release_twice_is_one_release(cast: School, response: Response) -> None:
    first = results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)

    again = results.release(assignment=cast.assignment, by=cast.alice, now=NOW)

    assert (again, Release.objects.count()) == (first, 1)


def test_there_is_nothing_to_release_before_somebody_has_handed_in(cast: School) -> None:
    with pytest.raises(results.NothingToRelease):
        results.release(assignment=cast.assignment, by=cast.alice, now=NOW)


def test_what_is_handed_in_after_a_release_waits_for_one_of_its_own(cast: School, response: Response) -> None:
    release(cast, minutes=10)
    late = sat(cast.assignment, cast.sue, "social fascists", now=NOW + timedelta(hours=1))
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    assert (seen_by(cast.sam), seen_by(cast.sue)) == ([response.attempt], [])
    release(cast, minutes=70)
    assert seen_by(cast.sue) == [late]
    assert Release.objects.count() == 2
    results.take_back(assignment=cast.assignment, by=cast.alice, now=NOW + timedelta(minutes=75))
    assert (seen_by(cast.sam), seen_by(cast.sue)) == ([response.attempt], [])


def test_a_sitting_that_is_opened_again_waits_for_another_release(cast: School, response: Response) -> None:
    release(cast, minutes=10)
    mine = Attempt.objects.filter(pk=response.attempt_id)
    later = NOW + timedelta(hours=1)

    attempt_acts.reopen(attempts=mine, minutes=5, by=cast.alice, now=later)
    attempts.hand_in(attempt=mine.get(), answers=[], lease="", now=later + timedelta(minutes=2))

    assert seen_by(cast.sam) == []


def test_an_answer_that_cannot_be_marked_holds_up_nobody_once_its_student_is_held(
    cast: School, response: Response
) -> None:
    unmarkable = sat(cast.assignment, cast.sue, "social fascists")
    with pytest.raises(results.NotReady):
        release(cast)
    held = results.hold(assignment=cast.assignment, student=cast.sue, reason="", by=cast.alice, now=NOW)

    release(cast)

    assert seen_by(cast.sam) == [response.attempt]
    results.lift(hold=held, by=cast.alice, now=NOW)
    assert seen_by(cast.sue) == []
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    release(cast, minutes=1)
    assert seen_by(cast.sue) == [unmarkable]


def test_marks_shown_at_once_are_taken_back_from_the_class_and_stay_so_until_released(
    cast: School, response: Response
) -> None:
    Assignment.objects.update(release_rule=Assignment.ReleaseRule.AT_ONCE)
    assert seen_by(cast.sam) == [response.attempt]

    results.take_back(assignment=cast.assignment, by=cast.alice, now=NOW + timedelta(hours=2))
    sat(cast.assignment, cast.sue, "social fascists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    assert (seen_by(cast.sam), seen_by(cast.sue)) == ([], [])
    taken = Release.objects.get()
    assert (taken.taken_back_by, [row.attempt for row in taken.covers.all()]) == (cast.alice, [response.attempt])
    release(cast)
    assert (len(seen_by(cast.sam)), len(seen_by(cast.sue))) == (1, 1)


def test_when_marked_waits_for_who_may_still_begin_with_extra_time(cast: School, response: Response) -> None:
    Assignment.objects.update(release_rule=Assignment.ReleaseRule.WHEN_MARKED)
    arrangements.arrange_access(student=cast.sue, terms=Terms(extra_minutes=30), by=cast.alice, now=NOW)
    closed = cast.assignment.closes_at

    assert results.release_by_rule(now=closed + timedelta(minutes=20)) == 0
    assert results.release_by_rule(now=closed + timedelta(minutes=31)) == 1


def test_when_marked_releases_what_is_handed_in_later_too_but_nothing_after_a_take_back(
    cast: School, response: Response
) -> None:
    Assignment.objects.update(release_rule=Assignment.ReleaseRule.WHEN_MARKED)
    after = cast.assignment.closes_at + timedelta(hours=1)
    late = sat(cast.assignment, cast.sue, "social fascists")
    results.hold(assignment=cast.assignment, student=cast.sue, reason="", by=cast.alice, now=NOW)
    assert results.release_by_rule(now=after) == 1

    results.lift(hold=Hold.objects.get(), by=cast.alice, now=NOW)
    assert results.release_by_rule(now=after) == 0
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    assert (results.release_by_rule(now=after), seen_by(cast.sue)) == (1, [late])

    results.take_back(assignment=cast.assignment, by=cast.alice, now=after)
    assert (results.release_by_rule(now=after), seen_by(cast.sue)) == (0, [])


def test_a_student_sees_own_results_from_release_until_they_are_taken_back(cast: School) -> None:
    attempt = sat(cast.assignment, cast.sam, "social facists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    assert seen_by(cast.sam) == []
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)
    assert seen_by(cast.sam) == [attempt]
    assert seen_by(cast.sue) == []
    results.take_back(assignment=cast.assignment, by=cast.alice, now=NOW)
    assert seen_by(cast.sam) == []
    assert Release.objects.get().taken_back_by == cast.alice


def test_table_shows_every_student_with_marks_and_total(cast: School) -> None:
    attempt = sat(cast.assignment, cast.sam, "social facists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    marks.give(
        response=Response.objects.get(attempt=attempt),
        mark=Decimal("1.5"),
        reason="Half of it.",
        by=cast.alice,
        now=NOW,
    )

    table = queries.table(cast.assignment)

    assert [(row.student, row.total) for row in table.rows] == [(cast.sam, Decimal("1.5")), (cast.sue, None)]
    assert table.out_of == Decimal(2)
