"""Everything that is on record of one student: what the law lets them or their parents ask the school for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from marking.models import Enquiry, PracticeAnswer
from marking.reports import answer_record
from quizzes.models import ArrangementChange, AttemptAct, Enrolment, Response, SourcedId, User


def json_of(student: User, *, made_at: datetime) -> Iterator[str]:
    """Yield one JSON document piece by piece: the account, and each answer with all its texts and marks."""
    head = {"format": "markscheme student", "version": 1, "made_at": made_at.isoformat(), **account_of(student)}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "record": '
    responses = Response.objects.filter(attempt__student=student)
    yield from answer_record.json_of(responses, ids_of(student), title=str(student), made_at=made_at)
    yield "}\n"


def ids_of(student: User) -> dict[int, str]:
    """Return the student's ids in other systems, by account, in one text."""
    ids = SourcedId.objects.filter(user=student).order_by("pk").values_list("sourced_id", flat=True)
    return {student.pk: ", ".join(ids)}


def account_of(student: User) -> dict[str, Any]:
    """Return what is known of a student beside their answers."""
    return {
        "account": _account(student),
        "classes": [_place(row) for row in student.enrolments.select_related("school_class").order_by("joined_at")],
        "access_arrangements": [
            _arranged(row) for row in student.arrangement_changes.select_related("made_by").order_by("pk")
        ],
        "acts_in_sittings": [_act(row) for row in _acts_on(student)],
        "practice": [_practised(row) for row in _practice_of(student)],
        "questions_about_marks": [
            {"asked_at": one.asked_at.isoformat(), "text": one.text, "answer": one.answer}
            for one in Enquiry.objects.filter(response__attempt__student=student).order_by("pk")
        ],
    }


def _account(student: User) -> dict[str, Any]:
    return {
        "username": student.username,
        "first_name": student.first_name,
        "last_name": student.last_name,
        "email": student.email,
        "is_active": student.is_active,
        "date_joined": student.date_joined.isoformat(),
        "last_login": student.last_login.isoformat() if student.last_login else None,
        "has_pin": hasattr(student, "pin"),
        "ids_elsewhere": ids_of(student)[student.pk],
    }


def _place(place: Enrolment) -> dict[str, Any]:
    return {
        "class": str(place.school_class),
        "as": place.get_role_display(),
        "joined_at": place.joined_at.isoformat(),
        "left_at": place.left_at.isoformat() if place.left_at else None,
    }


def _arranged(change: ArrangementChange) -> dict[str, Any]:
    terms = change.after.in_words() if change.after else "none"
    return {"from": change.made_at.isoformat(), "by": str(change.made_by), "terms": terms, "reason": change.reason}


def _practice_of(student: User) -> QuerySet[PracticeAnswer]:
    return PracticeAnswer.objects.filter(student=student).select_related("question").order_by("pk")


def _practised(answer: PracticeAnswer) -> dict[str, Any]:
    return {
        "at": answer.answered_at.isoformat(),
        "question": answer.question.stem,
        "answer": answer.text,
        "mark": float(answer.mark),
        "out_of": float(answer.out_of),
        "own_verdict": answer.get_verdict_display(),
    }


def _acts_on(student: User) -> QuerySet[AttemptAct]:
    acts = AttemptAct.objects.filter(attempt__student=student)
    return acts.select_related("attempt__assignment__quiz", "made_by").order_by("pk")


def _act(act: AttemptAct) -> dict[str, Any]:
    return {
        "quiz": str(act.attempt.assignment.quiz),
        "at": act.made_at.isoformat(),
        "by": str(act.made_by),
        "what": act.get_kind_display(),
        "reason": act.reason,
    }
