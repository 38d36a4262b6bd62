"""A second factor: set up, asked for at every door, removed, and asked of everybody by a setting."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.admin.models import LogEntry
from django.test import Client

from quizzes.models import LogIn, User
from quizzes.services import second_factors
from tests.cast import PASSWORD, School, person, signed_in, text_of

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
ASKED = "quizzes.access.second_factor.led_to_set_up"


def code_of(secret: str, steps: int = 0) -> str:
    """Return what an app shows that knows `secret`, so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up(user: User) -> list[str]:
    """Turn on codes of an app for `user`; return the recovery codes."""
    return second_factors.add_app(user=user, secret=SECRET, code=code_of(SECRET), session_key="")


def log_in(username: str, client: Client | None = None, at: str = "/login/", **more: str) -> Client:
    client = client or Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0")
    client.post(at, {"username": username, "password": PASSWORD, **more})
    return client


def is_in(client: Client, page: str = "/account/") -> bool:
    return client.get(page).status_code == 200


def give(client: Client, code: str) -> Any:
    return client.post("/login/code/", {"code": code})


# ---- setting up ----


def test_an_app_is_set_up_by_the_code_that_it_shows(cast: School) -> None:
    alice = log_in("alice")
    page = text_of(alice.get("/account/second-factor/app/"))
    secret = alice.session["app_secret"]
    assert secret[:4] in page
    assert alice.post("/account/second-factor/app/", {"code": "000000"}).status_code == 422

    shown = text_of(alice.post("/account/second-factor/app/", {"code": code_of(secret)}))

    assert shown.count("<li><code>") == 10
    assert "last used" in text_of(alice.get("/account/second-factor/")) or "never" in text_of(
        alice.get("/account/second-factor/")
    )
    kept = Authenticator.objects.get(user=cast.alice, type="totp").data
    assert secret not in str(kept)


def test_setting_up_ends_other_log_ins_and_asks_again_who_it_is(cast: School) -> None:
    elsewhere, here = log_in("alice"), log_in("alice")
    here.get("/account/second-factor/app/")
    here.post("/account/second-factor/app/", {"code": code_of(here.session["app_secret"])})
    assert (is_in(here), is_in(elsewhere)) == (True, False)

    LogIn.objects.update(began_at="2026-03-02T00:00Z")
    factor = Authenticator.objects.get(user=cast.alice, type="totp")
    remove = f"/account/second-factor/{factor.pk}/remove/"
    assert here.post(remove)["Location"].startswith("/account/confirm/")
    for said in ({}, {"password": ""}, {"password": "wrong"}):
        assert here.post("/account/confirm/", said).status_code == 422
    here.post("/account/confirm/", {"password": PASSWORD})
    here.post(remove)
    assert not Authenticator.objects.exists()


def test_a_student_is_offered_none(cast: School) -> None:
    sam = log_in("sam")
    assert "Second factor" not in text_of(sam.get("/account/"))
    assert sam.get("/account/second-factor/").status_code == 403


# ---- the doors ----


@pytest.mark.parametrize("door", ["/login/", "/admin/login/"])
def test_a_password_alone_opens_nothing(cast: School, door: str) -> None:
    set_up(cast.admin)
    ada = log_in("ada", at=door, next="/admin/")
    assert not any(is_in(ada, page) for page in ("/", "/admin/", "/api/v1/banks/"))

    assert give(ada, "000000").status_code == 422
    assert give(ada, code_of(SECRET, 1))["Location"] == "/admin/"
    assert is_in(ada, "/admin/")
    assert LogIn.objects.get().browser == "Firefox on Windows"


def test_a_code_and_a_recovery_code_work_once(cast: School) -> None:
    codes = set_up(cast.alice)
    for code in (code_of(SECRET, 1), codes[3]):
        assert is_in_after(code)
        assert not is_in_after(code)
    assert second_factors.codes_left(cast.alice) == 9


def is_in_after(code: str) -> bool:
    alice = log_in("alice")
    give(alice, code)
    return is_in(alice)


def test_codes_are_guessed_as_slowly_as_pins(cast: School) -> None:
    set_up(cast.alice)
    alice = log_in("alice")
    for _ in range(5):
        give(alice, "000000")

    locked = give(alice, code_of(SECRET, 1))

    assert (locked.status_code, locked["Retry-After"]) == (429, "60")
    assert not is_in(alice)


def test_the_step_between_ends_with_a_new_password_and_is_nobody_elses(cast: School) -> None:
    set_up(cast.alice)
    alice = log_in("alice")
    cast.alice.set_password("quite-another-7")
    cast.alice.save()
    assert give(alice, code_of(SECRET, 1))["Location"] == "/login/"
    assert give(Client(), code_of(SECRET, 1))["Location"] == "/login/"


def test_a_token_is_had_for_a_password_and_a_code(cast: School) -> None:
    set_up(cast.alice)

    def ask(**more: str) -> Any:
        return Client().post("/api/v1/token/", {"username": "alice", "password": PASSWORD, **more}, "application/json")

    assert ask().json()["errors"][0]["field"] == "code"
    assert ask(code="000000").status_code == 400
    assert ask(code=code_of(SECRET, 1)).status_code == 201
    assert ask(code=code_of(SECRET, 1)).status_code == 400


# ---- asked of all by the setting ----


@pytest.fixture
def asked_of_staff(settings: Any) -> None:
    settings.SECOND_FACTOR = "staff"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, ASKED]


def test_who_lacks_it_is_led_to_set_it_up_before_anything_else(cast: School, asked_of_staff: None) -> None:
    token = Client().post("/api/v1/token/", {"username": "alice", "password": PASSWORD}, "application/json")
    alice, ada = log_in("alice"), log_in("ada")
    for page in ("/", "/banks/", "/account/tokens/"):
        assert alice.get(page)["Location"] == "/account/second-factor/"
    assert ada.get("/admin/")["Location"] == "/account/second-factor/"
    assert alice.get("/api/v1/banks/").json()["type"].endswith("second_factor")
    assert token.status_code == 403

    alice.get("/account/second-factor/app/")
    alice.post("/account/second-factor/app/", {"code": code_of(alice.session["app_secret"])})
    assert is_in(alice, "/banks/")
    assert is_in(log_in("sam"), "/")


def test_a_token_of_who_lacks_it_opens_nothing(cast: School, settings: Any) -> None:
    made = Client().post("/api/v1/token/", {"username": "alice", "password": PASSWORD}, "application/json").json()
    program = Client(HTTP_AUTHORIZATION=f"Token {made['token']}")
    assert is_in(program, "/api/v1/banks/")

    settings.SECOND_FACTOR = "staff"
    assert program.get("/api/v1/banks/").status_code == 403
    settings.SECOND_FACTOR = "admin"
    assert is_in(program, "/api/v1/banks/")


# ---- lost, and helped ----


def test_an_admin_takes_it_off_and_that_is_put_on_record(cast: School) -> None:
    set_up(cast.alice)
    alice = log_in("alice")
    give(alice, code_of(SECRET, 1))
    ways = f"/people/{cast.alice.pk}/ways-in/"
    assert signed_in(person("ed", is_staff=True)).get(ways).status_code == 404
    ada = signed_in(cast.admin)
    assert "Authenticator app" in text_of(ada.get(ways))

    ada.post(ways, {"act": "factor"})

    assert not is_in(alice)
    assert is_in(log_in("alice"))
    assert LogEntry.objects.get().get_change_message() == "The second factor was taken off."
    assert "How they log in" in text_of(ada.get(f"/admin/quizzes/user/{cast.alice.pk}/change/"))
