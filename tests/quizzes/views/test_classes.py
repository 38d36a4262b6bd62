"""The pages of classes: keeping them up, their students and their teachers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quizzes.access.guesses import Place
from quizzes.models import Enrolment, Invitation, Pin, SchoolClass, User
from quizzes.services import archives, attempts, classes, invitations, pins
from tests.cast import NOW, School, person, quiz_for, sat, school, signed_in

pytestmark = pytest.mark.django_db

HERE = Place("192.0.2.1")


@pytest.fixture
def alice(cast: School) -> Client:
    return signed_in(cast.alice)


@pytest.fixture
def carol(cast: School) -> User:
    """Return a teacher who has no class yet."""
    return person("carol", teaches=True)


def page_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def add(cast: School, first: str, last: str) -> User:
    return classes.add_new_student(school_class=cast.class_10b, first_name=first, last_name=last, now=NOW)


# ---- the class ------------------------------------------------------------------------------------------


def test_a_class_is_renamed_and_an_empty_name_refused(cast: School, alice: Client) -> None:
    path = f"/classes/{cast.class_10b.pk}/settings/"
    assert alice.post(path, {"name": " "}).status_code == 422
    alice.post(path, {"name": "10B History"})

    cast.class_10b.refresh_from_db()
    assert cast.class_10b.name == "10B History"


def test_an_archived_class_is_offered_nowhere_and_keeps_its_work(cast: School, alice: Client) -> None:
    attempt = sat(cast.assignment, cast.sam, "social facists")
    path = f"/classes/{cast.class_10b.pk}/"
    alice.post(f"{path}act/", {"act": "archive"})

    for elsewhere in ("/", "/classes/", "/quizzes/new/"):
        assert f"{path}" not in page_of(alice, elsewhere)
        assert ">10B<" not in page_of(alice, elsewhere)
    assert path in page_of(alice, "/classes/?archived=1")
    assert alice.get(path).status_code == 200
    assert alice.get(reverse("marks", args=[cast.assignment.pk])).status_code == 200
    assert f"/attempts/{attempt.pk}/result/" in page_of(signed_in(cast.sam), "/")
    with pytest.raises(classes.NoSuchClass):
        classes.join(code=cast.class_10b.code, user=cast.tim, now=NOW)

    alice.post(f"{path}act/", {"act": "restore"})
    assert path in page_of(alice, "/classes/")


def test_no_quiz_is_set_for_an_archived_class(cast: School, alice: Client) -> None:
    archives.archive(row=cast.class_10b, now=NOW)
    form = {"title": "T", "questions": [cast.question.pk], "classes": [cast.class_10b.pk], "attempts_allowed": 1}
    times = {"opens_at": "2026-03-02T10:00", "closes_at": "2026-03-03T10:00"}

    answer = alice.post("/quizzes/new/", form | times)

    assert answer.status_code == 422
    assert alice.post(f"/quizzes/{cast.quiz.pk}/duplicate/", {"school_class": cast.class_10b.pk}).status_code == 404


def test_joining_is_closed_opened_and_the_code_renewed(cast: School, alice: Client) -> None:
    act, old = f"/classes/{cast.class_10b.pk}/act/", cast.class_10b.code
    alice.post(act, {"act": "close-code"})
    with pytest.raises(classes.NotOpen):
        classes.join(code=old, user=cast.tim, now=NOW)
    assert "closed to new students" in page_of(alice, f"/classes/{cast.class_10b.pk}/")

    alice.post(act, {"act": "open-code"})
    alice.post(act, {"act": "renew-code"})
    with pytest.raises(classes.NoSuchClass):
        classes.join(code=old, user=cast.tim, now=NOW)
    new = SchoolClass.objects.get(pk=cast.class_10b.pk).code
    assert classes.join(code=new, user=cast.tim, now=NOW) == cast.class_10b
    assert alice.post(act, {"act": "explode"}).status_code == 400


def test_the_list_of_classes_and_a_class_are_searched(cast: School, alice: Client) -> None:
    classes.create_class(name="7C Geography", by=cast.alice, now=NOW)
    add(cast, "Aisha", "Khan")

    page = page_of(alice, "/classes/?words=geo")
    assert "7C Geography" in page
    assert ">10B<" not in page
    path = f"/classes/{cast.class_10b.pk}/"
    for words in ("khan", "Aisha kh", "aisha.khan"):
        page = page_of(alice, f"{path}?words={words}")
        assert "Aisha Khan" in page
        assert ">Sam<" not in page
    assert "No student in this class has a name containing “zzz”" in page_of(alice, f"{path}?words=zzz")


def test_lists_cost_the_same_with_twelve_as_with_two(cast: School, alice: Client) -> None:
    paths = [
        f"/classes/{cast.class_10b.pk}/",
        f"/classes/{cast.class_10b.pk}/slips/",
        f"/classes/{cast.class_10b.pk}/settings/",
        "/classes/",
        "/",
    ]

    def costs() -> list[int]:
        counts = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert alice.get(path).status_code == 200
            counts.append(len(queries))
        return counts

    def fill(count: int) -> None:
        for number in range(count):
            name = f"{number}of{count}"
            asked = person(f"asked{name}", teaches=True)
            friend = person(f"friend{name}", teaches=True)
            theirs = classes.create_class(name=name, by=cast.bob, now=NOW)
            classes.create_class(name=name, by=cast.alice, now=NOW)
            Pin.objects.create(user=add(cast, "Ann", name), hash="x", given_at=NOW, given_by=cast.alice)
            add(cast, "Ben", name)
            classes.leave(school_class=cast.class_10b, user=add(cast, "Gone", name), by=cast.alice, now=NOW)
            classes.enrol(school_class=cast.class_10b, user=friend, role=Enrolment.Role.TEACHER, now=NOW)
            invitations.invite(school_class=theirs, username="alice", by=cast.bob, now=NOW)
            invitations.invite(school_class=cast.class_10b, username=asked.username, by=cast.alice, now=NOW)

    fill(2)
    few = costs()
    fill(12)

    assert costs() == few


# ---- students -------------------------------------------------------------------------------------------


def test_a_new_student_gets_an_account_with_no_way_in_and_shows_so(cast: School, alice: Client) -> None:
    path = f"/classes/{cast.class_10b.pk}/add/"
    assert alice.post(path, {"who": "new", "first_name": "Aisha", "last_name": ""}).status_code == 422
    answer = alice.post(path, {"who": "new", "first_name": "Aisha", "last_name": "Khan"})

    made = User.objects.get(username="aisha.khan")
    assert answer["Location"] == f"/classes/{cast.class_10b.pk}/people/{made.pk}/"
    assert not made.has_way_in
    assert page_of(alice, f"/classes/{cast.class_10b.pk}/").count("No way to log in yet") == 1


def test_a_teacher_adds_by_username_only_whom_they_teach(cast: School, alice: Client, carol: User) -> None:
    other = classes.create_class(name="10C", by=cast.alice, now=NOW)
    path = f"/classes/{other.pk}/add/"
    said = set()
    for username in ("tim", "bob", "ada", "carol", "nobody"):
        answer = alice.post(path, {"who": "known", "username": username})
        assert answer.status_code == 422, username
        said.add(re.search(r"No student of your classes[^<]*", answer.content.decode())[0])  # type: ignore[index]
    assert len(said) == 1  # who exists is not told

    alice.post(path, {"who": "known", "username": " SAM "})
    assert set(other.people.values_list("username", flat=True)) == {"alice", "sam"}


def test_who_is_removed_keeps_their_work_and_goes_on_with_a_running_paper(cast: School, alice: Client) -> None:
    done = sat(cast.assignment, cast.sue, "social facists")
    now = timezone.now()
    running = attempts.start(
        assignment=quiz_for(cast.class_10b, [cast.question], by=cast.alice, now=now - timedelta(minutes=1)),
        student=cast.sue,
        now=now,
    )
    path = f"/classes/{cast.class_10b.pk}/people/{cast.sue.pk}/"
    assert alice.post(f"{path}act/", {"act": "remove"})["Location"] == f"/classes/{cast.class_10b.pk}/"

    sue = signed_in(cast.sue)
    home = page_of(sue, "/")
    assert f"/attempts/{done.pk}/result/" in home
    assert f'href="/attempts/{running.pk}/"' in home
    assert f"/sit/{cast.assignment.pk}/" not in home  # nothing new of this class, no second try
    assert sue.get(f"/attempts/{running.pk}/").status_code == 200
    assert sue.get(f"/sit/{cast.assignment.pk}/").status_code == 404
    assert "Former students (1)" in page_of(alice, f"/classes/{cast.class_10b.pk}/")

    alice.post(f"{path}act/", {"act": "return"})
    assert cast.class_10b.enrolments.get(user=cast.sue).left_at is None
    assert sue.get(f"/sit/{cast.assignment.pk}/").status_code == 200


def test_a_student_leaves_by_themselves_and_comes_back_with_the_code(cast: School) -> None:
    sam = signed_in(cast.sam)
    path = f"/classes/{cast.class_10b.pk}/leave/"
    assert path in page_of(sam, "/join/")
    sam.post(path)
    assert path not in page_of(sam, "/join/")
    assert sam.post(path).status_code == 404

    alice, person_path = signed_in(cast.alice), f"/classes/{cast.class_10b.pk}/people/{cast.sam.pk}/"
    assert "left the class" in page_of(alice, person_path)
    assert alice.post(f"{person_path}act/", {"act": "return"}).status_code == 404
    add_path, form = f"/classes/{cast.class_10b.pk}/add/", {"who": "known", "username": "sam"}
    assert alice.post(add_path, form).status_code == 422

    sam.post("/join/", {"code": cast.class_10b.code})
    assert path in page_of(sam, "/join/")


def test_students_see_no_names_of_others(cast: School) -> None:
    add(cast, "Aisha", "Khan")
    sam = signed_in(cast.sam)
    for path in ("/", "/join/", f"/join/{cast.class_10b.code}/", f"/sit/{cast.assignment.pk}/", "/account/"):
        page = sam.get(path, follow=True).content.decode()
        assert "Aisha" not in page
        assert "Sue" not in page
    for page in ("", "settings/", "slips/", "add/", "poster/", f"people/{cast.sue.pk}/"):
        assert sam.get(f"/classes/{cast.class_10b.pk}/{page}").status_code == 404


# ---- slips ----------------------------------------------------------------------------------------------


def state_in(page: str) -> str:
    return re.search(r'name="state" value="([^"]*)"', page)[1]  # type: ignore[index]


def test_slips_are_offered_to_those_without_a_way_in_shown_once_and_never_stored(cast: School, alice: Client) -> None:
    aisha, ben = add(cast, "Aisha", "Khan"), add(cast, "Ben", "Ode")
    pins.give(school_class=cast.class_10b, users=[ben], seen="", by=cast.alice, now=NOW)
    path = f"/classes/{cast.class_10b.pk}/slips/"
    page = page_of(alice, path)
    assert re.findall(r'value="(\d+)" checked', page) == [str(aisha.pk)]
    assert f'value="{ben.pk}"' in page
    assert f'value="{cast.sam.pk}"' not in page  # has a password

    form = {"students": [aisha.pk], "state": state_in(page)}
    answer = alice.post(path, form)
    slips = answer.content.decode()
    pin = re.search(r"<dt>PIN</dt><dd>(\d{3}) (\d{3})</dd>", slips)

    assert "no-store" in answer["Cache-Control"]
    assert "Aisha Khan" in slips
    assert "Ben Ode" not in slips
    assert cast.class_10b.code in slips
    assert pin is not None
    assert pins.log_in(code=cast.class_10b.code, name="aisha.khan", pin=pin[1] + pin[2], place=HERE, now=NOW) == aisha
    again = alice.post(path, form)
    assert again.status_code == 422
    assert "shown only once" in again.content.decode()
    assert alice.post(path, {"state": state_in(again.content.decode())}).status_code == 422


def test_nobody_gets_a_pin_who_is_not_offered_one(cast: School, alice: Client) -> None:
    path = f"/classes/{cast.class_10b.pk}/slips/"
    outsider = classes.add_new_student(school_class=cast.class_11c, first_name="Out", last_name="Side", now=NOW)
    everybody = [user.pk for user in (cast.sam, cast.alice, cast.admin, cast.tim, outsider)]

    assert alice.post(path, {"students": everybody, "state": ""}).status_code == 422
    assert not Pin.objects.exists()


def test_a_lock_is_seen_and_lifted_by_the_teacher(cast: School, alice: Client) -> None:
    aisha = add(cast, "Aisha", "Khan")
    pins.give(school_class=cast.class_10b, users=[aisha], seen="", by=cast.alice, now=NOW)
    path = f"/classes/{cast.class_10b.pk}/people/{aisha.pk}/"
    assert "Unlock now" not in page_of(alice, path)
    for _ in range(6):
        Client().post("/login/class/", {"code": cast.class_10b.code, "name": "aisha.khan", "pin": "x"})
    assert "Unlock now" in page_of(alice, path)
    assert page_of(alice, f"/classes/{cast.class_10b.pk}/").count("Log-in waits until") == 1

    alice.post(f"{path}act/", {"act": "unlock"})

    assert "Unlock now" not in page_of(alice, path)


def test_a_misspelt_name_is_put_right_and_the_slip_stays_good(cast: School, alice: Client) -> None:
    aisha = add(cast, "Aihsa", "Khan")
    path = f"/classes/{cast.class_10b.pk}/people/{aisha.pk}/"
    refused = alice.post(path, {"first_name": "Aisha", "last_name": " "})
    assert refused.status_code == 422
    assert 'value="Aisha"' in refused.content.decode()

    alice.post(path, {"first_name": "Aisha", "last_name": "Khan"})

    aisha.refresh_from_db()
    assert (str(aisha), aisha.username) == ("Aisha Khan", "aihsa.khan")
    theirs = {"first_name": "Not", "last_name": "Sam"}
    assert alice.post(f"/classes/{cast.class_10b.pk}/people/{cast.sam.pk}/", theirs).status_code == 404
    assert str(User.objects.get(pk=cast.sam.pk)) == "Sam"


def test_a_password_is_not_the_teachers_to_change(cast: School, alice: Client) -> None:
    path = f"/classes/{cast.class_10b.pk}/people/{cast.sam.pk}/"
    page = page_of(alice, path)

    assert "a password of their own" in page
    assert "a new PIN" not in page
    assert alice.post(f"{path}act/", {"act": "unlock"}).status_code == 404


# ---- teachers -------------------------------------------------------------------------------------------


def invited(cast: School, alice: Client, username: str) -> Any:
    return alice.post(f"/classes/{cast.class_10b.pk}/invite/", {"username": username})


def test_a_colleague_teaches_only_once_they_accept(cast: School, alice: Client, carol: User) -> None:
    client, path = signed_in(carol), f"/classes/{cast.class_10b.pk}/"
    invited(cast, alice, "Carol")
    invited(cast, alice, "carol")
    row = Invitation.objects.get()
    for page in ("/", "/classes/"):
        assert f"/invitations/{row.pk}/answer/" in page_of(client, page)
    assert client.get(path).status_code == 404

    client.post(f"/invitations/{row.pk}/answer/", {"answer": "accept"})

    assert client.get(path).status_code == 200
    assert not Invitation.objects.exists()


def test_an_invitation_is_declined_or_taken_back(cast: School, alice: Client, carol: User) -> None:
    client = signed_in(carol)
    invited(cast, alice, "carol")
    client.post(f"/invitations/{Invitation.objects.get().pk}/answer/", {"answer": "decline"})
    assert not Invitation.objects.exists()

    invited(cast, alice, "carol")
    row = Invitation.objects.get()
    assert client.post(f"/invitations/{row.pk}/withdraw/").status_code == 404
    assert alice.post(f"/invitations/{row.pk}/answer/", {"answer": "accept"}).status_code == 404
    alice.post(f"/invitations/{row.pk}/withdraw/")
    assert client.post(f"/invitations/{row.pk}/answer/", {"answer": "accept"}).status_code == 404
    assert not cast.class_10b.people.filter(pk=carol.pk).exists()


@pytest.mark.parametrize(
    ("username", "why"),
    [
        ("nobody", "No teacher here has this username"),
        ("tim", "No teacher here has this username"),
        ("alice", "is already in this class, as a teacher"),
    ],
)
def test_only_colleagues_outside_the_class_are_invited(cast: School, alice: Client, username: str, why: str) -> None:
    answer = invited(cast, alice, username)

    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_the_last_teacher_stays_and_others_may_go(cast: School, alice: Client, carol: User) -> None:
    path = f"/classes/{cast.class_10b.pk}/"
    alice.post(f"{path}leave/")
    assert alice.get(path).status_code == 200

    classes.enrol(school_class=cast.class_10b, user=carol, role=Enrolment.Role.TEACHER, now=NOW)
    alice.post(f"{path}teachers/{carol.pk}/remove/")
    assert signed_in(carol).get(path).status_code == 404
    assert alice.post(f"{path}teachers/{cast.sam.pk}/remove/").status_code == 404  # a student is no teacher

    classes.enrol(school_class=cast.class_10b, user=carol, role=Enrolment.Role.TEACHER, now=NOW)
    alice.post(f"{path}teachers/{cast.alice.pk}/remove/")
    assert alice.get(path).status_code == 404
    with pytest.raises(classes.LastTeacher):
        classes.leave(school_class=cast.class_10b, user=carol, by=cast.alice, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_teachers_who_leave_at_once_one_stays() -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    cast = school()
    carol = person("carol", teaches=True)
    classes.enrol(school_class=cast.class_10b, user=carol, role=Enrolment.Role.TEACHER, now=NOW)

    def go(user: User) -> bool:
        try:
            classes.leave(school_class=cast.class_10b, user=user, by=user, now=NOW)
        except classes.LastTeacher:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        left = list(pool.map(go, [cast.alice, carol]))

    assert sorted(left) == [False, True]
