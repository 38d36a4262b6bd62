"""What classes say against mark schemes, as a page shows it: with what would cure it, or ignored from then on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marking.models import ClassOpinion, IgnoredAlarm, MarkBatch, MarkScheme
from marking.opinion.alarms import Alarm
from marking.opinion.cures import Cure, cure
from marking.services import wordings
from quizzes.models import Assignment, Item, Question, Response


@dataclass(frozen=True, slots=True)
class Shown:
    """An alarm of a class about the scheme of `item`; `cure` is None where only the scheme's author can help."""

    assignment_id: int
    item: Item
    alarm: Alarm
    cure: Cure | None


def of_assignment(assignment: Assignment, item: Item | None = None) -> list[Shown]:
    """Return what a class's answers say against the schemes of a quiz, in the order of its questions.

    Of `item` alone, if it is given. Three queries, however many there are.
    """
    rows = ClassOpinion.objects.filter(assignment=assignment)
    return _shown(rows if item is None else rows.filter(item=item))


def of_question(question: Question, assignments: QuerySet[Assignment]) -> list[Shown]:
    """Return what the answers to a question say against its scheme in the newest of these assignments that say so."""
    rows = ClassOpinion.objects.filter(item__question=question, assignment__in=assignments).exclude(alarms=[])
    newest = rows.order_by("-assignment").values_list("pk", flat=True)[:1]
    return _shown(ClassOpinion.objects.filter(pk__in=list(newest)))


def _shown(rows: QuerySet[ClassOpinion]) -> list[Shown]:
    alarmed = list(rows.exclude(alarms=[]).select_related("item").order_by("item__position"))
    questions = {row.item.question_id for row in alarmed}
    ignored = _ignored(questions)
    texts = {
        scheme.question_id: scheme.text
        for scheme in MarkScheme.objects.filter(question__in=questions).order_by("version")
    }
    return [
        Shown(row.assignment_id, row.item, alarm, _cure(texts.get(row.item.question_id), alarm))
        for row in alarmed
        for alarm in (Alarm(**data) for data in row.alarms)
        if (row.item.question_id, alarm.key) not in ignored
    ]


def codes_by_assignment(assignments: Iterable[Assignment]) -> list[tuple[int, list[str]]]:
    """Return an assignment's id with the kinds of alarms of each question, those ignored left out. Two queries."""
    rows = list(
        ClassOpinion.objects.filter(assignment__in=list(assignments))
        .exclude(alarms=[])
        .values_list("assignment_id", "item__question_id", "alarms")
    )
    ignored = _ignored({question for _, question, _ in rows})
    return [
        (assignment, [data["code"] for data in alarms if (question, Alarm(**data).key) not in ignored])
        for assignment, question, alarms in rows
    ]


def _ignored(questions: Collection[int]) -> set[tuple[int, str]]:
    if not questions:
        return set()
    return set(IgnoredAlarm.objects.filter(question__in=questions).values_list("question_id", "key"))


def _cure(text: str | None, alarm: Alarm) -> Cure | None:
    return cure(text, alarm) if text is not None else None


def ignore(*, question: Question, key: str, by: Any, now: datetime) -> IgnoredAlarm:
    """Show an alarm of a question no more, in any class. Said again, the first word holds."""
    row, _ = IgnoredAlarm.objects.get_or_create(question=question, key=key, defaults={"made_by": by, "made_at": now})
    return row


def ignored_of(question: Question) -> Sequence[IgnoredAlarm]:
    """Return what is ignored of a question's scheme, the newest first."""
    return list(question.ignored_alarms.all())


def show_again(*, ignored: IgnoredAlarm) -> None:
    """Take such a word back."""
    ignored.delete()


def apply(
    *, scheme: MarkScheme, made: Cure, responses: QuerySet[Response], again_in: Collection[int], by: Any, now: datetime,
    key: UUID | None, assignment: Assignment,
) -> MarkBatch:  # fmt: skip
    """Write a cure as the scheme's next version and mark again the answers of `again_in` that nobody has marked.

    Raises banks.Overtaken where `scheme` is no longer the newest.
    """
    return wordings.rewrite(
        scheme=scheme, text=made.text, said=made.done, responses=responses, again_in=again_in, by=by, now=now, key=key,
        assignment=assignment,
    )  # fmt: skip
