"""Names and roles: a course's list of people, looked through as any other class list before anything is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import requests
from allauth.socialaccount.models import SocialAccount
from pylti1p3.exception import LtiException
from pylti1p3.names_roles import NamesRolesProvisioningService
from pylti1p3.roles import StudentRole, TeacherRole

from quizzes.lti.arrivals import listed_as
from quizzes.lti.messages import CLAIM, LONGEST_SUB, name_of
from quizzes.lti.protocol import connector_of, in_words
from quizzes.models import Enrolment, LtiCourse, RosterImport
from quizzes.rosters.values import ListedClass, ListedPerson, ListedPlace, RosterFile, Skipped
from quizzes.services import rosters

MOST_PAGES = 200
MOST_PEOPLE = 5_000
ONLY_CLASS = "course"


class CannotRead(Exception):
    """The platform does not give the list; the message says why."""


def look_through(*, course: LtiCourse, by: Any, now: datetime) -> RosterImport:
    """Read a course's list and return what it would do to its class, without doing it. Raises CannotRead."""
    members = _read(course)
    _know(course, members, by)
    return rosters.look_through_roster(
        roster=_as_roster(course, members), filename=f"{course} ({course.platform})"[:200], into=course.school_class,
        by=by, now=now,
    )  # fmt: skip


def _know(course: LtiCourse, members: list[Mapping[str, Any]], by: Any) -> None:
    """Let the list know those of its students who have come from the platform already and are in the class."""
    subs = {str(member.get("user_id")) for member in members}
    places = course.school_class.enrolments.filter(role=Enrolment.Role.STUDENT)
    come = SocialAccount.objects.filter(provider=course.platform.provider, user__in=places.values("user"))
    ids = {listed_as(course.platform_id, uid): pk for uid, pk in come.values_list("uid", "user") if uid in subs}
    rosters.know(ids=ids, by=by)


def _read(course: LtiCourse) -> list[Mapping[str, Any]]:
    if not course.platform.is_on:
        raise CannotRead(f"{course.platform} is switched off here.")
    if not course.members_url:
        raise CannotRead(
            f"{course.platform} has not said where the list is. Allow the tool to read names and roles there, and open "
            "it once more from the course."
        )
    try:
        return list(_members(course))
    except (LtiException, requests.RequestException, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CannotRead(f"{course.platform} has not given the list. {in_words(error)}") from error


def _members(course: LtiCourse) -> Iterator[Mapping[str, Any]]:
    made: Any = {"context_memberships_url": course.members_url}
    service = NamesRolesProvisioningService(connector_of(course.platform), made)
    address: str | None = course.members_url
    count = 0
    for _ in range(MOST_PAGES):
        members, address = service.get_members_page(address)
        for member in members:
            count += 1
            if count > MOST_PEOPLE:
                raise ValueError(f"It lists more than {MOST_PEOPLE:,} people.")
            yield member
        if not address:
            return
    raise ValueError(f"It has more than {MOST_PAGES} pages.")


def _as_roster(course: LtiCourse, members: list[Mapping[str, Any]]) -> RosterFile:
    title = str(course.school_class)
    people, places, skipped = [], [], []
    seen = set[str]()
    for line, member in enumerate(members, start=1):
        sub = str(member.get("user_id") or "")
        first, last = name_of(member.get("given_name"), member.get("family_name"), member.get("name"))
        called = f"{first} {last}".strip() or sub[:50]
        if why := _left_out(member, sub, f"{first}{last}", seen):
            skipped.append(Skipped(title, line, called, why, is_fault=False))
            continue
        seen.add(sub)
        key = listed_as(course.platform_id, sub)
        people.append(ListedPerson(title, line, key, first, last, sourced_id=key))
        places.append(ListedPlace(title, line, f"{key}-place", ONLY_CLASS, key, sourced_id=f"{key}-{course.pk}"))
    only = ListedClass(title, 0, ONLY_CLASS, title)
    return RosterFile((only,), tuple(people), tuple(places), tuple(skipped), is_whole=True)


def _left_out(member: Mapping[str, Any], sub: str, name: str, seen: set[str]) -> str:
    """Return why somebody of the list is not taken over, "" for a student who is."""
    roles = {f"{CLAIM}roles": [str(role) for role in member.get("roles") or []]}
    if not sub or len(sub) > LONGEST_SUB or sub in seen:
        return "The platform gives no number of its own for this person."
    if member.get("status", "Active") != "Active":
        return f"Is {str(member['status']).lower()[:20]} there."
    if TeacherRole(roles).check() or not StudentRole(roles).check():
        return "Is no student there. Teachers come in by opening the tool."
    if not name:
        return "The platform does not give the name. It comes with the student’s first visit, if at all."
    return ""
