"""Pages of a sitting take a short way and are as the usual way has them; who is not plainly in goes the usual one."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from config import opened
from config.bell import Bell
from marking.services import marks, results
from quizzes.models import Attempt
from quizzes.services import accounts, attempts
from tests.cast import School, sat, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
Sent = tuple[str, dict[str, str], str]


@pytest.fixture
def cast(cast_of_today: School) -> School:
    return cast_of_today


@pytest.fixture
def attempt(cast: School) -> Attempt:
    return attempts.start(assignment=cast.assignment, student=cast.sam, now=timezone.now())


@pytest.fixture
def sam(cast: School) -> Client:
    client = signed_in(cast.sam)
    client.get("/login/")  # for the cookie against forgery
    return client


def usual(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("299 The usual way", [])
    return []


def ask(application: Callable[..., Iterable[bytes]], client: Client, path: str, **more: str) -> Sent:
    """Return status, headers and text of a page, without what differs at each request."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "wsgi.input": io.BytesIO(), "HTTP_HOST": "testserver",
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(),
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()), **more,
    }  # fmt: skip
    sent: list[Any] = []
    body = b"".join(application(environ, lambda *given: sent.extend(given))).decode()
    return sent[0], plain(dict(sent[1])), unlike(body)


def plain(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in {"Expires", "Content-Length"}}


def unlike(body: str) -> str:
    return re.sub(r'(data-now|name="(csrfmiddlewaretoken|lease)" value)="[^"]+"', "", body)


def test_its_addresses_are_those_of_the_views() -> None:
    for path, view in (opened.VIEWS | opened.FORMS).items():
        begins, ends = path.split("*")
        assert resolve(f"{begins}7{ends}").func is view


def test_pages_are_as_the_usual_way_has_them(cast: School, sam: Client, attempt: Attempt) -> None:
    now = timezone.now()
    handed_in = sat(cast.assignment, cast.sue, "Socialism in one country", now=now)
    sue = signed_in(cast.sue)
    sue.get("/login/")
    marks.mark_waiting(now=now)
    results.release(assignment=cast.assignment, by=cast.alice, now=now + timedelta(hours=1), unchecked_too=True)
    pages = [
        (sam, f"/sit/{cast.assignment.pk}/"),
        (sam, f"/attempts/{attempt.pk}/"),
        (sue, f"/attempts/{handed_in.pk}/"),  # sends on to the receipt
        (sue, f"/attempts/{handed_in.pk}/result/"),
        (sue, f"/sit/{cast.assignment.pk}/"),
    ]
    for client, path in pages:
        status, headers, text = ask(Bell(usual), client, path)
        whole = client.get(path, headers={"host": "testserver"})
        assert status == f"{whole.status_code} {whole.reason_phrase}", path
        assert headers == plain(whole.headers), path
        assert text == unlike(whole.content.decode()), path
        assert headers["Content-Security-Policy"]


def test_a_cover_and_a_paper_take_one_query_once_a_class_has_opened_them(
    cast: School, sam: Client, attempt: Attempt
) -> None:
    for path in (f"/sit/{cast.assignment.pk}/", f"/attempts/{attempt.pk}/"):
        ask(Bell(usual), sam, path)
        with CaptureQueriesContext(connection) as asked:
            status, _, _ = ask(Bell(usual), sam, path)
        assert (status, len(asked)) == ("200 OK", 1)


def test_marks_take_one_query_once_they_have_been_seen_and_a_change_shows_at_once(cast: School, sam: Client) -> None:
    now = timezone.now()
    own = sat(cast.assignment, cast.sam, "Socialism in one country", now=now)
    path = f"/attempts/{own.pk}/result/"
    marks.mark_waiting(now=now)
    assert 'class="ring"' not in ask(Bell(usual), sam, path)[2]
    results.release(assignment=cast.assignment, by=cast.alice, now=now, unchecked_too=True)
    assert 'class="ring"' in ask(Bell(usual), sam, path)[2]
    with CaptureQueriesContext(connection) as asked:
        assert 'class="ring"' in ask(Bell(usual), sam, path)[2]
    assert len(asked) == 1
    results.hold(assignment=cast.assignment, student=cast.sam, reason="A question", by=cast.alice, now=now)
    assert 'class="ring"' not in ask(Bell(usual), sam, path)[2]


ENDED: dict[str, Callable[[School, Client], object]] = {
    "logged out": lambda cast, client: Session.objects.all().delete(),
    "session over": lambda cast, client: Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1)),
    "account closed": lambda cast, client: type(cast.sam).objects.update(is_active=False),
    "new password": lambda cast, client: accounts.set_password(user=cast.sam, password="another-one-entirely"),
    "another's sitting": lambda cast, client: Attempt.objects.update(student=cast.sue),
    "session of another": lambda cast, client: Session.objects.update(session_data="not:ours"),
    "a message waits": lambda cast, client: client.cookies.load({"messages": "x"}),
    "no cookie against forgery": lambda cast, client: client.cookies.pop("csrftoken"),
}


@pytest.mark.parametrize("what", ENDED)
def test_who_is_not_plainly_in_goes_the_usual_way(cast: School, sam: Client, attempt: Attempt, what: str) -> None:
    path = f"/attempts/{attempt.pk}/"
    assert ask(Bell(usual), sam, path)[0] == "200 OK"
    ENDED[what](cast, sam)
    assert ask(Bell(usual), sam, path)[0] == "299 The usual way"


@pytest.mark.parametrize(
    "more", [{"HTTP_AUTHORIZATION": "Token x"}, {"REQUEST_METHOD": "POST"}, {"HTTP_HOST": "elsewhere.example"}]
)
def test_what_no_browser_of_the_site_sends_goes_the_usual_way(
    sam: Client, attempt: Attempt, more: dict[str, str]
) -> None:
    assert ask(Bell(usual), sam, f"/attempts/{attempt.pk}/", **more)[0] == "299 The usual way"


def started(client: Client, path: str, form: str) -> Sent:
    """Return what comes of sending the form that starts a sitting."""
    more: dict[str, Any] = {
        "REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(form)), "wsgi.input": io.BytesIO(form.encode()),
    }  # fmt: skip
    return ask(Bell(usual), client, path, **more)


def test_the_form_that_starts_a_sitting_does_what_the_usual_way_does(cast: School, sam: Client) -> None:
    path, token = f"/sit/{cast.assignment.pk}/start/", sam.cookies["csrftoken"].value
    status, headers, _ = started(sam, path, f"csrfmiddlewaretoken={token}")
    attempt = Attempt.objects.get(student=cast.sam)
    assert (status, headers["Location"]) == ("302 Found", f"/attempts/{attempt.pk}/")
    whole = sam.post(path, headers={"host": "testserver"})
    assert headers == plain(whole.headers)
    assert Attempt.objects.filter(student=cast.sam).count() == 1


def test_a_start_that_is_forged_or_to_be_told_something_goes_the_usual_way(cast: School, sam: Client) -> None:
    path, token = f"/sit/{cast.assignment.pk}/start/", sam.cookies["csrftoken"].value
    assert started(sam, path, "csrfmiddlewaretoken=" + "x" * 32)[0] == "299 The usual way"
    assert started(sam, path, "")[0] == "299 The usual way"
    type(cast.assignment).objects.update(closes_at=timezone.now() - timedelta(seconds=60))
    assert started(sam, path, f"csrfmiddlewaretoken={token}")[0] == "299 The usual way"
    assert not Attempt.objects.filter(student=cast.sam).exists()
