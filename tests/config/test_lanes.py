"""People who log in wait in a lane of their own, in order, and hold up nobody who saves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.test import Client

from config.arrivals import KEY
from config.lanes import FULL, Lanes
from tests.runtime.site import until

LOG_IN = {"REQUEST_METHOD": "POST", "PATH_INFO": "/login/"}
SAVE = {"REQUEST_METHOD": "PUT", "PATH_INFO": "/api/v1/attempts/1/answers/"}


class Slow:
    """An application whose log-ins, and saves called slow, take until they are let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.began: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.began.append(environ)
        if environ["REQUEST_METHOD"] == "POST" or "slow" in environ:
            assert self.go.wait(30)
        start_response("200 OK", [])
        return [b"done"]


@pytest.fixture
def slow() -> Iterator[Slow]:
    application = Slow()
    yield application
    application.go.set()


def asked(lanes: Lanes, environ: dict[str, Any]) -> threading.Thread:
    """Have `lanes` answer a request in a thread, as the web server does."""
    thread = threading.Thread(target=lambda: lanes(environ, lambda *_: None), daemon=True)
    thread.start()
    return thread


def test_a_save_is_answered_while_a_class_logs_in(slow: Slow) -> None:
    lanes = Lanes(slow, threads=2, waiting=10)
    threads = [asked(lanes, dict(LOG_IN)) for _ in range(10)]
    until(lambda: len(slow.began) == 1 and lanes._log_ins._here == 10)
    for _ in range(3):
        asked(lanes, dict(SAVE)).join(30)
    assert [environ["PATH_INFO"] for environ in slow.began[1:]] == [SAVE["PATH_INFO"]] * 3
    slow.go.set()
    for thread in threads:
        thread.join(30)
    assert len(slow.began) == 13


def test_a_log_in_without_a_place_is_told_so_and_no_thread_waits(slow: Slow) -> None:
    lanes = Lanes(slow, threads=2, waiting=2)
    for _ in range(2):
        asked(lanes, dict(LOG_IN))
    until(lambda: lanes._log_ins._here == 2)
    asked(lanes, dict(LOG_IN))
    until(lambda: len(slow.began) == 2)
    assert [environ.get(FULL) for environ in slow.began] == [None, True]
    assert lanes._log_ins._here == 2


def test_no_more_than_the_threads_that_work_are_at_work_and_a_save_knows_that_it_waited(slow: Slow) -> None:
    lanes = Lanes(slow, threads=2, waiting=10)
    for _ in range(2):
        asked(lanes, SAVE | {"slow": True})
    until(lambda: len(slow.began) == 2)
    third = asked(lanes, SAVE | {KEY: 5.0})
    until(lambda: lanes._usual._here == 3)
    assert len(slow.began) == 2
    slow.go.set()
    third.join(30)
    assert slow.began[2][KEY] > 5.0


def test_log_ins_come_in_the_order_in_which_they_came(slow: Slow) -> None:
    lanes = Lanes(slow, threads=2, waiting=10)
    threads = []
    for number in range(4):
        threads.append(asked(lanes, LOG_IN | {"who": number}))
        until(lambda number=number: lanes._log_ins._here == number + 1)  # type: ignore[misc]
    slow.go.set()
    for thread in threads:
        thread.join(30)
    assert [environ["who"] for environ in slow.began] == [0, 1, 2, 3]


def test_what_fails_in_a_lane_fails_and_the_next_is_answered() -> None:
    def failing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "bad" in environ:
            raise ZeroDivisionError
        start_response("200 OK", [("X", "y")])
        return [b"done"]

    lanes, said = Lanes(failing, threads=1, waiting=1), []
    with pytest.raises(ZeroDivisionError):
        lanes(SAVE | {"bad": True}, lambda *_: None)
    assert list(lanes(dict(SAVE), lambda *given: said.append(given))) == [b"done"]
    assert said == [("200 OK", [("X", "y")])]


@pytest.mark.django_db
def test_who_finds_no_place_is_asked_in_words_to_come_again() -> None:
    answer = Client().post("/login/?next=/classes/", {"username": "sam", "password": "x"}, **{FULL: True})  # type: ignore[arg-type]
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Many are logging in just now" in page
    assert 'href="/login/?next=/classes/"' in page
