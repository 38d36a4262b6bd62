"""Saves and hand-ins on PostgreSQL in two statements: read, decide by `judging`, write if nothing has changed since.

With a lock, a transaction around it and a statement for each kind of row a save asks the database six times. Here the
attempt is read without a lock, and all that follows is one statement, which writes only if nobody has written the
attempt meanwhile: whoever changes an open attempt, or an answer of it, writes its row. Else the caller goes the way of
`attempts`, which waits its turn; and so it does where something is not plainly to be counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import msgspec
from django.db import connection

from quizzes import prepared
from quizzes.models import Attempt, Response, ResponseVersion
from quizzes.services import attempts
from quizzes.services.judging import Answer, Judged, Saved, judge, refusal_of

Seen = tuple[Attempt, str, list[Response]]

_text = msgspec.json.Encoder().encode


def is_possible() -> bool:
    """Whether the database can do it."""
    return connection.vendor == "postgresql"


def save(seen: Seen, answers: Sequence[Answer], lease: str, received_at: datetime) -> Saved | None:
    """Do `attempts.save` to an attempt that has been read with its answers; None if nothing has been written."""
    judged = _judged(seen, answers, lease, received_at) if answers else None  # a heartbeat may have to close it
    if judged is None:
        return None
    return judged.saved if _written(seen, judged, ("lease",), lease, received_at) else None


def hand_in(seen: Seen, answers: Sequence[Answer], lease: str, now: datetime) -> Saved | None:
    """Do `attempts.hand_in` to an attempt that has been read with its answers; None if nothing has been written."""
    judged = _judged(seen, answers, lease, now)
    attempt = seen[0]
    if judged is None or (attempt.ends_at is not None and now >= attempt.ends_at):
        return None
    attempts.end(attempt, by_clock=False, now=now)
    if not _written(seen, judged, attempts.CLOSED, lease, now):
        return None
    attempts.announce(attempt)
    return judged.saved


def take_over(seen: Seen, lease: str) -> Attempt | None:
    """Do `attempts.take_over` to an attempt that has been read; None if nothing has been written."""
    attempt = seen[0]
    if not attempt.is_open:
        return None
    attempt.lease = lease
    return attempt if _written(seen, Judged(Saved(attempt), [], []), ("lease",), lease, attempt.started_at) else None


def _judged(seen: Seen, answers: Sequence[Answer], lease: str, received_at: datetime) -> Judged | None:
    """Return what is to be written, None where something is not to be counted, or the attempt is over."""
    attempt, _, rows = seen
    if not attempt.is_open or attempts.is_over(attempt, received_at) or refusal_of(attempt, lease, received_at):
        return None
    judged = judge(attempt, rows, answers, refusal="", lease=lease, received_at=received_at)
    return None if judged.saved.kept_aside or judged.saved.unknown else judged


def _written(seen: Seen, judged: Judged, names: Sequence[str], lease: str, received_at: datetime) -> bool:
    attempt, written_by, _ = seen
    new = {version.response_id for version in judged.versions}
    texts = [
        {"id": row.pk, "text": row.text, "seq": row.seq, "revision": row.revision, "flagged": row.flagged,
         "is_new": row.pk in new}
        for row in judged.changed
    ]  # fmt: skip
    sql, values = _sql(tuple(names)), prepared.values_of(attempt, names)
    with connection.cursor() as cursor:
        cursor.execute(sql, [_text(texts).decode(), *values, attempt.pk, written_by, received_at, lease, received_at])
        return bool(cursor.fetchone()[0])


@lru_cache(maxsize=8)
def _sql(names: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    attempt, response, version = (quote(model._meta.db_table) for model in (Attempt, Response, ResponseVersion))
    new = ", ".join(f"{quote(name)} = %s" for name in names)
    return f"""
WITH sent AS (
    SELECT * FROM json_to_recordset(%s::json)
    AS sent(id bigint, text text, seq bigint, revision integer, flagged boolean, is_new boolean)
), held AS (
    UPDATE {attempt} SET {new} WHERE id = %s AND xmin = %s::xid RETURNING id
), changed AS (
    UPDATE {response} AS response
    SET text = sent.text, seq = sent.seq, revision = sent.revision, flagged = sent.flagged, saved_at = %s
    FROM sent, held WHERE response.id = sent.id
), kept AS (
    INSERT INTO {version} (response_id, text, seq, outcome, lease, received_at)
    SELECT sent.id, sent.text, sent.seq, '{ResponseVersion.Outcome.COUNTED.value}', %s, %s FROM sent, held WHERE is_new
)
SELECT count(*) FROM held
"""  # noqa: S608 -- names of models and placeholders
