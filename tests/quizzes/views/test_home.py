"""A teacher's desk: what was used last, and how it went."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from marking.services import marks
from quizzes.services import banks, classes, quizzes
from tests.cast import School, person, question_of, quiz_for, sat, school, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> School:
    return school(timezone.now() - timedelta(minutes=5))


def test_a_desk_says_how_many_have_handed_in_how_it_went_and_where_to_watch(cast: School) -> None:
    now = timezone.now()
    attempt = sat(cast.assignment, cast.sam, "socialism in one country", now=now - timedelta(minutes=2))
    marks.mark_waiting(attempt_ids=[attempt.pk], now=now)

    page = text_of(signed_in(cast.alice).get("/"))

    assert "1 of 2 handed in · mean 50 %" in page
    assert f'href="/quizzes/set/{cast.assignment.pk}/monitor/">Live' in page


def test_a_desk_shows_the_classes_used_last_sorted_as_people_sort_names(cast: School) -> None:
    now = timezone.now()
    for number in range(13):
        classes.create_class(name=f"{number + 1}X", by=cast.alice, now=now)
    used = classes.create_class(name="9Z", by=cast.alice, now=now)
    quiz_for(used, [cast.question], by=cast.alice, now=now, publish=False)

    page = signed_in(cast.alice).get("/").content.decode()

    shown = re.findall(r'<a href="/classes/\d+/">(\w+)</a>', page)
    assert len(shown) == 12
    assert {"9Z", "10B"} <= set(shown)
    assert shown.index("9Z") < shown.index("10B") < shown.index("13X")


def test_the_first_steps_lead_on_and_end_with_the_first_published_quiz(cast: School) -> None:
    now, ida = timezone.now(), person("ida", teaches=True)
    desk = signed_in(ida)

    assert 'href="/banks/new/">Begin' in text_of(desk.get("/"))
    bank = banks.create_bank(title="Rivers", by=ida, now=now)
    question = question_of(bank)
    assert f'href="/quizzes/new/?bank={bank.pk}">Continue' in text_of(desk.get("/"))
    school_class = classes.create_class(name="7A", by=ida, now=now)
    quiz = quiz_for(school_class, [question], by=ida, now=now, publish=False).quiz
    assert f'href="/quizzes/{quiz.pk}/">Continue' in text_of(desk.get("/"))
    quizzes.publish(quiz=quiz, now=now)
    assert "Continue" not in text_of(desk.get("/"))


def test_whoever_hides_the_first_steps_sees_them_no_more_and_others_do(cast: School) -> None:
    ida, ken = person("ida", teaches=True), person("ken", teaches=True)

    signed_in(ida).post("/first-steps/end/")

    assert "Hide these steps" not in text_of(signed_in(ida).get("/"))
    assert "Hide these steps" in text_of(signed_in(ken).get("/"))
    assert signed_in(cast.sam).post("/first-steps/end/").status_code == 403
