"""The yardstick of the herd: saves and hand-ins as bare as they can be, with no log-in, no rights and no Django.

One statement a save, one a hand-in, one message; a worker that takes messages, marks with the same engine and writes
the marks. What the site needs beyond it is what rights, versions, receipts and history cost.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import psycopg
import redis
from psycopg_pool import ConnectionPool

TABLES = """
DROP TABLE IF EXISTS stub_answer, stub_attempt, stub_mark;
CREATE TABLE stub_answer (attempt int, item int, text text, seq bigint, PRIMARY KEY (attempt, item));
CREATE TABLE stub_attempt (attempt int PRIMARY KEY, submitted_at timestamptz);
CREATE TABLE stub_mark (attempt int, item int, mark numeric, points jsonb, PRIMARY KEY (attempt, item));
"""
SAVE = """
INSERT INTO stub_answer VALUES (%s, %s, %s, %s)
ON CONFLICT (attempt, item) DO UPDATE SET text = excluded.text, seq = excluded.seq WHERE stub_answer.seq < excluded.seq
"""
QUEUE = "stub"

_pool: ConnectionPool | None = None
_redis: redis.Redis | None = None


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer PUT /ATTEMPT/ (save) and POST /ATTEMPT/ (hand in)."""
    global _pool, _redis  # noqa: PLW0603 -- one of each a process
    if _pool is None or _redis is None:
        _pool = ConnectionPool(os.environ["STUB_DATABASE"], min_size=1, max_size=8, open=True)
        _redis = redis.Redis(unix_socket_path=os.environ["STUB_REDIS"])
    attempt = int(environ["PATH_INFO"].strip("/") or 0)
    size = int(environ.get("CONTENT_LENGTH") or 0)
    answers = json.loads(environ["wsgi.input"].read(size))["answers"] if size else []
    with _pool.connection() as connection:
        for answer in answers:
            connection.execute(SAVE, (attempt, answer["item"], answer["text"], answer["seq"]))
        if environ["REQUEST_METHOD"] == "POST":
            connection.execute("INSERT INTO stub_attempt VALUES (%s, %s)", (attempt, datetime.now(UTC)))
    if environ["REQUEST_METHOD"] == "POST":
        _redis.lpush(QUEUE, str(attempt))
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b'{"saved": true}']


def work(scheme_texts: dict[int, str]) -> None:
    """Mark attempts as they come, for ever: `scheme_texts` is the mark scheme of each item."""
    from marking.engine import MarkScheme  # noqa: PLC0415 -- the web server's processes need no engine

    schemes = {item: MarkScheme.parse(text) for item, text in scheme_texts.items()}
    client = redis.Redis(unix_socket_path=os.environ["STUB_REDIS"], socket_timeout=None)
    with psycopg.connect(os.environ["STUB_DATABASE"], autocommit=True) as connection:
        while True:
            if (message := client.brpop([QUEUE], timeout=2)) is None:
                continue
            attempt = message[1]  # type: ignore[index]
            rows = connection.execute("SELECT item, text FROM stub_answer WHERE attempt = %s", (int(attempt),))
            marks = [
                (int(attempt), item, marked.mark, json.dumps([point.outcome for point in marked.points]))
                for item, text in rows.fetchall()
                if (marked := schemes[item].mark(text))
            ]
            connection.cursor().executemany("INSERT INTO stub_mark VALUES (%s, %s, %s, %s)", marks)


if __name__ == "__main__":
    work({int(item): text for item, text in json.load(sys.stdin).items()})
