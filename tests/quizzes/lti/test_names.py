"""Names and roles: a course's list, page by page, looked through as any class list before anything is done."""

from __future__ import annotations

from typing import Any

import pytest

from quizzes.lti import arrivals, messages, names
from quizzes.models import Enrolment, LtiCourse, LtiPlatform, RosterImport, User
from tests.cast import NOW, PASSWORD, School, signed_in, text_of
from tests.quizzes.lti.platforms import arrived
from tests.runtime.platform import CLAIM, ROLE, Platform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform")]


@pytest.fixture
def course(cast: School, platform: LtiPlatform, there: Platform) -> LtiCourse:
    said = messages.Message(
        platform.pk, "t", "", "", True, False, "dep-1", "c-1", "History", members_url=f"{there.url}/members"
    )
    row = arrivals.bind(message=said, school_class=cast.class_10b, by=cast.alice, now=NOW)
    LtiCourse.objects.update(members_url=f"{there.url}/members")
    row.refresh_from_db()
    return row


def member(sub: str, given: str = "", family: str = "", role: str = "Learner", **more: Any) -> dict[str, Any]:
    return {"user_id": sub, "given_name": given, "family_name": family, "roles": [f"{ROLE}{role}"], **more}


def carried_out(cast: School, course: LtiCourse, remove: str = "") -> Any:
    """Compare with the list and carry out what it would do, as alice."""
    alice = signed_in(cast.alice)
    plan = alice.post(f"/lti/courses/{course.pk}/list/")
    assert plan["Location"].startswith("/classes/lists/"), plan["Location"]
    page = alice.get(plan["Location"])
    alice.post(plan["Location"], {"remove": remove})
    return page


def names_in(cast: School) -> set[str]:
    places = Enrolment.objects.filter(school_class=cast.class_10b, role="STUDENT", left_at=None)
    return {str(row.user) for row in places.select_related("user")}


def test_all_pages_of_the_list_come_into_the_class_after_a_look(
    cast: School,
    course: LtiCourse,
    there: Platform,
) -> None:
    there.members = [
        member("u-1", "Ida", "Moss"), member("t-1", "Alice", "", "Instructor"), member("u-2", "Sam"),
        member("u-3", "Per", "Lund", status="Inactive"), member("u-4"), member("u-5", name="Zoë Ann Fox"),
    ]  # fmt: skip

    page = carried_out(cast, course)

    assert "Ida Moss" in text_of(page)
    assert "Is inactive there." in text_of(page)
    assert names_in(cast) == {"Ida Moss", "Zoë Ann Fox", "Sam", "Sue"}  # sam was there, and is known by the name
    assert User.objects.filter(first_name="Sam").count() == 1


def test_who_is_on_the_list_comes_to_the_account_of_the_list(
    cast: School,
    course: LtiCourse,
    there: Platform,
) -> None:
    User.objects.filter(pk=cast.sam.pk).update(last_name="Roe")
    there.members = [member("u-1", "Ida", "Moss"), member("u-2", "Sam", "Roe")]
    carried_out(cast, course)
    quiz = {f"{CLAIM}custom": {"quiz": str(cast.quiz.pk)}}
    people = User.objects.count()

    client, _ = arrived(there, sub="u-1", **quiz)
    assert client.session["_auth_user_id"] == str(User.objects.get(first_name="Ida").pk)

    client, answer = arrived(there, sub="u-2", **quiz)  # sam has a password, which is asked for once
    assert answer["Location"] == "/login/connect/"
    assert "_auth_user_id" not in client.session
    assert "you are “sam”" in text_of(client.get("/login/connect/"))
    assert client.post("/login/connect/", {"password": "wrong"}).status_code == 422
    assert client.post("/login/connect/", {"password": PASSWORD})["Location"] == "/lti/continue/"
    assert client.get("/lti/continue/")["Location"] == f"/sit/{cast.assignment.pk}/"
    client, answer = arrived(there, sub="u-2", **quiz)
    assert client.session["_auth_user_id"] == str(cast.sam.pk)
    assert answer["Location"] == f"/sit/{cast.assignment.pk}/"
    assert User.objects.count() == people


def test_who_came_by_a_link_first_is_known_to_the_list_whatever_the_name(
    cast: School,
    course: LtiCourse,
    there: Platform,
) -> None:
    arrived(there, sub="u-9", given_name="Ida", family_name="Moss", **{f"{CLAIM}custom": {"quiz": str(cast.quiz.pk)}})
    people = User.objects.count()
    there.members = [member("u-9", "Ida", "Married-Moss")]
    carried_out(cast, course)
    assert User.objects.count() == people


def test_who_is_no_longer_listed_is_named_and_removed_only_when_that_is_confirmed(
    cast: School,
    course: LtiCourse,
    there: Platform,
) -> None:
    there.members = [member("u-1", "Ida", "Moss"), member("u-2", "Per", "Lund")]
    carried_out(cast, course)
    there.members = [member("u-2", "Per", "Lund")]
    page = carried_out(cast, course)
    assert "Ida Moss" in text_of(page)
    assert "Ida Moss" in names_in(cast)
    carried_out(cast, course, remove="1")
    assert names_in(cast) == {"Per Lund", "Sam", "Sue"}


def test_a_list_that_cannot_be_read_changes_nothing_and_says_why(
    cast: School,
    course: LtiCourse,
    there: Platform,
) -> None:
    alice = signed_in(cast.alice)
    there.tool_keys = []
    assert alice.post(f"/lti/courses/{course.pk}/list/")["Location"] == f"/classes/{cast.class_10b.pk}/"
    assert "has not given the list" in text_of(alice.get("/"))
    LtiCourse.objects.update(members_url=f"{there.url}/moved")
    course.refresh_from_db()
    with pytest.raises(names.CannotRead):
        names.look_through(course=course, by=cast.alice, now=NOW)
    arrivals.switch(platform=course.platform, is_on=False)
    course = LtiCourse.objects.select_related("platform").get()
    with pytest.raises(names.CannotRead, match="switched off"):
        names.look_through(course=course, by=cast.alice, now=NOW)
    assert not RosterImport.objects.exists()


def test_only_teachers_of_the_class_read_its_list(cast: School, course: LtiCourse) -> None:
    for person in (cast.bob, cast.sam):
        assert signed_in(person).post(f"/lti/courses/{course.pk}/list/").status_code == 404
        assert signed_in(person).post(f"/lti/courses/{course.pk}/unbind/").status_code == 404
    signed_in(cast.alice).post(f"/lti/courses/{course.pk}/unbind/")
    assert not LtiCourse.objects.exists()
