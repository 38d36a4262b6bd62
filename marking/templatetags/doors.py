"""The doors of the admin's first page: its people's jobs, in their words, as far as each person may."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import template
from django.urls import reverse

register = template.Library()


class Door(NamedTuple):
    """A job: what it is called, how it is done, the address's name, and the permission that it takes."""

    job: str
    how: str
    address: str
    permission: str
    words: str = ""  # what is searched for, where the job begins with a search


DOORS = (
    Door(
        "Look up a student",
        "Their classes, and what they may have.",
        "admin:quizzes_user_changelist",
        "quizzes.view_user",
        "Name or username",
    ),
    Door(
        "Look up a mark",
        "Search by student or quiz; an answer’s page says what earned its mark.",
        "admin:marking_markedresponse_changelist",
        "marking.view_mark",
        "Student, receipt or words of the answer",
    ),
    Door(
        "Set an access arrangement",
        "Search for the student, open them, and follow “Extra time and rest breaks”.",
        "admin:quizzes_user_changelist",
        "quizzes.change_accessarrangement",
    ),
    Door(
        "Invite a teacher",
        "You get a link to send; it lets them create an account that may teach.",
        "admin:quizzes_teacherinvitation_add",
        "quizzes.add_teacherinvitation",
    ),
    Door(
        "Add somebody by hand",
        "A student, or staff with a role.",
        "admin:quizzes_user_add",
        "quizzes.add_user",
    ),
    Door(
        "Reset a PIN",
        "Open the class, then “The page of the class”: its teachers’ pages give new PINs.",
        "admin:quizzes_schoolclass_changelist",
        "quizzes.change_enrolment",
    ),
)


@register.inclusion_tag("admin/marking/_doors.html", takes_context=True)
def doors(context: dict[str, Any]) -> dict[str, Any]:
    """Return the doors that are open to who looks at the page, each with its address."""
    user = context["request"].user
    return {"doors": [(door, reverse(door.address)) for door in DOORS if user.has_perm(door.permission)]}
