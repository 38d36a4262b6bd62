"""Every rule about mark schemes, marks and results: who may do it, as a query in the table of `quizzes.access`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from marking.models import BatchMark, MarkBatch, MarkScheme, Moderator, PracticeBank
from marking.visibility import is_shown, kept_from_practice
from quizzes.access.rules import banks_of, studies, teaches, without_rights
from quizzes.access.table import EVERYBODY, permitted, rule, widened
from quizzes.access.web import fetch
from quizzes.models import Assignment, BankShare, Item, Question, Source

LONGEST_PRACTISED = 4_000  # characters of a mark scheme that answers are marked by while their student waits
GRID = r"(^|\n)\s*grid\s*:"


def _marked_by(user: Any, path: str) -> Q:
    """Return the rows whose class, reached over `path`, `user` marks: taught or moderated, or any, for some."""
    return EVERYBODY if _marks_everywhere(user) else teaches(user, path) | moderates(user, path)


def moderates(user: Any, path: str) -> Q:
    """Return the rows whose class, reached over `path`, `user` moderates: marks in without teaching it."""
    classes = Moderator.objects.filter(user=user, ended_at=None).values("school_class")
    return Q(**{f"{path}__in": classes})


def _marks_everywhere(user: Any) -> bool:
    return bool(user.is_superuser or user.has_perm("marking.add_mark"))


@rule("marking.view_markscheme")
def scheme_of_bank_seen(user: Any) -> Q:
    return banks_of(user, "question__bank", to_edit=False)


@rule("marking.change_example")
def example_of_bank_edited(user: Any) -> Q:
    return banks_of(user, "question__bank", to_edit=True)


@rule("marking.change_import")
def import_into_bank_edited(user: Any) -> Q:
    return banks_of(user, "bank", to_edit=True)


@rule("marking.mark_assignment")
def assignment_of_class_marked(user: Any) -> Q:
    """Who sees the marks of a class before release, and checks its answers. Releases are for its teachers."""
    return _marked_by(user, "school_class")


@rule("marking.view_student_record")
def student_looked_up(user: Any) -> Q:
    """Who sees everything that is on record of a student: staff who may look at people and at marks."""
    looks = user.is_staff and user.has_perms(["quizzes.view_user", "marking.view_mark"])
    return without_rights() if looks else Q(pk__in=[])


@rule("marking.change_moderator")
def of_class_taught(user: Any) -> Q:
    return EVERYBODY if user.is_superuser else teaches(user, "school_class")


@rule("marking.change_response")
def response_of_class_marked(user: Any) -> Q:
    """Who sees a response with its marks before release, and may mark it: teachers and moderators of its class."""
    return _marked_by(user, "attempt__assignment__school_class")


@rule("marking.view_mark")
def of_response_of_class_marked(user: Any) -> Q:
    return _marked_by(user, "response__attempt__assignment__school_class")


@widened("quizzes.view_picture")
def picture_on_paper_marked(user: Any) -> Q:
    """Who marks answers sees the pictures of their questions: moderators, and those who mark everywhere."""
    papers = Assignment.objects.filter(_marked_by(user, "school_class")).values("quiz")
    return Q(pk__in=Item.pictures.through.objects.filter(item__quiz__in=papers).values("picture"))


@rule("marking.change_scriptcomment")
def comment_in_response_of_class_marked(user: Any) -> Q:
    """Who changes a comment in a script: whoever may mark it, and it stays on record who did."""
    return _marked_by(user, "response__attempt__assignment__school_class")


@rule("marking.change_bankedcomment")
def own_banked_comment(user: Any) -> Q:
    return Q(owner=user)


@rule("marking.change_enquiry")
def of_response_of_class_taught(user: Any) -> Q:
    """Who answers a student's question about a mark: the teachers of the class, and those who mark everywhere."""
    return EVERYBODY if _marks_everywhere(user) else teaches(user, "response__attempt__assignment__school_class")


@rule("marking.change_markbatch")
def own_batch(user: Any) -> Q:
    """Who undoes an act: those who may mark everywhere, and who did it, as long as they mark each of its answers.

    An act on a wording is undone in the mark scheme too: that is for who may still edit the question's bank.
    """
    if _marks_everywhere(user):
        return EVERYBODY
    of_others = BatchMark.objects.exclude(_marked_by(user, "mark__response__attempt__assignment__school_class"))
    of_scheme = ~Q(kind=MarkBatch.Kind.WORDING) | banks_of(user, "scheme__question__bank", to_edit=True)
    return Q(made_by=user) & of_scheme & ~Q(pk__in=of_others.values("batch"))


