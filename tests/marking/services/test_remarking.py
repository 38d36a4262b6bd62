"""A changed scheme is tried first and marks as one batch, which one undo takes back; it never overrules a person."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from marking import queries
from marking.models import Mark, MarkBatch, MarkChange, Standing
from marking.services import examples, marks, remarking, results, schemes
from quizzes.models import Enrolment, Response
from quizzes.services import classes
from tests.cast import NOW, School, person, sat

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

TEXTS = ("socialism in one country", "peace and bread", "social facists", "nothing", "socialism in one country, not")
WIDER = "socialism in one country [1]\npeace [1]\n"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def answers(cast: School) -> list[Response]:
    """Return five marked answers to the one question."""
    for number, text in enumerate(TEXTS):
        student = person(f"student{number}")
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=NOW)
        sat(cast.assignment, student, text)
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    return list(Response.objects.select_related("item").order_by("pk"))


def standing(response: Response) -> Standing:
    return Standing.objects.select_related("mark", "engine_mark").get(pk=response.pk)


def applied(cast: School, **how: object) -> MarkBatch:
    return remarking.apply(
        question=cast.question, responses=Response.objects.all(), by=cast.alice, now=LATER, reason="Wider.", **how
    )  # type: ignore[arg-type]


def test_a_dry_run_says_who_goes_where_and_writes_nothing(cast: School, answers: list[Response]) -> None:
    marks.give(response=answers[3], mark=Decimal(1), reason="Said aloud.", by=cast.alice, now=NOW)
    examples.save(question=cast.question, text="peace", mark=Decimal(1), by=cast.alice, now=NOW)
    before = Mark.objects.count()

    seen = remarking.preview(question=cast.question, responses=Response.objects.all(), text=WIDER)

    assert [row.response.text for row in seen.up] == ["peace and bread"]
    assert [row.response.text for row in seen.down] == ["social facists"]
    assert [row.response.text for row in seen.human] == ["nothing"]
    assert seen.agreement == (1, 0, 0)
    assert [tried.agrees for tried in seen.examples] == [True]
    assert Mark.objects.count() == before


def test_apply_is_one_batch_and_undo_brings_back_what_stood(cast: School, answers: list[Response]) -> None:
    before = {row.pk: standing(row).mark_id for row in answers}
    schemes.write(question=cast.question, text=WIDER, by=cast.alice, now=LATER)

    batch = applied(cast)

    assert standing(answers[1]).mark.mark == 1
    assert standing(answers[2]).mark.mark == 0
    assert {row.batch for row in batch.rows.all()} == {batch}
    marks.undo(batch=batch, by=cast.alice, now=LATER)
    assert {row.pk: standing(row).mark_id for row in answers} == before
    assert batch.rows.count() == len(answers)
    with pytest.raises(marks.AlreadyUndone):
        marks.undo(batch=batch, by=cast.alice, now=LATER)


def test_what_was_undone_can_be_applied_again_with_no_second_engine_mark(cast: School, answers: list[Response]) -> None:
    schemes.write(question=cast.question, text=WIDER, by=cast.alice, now=LATER)
    marks.undo(batch=applied(cast), by=cast.alice, now=LATER)
    made = Mark.objects.count()

    again = applied(cast)

    assert again.rows.count() == len(answers)
    assert Mark.objects.count() == made
    assert standing(answers[1]).mark.mark == 1


def test_apply_takes_only_what_the_new_scheme_has_not_marked_and_what_is_ticked(
    cast: School, answers: list[Response]
) -> None:
    schemes.write(question=cast.question, text=WIDER, by=cast.alice, now=LATER)

    assert applied(cast, only={answers[1].pk}).rows.count() == 1
    assert applied(cast).rows.count() == len(answers) - 1
    assert applied(cast).rows.count() == 0


def test_the_same_key_applies_once(cast: School, answers: list[Response]) -> None:
    schemes.write(question=cast.question, text=WIDER, by=cast.alice, now=LATER)
    key = uuid4()

    assert applied(cast, key=key) == applied(cast, key=key)
    assert MarkBatch.objects.count() == 1


def test_a_released_quiz_is_marked_again_only_when_said_and_tells_those_whose_mark_changed(
    cast: School, answers: list[Response]
) -> None:
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)
    schemes.write(question=cast.question, text=WIDER, by=cast.alice, now=LATER)

    assert applied(cast).rows.count() == 0
    batch = applied(cast, shown_too={cast.assignment.pk})

    assert batch.rows.count() == len(answers)
    changed = MarkChange.objects.values_list("response__text", "old__mark", "new__mark")
    assert sorted(changed) == [("peace and bread", 0, 1), ("social facists", 1, 0)]


def test_nobody_is_told_of_a_change_before_release(cast: School, answers: list[Response]) -> None:
    marks.give(response=answers[0], mark=Decimal(2), reason="Fine.", by=cast.alice, now=NOW)

    assert not MarkChange.objects.exists()


def test_a_scheme_worth_more_than_the_paper_gives_no_more_than_the_paper_has(
    cast: School, answers: list[Response]
) -> None:
    schemes.write(question=cast.question, text="socialism [3]\n", by=cast.alice, now=LATER)

    applied(cast)

    mark = standing(answers[0]).mark
    assert (mark.mark, mark.out_of, mark.review) == (2, 2, True)
    assert "worth 3" in mark.sentences[-1]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_a_persons_mark_that_counts_stands(cast: School, answers: list[Response], seed: int) -> None:
    """Acts in any order: decide alone, decide together, change the scheme, mark again, undo. Then the rule holds."""
    chance = random.Random(seed)
    texts = [WIDER, "peace [1]\nbread [1]\n", "socialism [1]\n"]
    for step in range(14):
        now = NOW + timedelta(minutes=step)
        _one_act(cast, chance, answers, texts, now)
        for response in answers:
            people = queries.marks_that_count(Mark.objects.filter(response=response, marker__isnull=False)).order_by(
                "pk"
            )
            newest = people.last()
            row = standing(response)
            assert newest is None or row.mark_id == newest.pk
            assert (row.state == Standing.State.CHECKED) == (newest is not None)


def _one_act(cast: School, chance: random.Random, answers: list[Response], texts: list[str], now: object) -> None:
    act = chance.choice(["give", "many", "scheme", "remark", "remark", "undo", "sweep"])
    some = chance.sample(answers, 2)
    if act == "give":
        marks.give(response=some[0], mark=Decimal(chance.choice([0, 1, 2])), reason="So.", by=cast.alice, now=now)
    elif act == "many":
        decisions = [marks.Decision(row, Decimal(1), standing(row).mark_id) for row in some]
        marks.give_many(decisions=decisions, reason="So.", by=cast.alice, now=now)
    elif act == "scheme":
        schemes.write(question=cast.question, text=chance.choice(texts), by=cast.alice, now=now)
    elif act == "remark":
        applied(cast)
    elif act == "sweep":
        marks.mark_responses(responses=Response.objects.select_related("item"), now=now)
    elif batches := list(MarkBatch.objects.filter(undone_at=None).order_by("pk")):
        marks.undo(batch=chance.choice(batches), by=cast.alice, now=now)
