"""The one writer of practice: what is open to a class, what its students answer, and when each question comes again.

Nothing here touches a mark: practice has tables of its own, and no list, figure or download of marks reads them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from django.utils.timezone import localdate

from marking.access import practised_by
from marking.engine import explain
from marking.models import PracticeAnswer, PracticeBank, PracticeCard
from marking.pure import spacing
from marking.services import engine_rows, schemes
from quizzes.access.table import permitted
from quizzes.models import Bank, Question, SchoolClass
from quizzes.queries import students_in

A_MINUTE, MOST_A_MINUTE = timedelta(minutes=1), 20
HARDEST = 10
HARD = Decimal("0.8")  # of the marks: what does better is not hard
FEWEST = 3  # answers before a question is called hard


class NotOpen(Exception):
    """The question is not open for practice to this student, or not any more."""


class TooFast(Exception):
    """So many answers a minute are nobody's practice."""


@dataclass(frozen=True, slots=True)
class Today:
    """What a student can practise today. `next_day` is when something is due again, None: never as things stand.

    `new` counts what the day still has room for, `later` what is new beyond that.
    """

    due: int
    new: int
    later: int
    next_day: date | None
    of: int

    @property
    def count(self) -> int:
        """How many questions wait."""
        return self.due + self.new


@transaction.atomic
def open_bank(*, school_class: SchoolClass, bank: Bank, topic: str, by: Any, now: datetime) -> PracticeBank:
    """Open a bank, or one topic of it, to a class for practice. What is open already stays as it is."""
    row, made = PracticeBank.objects.select_for_update(of=("self",)).get_or_create(
        school_class=school_class, bank=bank, topic=topic, defaults={"opened_by": by, "opened_at": now}
    )
    if not made:
        row.opened_by, row.opened_at, row.closed_at = by, now, None
        row.save(update_fields=["opened_by", "opened_at", "closed_at"])
    return row


@transaction.atomic
def close_bank(*, row: PracticeBank, now: datetime) -> None:
    """Close what is open to a class. Where each question was is kept, for when it is opened again."""
    PracticeBank.objects.filter(pk=row.pk, closed_at=None).update(closed_at=now)


def today_of(*, student: Any, now: datetime, more: bool = False) -> Today:
    """Return how much there is to practise today; `more` lifts the limit of new questions a day."""
    today = localdate(now)
    ids = set(practised_by(student, now).values_list("pk", flat=True))
    cards = dict(_cards(student).filter(question__in=ids).values_list("question", "due_on"))
    due = sum(day <= today for day in cards.values())
    fresh = len(ids) - len(cards)
    new = min(fresh, fresh if more else _room_for_new(student, today))
    later_days = [day for day in cards.values() if day > today]
    return Today(due, new, fresh - new, min(later_days, default=None), len(ids))


def next_question(*, student: Any, now: datetime, more: bool = False) -> Question | None:
    """Return the question that comes next, by `marking.pure.spacing`; None where nothing is left for today."""
    today = localdate(now)
    ids = list(practised_by(student, now).order_by("bank", "pk").values_list("pk", flat=True))
    cards = dict(_cards(student).filter(question__in=ids).values_list("question", "due_on"))
    since = _others_since(student, now)
    due = [spacing.Card(pk, day, since.get(pk)) for pk, day in cards.items() if day <= today]
    room = len(ids) if more else _room_for_new(student, today)
    chosen = spacing.following(due, [pk for pk in ids if pk not in cards][:room])
    rows = Question.objects.select_related("bank").prefetch_related("sources")
    return rows.get(pk=chosen) if chosen is not None else None


def _cards(student: Any) -> Any:
    return PracticeCard.objects.filter(student=student)


def _room_for_new(student: Any, today: date) -> int:
    begun: int = _cards(student).filter(begun_on=today).count()
    return max(0, spacing.NEW_A_DAY - begun)


def _others_since(student: Any, now: datetime) -> dict[int, int]:
    """Return how many others were answered today since the last answer to each question."""
    rows = PracticeAnswer.objects.filter(student=student, answered_at__gt=now - timedelta(days=1))
    asked = [
        (question, at) for question, at in rows.order_by("answered_at", "pk").values_list("question", "answered_at")
    ]
    days = [question for question, at in asked if localdate(at) == localdate(now)]
    return {question: len(days) - place - 1 for place, question in enumerate(days)}


