"""Practice: what is offered and what is hidden, what an answer does, and that it never counts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import localdate

from marking import queries
from marking.access import practised_by
from marking.models import Mark, PracticeAnswer, PracticeBank, PracticeCard
from marking.services import marks, practice, results
from quizzes.access.table import permitted
from quizzes.models import Assignment, Bank, Picture, Question, User
from quizzes.pure.terms import Terms
from quizzes.services import archives, arrangements, attempts, banks, classes
from tests.cast import NOW, School, question_of, quiz_for, sat

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

LATER = NOW + timedelta(days=3)
RIGHT = "socialism in one country, social fascists"


def opened(cast: School, topic: str = "") -> PracticeBank:
    """Let Alice open her bank to 10B."""
    return practice.open_bank(school_class=cast.class_10b, bank=cast.bank, topic=topic, by=cast.alice, now=NOW)


def free(cast: School, **fields: str) -> Question:
    """Return a question that is in no quiz."""
    return question_of(cast.bank, stem="Which countries?", **fields)


def offered(user: User, now=LATER) -> set[int]:
    """Return the numbers of the questions that the user may practise."""
    return set(practised_by(user, now).values_list("pk", flat=True))


def answered(question: Question, cast: School, text: str = RIGHT, now=NOW) -> PracticeAnswer:
    """Let Sam answer."""
    return practice.answer(question=question, student=cast.sam, text=text, key=uuid4(), now=now)


def place(question: Question) -> tuple[int, int]:
    """Return a question's box, and in how many days it comes again."""
    card = PracticeCard.objects.get(question=question)
    return card.box, (card.due_on - localdate(NOW)).days


def test_only_students_of_the_class_practise_and_only_while_it_is_open(cast: School) -> None:
    question = free(cast)
    row = opened(cast)

    assert offered(cast.sam, NOW) == {question.pk}
    assert not offered(cast.tim)
    assert not offered(cast.alice)

    classes.leave(school_class=cast.class_10b, user=cast.sam, by=cast.alice, now=NOW)
    assert not offered(cast.sam)
    assert question.pk in offered(cast.sue)

    practice.close_bank(row=row, now=NOW)
    assert not offered(cast.sue)


def test_a_topic_opens_its_questions_alone(cast: School) -> None:
    one, _ = free(cast, topic="Lenin"), free(cast, topic="Trotsky")
    opened(cast, topic="Lenin")

    assert offered(cast.sam, NOW) == {one.pk}


def test_essays_grids_drafts_and_what_is_archived_are_not_offered(cast: School) -> None:
    free(cast, kind="ESSAY")
    grid = "grid: Knowledge [4]\n    1 (1-2): Some.\n    2 (3-4): Much.\n"
    free(cast, scheme=grid)
    long = "war [1]\n" + "".join(f"    accept: word{number}\n" for number in range(300))
    free(cast, scheme=long)
    gone = free(cast)
    opened(cast)
    assert offered(cast.sam, NOW) == {gone.pk}

    banks.archive(questions=Question.objects.filter(pk=gone.pk), now=NOW)
    assert not offered(cast.sam, NOW)


def test_an_archived_bank_or_class_and_a_bank_no_longer_shared_leave(cast: School) -> None:
    question = free(cast)
    opened(cast)
    for row in (cast.bank, cast.class_10b):
        archives.archive(row=row, now=NOW)
        assert not offered(cast.sam, NOW)
        archives.restore(row=row)
    assert offered(cast.sam, NOW) == {question.pk}

    Bank.objects.update(owner=cast.bob)
    assert not offered(cast.sam, NOW)


def test_a_question_is_hidden_until_its_quiz_is_over_and_its_marks_are_released(cast: School) -> None:
    opened(cast)
    assert not offered(cast.sam, NOW - timedelta(hours=1)), "scheduled"
    assert not offered(cast.sam, NOW), "open"
    assert offered(cast.sam, LATER) == {cast.question.pk}, "closed, and nobody handed in"

    sat(cast.assignment, cast.sue, "social fascists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    assert not offered(cast.sam, LATER), "not released"

    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)
    assert not offered(cast.sam, NOW), "released while it is open"
    assert offered(cast.sam, LATER) == {cast.question.pk}

    results.take_back(assignment=cast.assignment, by=cast.alice, now=NOW)
    assert not offered(cast.sam, LATER), "taken back"


def test_a_question_is_hidden_while_one_s_own_marks_are_held_back_or_not_marked(cast: School) -> None:
    opened(cast)
    for student in (cast.sam, cast.sue):
        sat(cast.assignment, student, "social fascists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    results.hold(assignment=cast.assignment, student=cast.sue, reason="", by=cast.alice, now=NOW)
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)

    assert offered(cast.sam) == {cast.question.pk}
    assert not offered(cast.sue)


def test_a_question_is_hidden_while_somebody_sits_it_or_may_still_begin(cast: School) -> None:
    opened(cast)
    Assignment.objects.update(time_limit_minutes=None, release_rule=Assignment.ReleaseRule.AT_ONCE)
    cast.assignment.refresh_from_db()
    soon = cast.assignment.closes_at + timedelta(minutes=5)
    assert offered(cast.sam, soon) == {cast.question.pk}

    arrangements.arrange_access(
        student=cast.sue, terms=Terms(extra_minutes=30), reason="Writes slowly.", by=cast.alice, now=NOW
    )
    may_begin = offered(cast.sam, soon)
    attempts.start(assignment=cast.assignment, student=cast.sue, now=NOW)
    assert not offered(cast.sam, soon) or not may_begin
    assert not offered(cast.sam, soon)


