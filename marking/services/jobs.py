"""The one writer of jobs: answers that another program sends to be marked by a scheme, part by part in a worker.

A part's results are written in the transaction that deletes the part. So a worker that is killed leaves either the part
or its results, and the next one goes on from there; nothing is marked twice, and no text is kept longer than it takes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from marking.engine import Marked, MarkSchemeError
from marking.engine import MarkScheme as EngineScheme
from marking.models import Job, JobPart, JobResult
from marking.pure import answers_file
from marking.pure.answers_file import Answer
from marking.services import engine_rows
from marking.signals import job_received
from quizzes.pure import reachable
from quizzes.services import work

MOST_ANSWERS = 100_000  # of one job
MOST_KEPT = 300_000  # of all jobs of one person
LONGEST_ANSWER = 20_000  # characters
MOST_TEXT = 30_000_000  # characters of all answers of a job
PART, PART_TEXT = 200, 100_000  # answers and characters that are marked in one go
LONGEST = timedelta(minutes=2)  # that a part may take: its task is ended before
CANDIDATES = 20
DEAD = f"It {work.WHY}."
BROKEN = "The engine could not mark it."

log = logging.getLogger(__name__)


class BadJob(ValueError):
    """The job cannot be taken; the message says why, and `field` where."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


class TooMuch(Exception):
    """The person's jobs hold as many answers as are kept at once."""


def compiled(*, scheme: str, glossary: Sequence[str], question: str, word_limit: int | None) -> EngineScheme:
    """Return a scheme ready to mark a job with. Raises BadJob where it cannot be read, or a person gives the level."""
    try:
        made = _compiled(scheme, tuple(glossary), question, word_limit)
    except MarkSchemeError as error:
        raise BadJob("scheme", str(error)) from error
    if made.scheme.grid is not None:
        raise BadJob("scheme", "This scheme has a levels grid, by which a person gives the level.")
    return made


@lru_cache(maxsize=4)
def _compiled(scheme: str, glossary: tuple[str, ...], question: str, word_limit: int | None) -> EngineScheme:
    return EngineScheme.parse(scheme, bank_same=glossary, question=question, word_limit=word_limit)


def create(
    *, owner: Any, answers: Iterable[Answer], scheme: str, now: datetime, question: str = "", name: str = "",
    glossary: Sequence[str] = (), word_limit: int | None = None, webhook_url: str = "", secret: str = "",
) -> Job:  # fmt: skip
    """Take a job. Raises BadJob where something of it cannot be used, and TooMuch."""
    compiled(scheme=scheme, glossary=glossary, question=question, word_limit=word_limit)
    if webhook_url:
        _check_target(webhook_url, secret)
    parts = list(_parts(_bounded(answers)))
    count = sum(len(part) for part in parts)
    if not count:
        raise BadJob("answers", "There are no answers.")
    with transaction.atomic():
        kept = Job.objects.filter(owner=owner).aggregate(kept=Sum("count"))["kept"] or 0
        if kept + count > MOST_KEPT:
            raise TooMuch
        job = Job.objects.create(
            owner=owner, name=name, scheme=scheme, question=question, glossary=list(glossary), word_limit=word_limit,
            count=count, made_at=now, webhook_url=webhook_url, secret=secret,
        )  # fmt: skip
        JobPart.objects.bulk_create(_rows_of(job, parts), batch_size=100)
        transaction.on_commit(lambda: job_received.send(sender=Job), robust=True)
    return job


def _check_target(url: str, secret: str) -> None:
    try:
        reachable.target_of(url)
    except reachable.BadAddress as error:
        raise BadJob("webhook_url", str(error)) from error
    if not secret:
        raise BadJob("webhook_secret", "Send a secret too, by which calls are signed.")


def from_file(data: bytes, filename: str) -> Iterator[Answer]:
    """Yield the answers of a file of any kind that `answers_sent` reads. Raises BadJob, which says the row."""
    try:
        for row in answers_file.answers_sent(data, filename):
            if not isinstance(row, Answer):
                raise BadJob("file", f"Row {row.row}: {row.problem}.")
            yield row
    except answers_file.UnreadableFile as error:
        raise BadJob("file", str(error)) from error


