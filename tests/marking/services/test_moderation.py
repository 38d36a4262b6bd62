"""Two teachers see one another, and samples are marked without seeing the first mark."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from marking import queries
from marking.models import Sample, SecondLevel, Standing
from marking.services import marks, moderation
from quizzes.models import Enrolment, Response
from quizzes.services import classes
from tests.cast import NOW, School, person, sat
from tests.marking.essays import TWO, essay, level, of_grid, script

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def take(cast: School, group: str, by: object, seconds: int = 0) -> object:
    item = cast.quiz.items.get()
    now = NOW + timedelta(seconds=seconds)
    return moderation.take(assignment=cast.assignment, item=item, group=group, by=by, now=now)


def test_the_second_teacher_is_told_until_two_minutes_have_passed(cast: School) -> None:
    assert take(cast, "a", cast.alice) is None
    assert take(cast, "a", cast.bob, 60).holder == cast.alice
    assert take(cast, "b", cast.bob, 60) is None
    who = moderation.others(assignment=cast.assignment, item=cast.quiz.items.get(), by=cast.alice, now=NOW)
    assert who == {"b": cast.bob}
    assert take(cast, "a", cast.bob, 121) is None
    assert take(cast, "a", cast.alice, 122).holder == cast.bob


def test_going_on_lets_go_of_the_group_before(cast: School) -> None:
    take(cast, "a", cast.alice)
    take(cast, "b", cast.alice, 1)

    assert take(cast, "a", cast.bob, 2) is None


@pytest.fixture
def answers(cast: School) -> list[Response]:
    """Return four answers that the engine is sure of, and an empty one."""
    for number, text in enumerate(["social fascists"] * 4 + [""]):
        student = person(f"student{number}")
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=NOW)
        sat(cast.assignment, student, text)
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    Standing.objects.update(state=Standing.State.SURE)
    return list(Response.objects.select_related("item", "attempt", "standing").order_by("pk"))


def test_a_blind_sample_stands_and_says_how_far_it_agrees(cast: School, answers: list[Response]) -> None:
    sample = moderation.draw(assignment=cast.assignment, kind=Sample.Kind.BLIND, by=cast.alice, now=NOW)

    assert {row.response_id for row in sample.rows.all()} == {row.pk for row in answers[:4]}
    assert moderation.sample_agreement(cast.assignment) is None
    for row, mark in zip(sample.rows.all(), ["1", "1", "1", "2"], strict=True):
        moderation.mark(row=row, mark=Decimal(mark), by=cast.alice, now=NOW)

    agreement = moderation.sample_agreement(cast.assignment)
    assert (agreement.agreed, agreement.of, agreement.kappa) == (3, 4, None)
    assert agreement.low < 0.75 < agreement.high
    assert Standing.objects.filter(mark__marker=cast.alice).count() == 4
    with pytest.raises(moderation.NothingToSample):
        moderation.draw(assignment=cast.assignment, kind=Sample.Kind.BLIND, by=cast.alice, now=NOW)


def test_an_unfinished_sample_is_gone_on_with_and_a_blind_mark_is_given_once(
    cast: School, answers: list[Response]
) -> None:
    sample = moderation.draw(assignment=cast.assignment, kind=Sample.Kind.BLIND, by=cast.alice, now=NOW)
    row = sample.rows.first()
    moderation.mark(row=row, mark=Decimal(2), by=cast.alice, now=NOW)

    again = moderation.mark(row=row, mark=Decimal(0), by=cast.alice, now=NOW)

    assert again.second == 2
    assert moderation.draw(assignment=cast.assignment, kind=Sample.Kind.BLIND, by=cast.alice, now=NOW) == sample
    with pytest.raises(marks.BadMark):
        moderation.mark(row=sample.rows.last(), mark=Decimal(3), by=cast.alice, now=NOW)


def test_a_blind_mark_writes_over_nobody_who_decided_meanwhile(cast: School, answers: list[Response]) -> None:
    sample = moderation.draw(assignment=cast.assignment, kind=Sample.Kind.BLIND, by=cast.alice, now=NOW)
    row = sample.rows.select_related("response__item").first()
    theirs = marks.give(response=row.response, mark=Decimal(0), reason="No.", by=cast.admin, now=NOW)

    moderation.mark(row=row, mark=Decimal(2), by=cast.alice, now=NOW)

    assert Standing.objects.get(pk=row.response_id).mark == theirs


def test_a_second_marking_is_anothers_and_leaves_the_first_standing(cast: School, answers: list[Response]) -> None:
    first = [marks.give(response=row, mark=Decimal(1), reason="So.", by=cast.alice, now=NOW) for row in answers[:2]]
    with pytest.raises(moderation.NothingToSample):
        moderation.draw(assignment=cast.assignment, kind=Sample.Kind.SECOND, by=cast.alice, now=NOW)

    sample = moderation.draw(assignment=cast.assignment, kind=Sample.Kind.SECOND, by=cast.bob, now=NOW)
    row = sample.rows.first()
    with pytest.raises(moderation.NotYours):
        moderation.mark(row=row, mark=Decimal(0), by=cast.alice, now=NOW)
    moderation.mark(row=row, mark=Decimal(0), by=cast.bob, now=NOW, comment="Too vague.")

    assert set(Standing.objects.filter(mark__marker=cast.alice).values_list("mark", flat=True)) == {
        mark.pk for mark in first
    }
    pair = moderation.pairs(cast.assignment, Sample.Kind.SECOND).get()
    assert (pair.first.mark, pair.second, pair.comment) == (1, 0, "Too vague.")


def test_a_second_marking_by_levels_reports_how_far_two_readings_agree(cast: School) -> None:
    assignment = of_grid(cast, TWO)
    for student, given in ((cast.sam, {"AO1": "3", "AO2": "2"}), (cast.sue, {"AO1": "1", "AO2": "5"})):
        level(script(assignment, student, essay(4)), cast.alice, **given)
    sample = moderation.draw(assignment=assignment, kind=Sample.Kind.SECOND, by=cast.admin, now=NOW)
    second = {"AO1": Decimal(3), "AO2": Decimal(1)}

    for row in sample.rows.select_related("response__item__question"):
        moderation.mark_by_levels(row=row, given=second, by=cast.admin, now=NOW)
    moderation.mark_by_levels(row=sample.rows.first(), given={**second, "AO1": Decimal(1)}, by=cast.admin, now=NOW)

    assert [(row.objective, row.level) for row in SecondLevel.objects.filter(row=sample.rows.first())] == [
        ("AO1", 2), ("AO2", 1),
    ]  # fmt: skip
    assert {row.second for row in sample.rows.all()} == {Decimal(4)}
    agreed = dict(moderation.level_agreement(assignment))
    assert {name: (one.agreed, one.of) for name, one in agreed.items()} == {
        "Question 1, AO1": (1, 2), "Question 1, AO2": (1, 2),
    }  # fmt: skip
    with pytest.raises(marks.BadMark, match="Choose a level and mark for AO2"):
        moderation.mark_by_levels(row=sample.rows.first(), given={"AO1": Decimal(1)}, by=cast.admin, now=NOW)
