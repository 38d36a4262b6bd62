"""Who guesses waits, longer and longer; nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings

from quizzes.access import guesses
from quizzes.access.guesses import PASSWORD, PIN, Place, TooMany, mark_of
from quizzes.services import classes, pins
from tests.cast import NOW, School, person
from tests.cast import PASSWORD as RIGHT
from tests.runtime import site

pytestmark = pytest.mark.django_db

SCHOOL, HOME = Place("198.51.100.1"), Place("203.0.113.9")
MINUTE = timedelta(minutes=1)


def taken(kind: Any, account: str, place: Place, now: Any = NOW) -> timedelta | None:
    """Return None where a wrong guess is taken, else how long it has to wait."""
    try:
        guesses.count(kind, account, place, now)
    except TooMany as refusal:
        return refusal.wait
    return None


def run_out(kind: Any, account: str, place: Place) -> None:
    for _ in range(kind.free):
        assert taken(kind, account, place) is None
    assert taken(kind, account, place) == MINUTE


def many(place: Callable[[int], Place], account: Callable[[int], str], times: int, kind: Any = PASSWORD) -> None:
    for number in range(times):
        assert taken(kind, account(number), place(number)) is None


def test_each_wait_is_twice_the_last_and_a_try_meanwhile_makes_it_no_longer() -> None:
    run_out(PASSWORD, "sam", HOME)
    assert taken(PASSWORD, "sam", HOME, NOW + MINUTE / 2) == MINUTE / 2
    now, waits = NOW + MINUTE, []
    for _ in range(8):
        assert taken(PASSWORD, "sam", HOME, now) is None
        wait = taken(PASSWORD, "sam", HOME, now)
        assert wait is not None
        waits.append(wait / MINUTE)
        now += wait

    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]


def test_whoever_guesses_from_elsewhere_makes_nobody_wait() -> None:
    run_out(PASSWORD, "sam", HOME)

    assert taken(PASSWORD, "sam", SCHOOL) is None
    assert taken(PASSWORD, "sue", HOME) is None


def test_whoever_guesses_at_the_same_address_makes_no_browser_wait_that_is_known() -> None:
    own = Place(SCHOOL.address, "a-tablet", frozenset({mark_of("sam")}))
    run_out(PASSWORD, "sam", SCHOOL)

    run_out(PASSWORD, "sam", own)  # it has its own tries, and waits for itself
    assert taken(PASSWORD, "sue", own) is None


def test_an_attack_from_everywhere_locks_nobody_out() -> None:
    many(lambda number: Place(f"10.0.{number // 200}.{number % 200}"), lambda _: "sam", guesses.ATTACK)

    assert [taken(PASSWORD, "sam", HOME) for _ in range(3)] == [None, None, MINUTE]


def test_a_pin_that_is_attacked_from_everywhere_opens_only_where_it_is_known() -> None:
    guesses.was_right(PIN, "sam", SCHOOL)
    many(lambda number: Place(f"10.0.{number // 200}.{number % 200}"), lambda _: "sam", PIN.most, PIN)

    wait = taken(PIN, "sam", HOME)
    assert wait is not None
    assert wait > 20 * 60 * MINUTE
    assert taken(PIN, "sam", SCHOOL) is None
    assert taken(PIN, "sue", HOME) is None
    assert taken(PIN, "sam", HOME, NOW + timedelta(days=1, seconds=1)) is None


@override_settings(GUESSES_AN_ADDRESS=20)
def test_a_school_behind_one_address_is_not_locked_out_by_one_of_it() -> None:
    guesses.was_right(PASSWORD, "sam", SCHOOL)
    many(lambda _: SCHOOL, lambda number: f"guessed{number}", 20)

    assert taken(PASSWORD, "another", SCHOOL) == 10 * MINUTE  # spraying ends here
    assert taken(PASSWORD, "sam", SCHOOL) is None
    assert taken(PASSWORD, "another", HOME) is None
    assert taken(PASSWORD, "another", SCHOOL, NOW + 10 * MINUTE) is None


def test_a_right_guess_is_not_held_against_anybody() -> None:
    for _ in range(20):
        guesses.count(PASSWORD, "sam", SCHOOL, NOW)
        guesses.was_right(PASSWORD, "sam", SCHOOL)

    run_out(PASSWORD, "sam", SCHOOL)


def test_without_a_cache_everybody_may_try(valkey: site.Program) -> None:
    run_out(PASSWORD, "sam", HOME)
    valkey.kill()

    assert taken(PASSWORD, "sam", HOME) is None
    guesses.was_right(PASSWORD, "sam", HOME)
    assert guesses.waits_until(PASSWORD, ["sam"], NOW) == {}
    guesses.forget(PASSWORD, "sam")


# ---- at the doors ----


def log_in(client: Client, name: str, password: str, **more: Any) -> Any:
    return client.post("/login/", {"username": name, "password": password}, **more)


def test_behind_a_proxy_visitors_are_told_apart_and_cannot_pretend(cast: School) -> None:
    for number in range(9):
        forged = f"192.0.2.{number}, 203.0.113.9"
        answer = log_in(Client(), "sam", "wrong", HTTP_X_FORWARDED_FOR=forged)

    assert answer.status_code == 429
    assert log_in(Client(), "sam", RIGHT, HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429
    assert log_in(Client(), "sam", RIGHT, HTTP_X_FORWARDED_FOR="198.51.100.1").status_code == 302


def test_a_browser_that_was_logged_in_with_is_not_locked_out_by_the_one_beside_it(cast: School) -> None:
    own, beside = Client(), Client()
    assert log_in(own, "sam", RIGHT).status_code == 302
    own.post("/logout/")
    for _ in range(9):
        log_in(beside, "sam", "wrong")

    assert log_in(beside, "sam", RIGHT).status_code == 429
    assert log_in(own, "sam", RIGHT).status_code == 302
    beside.cookies["known"] = own.cookies["known"].value.replace(own.cookies["known"].value[:4], "0000", 1)
    assert log_in(beside, "sam", RIGHT).status_code == 429


def test_who_waits_is_told_for_how_long(cast: School) -> None:
    for _ in range(9):
        answer = log_in(Client(), "sam", "wrong")

    assert 0 < int(answer["Retry-After"]) <= 60
    assert "in 1 minute." in " ".join(answer.content.decode().split())


def test_the_old_password_cannot_be_guessed_by_changing_it(cast: School) -> None:
    client = Client()
    log_in(client, "sam", RIGHT)
    form = {"old_password": "wrong", "new_password1": "quite-another-word-7", "new_password2": "quite-another-word-7"}
    statuses = [client.post("/account/password/", form).status_code for _ in range(9)]

    assert statuses == [422] * 8 + [429]


def test_a_classmate_with_code_and_name_makes_nobody_wait_elsewhere(cast: School) -> None:
    school_class = cast.class_10b
    aisha = person("aisha")
    aisha.set_unusable_password()
    aisha.save()
    classes.enrol(school_class=school_class, user=aisha, role="STUDENT", now=NOW)
    [card] = pins.give(school_class=school_class, users=[aisha], seen="", by=cast.alice, now=NOW)
    slip = {"code": school_class.code, "name": "aisha"}
    for _ in range(6):
        refused = Client().post("/login/class/", slip | {"pin": "x"})

    assert refused.status_code == 429
    assert refused["Retry-After"]
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post("/login/class/", slip | {"pin": card.pin}).status_code == 302
    elsewhere.post("/logout/")
    elsewhere.defaults["REMOTE_ADDR"] = "127.0.0.1"  # the same tablet at school
    assert elsewhere.post("/login/class/", slip | {"pin": card.pin}).status_code == 302
