"""Marks are given once, never changed, and a person's stands before the engine's."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from marking import queries
from marking.models import IsFinal, Mark, Standing
from marking.services import marks, schemes, standings
from quizzes.models import Enrolment, Item, Response
from quizzes.services import attempts, banks, classes, quizzes
from tests.cast import NOW, SCHEME, School, person, sat

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def handed_in(cast: School, text: str) -> Response:
    attempt = sat(cast.assignment, cast.sam, text)
    marks.mark_responses(responses=queries.waiting([attempt.pk]), now=NOW)
    return Response.objects.select_related("item").get(attempt=attempt)


def test_mark_responses_gives_a_misspelt_answer_its_mark_and_shows_the_words(cast: School) -> None:
    response = handed_in(cast, "He called them social facists.")

    mark = response.standing.mark
    assert (mark.mark, mark.out_of, mark.marker) == (Decimal(1), Decimal(2), None)
    matched = [point for point in mark.points if point["outcome"] == "matched"]
    assert [piece["text"] for point in matched for piece in point["evidence"]] == ["social facists"]


@pytest.mark.parametrize(
    "text", ['He said "no" \\ it\'s\n\u2028so', "\\u0000 {1,NULL} %s", "социализм 🏛️ ﬁn", "", "null"]
)
def test_a_mark_keeps_the_text_as_it_was_typed_and_shows_where_words_stood(cast: School, text: str) -> None:
    response = handed_in(cast, f"{text} social facists")

    mark = response.standing.mark
    assert (mark.text, mark.mark, mark.confidence) == (response.text, Decimal(1), response.standing.confidence)
    pieces = [piece for point in mark.points for piece in point["evidence"] if point["outcome"] == "matched"]
    assert [mark.text[piece["start"] : piece["end"]] for piece in pieces] == ["social facists"]


def test_equal_answers_have_equal_marks(cast: School) -> None:
    for student in (person("anna"), person("ben"), person("carl")):
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=NOW)
        sat(cast.assignment, student, "social facists")

    assert marks.mark_waiting(now=NOW) == 3

    shown = {(mark.mark, mark.codes, str(mark.reasons), str(mark.points)) for mark in Mark.objects.all()}
    assert len(shown) == 1
    assert set(Standing.objects.values_list("state", flat=True)) == {Standing.State.SURE}


def test_mark_responses_marks_nothing_twice(cast: School) -> None:
    response = handed_in(cast, "socialism in one country")

    again = marks.mark_responses(responses=Response.objects.select_related("item"), now=NOW)

    assert again == 0
    assert Mark.objects.filter(response=response).count() == 1


def test_mark_responses_waits_for_the_hand_in(cast: School) -> None:
    attempts.start(assignment=cast.assignment, student=cast.sue, now=NOW)

    assert list(queries.waiting()) == []


def test_mark_responses_sets_a_question_without_a_scheme_aside(cast: School) -> None:
    attempt = sat(cast.assignment, cast.sam, "anything")
    rows = Response.objects.filter(attempt=attempt)
    rows.update(item=_item_without_scheme(cast))

    made = marks.mark_responses(responses=rows.select_related("item"), now=NOW)

    standing = Standing.objects.get(response__attempt=attempt)
    assert (made, standing.state, standing.mark) == (0, Standing.State.FAILED, None)
    assert "no mark scheme" in standing.error


def _item_without_scheme(cast: School) -> int:
    bare = banks.add_question(bank=cast.bank, stem="Bare?", marks=Decimal(1), by=cast.alice, now=NOW)
    item = Item.objects.create(quiz=cast.quiz, question=bare, position=9, kind="SHORT", stem="Bare?", marks=1)
    return item.pk


def test_what_failed_is_tried_three_times_and_then_left_to_a_person(cast: School) -> None:
    attempt = sat(cast.assignment, cast.sam, "anything")
    Response.objects.filter(attempt=attempt).update(item=_item_without_scheme(cast))

    for _ in range(3):
        assert queries.waiting().count() == 1
        marks.mark_responses(responses=queries.waiting(), now=NOW)

    assert queries.waiting().count() == 0
    standings.try_again(responses=Response.objects.filter(attempt=attempt), now=NOW)
    assert queries.waiting().count() == 1


def test_give_stands_before_the_engine_even_after_marking_again(cast: School) -> None:
    response = handed_in(cast, "social facists")

    given = marks.give(response=response, mark=Decimal(2), reason="Named both.", by=cast.alice, now=NOW)
    schemes.write(question=cast.question, text=SCHEME + "\nComintern [1]\n", by=cast.alice, now=NOW)
    made = marks.mark_responses(responses=Response.objects.select_related("item"), now=NOW + timedelta(hours=1))

    standing = Standing.objects.get(response=response)
    assert made == 1
    assert (standing.mark, standing.state) == (given, Standing.State.CHECKED)
    assert standing.engine_mark.scheme.version == 2


@pytest.mark.parametrize("mark", ["-0.5", "2.5", "0.3"])
def test_give_refuses_a_mark_that_cannot_be_given(cast: School, mark: str) -> None:
    response = handed_in(cast, "social facists")

    with pytest.raises(marks.BadMark, match="from 0 to 2, in steps of one half"):
        marks.give(response=response, mark=Decimal(mark), reason="Because.", by=cast.alice, now=NOW)


def test_give_wants_a_reason(cast: School) -> None:
    response = handed_in(cast, "social facists")

    with pytest.raises(marks.BadMark, match="why"):
        marks.give(response=response, mark=Decimal(1), reason="  ", by=cast.alice, now=NOW)


def test_give_refuses_who_decided_on_a_mark_that_no_longer_stands(cast: School) -> None:
    response = handed_in(cast, "social facists")
    seen = response.standing.mark_id
    first = marks.give(response=response, mark=Decimal(2), reason="Fine.", by=cast.alice, now=NOW, seen=seen)

    with pytest.raises(marks.Overtaken) as caught:
        marks.give(response=response, mark=Decimal(0), reason="No.", by=cast.admin, now=NOW, seen=seen)

    assert caught.value.standing.mark == first
    assert Mark.objects.filter(response=response).count() == 2


def test_marks_are_final_in_python(cast: School) -> None:
    mark = handed_in(cast, "social facists").standing.mark

    with pytest.raises(IsFinal):
        mark.save()
    with pytest.raises(IsFinal):
        mark.delete()
    with pytest.raises(IsFinal):
        Mark.objects.update(mark=2)
    with pytest.raises(IsFinal):
        Mark.objects.all().delete()


@pytest.mark.parametrize("table", ["marking_mark", "marking_markscheme", "quizzes_responseversion"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_record_is_final_in_the_database_too(cast: School, table: str, act: str) -> None:
    handed_in(cast, "social facists")

    with pytest.raises(IntegrityError, match="part of the record"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))


def test_marking_more_students_takes_no_more_queries(cast: School) -> None:
    one = _queries_to_mark([sat(cast.assignment, cast.sam, "social facists").pk])
    others = [person(f"student{number}") for number in range(5)]
    for other in others:
        classes.enrol(school_class=cast.class_10b, user=other, role=Enrolment.Role.STUDENT, now=NOW)

    five = _queries_to_mark([sat(cast.assignment, other, "socialism in one country").pk for other in others])

    assert five == one


def _queries_to_mark(attempt_ids: list[int]) -> int:
    with CaptureQueriesContext(connection) as queries_made:
        assert marks.mark_responses(responses=queries.waiting(attempt_ids), now=NOW) == len(attempt_ids)
    return len(queries_made)


def two_answers(cast: School) -> list[marks.Decision]:
    """Return decisions of two marks for two answers of one mark each."""
    for student in (cast.sam, cast.sue):
        sat(cast.assignment, student, "social facists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    rows = Response.objects.select_related("item", "attempt", "standing").order_by("pk")
    return [marks.Decision(row, Decimal(2), row.standing.mark_id) for row in rows]


def test_give_many_is_one_batch_that_undo_takes_back(cast: School) -> None:
    decisions = two_answers(cast)
    before = list(Standing.objects.order_by("pk").values_list("mark", "state"))

    batch = marks.give_many(decisions=decisions, reason="Both named.", by=cast.alice, now=NOW).batch

    assert (batch.question, batch.assignment) == (cast.question, cast.assignment)
    assert {row.mark.reason for row in Standing.objects.select_related("mark")} == {"Both named."}
    marks.undo(batch=batch, by=cast.alice, now=NOW)
    assert list(Standing.objects.order_by("pk").values_list("mark", "state")) == before
    assert Mark.objects.filter(marker=cast.alice).count() == 2


def test_give_many_with_the_same_key_is_done_once(cast: School) -> None:
    decisions, key = two_answers(cast), uuid4()

    first = marks.give_many(decisions=decisions, reason="So.", by=cast.alice, now=NOW, key=key)
    again = marks.give_many(decisions=decisions, reason="So.", by=cast.alice, now=NOW, key=key)

    assert again.batch == first.batch
    assert Mark.objects.filter(marker=cast.alice).count() == 2


def test_give_many_marks_none_where_one_was_overtaken_unless_told_to_leave_it_out(cast: School) -> None:
    decisions = two_answers(cast)
    theirs = marks.give(response=decisions[0].response, mark=Decimal(0), reason="No.", by=cast.admin, now=NOW)

    with pytest.raises(marks.ManyOvertaken) as caught:
        marks.give_many(decisions=decisions, reason="So.", by=cast.alice, now=NOW)
    assert [standing.mark for standing in caught.value.standings] == [theirs]
    assert not Mark.objects.filter(marker=cast.alice).exists()

    given = marks.give_many(decisions=decisions, reason="So.", by=cast.alice, now=NOW, skip_overtaken=True)

    assert [standing.mark for standing in given.refused] == [theirs]
    assert [row.response_id for row in Mark.objects.filter(marker=cast.alice)] == [decisions[1].response.pk]


def test_undoing_the_only_mark_of_what_failed_lets_it_be_tried_again(cast: School) -> None:
    attempt = sat(cast.assignment, cast.sam, "anything")
    Response.objects.filter(attempt=attempt).update(item=_item_without_scheme(cast))
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    response = Response.objects.select_related("item", "attempt").get(attempt=attempt)
    decision = marks.Decision(response, Decimal(1), None)

    batch = marks.give_many(decisions=[decision], reason="By hand.", by=cast.alice, now=NOW).batch
    assert not queries.waiting().exists()
    marks.undo(batch=batch, by=cast.alice, now=NOW)

    assert queries.waiting().get() == response


def published_with(cast: School, marks: Decimal, word_limit: int | None) -> None:
    """Publish the quiz of the cast anew, with these marks and word limit for its question."""
    quiz = cast.assignment.quiz
    quizzes.unpublish(quiz=quiz)
    quiz.refresh_from_db()
    item = quiz.items.select_related("question").get()
    quizzes.arrange(quiz=quiz, lines=[quizzes.Line(item, marks, word_limit)])
    quizzes.publish(quiz=quiz, now=NOW)
    quiz.refresh_from_db()


@pytest.mark.parametrize(("given", "word_limit"), [(Decimal(1), None), (Decimal(2), 30)])
def test_scheme_that_is_worth_more_than_when_the_quiz_set_its_marks_is_a_doubt(
    cast: School, given: Decimal, word_limit: int | None
) -> None:
    published_with(cast, given, word_limit)
    schemes.write(question=cast.question, text=SCHEME + "Five-Year Plan [1]\n", by=cast.alice, now=NOW)
    mark = handed_in(cast, "socialism in one country").standing.mark
    assert (mark.mark, mark.review) == (1, True)
    assert "The mark scheme is now worth 3" in " ".join(mark.sentences)


def test_question_that_counts_less_in_its_quiz_is_capped_there_without_a_doubt(cast: School) -> None:
    published_with(cast, Decimal(1), None)

    mark = handed_in(cast, "Socialism in one country; he called them social fascists.").standing.mark

    assert (mark.mark, mark.out_of, mark.review) == (1, 1, False)
    assert "In this quiz the question is worth 1 at most." in mark.sentences
