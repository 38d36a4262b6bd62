"""Signing in and out, and what guards it."""

from typing import Any

import pytest
from django.test import Client, override_settings
from knox.models import AuthToken

from tests.cast import PASSWORD, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> object:
    return person("alice", teaches=True)


def log_in(client: Client, password: str = PASSWORD, **more: str) -> object:
    return client.post("/login/", {"username": "alice", "password": password, **more})


def test_a_right_password_goes_on_to_the_page_that_was_asked_for(alice: object, client: Client) -> None:
    assert client.get("/banks/")["Location"] == "/login/?next=/banks/"
    assert log_in(client, next="/banks/")["Location"] == "/banks/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_no_other_site_is_ever_gone_on_to(alice: object, client: Client, elsewhere: str) -> None:
    assert log_in(client, next=elsewhere)["Location"] == "/"


def test_signing_in_changes_the_session_and_signing_out_ends_it(alice: object, client: Client) -> None:
    client.get("/login/")
    log_in(client)
    inside = client.session.session_key
    assert client.get("/logout/").status_code == 405
    client.post("/logout/")

    stranger = Client()
    stranger.cookies["sessionid"] = inside
    assert stranger.get("/banks/").status_code == 302


def test_guessing_is_stopped_for_that_name_and_place_only(alice: object, client: Client) -> None:
    person("sam")
    for _ in range(8):
        log_in(client, "wrong")

    locked = log_in(client)
    other = client.post("/login/", {"username": "sam", "password": PASSWORD})
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")

    assert locked.status_code == 429
    assert other.status_code == 302
    assert log_in(elsewhere).status_code == 302


def test_the_admins_sign_in_is_guarded_by_the_same_count(alice: object, client: Client) -> None:
    for _ in range(8):
        client.post("/admin/login/", {"username": "alice", "password": "wrong"})

    assert log_in(client).status_code == 429


def test_a_program_that_guesses_too_often_is_told_when_to_try_again(alice: object, client: Client) -> None:
    def guess(password: str) -> Any:
        return client.post("/api/v1/token/", {"username": "alice", "password": password}, "application/json")

    assert guess("wrong").status_code == 400
    for _ in range(8):
        guess("wrong")

    refused = guess(PASSWORD)

    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert "Too many wrong guesses" in refused.json()["detail"]


def test_a_new_password_ends_other_sessions_and_all_tokens(alice: object, client: Client) -> None:
    other = Client()
    log_in(client)
    log_in(other)
    AuthToken.objects.create(alice)
    form = {"old_password": PASSWORD, "new_password1": "quite-another-word-7", "new_password2": "quite-another-word-7"}

    answer = client.post("/account/password/", form)

    assert answer["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert not AuthToken.objects.exists()


def test_a_weak_password_is_refused_with_the_reason(alice: object, client: Client) -> None:
    log_in(client)

    answer = client.post(
        "/account/password/", {"old_password": PASSWORD, "new_password1": "alice", "new_password2": "alice"}
    )

    assert answer.status_code == 422
    assert "too short" in answer.content.decode()


def test_pages_carry_a_policy_without_inline_script_and_are_not_framed(client: Client) -> None:
    answer = client.get("/login/")

    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"


def test_health_says_ok_to_anyone(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


@override_settings(DEBUG=False)
def test_a_page_that_is_not_there_says_so_kindly(alice: object, client: Client) -> None:
    log_in(client)

    answer = client.get("/banks/999999/")

    assert answer.status_code == 404
    assert "<h1" in answer.content.decode()
