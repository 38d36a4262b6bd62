from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from knox.models import AuthToken

from quizzes.services import housekeeping
from tests.cast import NOW, School

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

DAY = timedelta(days=1)


def test_what_has_run_out_goes_and_what_has_not_stays(cast: School) -> None:
    for days in (-1, 1):
        Session.objects.create(session_key=f"key{days}", session_data="", expire_date=NOW + days * DAY)
        AuthToken.objects.create(user=cast.sam, expiry=days * DAY)
    AuthToken.objects.update(expiry=NOW + DAY)
    AuthToken.objects.filter(pk=AuthToken.objects.first().pk).update(expiry=NOW - DAY)

    assert housekeeping.forget(now=NOW) == 2

    assert [row.session_key for row in Session.objects.all()] == ["key1"]
    assert AuthToken.objects.get().expiry == NOW + DAY
