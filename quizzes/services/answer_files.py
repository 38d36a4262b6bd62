"""The file of answers that a student's page saves where the server cannot be reached: its key, reading and loading it.

The page signs with a key of the attempt, which it gets with the paper. So a file fits one attempt, nobody without that
paper can make or change one, and a text that was altered on the way is noticed. The student has the key too: what the
file says of when a text was typed is the device's word.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime

from quizzes.models import Attempt, AttemptAct, Response, ResponseVersion
from quizzes.models.attempt import LONGEST_RESPONSE

FIRST_LINE = "Markscheme answers 1"
MOST_ANSWERS = 500
HIGHEST = 2**53


class Unreadable(Exception):
    """It is no file of answers, or not a whole one; the message says what is wrong and what would be right."""


class OtherAttempt(Exception):
    """The file was made for another attempt."""


class Altered(Exception):
    """The signature does not fit: something in the file is not as the student's page wrote it."""


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """One answer of a file: the text, the client's number (ms of the server's clock when it was changed)."""

    item: int
    text: str
    seq: int


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file that was read and whose signature fits. `written` is the page's word."""

    attempt_id: int
    written: datetime | None
    answers: tuple[FileAnswer, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many texts of a file were kept as versions, were on record before, or stand in the paper as they are."""

    kept: int
    known: int
    same: int
    unknown: int


def key_of(attempt: Attempt, secret: str | bytes | None = None) -> str:
    """Return the key, 64 hex digits, with which the pages of `attempt` sign its file."""
    words = f"{attempt.pk}:{attempt.started_at.isoformat()}"
    return salted_hmac("quizzes.answer_files", words, secret=secret, algorithm="sha256").hexdigest()


def read(raw: bytes, *, attempt: Attempt) -> AnswerFile:
    """Return what a file of `attempt` says. Raises Unreadable, OtherAttempt or Altered."""
    signature, body = _parts(raw)
    try:
        content = json.loads(body)
        answers = tuple(_answers(content["answers"]))
        attempt_id, written = int(content["attempt"]), parse_datetime(str(content["written"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable("Its second part cannot be read. Ask for the file as it was saved, not for a copy.") from error
    if attempt_id != attempt.pk:
        raise OtherAttempt
    if not any(hmac.compare_digest(signature, _signature(key, body)) for key in _keys(attempt)):
        raise Altered
    return AnswerFile(attempt_id, written, answers)


def _parts(raw: bytes) -> tuple[str, str]:
    """Return the signature and the signed body. A mail programme may have changed the ends of lines."""
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Unreadable("It is not a file of answers: those are plain text.") from error
    head, _, body = text.partition("\n\n")
    first, _, signature = head.strip().partition("\n")
    if first.strip() != FIRST_LINE or not signature.isascii():
        raise Unreadable(f"It is not a file of answers: those begin with the line “{FIRST_LINE}”.")
    return signature.strip(), body.strip()


def _answers(rows: Any) -> Iterator[FileAnswer]:
    if len(rows) > MOST_ANSWERS:
        raise ValueError("too many answers")
    for row in rows:
        answer = FileAnswer(int(row["item"]), str(row["text"]).replace("\0", "")[:LONGEST_RESPONSE], int(row["seq"]))
        if not (0 <= answer.seq < HIGHEST and 0 < answer.item < HIGHEST):
            raise ValueError("a number out of range")
        yield answer


def _keys(attempt: Attempt) -> Iterator[str]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield key_of(attempt, secret)


def _signature(key: str, body: str) -> str:
    return hmac.new(key.encode(), body.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


@transaction.atomic
def load(*, attempt: Attempt, file: AnswerFile, by: Any, now: datetime) -> Loaded:
    """Keep each text of `file` that is not on record as a version of its answer, for a teacher to decide on.

    None of them counts by itself, and the log says who loaded them. Loading the same file again changes nothing.
    """
    Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    rows = {row.item_id: row for row in Response.objects.filter(attempt=attempt)}
    on_record = set(
        ResponseVersion.objects.filter(response__attempt=attempt).values_list("response__item", "seq", "text")
    )
    versions, known, same, unknown = [], 0, 0, 0
    for answer in file.answers:
        row = rows.get(answer.item)
        if row is None:
            unknown += 1
        elif row.text == answer.text:
            same += 1
        elif (answer.item, answer.seq, answer.text) in on_record:
            known += 1
        else:
            fields = {"text": answer.text, "seq": answer.seq, "outcome": ResponseVersion.Outcome.FROM_FILE}
            versions.append(ResponseVersion(response=row, received_at=now, **fields))
            on_record.add((answer.item, answer.seq, answer.text))
    ResponseVersion.objects.bulk_create(versions)
    if versions:
        AttemptAct.objects.create(attempt=attempt, kind=AttemptAct.Kind.FILE_LOADED, made_at=now, made_by=by)
    return Loaded(len(versions), known, same, unknown)
