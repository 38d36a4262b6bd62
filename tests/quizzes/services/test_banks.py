"""Banks shared, questions versioned, found, filed, tagged and put away."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from quizzes.access.table import may, permitted
from quizzes.models import Bank, Question, QuestionVersion
from quizzes.models.final import IsFinal
from quizzes.queries import Wanted, find_questions
from quizzes.services import banks, quizzes, tagging
from tests.cast import NOW, School, question_of, quiz_for

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_a_bank_is_shared_to_look_then_to_edit_then_taken_back(cast: School) -> None:
    share = banks.share(bank=cast.bank, user=cast.bob, may_edit=False, now=NOW)
    seen = (may(cast.bob, "quizzes.view_bank", cast.bank), may(cast.bob, "quizzes.change_question", cast.question))
    share = banks.share(bank=cast.bank, user=cast.bob, may_edit=True, now=NOW)
    edited = (may(cast.bob, "quizzes.change_bank", cast.bank), may(cast.bob, "quizzes.share_bank", cast.bank))
    banks.unshare(share=share)

    assert seen == (True, False)
    assert edited == (True, False)
    assert not permitted(cast.bob, "quizzes.view_question", Question.objects.all()).exists()


def test_a_bank_is_shared_with_teachers_only(cast: School) -> None:
    for person in (cast.sam, cast.alice):
        with pytest.raises(banks.NotAColleague):
            banks.share(bank=cast.bank, user=person, may_edit=True, now=NOW)


def test_other_words_are_a_new_version_and_other_filing_is_not(cast: School) -> None:
    filed = banks.edit_question(question=cast.question, by=cast.alice, now=NOW, topic="Trade")
    reworded = banks.edit_question(question=cast.question, by=cast.alice, now=NOW, stem="What did he want?")

    assert (filed.version, reworded.version) == (1, 2)
    kept = QuestionVersion.objects.filter(question=cast.question).values_list("number", "stem")
    assert set(kept) == {(1, "What did Stalin want?"), (2, "What did he want?")}


def test_a_published_quiz_keeps_the_version_it_was_published_with(cast: School) -> None:
    banks.edit_question(question=cast.question, by=cast.alice, now=NOW, stem="What did he want?")
    newer = quiz_for(cast.class_11c, [Question.objects.get(pk=cast.question.pk)], by=cast.alice)

    assert [(item.version, item.stem) for item in cast.quiz.items.all()] == [(1, "What did Stalin want?")]
    assert newer.quiz.items.get().version == 2


def test_a_draft_quiz_takes_the_newest_version_when_it_is_published(cast: School) -> None:
    draft = quiz_for(cast.class_11c, [cast.question], by=cast.alice, publish=False).quiz
    banks.edit_question(question=cast.question, by=cast.alice, now=NOW, stem="What did he want?")

    quizzes.publish(quiz=draft, now=NOW)

    assert draft.items.get().version == 2


def test_two_editors_never_write_over_each_other_unseen(cast: School) -> None:
    banks.edit_question(question=cast.question, by=cast.alice, now=NOW, seen=1, stem="Hers?")

    with pytest.raises(banks.Overtaken) as refused:
        banks.edit_question(question=cast.question, by=cast.bob, now=NOW, seen=1, stem="His?")

    assert refused.value.row.stem == "Hers?"
    banks.edit_bank(bank=cast.bank, title="A", description="", glossary="", seen=1)
    with pytest.raises(banks.Overtaken):
        banks.edit_bank(bank=cast.bank, title="B", description="", glossary="", seen=1)


@pytest.mark.parametrize("sql", ["UPDATE {} SET stem = 'x'", "DELETE FROM {}"])
def test_versions_of_questions_are_final(cast: School, sql: str) -> None:
    version = cast.question.versions.get()
    with pytest.raises(IsFinal):
        version.delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format("quizzes_questionversion"))


def test_archived_questions_are_left_out_and_come_back_ready_only_with_a_scheme(cast: School) -> None:
    bare = banks.add_question(bank=cast.bank, stem="Bare?", marks=Decimal(1), by=cast.alice, now=NOW)
    all_of_it = cast.bank.questions.all()

    assert banks.archive(questions=all_of_it, now=NOW) == 2
    assert not find_questions(all_of_it, Wanted()).exists()
    assert banks.restore(questions=all_of_it, ready=Question.objects.filter(pk=cast.question.pk), now=NOW) == 2
    states = dict(Question.objects.values_list("pk", "state"))
    assert states == {cast.question.pk: Question.State.READY, bare.pk: Question.State.DRAFT}


def test_questions_are_found_by_words_topic_tag_and_difficulty(cast: School) -> None:
    other = question_of(cast.bank, stem="Why did grain prices fall?", topic="Trade")
    tagging.tag(questions=[other], names=" Five  Year Plan, trade,,TRADE ")
    banks.note_facilities({other.pk: (0.2, 30)})
    rows = Question.objects.all()

    def stems(**wanted: str) -> list[str]:
        return [row.topic for row in find_questions(rows, Wanted(**wanted))]

    assert sorted(other.tags.values_list("name", flat=True)) == ["five year plan", "trade"]
    assert stems(words="prices grain") == ["Trade"]
    assert stems(words="year plan") == ["Trade"]
    assert stems(words="grain stalin") == []
    assert stems(topic="Stalin") == ["Stalin"]
    assert stems(tag="trade") == ["Trade"]
    assert stems(difficulty="hard") == ["Trade"]
    assert stems(difficulty="easy") == []
    assert stems() == ["Stalin", "Trade"]


def test_tags_are_set_and_taken_off(cast: School) -> None:
    tagging.tag(questions=[cast.question], names="a, b")
    tagging.set_tags(question=cast.question, names="b, c")
    tagging.untag(questions=Question.objects.all(), names="C")

    assert [tag.name for tag in cast.question.tags.all()] == ["b"]


def test_questions_move_to_another_bank(cast: School) -> None:
    other = Bank.objects.create(owner=cast.alice, title="Other", created_at=NOW)

    assert banks.move(questions=cast.bank.questions.all(), bank=other, now=NOW) == 1
    assert banks.move(questions=other.questions.all(), bank=other, now=NOW) == 0
    assert list(other.questions.all()) == [cast.question]
