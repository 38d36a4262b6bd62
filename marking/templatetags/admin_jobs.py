"""The jobs of those who work in the admin, in their words, for its first page."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import template
from django.urls import reverse

register = template.Library()


class Job(NamedTuple):
    """A job: what it is called, how it is done, the address's name, and the permission that it takes."""

    name: str
    how: str
    address: str
    permission: str
    words: str = ""  # what is searched for, where the job begins with a search


JOBS = (
    Job(
        "Look up a student",
        "Their classes, and what they may have.",
        "admin:quizzes_user_changelist",
        "quizzes.view_user",
        "Name or username",
    ),
    Job(
        "Look up a mark",
        "Search by student or quiz; an answer’s page says what earned its mark.",
        "admin:marking_markedresponse_changelist",
        "marking.view_mark",
        "Student, receipt or words of the answer",
    ),
    Job(
        "Set an access arrangement",
        "Search for the student, open them, and follow “Extra time and rest breaks”.",
        "admin:quizzes_user_changelist",
        "quizzes.change_accessarrangement",
    ),
    Job(
        "Invite a teacher",
        "You get a link to send; it lets them create an account that may teach.",
        "admin:quizzes_teacherinvitation_add",
        "quizzes.add_teacherinvitation",
    ),
    Job(
        "Add somebody by hand",
        "A student, or staff with a role.",
        "admin:quizzes_user_add",
        "quizzes.add_user",
    ),
    Job(
        "Reset a PIN",
        "Open the class, then “The page of the class”: its teachers’ pages give new PINs.",
        "admin:quizzes_schoolclass_changelist",
        "quizzes.change_enrolment",
    ),
)


@register.inclusion_tag("admin/marking/_jobs.html", takes_context=True)
def admin_jobs(context: dict[str, Any]) -> dict[str, Any]:
    """Return the jobs that whoever looks at the page may do, each with its address."""
    user = context["request"].user
    return {"jobs": [(job, reverse(job.address)) for job in JOBS if user.has_perm(job.permission)]}
