"""A person gives a level and mark for each objective; together they are the mark, and no machine changes them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from marking import queries
from marking.models import IsFinal, Mark, MarkBatch, ObjectiveLevel, Standing
from marking.reports.gradebook import sheet_of
from marking.services import levels, marks, remarking, schemes
from quizzes.models import Response
from tests.cast import NOW, School
from tests.marking.essays import GRID, TWO, again, essay, level, of_grid, script

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_the_marks_of_the_objectives_make_the_mark(cast: School) -> None:
    response = script(of_grid(cast, TWO), cast.sam, essay(4))

    given = level(response, cast.alice, AO1="3", AO2="2")

    standing = Standing.objects.get(response=response)
    assert (standing.state, standing.mark.mark, standing.mark.marker) == ("CHECKED", Decimal(5), cast.alice)
    assert standing.mark.reason == "AO1 level 2, 3 of 4. AO2 level 1, 2 of 6."
    assert standing.mark.scheme.version == 1
    rows = ObjectiveLevel.objects.filter(mark=standing.mark)
    assert [(row.objective, row.level, row.given) for row in rows] == [("AO1", 2, 3), ("AO2", 1, 2)]
    assert given.batch.kind == MarkBatch.Kind.LEVEL


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "Choose a level and mark for AO1"),
        ({"AO1": Decimal(2)}, "Choose a level and mark for AO2"),
        ({"AO1": Decimal(5), "AO2": Decimal(1)}, "A mark for AO1 is from 0 to 4"),
        ({"AO1": Decimal("0.3"), "AO2": Decimal(1)}, "in steps of one half"),
        ({"AO1": Decimal(-1), "AO2": Decimal(1)}, "from 0 to 4"),
        ({"AO1": Decimal("NaN"), "AO2": Decimal(1)}, "from 0 to 4"),
    ],
)
def test_a_mark_that_the_grid_does_not_have_is_refused(cast: School, given: dict[str, Decimal], wrong: str) -> None:
    response = script(of_grid(cast, TWO), cast.sam, essay(4))

    with pytest.raises(marks.BadMark, match=wrong):
        levels.give(response=response, given=given, by=cast.alice, now=NOW, seen=response.standing.mark_id)
    assert not ObjectiveLevel.objects.exists()


def test_a_question_without_a_grid_has_no_levels(cast: School, response: Response) -> None:
    with pytest.raises(levels.NoGrid):
        levels.give(response=again(response), given={"": Decimal(1)}, by=cast.alice, now=NOW, seen=None)


def test_sent_twice_a_level_is_given_once(cast: School) -> None:
    response, key = script(of_grid(cast), cast.sam, essay(4)), uuid4()
    args = {"response": response, "by": cast.alice, "now": NOW, "seen": response.standing.mark_id, "key": key}

    first = levels.give(given={"": Decimal(4)}, **args)
    assert levels.give(given={"": Decimal(4)}, **args).batch == first.batch
    assert ObjectiveLevel.objects.count() == 1


def test_whoever_saw_another_mark_is_told(cast: School) -> None:
    response = script(of_grid(cast), cast.sam, essay(4))
    seen = response.standing.mark_id
    level(response, cast.alice, mark="4")

    with pytest.raises(marks.ManyOvertaken):
        levels.give(response=again(response), given={"": Decimal(1)}, by=cast.admin, now=NOW, seen=seen)


def test_undone_a_script_waits_for_its_level_again(cast: School) -> None:
    response = script(of_grid(cast), cast.sam, essay(4))
    given = level(response, cast.alice, mark="4")

    marks.undo(batch=given.batch, by=cast.alice, now=NOW)

    assert Response.objects.filter(queries.unlevelled(), pk=response.pk).exists()
    assert ObjectiveLevel.objects.count() == 1  # it stays on record


def test_no_machine_changes_a_persons_level(cast: School) -> None:
    assignment = of_grid(cast)
    response = script(assignment, cast.sam, essay(4))
    level(response, cast.alice, mark="4")
    question = response.item.question
    schemes.write(question=question, text=GRID + "looms [1]\n", by=cast.alice, now=NOW)

    dry = remarking.preview(question=question, responses=Response.objects.all())
    remarking.apply(question=question, responses=Response.objects.all(), by=cast.alice, now=NOW + timedelta(hours=1))

    assert [row.is_human for row in dry.rows] == [True]
    assert not dry.changed
    standing = Standing.objects.get(response=response)
    assert (standing.mark.mark, standing.state, standing.engine_mark.scheme.version) == (Decimal(4), "CHECKED", 2)


def test_a_levelled_script_is_in_the_gradebook_and_the_history(cast: School) -> None:
    assignment = of_grid(cast)
    response = script(assignment, cast.sam, essay(4))
    level(response, cast.alice, mark="4")

    row = next(row for row in sheet_of(assignment, "marks", {}).rows if cast.sam.username in row)
    assert Decimal(4) in row
    assert [mark.reason for mark in queries.history(response) if mark.marker_id] == ["Level 2, 4 of 8."]


def test_a_paper_that_gives_the_question_less_caps_the_mark(cast: School) -> None:
    response = script(of_grid(cast), cast.sam, essay(4))
    response.item.marks = Decimal(6)
    response.item.save(update_fields=["marks"])

    level(again(response), cast.alice, mark="8")

    assert Standing.objects.get(response=response).mark.mark == Decimal(6)
    assert ObjectiveLevel.objects.get().given == Decimal(8)


def test_levels_that_stand_are_told_by_objective_and_a_typed_mark_as_its_level(cast: School) -> None:
    assignment = of_grid(cast)
    one, other = script(assignment, cast.sam, essay(4)), script(assignment, cast.sue, essay(2))
    level(one, cast.alice, mark="4")
    marks.give(response=other, mark=Decimal("5.5"), reason="Quick.", by=cast.alice, now=NOW)
    grid = levels.grid_of(one.item.question)
    assert grid is not None

    assert levels.given_in(assignment, one.item, grid) == {"": {one.pk: 2, other.pk: 2}}
    level(one, cast.alice, mark="7")
    assert levels.given_in(assignment, one.item, grid) == {"": {other.pk: 2, one.pk: 3}}
    assert levels.times_levelled(assignment, one.item) == {one.pk: 2}


def test_levels_are_never_changed_by_anybody(cast: School) -> None:
    level(script(of_grid(cast), cast.sam, essay(4)), cast.alice, mark="4")
    row = ObjectiveLevel.objects.get()

    row.level = 3
    with pytest.raises(IsFinal):
        row.save()
    for table in ("marking_objectivelevel", "marking_mark"):
        with pytest.raises(DatabaseError, match="part of the record"), transaction.atomic():
            connection.cursor().execute(f"DELETE FROM {table}")
    assert Mark.objects.filter(marker=cast.alice).exists()