def _bounded(answers: Iterable[Answer]) -> Iterator[tuple[str, str]]:
    length = 0
    for number, answer in enumerate(answers, start=1):
        length += len(answer.text)
        if number > MOST_ANSWERS:
            raise BadJob("answers", f"There are more than {MOST_ANSWERS:,} answers. Send them as several jobs.")
        if len(answer.text) > LONGEST_ANSWER or len(str(answer.id)) > 200:
            raise BadJob(
                "answers", f"Answer {number}: a text has up to {LONGEST_ANSWER:,} characters, an id up to 200."
            )
        if length > MOST_TEXT:
            raise BadJob("answers", f"The answers have more than {MOST_TEXT:,} characters. Send them as several jobs.")
        yield str(answer.id), answer.text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _parts(pairs: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    part: list[tuple[str, str]] = []
    length = 0
    for pair in pairs:
        if part and (len(part) >= PART or length + len(pair[1]) > PART_TEXT):
            yield part
            part, length = [], 0
        part.append(pair)
        length += len(pair[1])
    if part:
        yield part


def _rows_of(job: Job, parts: Iterable[Sequence[Any]], first: int = 1) -> Iterator[JobPart]:
    for part in parts:
        yield JobPart(job=job, first=first, answers=list(part))
        first += len(part)


# ---- in a worker ---------------------------------------------------------------------------------------


def mark_some(*, seconds: float) -> bool:
    """Mark parts of waiting jobs, each job's in turn, for so long; return whether there is more to do."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        waiting = Job.objects.filter(state=Job.State.WAITING).order_by(F("begun_at").asc(nulls_first=True), "pk")
        if not any(_take(job) for job in waiting[:CANDIDATES]):
            return False
    return Job.objects.filter(state=Job.State.WAITING).exists()


def _take(job: Job) -> bool:
    """Mark the next part of a job; return False where another worker is at it, or it is gone."""
    try:
        if not work.begin(job, longest=LONGEST, now=timezone.now()):
            return False
    except Job.DoesNotExist:
        return False
    except work.GivenUp:
        _give_up(job)
    else:
        _mark_next(job)
    work.end(job)
    return True


def _mark_next(job: Job) -> None:
    part = job.parts.first()
    if part is None:
        _settle(job, None, [])
    elif job.tries > 1 and len(part.answers) > 1:
        _part_singly(job, part)  # one of them may be what killed the last worker
    else:
        _settle(job, part, _results(job, part))


def _results(job: Job, part: JobPart) -> list[JobResult]:
    texts = [text for _, text in part.answers]
    try:
        scheme = compiled(scheme=job.scheme, glossary=job.glossary, question=job.question, word_limit=job.word_limit)
        marked: list[Marked | None] = list(scheme.mark_many(texts))
    except Exception:
        log.exception("Part %s of job %s could not be marked", part.first, job.pk)
        marked = [_alone(job, text) for text in texts]
    return [
        _result(part, place, pair[0], one) for place, (pair, one) in enumerate(zip(part.answers, marked, strict=True))
    ]


def _alone(job: Job, text: str) -> Marked | None:
    try:
        return compiled(
            scheme=job.scheme, glossary=job.glossary, question=job.question, word_limit=job.word_limit
        ).mark(text)
    except Exception:
        return None


def _result(part: JobPart, place: int, name: str, marked: Marked | None, error: str = BROKEN) -> JobResult:
    row = JobResult(job_id=part.job_id, place=part.first + place, answer=name)
    if marked is None:
        row.error = error
        return row
    said = answers_file.as_json(Answer(row.place, name, ""), marked)
    row.mark, row.review = max(marked.mark, Decimal(0)), marked.review
    row.said = engine_rows.as_json({key: said[key] for key in ("max", "confidence", "reasons", "points")})
    return row


@transaction.atomic
def _settle(job: Job, part: JobPart | None, results: Sequence[JobResult]) -> None:
    """Put results in the place of their part, unless that is gone; where it was the last, the job is done."""
    if part is not None and not JobPart.objects.filter(pk=part.pk).delete()[0]:
        return
    JobResult.objects.bulk_create(results)
    rows = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    failed = sum(row.mark is None for row in results)
    rows.update(done=F("done") + len(results), failed=F("failed") + failed)
    if not JobPart.objects.filter(job=job).exists():
        now = timezone.now()
        rows.update(state=Job.State.DONE, done_at=now)
        Job.objects.filter(pk=job.pk).exclude(webhook_url="").update(call_at=now)


@transaction.atomic
def _part_singly(job: Job, part: JobPart) -> None:
    if JobPart.objects.filter(pk=part.pk).delete()[0]:
        JobPart.objects.bulk_create(_rows_of(job, [[pair] for pair in part.answers], part.first))


def _give_up(job: Job) -> None:
    part = job.parts.first()
    if part is not None:
        log.error("Part %s of job %s %s.", part.first, job.pk, work.WHY)
        _settle(job, part, [_result(part, at, pair[0], None, DEAD) for at, pair in enumerate(part.answers)])


# ---- afterwards ----------------------------------------------------------------------------------------


@transaction.atomic
def delete(*, job: Job) -> None:
    """Delete a job with its answers and results at once, done or not."""
    Job.objects.filter(pk=job.pk).delete()


def forget(*, days: int, now: datetime) -> int:
    """Delete jobs that were made so many days ago, done or not; return how many."""
    rows = Job.objects.filter(made_at__lt=now - timedelta(days=days)).order_by("pk")
    old = list(rows[:100])
    for job in old:
        delete(job=job)
    return len(old)


def counts_of(job: Job) -> dict[str, int]:
    """Return how many of a job's results ask for a person's look, and how many failed."""
    asked = JobResult.objects.filter(job=job)
    return asked.aggregate(review=Count("pk", filter=Q(review=True)), failed=Count("pk", filter=Q(mark=None)))
