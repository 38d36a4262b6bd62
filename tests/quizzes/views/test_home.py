"""A teacher's desk: what was used last, and how it went."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from marking.services import marks
from quizzes.services import classes
from tests.cast import School, quiz_for, sat, school, signed_in, text_of

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
