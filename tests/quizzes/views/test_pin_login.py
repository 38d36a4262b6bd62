"""Logging in with a class code, a name and a PIN."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from quizzes.models import User
from quizzes.services import classes, pins
from tests.cast import NOW, School

pytestmark = pytest.mark.django_db


@pytest.fixture
def slip(cast: School) -> pins.PinCard:
    """Return aisha's slip; she is in 10B."""
    aisha = classes.add_new_student(school_class=cast.class_10b, first_name="Aisha", last_name="Khan", now=NOW)
    return pins.give(school_class=cast.class_10b, users=[aisha], seen="", by=cast.alice, now=NOW)[0]


def typed(cast: School, slip: pins.PinCard, **more: str) -> dict[str, str]:
    return {"code": cast.class_10b.code, "name": "aisha.khan", "pin": slip.pin, **more}


def test_a_slip_logs_in_and_goes_on_to_the_page_that_was_asked_for(cast: School, slip: Any, client: Client) -> None:
    answer = client.post("/login/class/", typed(cast, slip, next="/account/"))

    assert answer["Location"] == "/account/"
    page = client.get("/account/").content.decode()
    assert "aisha.khan" in page
    assert "/account/password/" not in page
    assert client.get("/account/password/")["Location"] == "/account/"


def test_no_other_site_is_gone_on_to(cast: School, slip: Any, client: Client) -> None:
    assert client.post("/login/class/", typed(cast, slip, next="https://evil.example/"))["Location"] == "/"


@pytest.mark.parametrize("wrong", [{"pin": "12345x"}, {"name": "aisha.kahn"}, {"code": "AAAAAAAA"}])
def test_every_wrong_slip_gets_the_same_answer_which_keeps_what_was_typed(
    cast: School, slip: Any, client: Client, wrong: dict[str, str]
) -> None:
    answer = client.post("/login/class/", typed(cast, slip, **wrong))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "do not match" in page
    assert wrong.get("name", "aisha.khan") in page
    assert slip.pin not in page


def test_a_name_that_waits_is_told_how_long(cast: School, slip: Any, client: Client) -> None:
    for _ in range(5):
        client.post("/login/class/", typed(cast, slip, pin="x"))

    answer = client.post("/login/class/", typed(cast, slip))

    assert answer.status_code == 429
    assert "Wait 1 minute, or ask your teacher" in answer.content.decode()


def test_a_whole_class_behind_one_address_logs_in_whatever_one_of_them_types(
    cast: School, slip: Any, client: Client
) -> None:
    for number in range(30):
        client.post("/login/class/", typed(cast, slip, name=f"wrong.{number}"))

    assert client.post("/login/class/", typed(cast, slip)).status_code == 302


def test_a_pin_is_no_password_and_an_account_without_one_has_no_other_door(
    cast: School, slip: Any, client: Client
) -> None:
    for password in (slip.pin, ""):
        assert client.post("/login/", {"username": "aisha.khan", "password": password}).status_code == 200
    form = {"username": "aisha.khan", "password": slip.pin}
    reply = client.post("/api/v1/token/", form, content_type="application/json")
    assert reply.status_code in {400, 401}


def test_the_page_is_filled_in_from_a_slips_qr_or_a_classs_link(client: Client) -> None:
    from_slip = client.get("/login/class/?code=ABCD2345&name=aisha.khan").content.decode()
    from_link = client.get("/login/class/?next=/join/WXYZ2345/").content.decode()

    assert 'value="ABCD2345"' in from_slip
    assert 'value="aisha.khan"' in from_slip
    assert 'value="WXYZ2345"' in from_link


def test_both_ways_to_log_in_lead_to_each_other_and_keep_the_page_asked_for(client: Client) -> None:
    assert "/login/class/?next=/account/" in client.get("/login/?next=/account/").content.decode()
    assert "/login/?next=/account/" in client.get("/login/class/?next=/account/").content.decode()


def test_logging_in_changes_the_session(cast: School, slip: Any, client: Client) -> None:
    session = client.session
    session["planted"] = 1
    session.save()
    client.post("/login/class/", typed(cast, slip))

    assert client.session.session_key != session.session_key
    assert User.objects.get(username="aisha.khan").last_login is not None
