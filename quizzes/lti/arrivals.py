"""The one writer of platforms, courses and links, and what becomes of who comes from a platform.

Somebody is known by the number that the platform gives them, never by an address. A student whom nobody knows gets an
account without a password; an account that is there is joined only by who can log in to it. A role on the platform lets
somebody into the class of its course, and nobody whom a teacher has taken out of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from quizzes.access.rules import without_rights
from quizzes.access.table import permitted
from quizzes.lti.messages import Message
from quizzes.models import Assignment, Enrolment, LtiCourse, LtiLink, LtiPlatform, Quiz, SchoolClass, SourcedId, User
from quizzes.services import accounts, classes, connections


class Refused(Exception):
    """Somebody does not get where the message leads; `reason` is a word that the page of reasons knows."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unknown(Exception):
    """A teacher whom nobody here knows: they say who they are."""


class HasPassword(Exception):
    """The account that a class list has for somebody has a password, which is asked for once."""

    def __init__(self, user: User) -> None:
        super().__init__(str(user))
        self.user = user


class NoClass(Exception):
    """The course stands for no class yet; its teacher says for which."""


class NoQuiz(Exception):
    """The link opens no quiz yet; the teacher says which."""

    def __init__(self, course: LtiCourse) -> None:
        super().__init__(str(course))
        self.course = course


# ---- platforms ---------------------------------------------------------------------------------------------


@transaction.atomic
def save_platform(*, platform: LtiPlatform, by: Any, now: datetime) -> LtiPlatform:
    """Register a platform, or change what is registered."""
    if platform._state.adding:
        platform.added_by, platform.added_at = by, now
    platform.save()
    return platform


@transaction.atomic
def switch(*, platform: LtiPlatform, is_on: bool) -> None:
    """Let people come from a platform and marks go there, or neither."""
    LtiPlatform.objects.filter(pk=platform.pk).update(is_on=is_on)


# ---- who comes ---------------------------------------------------------------------------------------------


@transaction.atomic
def person_of(message: Message, *, now: datetime) -> User:
    """Return the account of who has come; a new student's is made here. Raises Refused, Unknown, HasPassword."""
    if not message.sub:
        raise Refused("nameless")
    if not (message.teaches or message.studies):
        raise Refused("role")
    if not message.course:
        raise Refused("no_course")
    list(LtiPlatform.objects.select_for_update().filter(pk=message.platform).values_list("pk"))  # one after the other
    try:
        user = connections.known(message.arrival)
    except connections.Unknown as error:
        raise Refused("closed") from error
    if user is not None:
        return user
    if message.teaches:
        raise Unknown
    course = course_of(message)
    user = _listed(message, course)
    if user is not None and user.has_usable_password():
        raise HasPassword(user)
    if user is None:
        if course is None:
            raise Refused("not_set_up")
        user = _new_account(message, now)
    connections.connect(user=user, arrival=message.arrival)
    return user


def _new_account(message: Message, now: datetime) -> User:
    first, last = message.first_name, message.last_name
    if not first and not last:
        first = "Student"
    return accounts.create_without_password(first_name=first, last_name=last, now=now)


def listed_as(platform: int, sub: str) -> str:
    """Return the id by which class lists of a platform know somebody. It can be made here only, by no file."""
    return f"lti-{salted_hmac('quizzes.lti', f'{platform} {sub}', algorithm='sha256').hexdigest()}"


def _listed(message: Message, course: LtiCourse | None) -> User | None:
    """Return the student of the course's class whom its list, as a teacher has imported it, has for this person."""
    if course is None:
        return None
    teachers = course.school_class.enrolments.filter(role=Enrolment.Role.TEACHER, left_at=None)
    rows = SourcedId.objects.filter(kind=SourcedId.Kind.PERSON, sourced_id=listed_as(message.platform, message.sub))
    rows = rows.filter(owner__in=teachers.values("user")) | rows.filter(owner=None)
    users = User.objects.filter(without_rights(), pk__in=rows.values("user"), is_active=True)
    places = course.school_class.enrolments.filter(role=Enrolment.Role.STUDENT, left_at=None)
    come = SocialAccount.objects.filter(provider=message.arrival.provider)
    users = users.filter(pk__in=places.values("user")).exclude(pk__in=come.values("user"))
    return users.order_by("pk").first()


