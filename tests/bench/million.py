"""A million answers in the admin's list: `python -m tests.bench.million`, with `--postgresql` on one of those.

A school of 5,000 students that sat 400 assignments in three years, with marks by the engine and by people, in every
state and with every confidence. Each filter, search, order and page of the list is asked for three times; the slowest
counts. `--database URL` works in a database that is kept: filled if it holds no answers, and as it is if it does.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

YEARS = 20  # of students who sit the same quizzes
QUIZZES = 100
PER_YEAR = 20  # quizzes that a year of students sits
ITEMS = 10
LAST = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAYS = 3 * 365
LIST = "/admin/marking/markedresponse/"
SOUGHT = ("s04711", "Name4711", "tractor", "collective", "nowhere", "R00047110")
ASKED = [
    ("the list", ""), ("page 50", "?p=50"), ("page 199", "?p=199"),
    *((f"state {state}", f"?state={state}") for state in ("SURE", "TO_CHECK", "CHECKED", "FAILED", "WAITING")),
    *((f"needs {need}", f"?needs={need}") for need in ("unchecked", "failed", "stuck")),
    *((f"confidence {band}", f"?confidence={band}") for band in ("low", "middle", "high")),
    *((f"set by {who}", f"?by={who}") for who in ("engine", "person", "differs")),
    ("changed after release", "?after_release=yes"),
    *((f"handed in {when}", f"?handed_in={when}") for when in ("today", "week", "2026", "2024", "2025-03")),
    ("quiz", "?attempt__assignment__quiz__id__exact={quiz}"),
    ("class", "?attempt__assignment__school_class__id__exact={year}"),
    *((f"search {what}", f"?q={what}") for what in SOUGHT),
    *((f"sorted by column {order}", f"?o={order}") for order in ("1", "-1", "2", "-2", "9", "-9", "10", "-10")),
    ("quiz, to check, by confidence", "?attempt__assignment__quiz__id__exact={quiz}&state=TO_CHECK&o=9"),
    ("class, 2026, set by a person", "?attempt__assignment__school_class__id__exact={year}&handed_in=2026&by=person"),
    ("to check, by confidence", "?state=TO_CHECK&o=9"),
    ("2026, low confidence", "?handed_in=2026&confidence=low"),
    ("differs, searched", "?by=differs&q=collective"),
]  # fmt: skip
WORDS = (
    "grain", "tractor", "kulak", "plan", "steel", "coal", "quota", "farm", "collective", "purge", "treaty", "front",
    "union", "party", "worker", "peasant",
)  # fmt: skip


def fill(answers: int) -> None:
    """Make the school with so many answers, in the order of a school's life: older sittings have lower numbers."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415

    from quizzes.models import Attempt, SchoolClass, User  # noqa: PLC0415

    dice = random.Random(1926)
    boss = User.objects.create_superuser("head", password=None)
    size = max(answers // (YEARS * PER_YEAR * ITEMS), 1)
    secret = make_password(None)
    students = User.objects.bulk_create(
        User(username=f"s{n:05}", last_name=f"Name{n * 7919 % (size * YEARS):04}", password=secret)
        for n in range(size * YEARS)
    )
    years = SchoolClass.objects.bulk_create(
        SchoolClass(name=f"Year {n}", code=f"YEAR{n}", created_at=LAST) for n in range(YEARS)
    )
    made = papers(boss, QUIZZES)
    sittings = sorted(
        (LAST - timedelta(days=dice.randrange(DAYS)), year, paper)
        for year in range(YEARS)
        for paper in dice.sample(range(QUIZZES), PER_YEAR)
    )
    number = 0
    for turn, (when, year, paper) in enumerate(sittings):
        quiz, items = made[paper]
        assignment = _assignment(quiz, years[year], when, boss, dice)
        sat = students[year * size : (year + 1) * size]
        attempts = Attempt.objects.bulk_create(
            Attempt(
                assignment=assignment, student=student, started_at=when, ends_at=when + timedelta(minutes=30),
                # Some of the last sitting are at it still.
                submitted_at=None if turn == len(sittings) - 1 and n % 3 == 0 else when + timedelta(minutes=20),
                receipt=f"R{number + n:08}",
            )
            for n, student in enumerate(sat)
        )  # fmt: skip
        number += len(attempts)
        _answer(attempts, items, boss, dice, released=when + timedelta(days=5))
        if turn % 40 == 0:
            print(f"  {turn} of {len(sittings)} sittings", flush=True)


def papers(boss: Any, count: int) -> list[tuple[Any, list[tuple[Any, Any]]]]:
    """Return quizzes, each with its items and their mark schemes."""
    from marking.models import MarkScheme  # noqa: PLC0415
    from quizzes.models import Bank, Item, Question, Quiz  # noqa: PLC0415

    bank = Bank.objects.create(owner=boss, title="All of it", created_at=LAST)
    quizzes = []
    for number in range(count):
        quiz = Quiz.objects.create(
            title=f"Quiz {number * 37 % count:03}", owner=boss, created_at=LAST, published_at=LAST,
            state=Quiz.State.PUBLISHED,
        )  # fmt: skip
        items = []
        for position in range(1, ITEMS + 1):
            stem = f"Question {position} of {quiz}: what followed, and why?"
            question = Question.objects.create(
                bank=bank, stem=stem, marks=2, state=Question.State.READY, created_at=LAST, updated_at=LAST
            )
            scheme = MarkScheme.objects.create(
                question=question, version=1, text="grain [1]\nsteel [1]", written_by=boss, written_at=LAST
            )
            item = Item.objects.create(
                quiz=quiz, question=question, position=position, stem=stem, marks=2, kind=Question.Kind.SHORT
            )
            items.append((item, scheme))
        quizzes.append((quiz, items))
    return quizzes


def _assignment(quiz: Any, year: Any, when: datetime, boss: Any, dice: random.Random) -> Any:
    from marking.models import Release  # noqa: PLC0415
    from quizzes.models import Assignment  # noqa: PLC0415

    made = Assignment.objects.create(quiz=quiz, school_class=year, opens_at=when, closes_at=when + timedelta(days=1))
    if when < LAST - timedelta(days=30):
        if dice.random() < 0.1:
            early, late = when + timedelta(days=4), when + timedelta(days=4, minutes=5)
            Release.objects.create(
                assignment=made, released_by=boss, released_at=early, taken_back_by=boss, taken_back_at=late
            )
        Release.objects.create(assignment=made, released_by=boss, released_at=when + timedelta(days=5))
    return made


def _answer(
    attempts: list[Any], items: list[tuple[Any, Any]], boss: Any, dice: random.Random, *, released: datetime
) -> None:
    """Make the answers of a sitting, the engine's mark of each, and what stands."""
    from marking.models import Mark, MarkChange, Standing  # noqa: PLC0415
    from quizzes.models import Response  # noqa: PLC0415

    pairs = [(attempt, item, scheme) for attempt in attempts for item, scheme in items]
    responses = Response.objects.bulk_create(
        (Response(attempt=a, item=i, text=_text(dice), revision=1, seq=1, saved_at=a.started_at) for a, i, _ in pairs),
        batch_size=2_000,
    )
    handed_in = [(row, pair[2]) for row, pair in zip(responses, pairs, strict=True) if pair[0].submitted_at]
    marked = [one for one in handed_in if dice.random() < 0.9995]
    common = {"revision": 1, "out_of": Decimal(2)}
    engines = Mark.objects.bulk_create(
        (
            Mark(
                response=row, text=row.text, scheme=scheme, engine_version="1", mark=dice.randrange(3), **common,
                confidence=round(dice.betavariate(8, 1), 4), made_at=released - timedelta(days=4),
            )
            for row, scheme in marked
        ),
        batch_size=2_000,
    )  # fmt: skip
    standings = [_standing(row, mark, dice) for (row, _), mark in zip(marked, engines, strict=True)]
    by_hand = [one for one in standings if one.state == Standing.State.CHECKED]
    given = Mark.objects.bulk_create(
        (
            Mark(
                response=one.response, text=one.response.text, marker=boss, mark=dice.randrange(3), reason="Read it.",
                # One in fifty of them after the marks were shown.
                made_at=released + (timedelta(days=2) if dice.random() < 0.02 else timedelta(days=-2)), **common,
            )
            for one in by_hand
        ),
        batch_size=2_000,
    )  # fmt: skip
    for one, mark in zip(by_hand, given, strict=True):
        one.mark = mark
    MarkChange.objects.bulk_create(
        MarkChange(response=one.response, old=one.engine_mark, new=one.mark, changed_at=one.mark.made_at)
        for one in by_hand
        if one.mark.made_at > released and one.mark.mark != one.engine_mark.mark
    )
    Standing.objects.bulk_create(standings, batch_size=2_000)


def _standing(row: Any, mark: Any, dice: random.Random) -> Any:
    from marking.models import Standing  # noqa: PLC0415
    from marking.models.mark import MOST_TRIES  # noqa: PLC0415

    chance = dice.random()
    if chance < 0.0005:
        return Standing(
            response=row, state=Standing.State.FAILED, tries=MOST_TRIES, error="Too odd.", updated_at=mark.made_at
        )
    state = Standing.State.TO_CHECK if mark.confidence < 0.7 else Standing.State.SURE
    if chance < 0.15:
        state = Standing.State.CHECKED
    return Standing(
        response=row, mark=mark, engine_mark=mark, state=state, confidence=mark.confidence, updated_at=mark.made_at
    )


def _text(dice: random.Random) -> str:
    return " ".join(dice.choices(WORDS, k=dice.randint(1, 12)))


def asked() -> Iterator[tuple[str, str]]:
    """Yield the name and the address of all that is asked for."""
    from quizzes.models import Quiz, SchoolClass  # noqa: PLC0415

    ids = {"quiz": Quiz.objects.order_by("pk")[50].pk, "year": SchoolClass.objects.order_by("pk")[7].pk}
    yield "the admin's first page", "/admin/"
    for name, query in ASKED:
        yield name, LIST + query.format(**ids)


def measure(only: str, *, explain: bool) -> None:
    """Ask for each and print seconds, queries, and the slowest query's seconds."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from quizzes.models import Response, User  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="head"), backend="quizzes.access.backend.AccountBackend")
    client.get(LIST)  # the first request loads the templates
    print(f"{connection.vendor}, {Response.objects.count():,} answers; seconds, queries, seconds of the slowest query")
    for name, address in asked():
        if only not in name:
            continue
        worst, slowest = 0.0, {"time": "0", "sql": ""}
        for _ in range(3):
            began = time.perf_counter()
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
            worst = max(worst, time.perf_counter() - began)
            slowest = max([*queries.captured_queries, slowest], key=lambda query: float(query["time"]))
        if answer.status_code != 200:  # few answers have no page 199
            print(f"  {name:<32} answered {answer.status_code}")
            continue
        print(f"  {name:<32}{worst:>7.2f} {len(queries):>4} {float(slowest['time']):>7.2f}", flush=True)
        if explain:
            print(slowest["sql"], *_plan(slowest["sql"]), sep="\n    ")


def _plan(sql: str) -> Iterable[str]:
    from django.db import connection  # noqa: PLC0415

    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN (ANALYZE, BUFFERS)"
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {sql}".replace("%", "%%") if connection.vendor != "sqlite" else f"{word} {sql}", ())
        return [str(row[-1]) for row in cursor.fetchall()]


def main() -> None:
    """Fill a database and measure in it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.million", description=__doc__)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL made for this")
    parser.add_argument("--database", default="", help="its URL, as DATABASE_URL would have it")
    parser.add_argument("--only", default="", help="what has this in its name")
    parser.add_argument("--explain", action="store_true", help="print the slowest query of each and its plan")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="million-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database server runs as nobody
        if not arguments.postgresql:
            _run(arguments, folder, arguments.database or f"sqlite:///{folder / 'db.sqlite3'}")
            return
        from tests.runtime import postgresql  # noqa: PLC0415

        server = postgresql.start(folder / "pg", durable=True)
        try:
            _run(arguments, folder, f"postgres://markscheme@/postgres?host={folder / 'pg'}")
        finally:
            postgresql.stop(server, folder / "pg")


def _run(arguments: argparse.Namespace, folder: Path, database: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        "TEST_RUN_DIR": str(folder),
        "TEST_DATABASE": "sqlite" if database.startswith("sqlite") else "postgresql",
        "TEST_DATABASE_URL": database,
    }
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415

    from quizzes.models import Response  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if not Response.objects.exists():
        began = time.perf_counter()
        with transaction.atomic():
            fill(arguments.answers)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"  filled in {time.perf_counter() - began:.0f} s")
    measure(arguments.only, explain=arguments.explain)
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
