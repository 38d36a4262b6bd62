"""Answers from paper: they become attempts that are handed in and marked, and every text of before stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from marking import queries
from marking.models import Mark
from marking.services import marks
from quizzes.models import Assignment, Attempt, AttemptAct, Enrolment, Quiz, Response, ResponseVersion, User
from quizzes.pure.paper_table import read_sheet
from quizzes.services import attempt_acts, attempts, classes, paper_sittings
from quizzes.services.paper_sittings import Plan, Taken
from tests.cast import NOW, School, person, question_of, quiz_for, sat

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

DAY = date(2026, 3, 1)


def take(cast: School, texts: Mapping[int, str], *, seen: int = 0, student: User | None = None, **other: Any) -> Taken:
    return paper_sittings.take(
        assignment=cast.assignment, student=student or cast.sam, texts=texts, seen=seen, by=cast.alice,
        **{"sat_on": DAY, "now": NOW} | other,
    )  # fmt: skip


def seen_of(assignment: Assignment, student: User) -> int:
    return next(place.seen for place in paper_sittings.places_of(assignment) if place.student == student)


def plan(cast: School, text: str, *, ids: Mapping[int, str] | None = None) -> Plan:
    sheet = read_sheet(text.encode(), "", stems=paper_sittings.stems_of(cast.assignment), longest=20_000)
    return paper_sittings.plan(
        assignment=cast.assignment, lines=sheet.lines, ids=ids or {}, sat_on=DAY, now=NOW
    )  # fmt: skip


def carry_out(cast: School, text: str, digest: str) -> list[Taken]:
    sheet = read_sheet(text.encode(), "", stems=paper_sittings.stems_of(cast.assignment), longest=20_000)
    return paper_sittings.carry_out(
        assignment=cast.assignment, lines=sheet.lines, ids={}, sat_on=DAY, digest=digest, by=cast.alice, now=NOW,
        reason="From 10B.xlsx",
    )  # fmt: skip


def test_a_paper_becomes_an_attempt_that_is_marked_and_says_whose_hands_it_came_through(cast: School) -> None:
    taken = take(cast, {1: "social fascists"})
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    attempt = Attempt.objects.get(student=cast.sam)
    assert (taken.attempt, taken.is_new, taken.changed) == (attempt, True, 1)
    assert (attempt.submitted_at, attempt.sat_on_paper, bool(attempt.receipt)) == (NOW, DAY, True)
    assert AttemptAct.objects.get(attempt=attempt).made_by == cast.alice
    assert ResponseVersion.objects.get().outcome == "FROM_PAPER"
    assert Mark.objects.get(response__attempt=attempt).mark == 1


def test_a_correction_keeps_the_text_of_before_and_is_marked_anew(cast: School) -> None:
    take(cast, {1: "social"})
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    corrected = take(cast, {1: "social fascists"}, seen=seen_of(cast.assignment, cast.sam))
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    response = Response.objects.get(attempt=corrected.attempt)
    assert (corrected.is_new, corrected.changed, response.text) == (False, 1, "social fascists")
    assert [version.text for version in response.versions.order_by("pk")] == ["social", "social fascists"]
    assert [mark.mark for mark in response.marks.order_by("pk")] == [0, 1]
    assert AttemptAct.objects.order_by("-pk")[0].reason == "1 answer corrected"


def test_the_same_again_notes_nothing(cast: School) -> None:
    take(cast, {1: "social"})

    again = take(cast, {1: "social"}, seen=seen_of(cast.assignment, cast.sam))

    assert (again.changed, AttemptAct.objects.count()) == (0, 1)


def test_two_teachers_who_type_in_one_paper_do_not_overwrite_each_other(cast: School) -> None:
    take(cast, {1: "social"})

    with pytest.raises(paper_sittings.Overtaken):
        take(cast, {1: "another"})

    assert Response.objects.get().text == "social"


def test_a_paper_is_refused_where_it_cannot_count_and_the_reason_says_what_to_do(cast: School) -> None:
    sat(cast.assignment, cast.sam, "here")
    attempts.start(assignment=cast.assignment, student=cast.sue, now=NOW)

    with pytest.raises(paper_sittings.Refused, match="allow one more under Change times"):
        take(cast, {1: "x"})
    with pytest.raises(paper_sittings.Refused, match="has not handed in"):
        take(cast, {1: "x"}, student=cast.sue)
    with pytest.raises(paper_sittings.Refused, match="not in this class"):
        take(cast, {1: "x"}, student=cast.tim)


@pytest.mark.parametrize(
    ("other", "said"),
    [({"texts": {1: "x" * 20_001}}, "20,001"), ({"sat_on": DAY + timedelta(days=9)}, "still to come")],
)
def test_what_does_not_fit_is_refused(cast: School, other: dict[str, Any], said: str) -> None:
    with pytest.raises(paper_sittings.Refused, match=said):
        take(cast, **({"texts": {1: "x"}} | other))

    assert not Attempt.objects.exists()


def test_of_a_quiz_that_is_not_published_none_is_taken(cast: School) -> None:
    Quiz.objects.update(state=Quiz.State.DRAFT)
    cast.assignment.quiz.refresh_from_db()

    with pytest.raises(paper_sittings.Refused, match="not published"):
        take(cast, {1: "x"})


def test_where_another_attempt_is_allowed_the_paper_is_the_newest(cast: School) -> None:
    Assignment.objects.update(attempts_allowed=2)
    cast.assignment.refresh_from_db()
    sat(cast.assignment, cast.sam, "here")

    assert take(cast, {1: "x"}).attempt.number == 2


def test_who_sat_on_paper_has_used_the_attempt_and_is_not_let_in_again(cast: School) -> None:
    paper = take(cast, {1: "x"}).attempt

    with pytest.raises(attempts.NoAttemptsLeft):
        attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)
    done = attempt_acts.reopen(attempts=Attempt.objects.all(), minutes=5, by=cast.alice, now=NOW)
    assert done.passed_over == (paper,)


def test_a_paper_can_be_corrected_after_the_student_has_left(cast: School) -> None:
    take(cast, {1: "x"})
    Enrolment.objects.filter(user=cast.sam).update(left_at=NOW)

    assert take(cast, {1: "y"}, seen=seen_of(cast.assignment, cast.sam)).changed == 1


# ---- from a table ----


def test_a_table_says_what_each_row_would_do_before_anything_is_saved(cast: School) -> None:
    take(cast, {1: "social"})
    ida = person("ida", last_name="Moss")
    classes.enrol(school_class=cast.class_10b, user=ida, role=Enrolment.Role.STUDENT, now=NOW)

    shown = plan(cast, 'username,name,1\nsam,,social fascists\nsue,,\n,"Moss, Ida",war\ntim,,peace\n')

    assert [line.fate for line in shown.lines] == ["corrected", "empty", "new", "refused"]
    assert "Nobody in this class is called “tim”" in shown.lines[3].why
    assert Attempt.objects.count() == 1


def test_what_is_shown_is_taken_and_what_has_changed_since_is_not(cast: School) -> None:
    text = "username,1\nsam,war\nsue,peace\n"
    digest = plan(cast, text).digest

    assert [taken.is_new for taken in carry_out(cast, text, digest)] == [True, True]
    assert AttemptAct.objects.values_list("reason", flat=True)[0] == "From 10B.xlsx"
    with pytest.raises(paper_sittings.Overtaken):
        carry_out(cast, text, digest)
    assert plan(cast, text).count("same") == 2


def test_an_empty_cell_takes_no_answer_away(cast: School) -> None:
    two = quiz_for(cast.class_10b, [cast.question, question_of(cast.bank, stem="Why?")], by=cast.alice)
    school = School(**{name: getattr(cast, name) for name in cast.__dataclass_fields__} | {"assignment": two})
    take(school, {1: "war", 2: "debt"})

    text = "username,1,2\nsam,,a slump\n"
    carry_out(school, text, plan(school, text).digest)

    assert list(Response.objects.order_by("item__position").values_list("text", flat=True)) == ["war", "a slump"]


def test_students_are_known_by_their_id_and_two_rows_for_one_are_refused(cast: School) -> None:
    ids = {cast.sam.pk: "0012", cast.sue.pk: "0013"}

    shown = plan(cast, "student id,username,1\n0012,,war\n,sam,war\n0013,,peace\n", ids=ids)
    both = plan(cast, "student id,username,1\n0012,sue,war\n", ids=ids)

    assert [line.fate for line in shown.lines] == ["refused", "refused", "new"]
    assert "two students" in both.lines[0].why


def test_the_number_of_queries_to_look_through_does_not_grow_with_the_class(
    cast: School, django_assert_num_queries: Any
) -> None:
    take(cast, {1: "x"})
    with django_assert_num_queries(
        5
    ):  # the questions, attempts, acts, students, and the answers of the papers there are
        plan(cast, "username,1\nsam,war\nsue,peace\n")
