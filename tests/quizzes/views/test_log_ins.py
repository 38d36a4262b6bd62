"""Where somebody is logged in: listed, and ended."""

from __future__ import annotations

import pytest
from django.test import Client

from quizzes.models import LogIn
from quizzes.pure.browsers import described
from quizzes.services import housekeeping
from tests.cast import NOW, PASSWORD, School, text_of

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605 Version/18.5 Mobile Safari/604.1"


def log_in(username: str, agent: str = "") -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    client.post("/login/", {"username": username, "password": PASSWORD})
    return client


def test_one_log_in_is_ended_and_nobody_elses(cast: School) -> None:
    here, phone, bob = log_in("alice"), log_in("alice", PHONE), log_in("bob")
    page = text_of(here.get("/account/log-ins/"))
    assert "Safari on an iPhone" in page
    row = LogIn.objects.get(browser="Safari on an iPhone")
    assert bob.post(f"/account/log-ins/{row.pk}/end/").status_code == 404

    here.post(f"/account/log-ins/{row.pk}/end/")

    assert [client.get("/banks/").status_code for client in (here, phone, bob)] == [200, 302, 200]


def test_all_others_are_ended_at_once(cast: School) -> None:
    here, phone, bob = log_in("alice"), log_in("alice", PHONE), log_in("bob")
    here.post("/account/log-ins/end/")
    assert [client.get("/banks/").status_code for client in (here, phone, bob)] == [200, 302, 200]


def test_a_new_password_and_logging_out_take_them_off_the_list(cast: School) -> None:
    here, _phone = log_in("alice"), log_in("alice", PHONE)
    new = {"old_password": PASSWORD, "new_password1": "quite-another-7", "new_password2": "quite-another-7"}
    here.post("/account/password/", new)
    page = text_of(here.get("/account/log-ins/"))
    assert "this one" in page
    assert "iPhone" not in page

    here.post("/logout/")
    housekeeping.forget(now=NOW)
    assert LogIn.objects.count() == 1


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537 Chrome/140 Safari/537 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; CrOS x86_64 16093) AppleWebKit/537 Chrome/140 Safari/537", "Chrome on a Chromebook"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) AppleWebKit/605 Version/18 Safari/605", "Safari on a Mac"),
        ("python-requests/2.34", "Another program"),
    ],
)
def test_a_browser_is_told_in_a_few_words(agent: str, said: str) -> None:
    assert described(agent) == said
