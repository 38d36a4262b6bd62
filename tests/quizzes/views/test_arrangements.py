"""The pages of access arrangements, and where else they are said."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from quizzes.models import AccessArrangement
from quizzes.services import arrangements
from quizzes.terms import Terms
from tests.cast import NOW, School, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (Terms(time_factor=Decimal("1.25"), rest_minutes=10), "25 % more time, 10 min of rest breaks"),
        (Terms(unlimited=True), "no time limit"),
        (Terms(extra_minutes=5, valid_until=date(2026, 3, 1)), None),
    ],
)
def test_the_class_page_says_what_is_in_force_today(cast: School, terms: Terms, said: str | None) -> None:
    arrangements.arrange_access(student=cast.sam, terms=terms, by=cast.alice, now=NOW)

    page = signed_in(cast.alice).get(f"/classes/{cast.class_10b.pk}/").content.decode()

    assert (said in page) if said else ("min extra" not in page)


def test_cover_and_home_say_how_long_and_which_rest_breaks(cast: School) -> None:
    later = timezone.now() + timedelta(days=3)
    cast.assignment.opens_at, cast.assignment.closes_at = later, later + timedelta(days=1)
    cast.assignment.time_limit_minutes = 40
    cast.assignment.save()
    AccessArrangement.objects.create(
        student=cast.sam, time_factor=Decimal("1.25"), rest_minutes=15, valid_from=timezone.localdate(later)
    )
    sam = signed_in(cast.sam)

    home, cover = (sam.get(path).content.decode() for path in ("/", f"/sit/{cast.assignment.pk}/"))

    assert "50 min (40 + 10 extra)" in home
    assert "15 min of rest breaks" in home
    assert "50 min (40 + 10 extra)" in cover
    assert "15 minutes in all" in cover
