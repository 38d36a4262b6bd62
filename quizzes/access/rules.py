"""Every rule about banks, classes, quizzes and attempts: who may do it, as a query.

Rules say who. When a thing may be done (a quiz is open, a paper is frozen) is for the services to refuse.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from quizzes.access.table import EVERYBODY, rule
from quizzes.models import Bank, BankShare, Enrolment


def enrolled(user: Any, role: str, path: str) -> Q:
    """Return the rows whose class, reached over `path`, has `user` in it as `role` today.

    Asked of the user's own enrolments, which are few, so that the database need not join per row.
    """
    classes = Enrolment.objects.filter(user=user, role=role, left_at=None).values("school_class")
    return Q(**{f"{path}__in": classes})


def teaches(user: Any, path: str) -> Q:
    """Return the rows whose class, reached over `path`, `user` teaches."""
    return enrolled(user, Enrolment.Role.TEACHER, path)


def studies(user: Any, path: str) -> Q:
    """Return the rows whose class, reached over `path`, `user` studies in."""
    return enrolled(user, Enrolment.Role.STUDENT, path)


def banks_of(user: Any, path: str, *, to_edit: bool) -> Q:
    """Return the rows whose bank, reached over `path`, is the user's own or shared with them, to be edited or seen."""
    if user.is_superuser:
        return EVERYBODY
    shares = BankShare.objects.filter(user=user)
    shared = shares.filter(may_edit=True) if to_edit else shares
    return Q(**{f"{path}__in": Bank.objects.filter(Q(owner=user) | Q(pk__in=shared.values("bank"))).values("pk")})


@rule("quizzes.view_bank")
def bank_seen(user: Any) -> Q:
    return banks_of(user, "pk", to_edit=False)


@rule("quizzes.change_bank")
def bank_edited(user: Any) -> Q:
    return banks_of(user, "pk", to_edit=True)


@rule("quizzes.share_bank")
def own_bank(user: Any) -> Q:
    return EVERYBODY if user.is_superuser else Q(owner=user)


@rule("quizzes.view_question")
def question_of_bank_seen(user: Any) -> Q:
    return banks_of(user, "bank", to_edit=False)


@rule("quizzes.change_question")
@rule("quizzes.view_notespage")
@rule("quizzes.change_notespage")
def of_bank_edited(user: Any) -> Q:
    return banks_of(user, "bank", to_edit=True)


@rule("quizzes.change_draft")
@rule("quizzes.change_slip")
def of_notes_of_bank_edited(user: Any) -> Q:
    return banks_of(user, "notes__bank", to_edit=True)


@rule("quizzes.view_schoolclass")
def own_class(user: Any) -> Q:
    return EVERYBODY if user.is_superuser else teaches(user, "pk")


@rule("quizzes.view_quiz")
@rule("quizzes.change_quiz")
def own_quiz(user: Any) -> Q:
    return EVERYBODY if user.is_superuser else Q(owner=user)


@rule("quizzes.manage_assignment")
def assignment_of_class_taught(user: Any) -> Q:
    return EVERYBODY if user.is_superuser else teaches(user, "school_class")


@rule("quizzes.manage_attempt")
def attempt_of_class_taught(user: Any) -> Q:
    return EVERYBODY if user.is_superuser else teaches(user, "assignment__school_class")


@rule("quizzes.sit_assignment")
def assignment_of_class_studied(user: Any) -> Q:
    return studies(user, "school_class") & Q(quiz__state="PUBLISHED")


@rule("quizzes.sit_attempt")
def own_attempt(user: Any) -> Q:
    return Q(student=user)


@rule("quizzes.view_attempt")
def own_attempt_or_taught(user: Any) -> Q:
    if user.is_superuser:
        return EVERYBODY
    return Q(student=user) | teaches(user, "assignment__school_class")
