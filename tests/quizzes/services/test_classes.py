"""Classes, their codes, and what students are entitled to."""

from datetime import timedelta
from decimal import Decimal

import pytest

from quizzes.access.table import permitted
from quizzes.models import Enrolment, SchoolClass
from quizzes.pure.terms import Terms
from quizzes.queries import clocks_of
from quizzes.services import arrangements, classes
from tests.cast import NOW, School, person

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_a_code_has_forty_bits_and_no_signs_that_look_alike() -> None:
    codes = {classes.new_code() for _ in range(500)}

    assert len(codes) == 500
    assert all(len(code) == 8 and not set(code) & set("01OIL") for code in codes)


def test_join_takes_a_code_however_it_is_typed(cast: School) -> None:
    zoe = person("zoe")
    code = cast.class_10b.code

    joined = classes.join(code=f" {code[:4].lower()}-{code[4:]} ", user=zoe, now=NOW)

    assert joined == cast.class_10b
    assert zoe.enrolments.get().role == Enrolment.Role.STUDENT


def test_join_refuses_an_unknown_code(cast: School) -> None:
    with pytest.raises(classes.NoSuchClass):
        classes.join(code="AAAAAAAA", user=cast.tim, now=NOW)


def test_a_teacher_who_joins_stays_a_teacher(cast: School) -> None:
    classes.join(code=cast.class_10b.code, user=cast.alice, now=NOW)

    assert cast.alice.enrolments.get().role == Enrolment.Role.TEACHER


def test_who_left_loses_the_class_and_may_come_back(cast: School) -> None:
    cast.alice.enrolments.update(left_at=NOW)
    assert not permitted(cast.alice, "quizzes.view_schoolclass", SchoolClass.objects.all()).exists()

    classes.enrol(school_class=cast.class_10b, user=cast.alice, role=Enrolment.Role.TEACHER, now=NOW)

    assert permitted(cast.alice, "quizzes.view_schoolclass", SchoolClass.objects.all()).get() == cast.class_10b


def test_clocks_name_only_the_students_whose_time_differs(cast: School) -> None:
    expired = Terms(time_factor=Decimal("1.5"), valid_until=(NOW - timedelta(days=1)).date())
    for student, terms in ((cast.sue, Terms(time_factor=Decimal("1.25"))), (cast.sam, expired)):
        arrangements.arrange_access(student=student, terms=terms, by=cast.alice, now=NOW)

    clock = clocks_of(cast.quiz.assignments.all(), NOW)[0]

    assert clock.students == 2
    assert [(student, allowed.minutes) for student, allowed in clock.different] == [(cast.sue, 25)]
    assert clock.different[0][1].closes_at == cast.assignment.closes_at + timedelta(minutes=5)


def test_who_was_taken_out_does_not_come_back_by_the_code(cast: School) -> None:
    classes.leave(school_class=cast.class_10b, user=cast.sam, by=cast.alice, now=NOW)

    with pytest.raises(classes.TakenOut):
        classes.join(code=cast.class_10b.code, user=cast.sam, now=NOW)

    classes.enrol(school_class=cast.class_10b, user=cast.sam, role=Enrolment.Role.STUDENT, now=NOW)
    assert classes.join(code=cast.class_10b.code, user=cast.sam, now=NOW) == cast.class_10b