def test_a_quiz_of_another_class_of_theirs_and_one_begun_before_they_left_hide_too(cast: School) -> None:
    opened(cast)
    question = free(cast)
    assert question.pk in offered(cast.sam)
    classes.enrol(school_class=cast.class_11c, user=cast.sam, role="STUDENT", now=NOW)
    quiz_for(cast.class_11c, [question], by=cast.alice, closes=timedelta(days=9))

    assert question.pk not in offered(cast.sam)
    assert question.pk in offered(cast.sue)


def test_a_draft_of_a_quiz_hides_nothing(cast: School) -> None:
    opened(cast)
    question = free(cast)
    quiz_for(cast.class_10b, [question], by=cast.alice, publish=False)

    assert question.pk in offered(cast.sam)


def test_an_answer_is_marked_at_once_and_moves_its_question(cast: School) -> None:
    opened(cast)
    question = free(cast)

    half = answered(question, cast, "social fascists")
    assert (half.mark, half.out_of, place(question)) == (1, 2, (0, 0))

    assert answered(question, cast).mark == 2
    assert place(question) == (1, 1)


def test_no_answer_earns_nothing_and_shows_what_was_wanted(cast: School) -> None:
    opened(cast)
    given = answered(free(cast), cast, "")

    assert given.mark == 0
    assert not given.unsure
    assert {point["outcome"] for point in given.points} == {"missed"}


def test_the_same_key_counts_once(cast: School) -> None:
    opened(cast)
    question, key = free(cast), uuid4()
    rows = [practice.answer(question=question, student=cast.sam, text=RIGHT, key=key, now=NOW) for _ in range(2)]

    assert rows[0] == rows[1]
    assert place(question) == (1, 1)


def test_what_closed_meanwhile_is_refused_and_so_are_answers_by_the_second(cast: School) -> None:
    row = opened(cast)
    question = free(cast)
    for _ in range(practice.MOST_A_MINUTE):
        answered(question, cast)
    with pytest.raises(practice.TooFast):
        answered(question, cast)
    assert answered(question, cast, now=NOW + timedelta(minutes=2))

    practice.close_bank(row=row, now=NOW)
    with pytest.raises(practice.NotOpen):
        answered(question, cast, now=NOW + timedelta(hours=1))


def test_a_student_judges_only_what_the_machine_is_not_sure_of(cast: School) -> None:
    opened(cast)
    question = free(cast)
    sure = answered(question, cast)
    PracticeAnswer.objects.update(unsure=False)
    assert not practice.judge(given=sure, verdict="WRONG")
    assert place(question) == (1, 1)

    unsure = answered(question, cast, "nothing", now=NOW + timedelta(hours=1))
    PracticeAnswer.objects.filter(pk=unsure.pk).update(unsure=True)
    assert place(question) == (0, 0)
    assert practice.judge(given=unsure, verdict="RIGHT")
    assert place(question) == (2, 3)
    assert practice.judge(given=unsure, verdict="WRONG")
    assert place(question) == (0, 0)

    answered(question, cast, now=NOW + timedelta(hours=2))
    assert not practice.judge(given=unsure, verdict="RIGHT")


def test_today_counts_what_is_due_and_new_and_says_when_more_is_due(cast: School) -> None:
    opened(cast)
    questions = [free(cast) for _ in range(22)]
    today = practice.today_of(student=cast.sam, now=NOW)
    assert (today.due, today.new, today.later, today.next_day) == (0, 20, 2, None)

    answered(questions[0], cast)
    answered(questions[1], cast, "")
    today = practice.today_of(student=cast.sam, now=NOW)
    assert (today.due, today.new, today.later) == (1, 18, 2)
    assert today.next_day == localdate(NOW) + timedelta(days=1)
    assert practice.today_of(student=cast.sam, now=NOW, more=True).new == 20
    asked = practice.next_question(student=cast.sam, now=NOW)
    assert asked == questions[2], "the one that was wrong comes after three others"


def test_practice_makes_no_mark_and_a_student_s_go_with_them(cast: School) -> None:
    opened(cast)
    before = Mark.objects.count()
    answered(free(cast), cast)
    assert Mark.objects.count() == before
    assert not queries.waiting().exists()

    cast.sam.delete()
    assert not PracticeAnswer.objects.exists()
    assert not PracticeCard.objects.exists()


def test_a_teacher_sees_how_many_practise_and_what_is_hard(cast: School) -> None:
    opened(cast)
    hard, easy = free(cast), free(cast)
    for _ in range(practice.FEWEST):
        answered(hard, cast, "social fascists")
        answered(easy, cast)
    summary = practice.summary_of(school_class=cast.class_10b, bank_ids=[cast.bank.pk], by=cast.alice)

    assert (summary.practised, summary.of, summary.answers) == (1, 2, 6)
    assert [(row.pk, share) for row, share, _ in summary.hardest] == [(hard.pk, 50.0)]
    blind = practice.summary_of(school_class=cast.class_10b, bank_ids=[cast.bank.pk], by=cast.bob)
    assert not blind.hardest
    assert not blind.answers


def test_pictures_of_what_is_practised_are_seen(cast: School) -> None:
    opened(cast)
    picture = Picture.objects.create(
        sha256="0" * 64, name="0" * 16, media_type="image/png", width=1, height=1, bytes=1, added_at=NOW
    )
    free(cast).pictures.add(picture)

    assert permitted(cast.sam, "quizzes.view_picture", Picture.objects.all()).exists()
    assert not permitted(cast.tim, "quizzes.view_picture", Picture.objects.all()).exists()