@rule("marking.view_result")
def own_released_result(user: Any) -> Q:
    """Which attempts' marks a student sees: one's own, once they are shown."""
    return Q(student=user) & Q(submitted_at__isnull=False) & is_shown()


@rule("marking.ask_about_mark")
def own_shown_response(user: Any) -> Q:
    return Q(attempt__student=user, attempt__submitted_at__isnull=False) & is_shown("attempt__")


@rule("marking.change_practicebank")
def practice_of_class_taught(user: Any) -> Q:
    return EVERYBODY if user.is_superuser else teaches(user, "school_class")


@rule("marking.practise_question")
def question_open_for_practice(user: Any) -> Q:
    """Who practises a question: students of a class to which its bank, or its topic, is open.

    As long as whoever opened it may still see the bank, and the bank and the class are in use. Essays and levels grids
    are for a person, and long mark schemes take too long while somebody waits. `practised_by` says when.
    """
    opened = PracticeBank.objects.filter(studies(user, "school_class"), closed_at=None, bank=OuterRef("bank"))
    opened = opened.filter(Q(topic="") | Q(topic=OuterRef("topic")), school_class__archived_at=None)
    shared = BankShare.objects.filter(bank=OuterRef("bank"), user=OuterRef("opened_by"))
    opened = opened.filter(Q(opened_by__is_superuser=True) | Q(bank__owner=F("opened_by")) | Exists(shared))
    newer = MarkScheme.objects.filter(question=OuterRef("question"), version__gt=OuterRef("version"))
    schemes = MarkScheme.objects.annotate(length=Length("text")).filter(~Exists(newer), question=OuterRef("pk"))
    schemes = schemes.filter(length__lte=LONGEST_PRACTISED).exclude(text__iregex=GRID)
    usable = Q(state=Question.State.READY, kind=Question.Kind.SHORT, bank__archived_at=None)
    return usable & Q(Exists(opened)) & Q(Exists(schemes))


@rule("marking.change_job")
def own_job(user: Any) -> Q:
    """Who sees a job, its results included, and deletes it: who sent it, and nobody else."""
    return Q(owner=user)


@rule("marking.view_practiceanswer")
def own_practice_answer(user: Any) -> Q:
    return Q(student=user)


@widened("quizzes.view_picture")
def picture_of_question_practised(user: Any) -> Q:
    """Who practises a question sees its pictures, and those of its sources."""
    if not practises(user):
        return Q(pk__in=())
    questions = practised_by(user, timezone.now())
    shown = Q(pk__in=Question.pictures.through.objects.filter(question__in=questions.values("pk")).values("picture"))
    sources = Question.sources.through.objects.filter(question__in=questions.values("pk")).values("source")
    return shown | Q(pk__in=Source.pictures.through.objects.filter(source__in=sources).values("picture"))


def practises(user: Any) -> bool:
    """Whether anything at all is open for practice to a class of `user`'s."""
    return PracticeBank.objects.filter(studies(user, "school_class"), closed_at=None).exists()


def practised_by(user: Any, now: datetime) -> QuerySet[Question]:
    """Return the questions that `user` may practise now: open to a class of theirs, and in no quiz not yet shown."""
    if not practises(user):  # asked by everybody's first page, and true of few
        return Question.objects.none()
    hidden = kept_from_practice(user, now).values("question")
    return permitted(user, "marking.practise_question", Question.objects.exclude(pk__in=hidden))


def scheme_to_check_by(user: Any, assignment: Assignment, item: Item) -> MarkScheme | None:
    """Return the mark scheme that `user` checks answers to `item` with.

    The newest for who may see the question's bank. Others see what their class's answers were marked by, and none that
    was written since: a colleague whose bank is no longer shared must not go on telling what it says.
    """
    rows = MarkScheme.objects.filter(question=item.question_id).order_by("-version")
    newest: MarkScheme | None = permitted(user, "marking.view_markscheme", rows).first()
    used = rows.filter(marks__response__item=item, marks__response__attempt__assignment=assignment)
    return newest or used.first()


def marked_assignment(user: Any, assignment_id: int) -> Assignment:
    """Return an assignment of a class that `user` marks, with its quiz and class. Raises Http404 as `fetch` does."""
    rows = Assignment.objects.select_related("quiz", "school_class")
    return fetch(user, "marking.mark_assignment", rows, pk=assignment_id)
