"""A quiz is set, published once it is fit, and then stays as it was sat."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marking.services import questions
from quizzes.access.table import permitted
from quizzes.models import Assignment, Question, Quiz
from quizzes.queries import clocks_of, in_pool
from quizzes.services import archives, attempts, banks, classes, quizzes
from tests.cast import NOW, SCHEME, School, question_of, quiz_for

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_publish_refuses_a_quiz_that_is_not_fit_and_says_everything_that_is_missing(cast: School) -> None:
    empty_class = classes.create_class(name="12A", by=cast.alice, now=NOW)
    bare = banks.add_question(bank=cast.bank, stem="No scheme?", marks=1, by=cast.alice, now=NOW)
    setting = quizzes.Setting(empty_class, NOW - timedelta(days=2), NOW - timedelta(days=1), 20)
    quiz = quizzes.set_quiz(quiz=None, title="Q", questions=[bare], settings=[setting], by=cast.alice, now=NOW)

    with pytest.raises(quizzes.CannotPublish) as caught:
        quizzes.publish(quiz=quiz, now=NOW)

    assert caught.value.problems == [
        "Question 1 has no mark scheme yet.",
        "It closes for 12A in the past. Choose a later time.",
    ]


def test_a_quiz_for_a_class_that_nobody_has_joined_yet_is_published_with_a_warning(cast: School) -> None:
    empty_class = classes.create_class(name="12A", by=cast.alice, now=NOW)
    assignment = quiz_for(empty_class, [cast.question], by=cast.alice)

    warnings = quizzes.warnings_of(clocks=clocks_of(Assignment.objects.filter(pk=assignment.pk), NOW), quiz=None)

    assert f"12A has no students yet. Who joins with the code {empty_class.code} will find the quiz." in warnings


def test_publish_refuses_a_quiz_of_nothing_for_nobody(cast: School) -> None:
    quiz = quizzes.set_quiz(quiz=None, title="Q", questions=[], settings=[], by=cast.alice, now=NOW)

    assert quizzes.problems(quiz=quiz, now=NOW) == [
        "The quiz has no questions. Choose some first.",
        "The quiz is set for no class. Choose one first.",
    ]


def test_publish_takes_the_wording_of_today_and_later_edits_leave_the_paper_alone(cast: School) -> None:
    assignment = quiz_for(cast.class_10b, [cast.question], by=cast.alice, publish=False)
    banks.edit_question(question=cast.question, stem="Newer wording?", by=cast.alice, now=NOW)

    quizzes.publish(quiz=assignment.quiz, now=NOW)
    questions.write(
        question=cast.question, bank=cast.bank, scheme=SCHEME, by=cast.alice, now=NOW, stem="Too late?", word_limit=5
    )

    item = assignment.quiz.items.get()
    assert (item.stem, item.word_limit) == ("Newer wording?", None)


def test_a_published_quiz_is_frozen(cast: School) -> None:
    with pytest.raises(quizzes.QuizFrozen):
        quizzes.set_items(quiz=Quiz.objects.get(pk=cast.quiz.pk), questions=[])


def test_publish_twice_changes_nothing(cast: School) -> None:
    first = Quiz.objects.get(pk=cast.quiz.pk).published_at

    quizzes.publish(quiz=cast.quiz, now=NOW + timedelta(hours=1))

    assert Quiz.objects.get(pk=cast.quiz.pk).published_at == first


def test_unpublish_works_until_a_student_has_started(cast: School) -> None:
    quizzes.unpublish(quiz=cast.quiz)
    assert not permitted(cast.sam, "quizzes.sit_assignment", Assignment.objects.all()).exists()
    quizzes.publish(quiz=cast.quiz, now=NOW)
    assignment = Assignment.objects.select_related("quiz").get(quiz=cast.quiz)
    attempts.start(assignment=assignment, student=cast.sam, now=NOW)

    with pytest.raises(quizzes.QuizBegun):
        quizzes.unpublish(quiz=cast.quiz)


def test_set_quiz_again_moves_times_and_drops_a_class_that_was_taken_out(cast: School) -> None:
    assignment = quiz_for(cast.class_10b, [cast.question], by=cast.alice, publish=False)
    other = classes.create_class(name="10C", by=cast.alice, now=NOW)

    quizzes.set_quiz(
        quiz=assignment.quiz,
        title="Renamed",
        questions=[cast.question],
        settings=[quizzes.Setting(other, NOW, NOW + timedelta(days=2), None)],
        by=cast.alice,
        now=NOW,
    )

    rows = list(Assignment.objects.filter(quiz=assignment.quiz))
    assert [(row.school_class, row.time_limit_minutes) for row in rows] == [(other, None)]


def test_no_quiz_is_set_for_an_archived_class(cast: School) -> None:
    quiz = quiz_for(cast.class_10b, [cast.question], by=cast.alice, publish=False).quiz
    archives.archive(row=cast.class_10b, now=NOW)
    setting = quizzes.Setting(cast.class_10b, NOW, NOW + timedelta(days=1), 20)
    for row in (quiz, None):
        with pytest.raises(quizzes.ArchivedClass, match="10B is archived"):
            quizzes.set_quiz(quiz=row, title="X", questions=[], settings=[setting], by=cast.alice, now=NOW)
    assert list(Quiz.objects.filter(title="X")) == []
    assert quiz.items.count() == 1


def warnings(quiz: Quiz) -> list[str]:
    return quizzes.warnings_of(clocks=clocks_of(quiz.assignments.all(), NOW), quiz=quiz)


def test_warnings_name_a_window_shorter_than_the_limit_and_a_quiz_at_the_same_minute(cast: School) -> None:
    alone = quiz_for(cast.class_10b, [cast.question], by=cast.alice, opens=timedelta(hours=2), publish=False)
    tight = quiz_for(
        cast.class_10b, [cast.question], by=cast.alice, closes=timedelta(minutes=15), minutes=20, publish=False
    )

    assert warnings(alone.quiz) == []
    assert warnings(tight.quiz) == [
        "10B: the time limit is 20 min, but it is open for 15 only.",
        "10B: “Stalin” opens at the same minute.",
    ]


def test_a_copy_of_a_quiz_that_is_over_opens_now_and_stays_open_as_long(cast: School) -> None:
    later = NOW + timedelta(days=30)
    other = classes.create_class(name="10C", by=cast.alice, now=NOW)

    made = quizzes.duplicate(quiz=cast.quiz, school_class=other, by=cast.alice, now=later)

    row = made.assignments.get()
    assert (row.opens_at, row.closes_at) == (later, later + timedelta(days=1))


def draft_of(cast: School, *stems: str) -> Quiz:
    """Return a draft of questions worth two marks each."""
    chosen = [question_of(cast.bank, stem=stem) for stem in stems]
    return quiz_for(cast.class_10b, chosen, by=cast.alice, publish=False).quiz


def lines_of(quiz: Quiz, *stems: str) -> list[quizzes.Line]:
    """Return the lines of the items with these wordings, as they are."""
    items = {item.stem: item for item in quiz.items.select_related("question")}
    return [quizzes.Line(items[stem], items[stem].marks, items[stem].word_limit) for stem in stems]


def test_order_marks_and_word_limits_of_a_quiz_outlive_edits_publishing_and_copies(cast: School) -> None:
    quiz = draft_of(cast, "A?", "B?", "C?")
    first, *others = lines_of(quiz, "C?", "A?", "B?")
    quizzes.arrange(quiz=quiz, lines=[quizzes.Line(first.item, Decimal(1), 25), *others])

    def shown(of: Quiz) -> list[tuple[str, Decimal, int | None]]:
        return [(item.stem, item.marks, item.word_limit) for item in of.items.all()]

    added = question_of(cast.bank, stem="D?")
    quizzes.set_items(quiz=quiz, questions=[added, *(item.question for item in quiz.items.all())])
    wanted = [("C?", 1, 25), ("A?", 2, None), ("B?", 2, None), ("D?", 2, None)]
    assert shown(quiz) == wanted
    quizzes.publish(quiz=quiz, now=NOW)
    assert shown(quiz) == wanted
    assert shown(quizzes.duplicate(quiz=quiz, school_class=cast.class_11c, by=cast.alice, now=NOW)) == wanted


def test_what_has_no_line_is_no_longer_in_the_quiz(cast: School) -> None:
    quiz = draft_of(cast, "A?", "B?")
    quizzes.arrange(quiz=quiz, lines=lines_of(quiz, "B?"))
    assert [(item.position, item.stem) for item in quiz.items.all()] == [(1, "B?")]


@pytest.mark.parametrize("marks", ["0", "-1", "2.5", "0.7"])
def test_question_is_worth_no_more_than_its_mark_scheme_and_half_steps_only(cast: School, marks: str) -> None:
    quiz = draft_of(cast, "A?")
    (line,) = lines_of(quiz, "A?")
    with pytest.raises(quizzes.BadLine, match=r"from 0\.5 to 2, in steps of one half"):
        quizzes.arrange(quiz=quiz, lines=[quizzes.Line(line.item, Decimal(marks), None)])
    assert quiz.items.get().marks == 2


def test_draft_that_was_published_meanwhile_is_frozen_for_who_still_holds_it_as_a_draft(cast: School) -> None:
    quiz = draft_of(cast, "A?")
    lines = lines_of(quiz, "A?")
    quizzes.publish(quiz=quiz, now=NOW)
    assert quiz.state == Quiz.State.DRAFT  # as another tab has it
    with pytest.raises(quizzes.QuizFrozen):
        quizzes.arrange(quiz=quiz, lines=lines)


def test_paper_of_a_published_quiz_is_frozen(cast: School) -> None:
    quiz = Quiz.objects.get(pk=cast.quiz.pk)
    with pytest.raises(quizzes.QuizFrozen):
        quizzes.arrange(quiz=quiz, lines=[])


def test_questions_are_drawn_by_chance_and_never_twice(cast: School) -> None:
    for number in range(30):
        question_of(cast.bank, stem=f"Question {number}?", topic="Lenin")
    rows = in_pool(Question.objects.all(), f"{cast.bank.pk}:Lenin")
    draws = [{question.pk for question in quizzes.draw(draws=[quizzes.Draw(rows, 10)])} for _ in range(3)]
    assert [len(draw) for draw in draws] == [10, 10, 10]
    assert draws[0] != draws[1] or draws[1] != draws[2]
    with pytest.raises(quizzes.TooFewToDraw) as caught:
        quizzes.draw(draws=[quizzes.Draw(rows, 31)])
    assert caught.value.there == 30
