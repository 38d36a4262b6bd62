from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from quizzes.services import accounts
from tests.cast import School, signed_in


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_session_lasts_until_its_day(cast: School) -> None:
    client = signed_in(cast.sam)
    assert is_in(client)
    Session.objects.filter(session_key=key_of(client)).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(client)


def test_session_ends_with_its_row(cast: School) -> None:
    client = signed_in(cast.sam)
    Session.objects.all().delete()
    assert not is_in(client)


def test_key_that_was_made_up_opens_nothing(cast: School) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a' OR '1'='1"
    assert not is_in(client)


def test_session_ends_for_who_is_no_longer_active(cast: School) -> None:
    client = signed_in(cast.sam)
    cast.sam.is_active = False
    cast.sam.save()
    assert not is_in(client)


def test_session_ends_with_a_new_password(cast: School) -> None:
    client = signed_in(cast.sam)
    accounts.set_password(user=cast.sam, password="another-password-of-sam")
    assert not is_in(client)


def test_logging_out_ends_the_session_for_whoever_copied_its_key(cast: School) -> None:
    client, copy = signed_in(cast.sam), Client()
    copy.cookies[settings.SESSION_COOKIE_NAME] = key_of(client)
    assert is_in(copy)
    client.post("/logout/")
    assert not is_in(copy)
