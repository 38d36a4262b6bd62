"""PINs: who gets one, what it opens, and how guessing is slowed down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client, override_settings
from knox.models import AuthToken

from quizzes.access import guesses
from quizzes.access.table import permitted
from quizzes.models import Enrolment, Pin, SchoolClass, User
from quizzes.services import archives, classes, pins
from tests.cast import BACKEND, NOW, School, person

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

HERE = guesses.Place("192.0.2.1")


@pytest.fixture
def aisha(cast: School) -> User:
    return classes.add_new_student(school_class=cast.class_10b, first_name="Aisha", last_name="Khan", now=NOW)


def given(cast: School, *users: User, now: Any = NOW) -> list[str]:
    """Return the new PINs of `users`, as alice gives them."""
    seen = pins.state_of(cast.class_10b)
    slips = pins.give(school_class=cast.class_10b, users=users, seen=seen, by=cast.alice, now=now)
    return [slip.pin for slip in slips]


def tried(code: str, name: str, pin: str, now: Any = NOW, place: guesses.Place = HERE) -> Any:
    """Return who is let in, or how the try is refused."""
    try:
        return pins.log_in(code=code, name=name, pin=pin, place=place, now=now)
    except (pins.Wrong, guesses.TooMany) as refusal:
        return refusal


def test_a_slip_opens_the_account_however_it_is_typed(cast: School, aisha: User) -> None:
    pin = given(cast, aisha)[0]
    code = cast.class_10b.code

    assert len(pin) == 6
    assert pin.isdigit()
    assert tried(code, "aisha.khan", pin) == aisha
    assert tried(f" {code[:4].lower()} {code[4:]}", "  AISHA   Khan ", f"{pin[:3]} {pin[3:]}") == aisha


@pytest.mark.parametrize("typed", ["Zoë Müller", "Zoe Muller", "ZOE  MÜLLER", "zoe.muller"])
def test_accents_need_not_be_typed(cast: School, typed: str) -> None:
    zoe = classes.add_new_student(school_class=cast.class_10b, first_name="Zoë", last_name="Müller", now=NOW)
    pin = given(cast, zoe)[0]

    assert tried(cast.class_10b.code, typed, pin) == zoe


def test_a_name_without_accents_is_the_student_who_is_written_so(cast: School) -> None:
    accented = classes.add_new_student(school_class=cast.class_10b, first_name="Renée", last_name="Roy", now=NOW)
    plain = classes.add_new_student(school_class=cast.class_10b, first_name="Renee", last_name="Roy", now=NOW)
    pin_accented, pin_plain = given(cast, accented, plain)

    assert tried(cast.class_10b.code, "Renee Roy", pin_plain) == plain
    assert tried(cast.class_10b.code, "Renée Roy", pin_accented) == accented


def test_the_pin_is_kept_as_a_password_is(cast: School, aisha: User) -> None:
    with override_settings(PASSWORD_HASHERS=["config.hashers.Argon2"]):
        pin = given(cast, aisha)[0]
        row = Pin.objects.get(user=aisha)

        assert row.hash.startswith("argon2$argon2id$")
        assert pin not in row.hash
        assert tried(cast.class_10b.code, "aisha.khan", pin) == aisha
    assert (row.given_by, row.given_at) == (cast.alice, NOW)


def test_namesakes_log_in_by_the_username_on_their_slips(cast: School, aisha: User) -> None:
    other = classes.add_new_student(school_class=cast.class_10b, first_name="Aisha", last_name="Khan", now=NOW)
    mine, theirs = given(cast, aisha, other)
    code = cast.class_10b.code

    assert isinstance(tried(code, "Aisha Khan", mine), pins.Wrong)
    assert (tried(code, "aisha.khan", mine), tried(code, "aisha.khan2", theirs)) == (aisha, other)


def test_another_class_has_another_door(cast: School, aisha: User) -> None:
    pin = given(cast, aisha)[0]

    assert isinstance(tried(cast.class_11c.code, "aisha.khan", pin), pins.Wrong)
    assert isinstance(tried("AAAAAAAA", "aisha.khan", pin), pins.Wrong)


def test_slips_outlive_the_code_closed_joining_the_archive_and_leaving(cast: School, aisha: User) -> None:
    pin, old = given(cast, aisha)[0], cast.class_10b.code
    classes.renew_code(school_class=cast.class_10b, now=NOW)
    classes.open_code(school_class=cast.class_10b, is_open=False)
    archives.archive(row=cast.class_10b, now=NOW)
    classes.leave(school_class=cast.class_10b, user=aisha, by=cast.alice, now=NOW)

    assert cast.class_10b.code != old
    assert tried(old, "aisha.khan", pin) == aisha
    assert tried(cast.class_10b.code, "aisha.khan", pin) == aisha


def test_a_new_pin_ends_the_old_one_its_sessions_and_tokens(cast: School, aisha: User) -> None:
    old = given(cast, aisha)[0]
    client = Client()
    client.force_login(User.objects.get(pk=aisha.pk), backend=BACKEND)
    AuthToken.objects.create(aisha)
    assert client.get("/").status_code == 200

    new = given(cast, aisha, now=NOW + timedelta(hours=1))[0]

    assert client.get("/").status_code == 302
    assert not AuthToken.objects.exists()
    assert isinstance(tried(cast.class_10b.code, "aisha.khan", old), pins.Wrong)
    assert tried(cast.class_10b.code, "aisha.khan", new) == aisha


def test_a_page_of_slips_that_is_sent_again_voids_nothing(cast: School, aisha: User) -> None:
    seen = pins.state_of(cast.class_10b)
    again = {"school_class": cast.class_10b, "users": [aisha], "seen": seen, "by": cast.alice, "now": NOW}
    pin = pins.give(**again)[0].pin

    with pytest.raises(pins.ChangedSince):
        pins.give(**again)

    assert tried(cast.class_10b.code, "aisha.khan", pin) == aisha


RANKS = {
    "staff": lambda user: User.objects.filter(pk=user.pk).update(is_staff=True),
    "superuser": lambda user: User.objects.filter(pk=user.pk).update(is_superuser=True),
    "teacher": lambda user: user.user_permissions.add(
        Permission.objects.get(codename="teach", content_type__app_label="quizzes")
    ),
    "teacher of another class": lambda user: classes.enrol(
        school_class=SchoolClass.objects.get(name="11C"), user=user, role=Enrolment.Role.TEACHER, now=NOW
    ),
    "ended": lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
    "own password": lambda user: (user.set_password("a-word-of-my-own"), user.save()),
}


@pytest.mark.parametrize("rank", RANKS)
def test_a_pin_opens_no_account_of_rank_and_none_with_a_password(cast: School, aisha: User, rank: str) -> None:
    pin = given(cast, aisha)[0]

    RANKS[rank](aisha)
    later = given(cast, aisha, now=NOW + timedelta(hours=1))

    assert later == []
    assert isinstance(tried(cast.class_10b.code, "aisha.khan", pin), pins.Wrong)
    assert not permitted(cast.alice, "quizzes.give_pin", User.objects.all()).filter(pk=aisha.pk).exists()


def test_who_gets_a_password_while_the_slips_are_made_keeps_it(cast: School) -> None:
    given(cast, cast.sam)

    assert User.objects.get(pk=cast.sam.pk).password == cast.sam.password


def test_pins_are_given_by_the_teachers_of_the_class_alone(cast: School, aisha: User) -> None:
    def by(user: User) -> set[str]:
        rows = permitted(user, "quizzes.give_pin", User.objects.all())
        return set(rows.values_list("username", flat=True))

    assert by(cast.alice) == {"aisha.khan"}  # sam and sue have passwords
    assert by(cast.admin) == {"aisha.khan"}
    assert by(cast.bob) == by(cast.sam) == by(aisha) == set()
    classes.leave(school_class=cast.class_10b, user=aisha, by=cast.alice, now=NOW)
    assert by(cast.alice) == set()


def test_guessing_gets_slower_and_a_right_pin_does_not_help_while_it_waits(cast: School, aisha: User) -> None:
    pin, code, now = given(cast, aisha)[0], cast.class_10b.code, NOW
    wrong = f"{(int(pin) + 1) % 10**6:06}"
    waits = []
    for _ in range(5):
        refusal = tried(code, "aisha.khan", wrong, now)
        assert isinstance(refusal, pins.Wrong)
    for _ in range(4):
        refusal = tried(code, "aisha.khan", pin, now)
        assert isinstance(refusal, guesses.TooMany)
        waits.append(refusal.wait)
        now += refusal.wait
        assert isinstance(tried(code, "Aisha Khan", wrong, now), pins.Wrong)

    assert waits == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert tried(code, "aisha.khan", pin, now + timedelta(minutes=16)) == aisha
    assert isinstance(tried(code, "aisha.khan", wrong, now + timedelta(minutes=16)), pins.Wrong)  # counted anew


def test_no_wait_is_longer_than_half_a_day(cast: School, aisha: User) -> None:
    pin, now, longest = given(cast, aisha)[0], NOW, timedelta(0)
    for _ in range(40):
        refusal = tried(cast.class_10b.code, "aisha.khan", f"{pin}0", now)
        wait = getattr(refusal, "wait", timedelta(0))
        now, longest = now + wait, max(longest, wait)

    assert longest == timedelta(hours=12)


def test_the_teacher_lifts_a_lock_and_a_new_pin_does(cast: School, aisha: User) -> None:
    pin, code = given(cast, aisha)[0], cast.class_10b.code

    def guess_until_locked(right: str) -> None:
        for _ in range(6):
            tried(code, "aisha.khan", "x")
        assert isinstance(tried(code, "aisha.khan", right), guesses.TooMany)

    guess_until_locked(pin)
    assert pins.waits_until(users=[aisha, cast.sam], now=NOW) == {aisha.pk: NOW + timedelta(minutes=1)}
    pins.lift_lock(user=aisha)
    assert tried(code, "aisha.khan", pin) == aisha
    assert not pins.waits_until(users=[aisha, cast.sam], now=NOW)

    guess_until_locked(pin)
    new = given(cast, aisha, now=NOW + timedelta(minutes=1))[0]
    assert tried(code, "aisha.khan", new) == aisha


def test_one_students_lock_stops_no_classmate(cast: School, aisha: User) -> None:
    ben = classes.add_new_student(school_class=cast.class_10b, first_name="Ben", last_name="Ode", now=NOW)
    _, his = given(cast, aisha, ben)
    for _ in range(6):
        tried(cast.class_10b.code, "aisha.khan", "x")

    assert tried(cast.class_10b.code, "ben.ode", his) == ben


def test_a_name_that_nobody_has_is_answered_like_one_that_somebody_has(cast: School, aisha: User) -> None:
    pin = given(cast, aisha)[0]
    wrong = f"{(int(pin) + 1) % 10**6:06}"

    def answers(*names: str) -> list[Any]:
        said, now = [], NOW
        for name in names * 9:
            refusal = tried(cast.class_10b.code, name, wrong, now)
            wait = getattr(refusal, "wait", timedelta(0))
            said.append((type(refusal), wait))
            now += wait
        return said

    assert answers("aisha.khan") == answers("nobody.here") == answers("sam")
    pins.lift_lock(user=aisha)
    assert answers("aisha.khan", "Aisha Khan") == answers("zoe.oneill", "Zoë O’Neill")


def test_an_unknown_name_costs_a_hash_as_a_known_one_does(
    cast: School, aisha: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(cast, aisha)
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args))
    costs = []
    for code, name in ((cast.class_10b.code, "aisha.khan"), (cast.class_10b.code, "nobody"), ("AAAAAAAA", "x")):
        hashed.clear()
        tried(code, name, "000000x")
        costs.append(len(hashed))

    assert costs == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_counted_each(cast: School, aisha: User) -> None:
    pin = given(cast, aisha)[0]
    code, wrong = cast.class_10b.code, f"{(int(pin) + 1) % 10**6:06}"

    def guess(_: int) -> type:
        try:
            return type(tried(code, "aisha.khan", wrong))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        kinds = list(pool.map(guess, range(24)))

    assert kinds.count(pins.Wrong) == 5


def test_who_is_only_asked_for_gets_a_pin(cast: School, aisha: User) -> None:
    ben = classes.add_new_student(school_class=cast.class_10b, first_name="Ben", last_name="Ode", now=NOW)
    given(cast, ben)

    assert not hasattr(User.objects.get(pk=aisha.pk), "pin")
    assert not User.objects.get(pk=aisha.pk).has_way_in
    assert User.objects.get(pk=ben.pk).has_way_in
    assert person("zoe").has_way_in
