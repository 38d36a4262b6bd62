"""What banks need of mark schemes: examples, a glossary that can be read, facilities, many questions at once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from marking import queries
from marking.engine import MarkScheme
from marking.models import Example
from marking.services import examples, facility, glossary, marks, questions
from quizzes.models import Question
from quizzes.services import banks
from tests.cast import NOW, SCHEME, School, sat

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_examples_are_tried_and_those_that_differ_come_first(cast: School) -> None:
    for text, mark in (("social fascists", 1), ("world war", 2), ("nothing", 0)):
        examples.save(question=cast.question, text=text, mark=Decimal(mark), by=cast.alice, now=NOW)

    rows = examples.tried(question=cast.question, scheme=MarkScheme.parse(SCHEME))

    assert [(row.example.text, row.mark, row.agrees) for row in rows] == [
        ("world war", Decimal(0), False),
        ("social fascists", Decimal(1), True),
        ("nothing", Decimal(0), True),
    ]


def test_the_same_example_again_takes_the_new_mark(cast: School) -> None:
    for mark in (1, 2):
        examples.save(question=cast.question, text="kulaks", mark=Decimal(mark), by=cast.alice, now=NOW)

    assert [row.mark for row in Example.objects.all()] == [Decimal(2)]


def test_a_glossary_is_refused_with_the_line_that_cannot_be_read(cast: School) -> None:
    with pytest.raises(glossary.BadGlossary, match="Line 3, “USSR Soviet Union”"):
        glossary.edit_bank(bank=cast.bank, title="x", description="", glossary="GMD = Guomindang\n\nUSSR Soviet Union")

    cast.bank.refresh_from_db()
    assert cast.bank.title == "Soviet foreign policy"


def test_facility_is_the_share_of_the_marks_that_was_got(cast: School) -> None:
    sat(cast.assignment, cast.sam, "social fascists")
    sat(cast.assignment, cast.sue, "social fascists, and socialism in one country")
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    assert facility.note(since=NOW + timedelta(hours=1)) == 0
    assert facility.note(since=NOW) == 1

    cast.question.refresh_from_db()
    assert (cast.question.facility, cast.question.facility_of) == (0.75, 2)


def test_archived_questions_with_a_scheme_come_back_ready(cast: School) -> None:
    bare = banks.add_question(bank=cast.bank, stem="Bare?", marks=Decimal(1), by=cast.alice, now=NOW)
    rows = Question.objects.all()

    assert questions.do_to_many(act="archive", questions=rows, now=NOW) == 2
    assert questions.do_to_many(act="restore", questions=rows, now=NOW) == 2
    assert {row.pk: row.state for row in rows} == {cast.question.pk: "READY", bare.pk: "DRAFT"}


def test_a_scheme_that_a_colleague_wrote_meanwhile_is_not_written_over(cast: School) -> None:
    def save(scheme: str) -> None:
        questions.write(
            question=cast.question, bank=cast.bank, scheme=scheme, by=cast.alice, now=NOW, seen_scheme=1, stem="?"
        )

    save("wheat [1]")
    with pytest.raises(banks.Overtaken):
        save("rye [1]")

    assert cast.question.mark_schemes.count() == 2
