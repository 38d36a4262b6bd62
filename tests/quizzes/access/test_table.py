"""The table of rules: one rule answers for lists and for rows, in Django's own words too."""

import pytest
from django.contrib.auth.models import AnonymousUser

from quizzes.access.table import may, permitted, rule
from quizzes.models import Attempt, Bank, Question, SchoolClass
from tests.cast import School, sat

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.mark.parametrize(("who", "sees"), [("alice", True), ("bob", False), ("sam", False), ("admin", True)])
def test_a_bank_is_its_owners(cast: School, who: str, sees: bool) -> None:
    user = getattr(cast, who)

    assert permitted(user, "quizzes.view_bank", Bank.objects.all()).exists() is sees
    assert may(user, "quizzes.view_bank", cast.bank) is sees
    assert user.has_perm("quizzes.view_question", cast.question) is sees


@pytest.mark.parametrize(
    ("who", "sees"), [("alice", True), ("bob", False), ("sam", True), ("sue", False), ("tim", False), ("admin", True)]
)
def test_an_attempt_is_seen_by_its_student_and_the_classs_teacher(cast: School, who: str, sees: bool) -> None:
    attempt = sat(cast.assignment, cast.sam, "x")

    assert may(getattr(cast, who), "quizzes.view_attempt", attempt) is sees


def test_nobody_and_who_is_switched_off_see_nothing(cast: School) -> None:
    cast.alice.is_active = False

    assert not permitted(cast.alice, "quizzes.view_bank", Bank.objects.all()).exists()
    assert not permitted(AnonymousUser(), "quizzes.view_bank", Bank.objects.all()).exists()


def test_permitted_never_doubles_a_row(cast: School) -> None:
    rows = permitted(cast.alice, "quizzes.view_schoolclass", SchoolClass.objects.filter(enrolments__role="STUDENT"))

    assert rows.distinct().count() == 1
    assert permitted(cast.alice, "quizzes.view_attempt", Attempt.objects.all()).count() == 0


def test_a_permission_without_a_rule_is_a_loud_mistake(cast: School) -> None:
    with pytest.raises(KeyError):
        permitted(cast.alice, "quizzes.paint_question", Question.objects.all())
    with pytest.raises(ValueError, match="has a rule already"):
        rule("quizzes.view_bank")(lambda user: None)  # type: ignore[arg-type,return-value]
