"""Every rule about banks, classes, quizzes and attempts: who may do it, as a query.

Rules say who. When a thing may be done (a quiz is open, a paper is frozen) is for the services to refuse.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q

from quizzes.access.table import EVERYBODY, rule
from quizzes.models import (
    Assignment,
    Attempt,
    Bank,
    BankShare,
    Enrolment,
    ImportedAccount,
    Item,
    Picture,
    Question,
    Quiz,
    Source,
    User,
)

ACCOUNT_BACKEND = "quizzes.access.backend.AccountBackend"


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


@rule("quizzes.view_source")
def source_of_bank_seen(user: Any) -> Q:
    return banks_of(user, "bank", to_edit=False)


@rule("quizzes.view_picture")
def picture_of_what_is_seen(user: Any) -> Q:
    """Who sees a picture: who sees a question or a source that shows it, in a bank or on a paper, and who handed it in.

    On a paper that is its quiz's owner, the teachers of the classes it is set for, and who has begun to sit it.
    """
    if user.is_superuser:
        return EVERYBODY
    questions = Question.pictures.through.objects.filter(banks_of(user, "question__bank", to_edit=False))
    of_questions = banks_of(user, "source__questions__bank", to_edit=False)
    sources = Source.pictures.through.objects.filter(banks_of(user, "source__bank", to_edit=False) | of_questions)
    sat = Attempt.objects.filter(student=user).values("assignment__quiz")
    taught = Assignment.objects.filter(teaches(user, "school_class")).values("quiz")
    own = Quiz.objects.filter(owner=user).values("pk")
    items = Item.pictures.through.objects.filter(
        Q(item__quiz__in=sat) | Q(item__quiz__in=taught) | Q(item__quiz__in=own)
    )
    shown = [Q(pk__in=rows.values("picture")) for rows in (questions, sources, items)]
    handed_in = Picture.holders.through.objects.filter(user=user)
    return Q(pk__in=handed_in.values("picture")) | shown[0] | shown[1] | shown[2]


@rule("quizzes.change_source")
@rule("quizzes.change_question")
@rule("quizzes.view_notespage")
@rule("quizzes.change_notespage")
def of_bank_edited(user: Any) -> Q:
    return banks_of(user, "bank", to_edit=True)


@rule("quizzes.change_draft")
@rule("quizzes.change_typo")
def of_notes_of_bank_edited(user: Any) -> Q:
    return banks_of(user, "notes__bank", to_edit=True)


@rule("quizzes.view_schoolclass")
def own_class(user: Any) -> Q:
    return EVERYBODY if user.is_superuser else teaches(user, "pk")


@rule("quizzes.study_in_schoolclass")
def class_studied_in(user: Any) -> Q:
    return studies(user, "pk")


@rule("quizzes.leave_schoolclass")
def class_somebody_is_in(user: Any) -> Q:
    return Q(pk__in=Enrolment.objects.filter(user=user, left_at=None).values("school_class"))


@rule("quizzes.change_enrolment")
@rule("quizzes.withdraw_invitation")
def of_class_taught(user: Any) -> Q:
    return EVERYBODY if user.is_superuser else teaches(user, "school_class")


@rule("quizzes.return_enrolment")
def of_class_taught_not_left_by_choice(user: Any) -> Q:
    return of_class_taught(user) & Q(left_by_choice=False)


@rule("quizzes.answer_invitation")
def own_invitation(user: Any) -> Q:
    return Q(user=user)


def without_rights() -> Q:
    """Return the accounts without any right of their own: students'."""
    return Q(is_staff=False, is_superuser=False, groups=None, user_permissions=None) & ~teachers()


def teachers() -> Q:
    """Return the accounts that teach a class, or may."""
    teaching = Enrolment.objects.filter(left_at=None).exclude(role=Enrolment.Role.STUDENT)
    allowed = User.objects.with_perm("quizzes.teach", backend=ACCOUNT_BACKEND)
    return Q(pk__in=teaching.values("user")) | Q(pk__in=allowed.values("pk"))