@transaction.atomic
def make_teacher(message: Message, *, now: datetime) -> User:
    """Return a new teacher's account for who has come, where the platform may make some. Raises Refused."""
    platform = LtiPlatform.objects.filter(pk=message.platform, is_on=True, makes_teachers=True).first()
    come = SocialAccount.objects.filter(provider=message.arrival.provider, uid=message.sub)
    if platform is None or not message.teaches or come.exists():
        raise Refused("not_teacher")
    first, last = message.first_name, message.last_name
    user = accounts.create_without_password(first_name=first or "Teacher", last_name=last, now=now)
    accounts.let_teach(users=[user])
    connections.connect(user=user, arrival=message.arrival)
    return user


# ---- into which class, and to which quiz -------------------------------------------------------------------


def course_of(message: Message) -> LtiCourse | None:
    """Return the course that the message comes from, if it stands for a class."""
    rows = LtiCourse.objects.select_related("school_class", "platform")
    return rows.filter(platform=message.platform, deployment=message.deployment, course_id=message.course).first()


@transaction.atomic
def bind(*, message: Message, school_class: SchoolClass, by: Any, now: datetime) -> LtiCourse:
    """Let the course stand for a class. It stands for the first that it was bound to."""
    row, _ = LtiCourse.objects.get_or_create(
        platform_id=message.platform, deployment=message.deployment, course_id=message.course,
        defaults={"school_class": school_class, "title": message.title, "bound_by": by, "bound_at": now},
    )  # fmt: skip
    return row


@transaction.atomic
def unbind(*, course: LtiCourse) -> None:
    """Let the course stand for no class any more; who is in the class stays."""
    LtiCourse.objects.filter(pk=course.pk).delete()


@transaction.atomic
def enter_class(*, message: Message, user: User, now: datetime) -> LtiCourse:
    """Put who has come into the class of the course, in their role there; return the course.

    Raises NoClass for a teacher, Refused where the course has no class, a teacher has taken them out, or the role does
    not fit the account.
    """
    course = _class_for(message, user)
    role = Enrolment.Role.TEACHER if message.teaches else Enrolment.Role.STUDENT
    place = course.school_class.enrolments.filter(user=user).first()
    if place is not None and place.left_at is not None and not place.left_by_choice:
        raise Refused("taken_out")
    if place is not None and place.left_at is None and message.teaches and place.role != role:
        raise Refused("student_here")
    classes.enrol(school_class=course.school_class, user=user, role=role, now=now)
    if message.members_url and (course.members_url, course.title) != (message.members_url, message.title):
        course.members_url, course.title = message.members_url, message.title
        course.save(update_fields=["members_url", "title"])
    return course


def _class_for(message: Message, user: User) -> LtiCourse:
    if message.teaches and not user.is_teacher:
        raise Refused("not_teacher")
    course = course_of(message)
    if course is None and message.teaches:
        raise NoClass
    if course is None:
        raise Refused("not_set_up")
    if course.school_class.archived_at is not None:
        raise Refused("archived")
    return course


@transaction.atomic
def quiz_of(*, message: Message, course: LtiCourse, now: datetime) -> Assignment:
    """Return what the link opens, set for the course's class. Raises NoQuiz for a teacher, Refused for a student."""
    known = LtiLink.objects.filter(course=course, link_id=message.link).first()
    rows = Assignment.objects.select_related("quiz").filter(school_class=course.school_class)
    found = rows.filter(pk=known.assignment_id).first() if known else None
    if found is None and message.quiz:
        found = rows.filter(quiz=message.quiz).first()
    if found is None and message.teaches:
        raise NoQuiz(course)
    if found is None or not (message.teaches or found.quiz.state == Quiz.State.PUBLISHED):
        raise Refused("no_quiz")
    if message.link:
        point(message=message, course=course, assignment=found, now=now)
    return found


@transaction.atomic
def point(*, message: Message, course: LtiCourse, assignment: Assignment, now: datetime) -> LtiLink:
    """Let a link open a quiz, and note to which column of the gradebook its marks go."""
    values = {"assignment": assignment, "seen_at": now}
    if message.line_item:
        values["line_item"] = message.line_item
    row, _ = LtiLink.objects.update_or_create(course=course, link_id=message.link, defaults=values)
    return row


def quizzes_for(user: User, message: Message) -> QuerySet[Quiz]:
    """Return the quizzes that a teacher may pick for a course: their own, in use, set for its class first."""
    rows = permitted(user, "quizzes.view_quiz", Quiz.objects.current()).filter(owner=user)
    course = course_of(message)
    if course is not None:
        rows = rows.filter(Q(assignments__school_class=course.school_class) | Q(state=Quiz.State.DRAFT)).distinct()
    return rows
