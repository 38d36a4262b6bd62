"""What a quiz comes to while it is being set: how much it is, who gets how long, what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from quizzes.forms.quizzes import DRAWS, QuizForm
from quizzes.models import Assignment, Question, Quiz, SchoolClass
from quizzes.queries import Clock, clock_of
from quizzes.services import quizzes as services

TIMES = ("opens_at", "closes_at", "time_limit_minutes")


@dataclass(frozen=True, slots=True)
class Summary:
    """What is filled in so far. Without times there are no clocks. `problems` must go first."""

    questions: int
    drawn: int
    marks: Decimal
    clocks: tuple[Clock, ...]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]


def summary_of(form: QuizForm, quiz: Quiz | None, now: datetime) -> Summary:
    """Return what the form comes to, from what is valid of it, or from what it begins with."""
    if form.is_bound:
        form.is_valid()
        given = form.cleaned_data
    else:
        given = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    questions: list[Question] = _rows(form, "questions", given)
    classes: list[SchoolClass] = _rows(form, "classes", given)
    rows = []
    if given.get("opens_at") and given.get("closes_at"):
        times = {name: given.get(name) for name in TIMES}
        rows = [Assignment(school_class=school_class, **times) for school_class in classes]
    clocks = tuple(clock_of(row, now) for row in rows)
    here = {item.question_id: item.marks for item in quiz.items.all()} if quiz is not None else {}
    return Summary(
        questions=len(questions),
        drawn=sum(given.get(count) or 0 for count, _ in DRAWS),
        marks=sum((here.get(question.pk, question.marks) for question in questions), Decimal()),
        clocks=clocks,
        problems=(*_wrong(form), *(line for row in rows for line in services.problems_of_times(row, now))),
        warnings=tuple(services.warnings_of(clocks=clocks, quiz=quiz)),
    )


def _wrong(form: QuizForm) -> list[str]:
    """Return what the form itself says of a field that is filled in; what is only missing yet is not wrong."""
    return [
        f"{form[name].label}: {message}"
        for name, errors in form.errors.as_data().items()
        for error in errors
        if name in form.fields and error.code != "required"
        for message in error.messages
    ]


def _rows(form: QuizForm, name: str, given: dict[str, Any]) -> list[Any]:
    """Return the rows chosen in a field: a form that was sent has the rows themselves, another their numbers."""
    chosen = given.get(name) or []
    if form.is_bound:
        return list(chosen)
    field: Any = form.fields[name]
    return list(field.queryset.filter(pk__in=chosen))