def logs_in_by_pin() -> Q:
    """Return the accounts that a class code and a PIN may open: students' that have no password of their own."""
    accounts = Q(is_active=True, is_staff=False, is_superuser=False, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return accounts & ~teachers()


@rule("quizzes.give_pin")
def student_without_password_in_class_taught(user: Any) -> Q:
    """A password of their own is changed only by its owner or in the admin."""
    if user.is_superuser:
        return logs_in_by_pin()
    rows = Enrolment.objects.filter(teaches(user, "school_class"), role=Enrolment.Role.STUDENT, left_at=None)
    return logs_in_by_pin() & Q(pk__in=rows.values("user"))


@rule("quizzes.enrol_user")
def student_known_from_a_class(user: Any) -> Q:
    """A teacher puts into a class by username only who is a student in a class of theirs, or was until removed.

    To put in anybody would be to get at their account: the teachers of a class give its students new PINs.
    """
    rows = Enrolment.objects.filter(role=Enrolment.Role.STUDENT, left_by_choice=False)
    if not user.is_superuser:
        rows = rows.filter(teaches(user, "school_class"))
    return Q(is_active=True, pk__in=rows.values("user"))


@rule("quizzes.view_quiz")
@rule("quizzes.change_quiz")
def own_quiz(user: Any) -> Q:
    return EVERYBODY if user.is_superuser else Q(owner=user)


@rule("quizzes.publish_quiz")
def own_quiz_of_classes_taught(user: Any) -> Q:
    """Who shows a quiz to its classes, or takes it back: its owner, as long as they teach every one of them."""
    if user.is_superuser:
        return EVERYBODY
    of_others = Assignment.objects.exclude(teaches(user, "school_class"))
    return own_quiz(user) & ~Q(pk__in=of_others.values("quiz"))


@rule("quizzes.manage_assignment")
def assignment_of_class_taught(user: Any) -> Q:
    return EVERYBODY if user.is_superuser else teaches(user, "school_class")


@rule("quizzes.manage_attempt")
def attempt_of_class_taught(user: Any) -> Q:
    return EVERYBODY if user.is_superuser else teaches(user, "assignment__school_class")


@rule("quizzes.sit_assignment")
def assignment_of_class_studied(user: Any) -> Q:
    return studies(user, "school_class") & Q(quiz__state="PUBLISHED")


@rule("quizzes.see_own_work")
def assignment_to_sit_or_begun(user: Any) -> Q:
    """What was begun stays to be seen by who has left the class since."""
    begun = Attempt.objects.filter(student=user).values("assignment")
    return assignment_of_class_studied(user) | Q(pk__in=begun)


@rule("quizzes.sit_attempt")
def own_attempt(user: Any) -> Q:
    return Q(student=user)


@rule("quizzes.view_attempt")
def own_attempt_or_taught(user: Any) -> Q:
    if user.is_superuser:
        return EVERYBODY
    return Q(student=user) | teaches(user, "assignment__school_class")


# ---- class lists ----


def _made_by_lists_of(user: Any) -> Q:
    """Return the accounts that the user's lists made, as long as no other teacher's class has them too."""
    mine = Enrolment.objects.filter(user=user, role=Enrolment.Role.TEACHER, left_at=None).values("school_class")
    elsewhere = Enrolment.objects.filter(left_at=None).exclude(school_class__in=mine).values("user")
    made = ImportedAccount.objects.filter(made_by=user).values("user")
    return Q(pk__in=made) & ~Q(pk__in=elsewhere)


@rule("quizzes.enrol_by_list")
def student_within_reach(user: Any) -> Q:
    """Whom a list may put into a class. Teachers reach nobody new by it: who teaches a student can renew the PIN.

    Nobody who has left comes back by a list of their former teacher's: names in a file are easily somebody else's.
    """
    students = Q(is_active=True, is_staff=False) & ~teachers()
    if user.is_superuser:
        return students
    taught = Enrolment.objects.filter(teaches(user, "school_class"), role=Enrolment.Role.STUDENT, left_at=None)
    return students & (Q(pk__in=taught.values("user")) | _made_by_lists_of(user))


@rule("quizzes.rename_user")
def student_to_rename(user: Any) -> Q:
    """Whose name a list may change."""
    students = Q(is_active=True, is_staff=False) & ~teachers()
    return students if user.is_superuser else students & _made_by_lists_of(user)


@rule("quizzes.change_rosterimport")
def own_list(user: Any) -> Q:
    return Q(read_by=user)


# ---- access arrangements, and accounts ----


def arranges_for_all(user: Any) -> bool:
    """Whether `user` sees to access arrangements in every class: an admin, or an exams officer."""
    return bool(user.is_superuser or user.has_perm("quizzes.change_accessarrangement"))


@rule("quizzes.arrange_access")
def student_of_class_taught(user: Any) -> Q:
    if arranges_for_all(user):
        return EVERYBODY
    places = Enrolment.objects.filter(teaches(user, "school_class"), role=Enrolment.Role.STUDENT, left_at=None)
    return Q(pk__in=places.values("user"))


@rule("quizzes.arrange_class")
def class_to_arrange(user: Any) -> Q:
    return EVERYBODY if arranges_for_all(user) else teaches(user, "pk")


@rule("quizzes.arrange_assignment")
def assignment_to_arrange(user: Any) -> Q:
    return EVERYBODY if arranges_for_all(user) else teaches(user, "school_class")


@rule("quizzes.change_tokendetails")
def own_token(user: Any) -> Q:
    return Q(token__user=user)


@rule("quizzes.manage_account")
def account_without_rights(user: Any) -> Q:
    """Who sets a password can sign in with it: so only a superuser manages an account with rights of its own."""
    return EVERYBODY if user.is_superuser else without_rights()


@rule("quizzes.take_name_away")
def student_whose_account_is_managed(user: Any) -> Q:
    """Who makes a student nameless for good: who may change people's accounts in the admin."""
    return without_rights() if user.is_staff and user.has_perm("quizzes.change_user") else Q(pk__in=[])


@rule("quizzes.manage_ways_in")
def account_whose_ways_in_are_managed(user: Any) -> Q:
    """Who takes a lost second factor off an account: who may change people's accounts in the admin."""
    if not (user.is_staff and user.has_perm("quizzes.change_user")):
        return Q(pk__in=[])
    return account_without_rights(user)


@rule("quizzes.end_login")
def own_log_in(user: Any) -> Q:
    return Q(user=user)


# ---- learning platforms ----


@rule("quizzes.register_platform")
def platforms_of_who_may(user: Any) -> Q:
    """Who registers learning platforms: whom an admin has given that right. A platform says who its people are."""
    return EVERYBODY if registers_platforms(user) else Q(pk__in=[])


def registers_platforms(user: Any) -> bool:
    """Whether `user` registers learning platforms."""
    return bool(user.is_active and (user.is_superuser or user.has_perm("quizzes.change_ltiplatform")))


@rule("quizzes.manage_course")
def course_of_class_taught(user: Any) -> Q:
    return EVERYBODY if user.is_superuser else teaches(user, "school_class")