def answer(*, question: Question, student: Any, text: str, key: UUID, now: datetime) -> PracticeAnswer:
    """Mark an answer, keep it and say when the question comes again. The same `key` again returns the first.

    Raises NotOpen where the question is not open to the student now, and TooFast. The engine works outside of the
    transaction; how long it may take is bounded by `LONGEST_PRACTISED` and the length of an answer.
    """
    own = PracticeAnswer.objects.filter(student=student)
    if (before := own.filter(key=key).first()) is not None:
        return before
    row = practised_by(student, now).filter(pk=question.pk).select_related("bank").first()
    scheme = schemes.newest(row) if row is not None else None
    if row is None or scheme is None:
        raise NotOpen
    if own.filter(answered_at__gt=now - A_MINUTE).count() >= MOST_A_MINUTE:
        raise TooFast
    marked = schemes.compile_for(row, scheme.text).mark(text)
    made = PracticeAnswer(
        student=student, question=row, scheme=scheme, key=key, text=text, mark=max(marked.mark, Decimal(0)),
        out_of=marked.max, points=engine_rows.as_json([point.as_data() for point in marked.points]),
        reasons=explain.stored(marked.reasons), unsure=marked.review and bool(text.strip()), answered_at=now,
    )  # fmt: skip
    try:
        return _record(made, localdate(now))
    except IntegrityError:  # the same answer arrived twice at once
        return own.get(key=key)


@transaction.atomic
def _record(made: PracticeAnswer, today: date) -> PracticeAnswer:
    card, _ = PracticeCard.objects.select_for_update().get_or_create(
        student=made.student, question=made.question, defaults={"due_on": today, "begun_on": today}
    )
    made.box_before = card.box
    made.save()
    _move(card, made.box_before, made.mark / made.out_of if made.out_of else Decimal(1), today)
    return made


def _move(card: PracticeCard, box: int, share: Decimal, today: date) -> None:
    place = spacing.moved(box, share, today)
    card.box, card.due_on = place.box, place.due
    card.save(update_fields=["box", "due_on"])


@transaction.atomic
def judge(*, given: PracticeAnswer, verdict: str) -> bool:
    """Let a student say whether they were right, where the engine is not sure; return whether it counts.

    It moves the question as an answer of that worth would have, as long as it was not answered again since.
    """
    locked = PracticeAnswer.objects.select_for_update(of=("self",)).get(pk=given.pk)
    newest = PracticeAnswer.objects.filter(student=locked.student_id, question=locked.question_id).first()
    if not locked.unsure or newest is None or newest.pk != locked.pk:
        return False
    locked.verdict = verdict
    locked.save(update_fields=["verdict"])
    card = PracticeCard.objects.select_for_update().get(student=locked.student_id, question=locked.question_id)
    share = Decimal(1) if verdict == PracticeAnswer.Verdict.RIGHT else Decimal(0)
    _move(card, locked.box_before, share, localdate(locked.answered_at))
    return True


@dataclass(frozen=True, slots=True)
class Summary:
    """How a class practises: how many of its students have, and the questions that they find hardest.

    Each question has the per cent of its marks that it earned. No student is named.
    """

    practised: int
    of: int
    answers: int
    hardest: tuple[tuple[Question, float, int], ...]


def summary_of(*, school_class: SchoolClass, bank_ids: Iterable[int], by: Any) -> Summary:
    """Return how the students of a class practise these banks, as long as `by` may see them. No student is named."""
    banks = permitted(by, "quizzes.view_bank", Bank.objects.filter(pk__in=list(bank_ids)))
    students = students_in(school_class.pk)
    rows = PracticeAnswer.objects.filter(student__in=students.values("pk"), question__bank__in=banks.values("pk"))
    totals = rows.aggregate(practised=Count("student", distinct=True), answers=Count("pk"))
    sums = rows.order_by().values("question").annotate(given=Sum("mark"), of=Sum("out_of"), number=Count("pk"))
    shares = [(row["given"] / row["of"], row["question"], row["number"]) for row in sums.filter(number__gte=FEWEST)]
    worst = sorted(row for row in shares if row[0] < HARD)[:HARDEST]
    questions = Question.objects.in_bulk([question for _, question, _ in worst])
    hardest = tuple((questions[question], 100 * float(share), number) for share, question, number in worst)
    return Summary(totals["practised"], students.count(), totals["answers"], hardest)


def again_on(*, given: PracticeAnswer, now: datetime) -> date | None:
    """Return the day on which the question of an answer comes again, None for today."""
    card = PracticeCard.objects.get(student=given.student_id, question=given.question_id)
    return card.due_on if card.due_on > localdate(now) else None
