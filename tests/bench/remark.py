"""A school's answers marked anew: `python -m tests.bench.remark --answers 1000000`.

On a PostgreSQL made for this, that waits for its disk: quizzes of ten questions, each sat by 40 classes of 25, so a
thousand answers to a question, of one to twelve words each. Each has a mark, for an older text, and this process marks
whatever waits, as a worker does, until nothing does. Prints marks a second, and processor time a mark here and in
PostgreSQL, for each tenth of the answers, so that it can be seen whether the cost stays flat; then it counts what
stands. `--profile` prints where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from tests.bench import million
from tests.bench.steps import _of_children
from tests.runtime import postgresql


def mark_all(answers: int, server: int) -> None:
    """Mark all that waits, and print a line for each tenth."""
    from django.utils import timezone  # noqa: PLC0415

    from marking.services import claims, marks  # noqa: PLC0415

    place = claims.Place()
    done, step, began = 0, max(answers // 10, 1), time.perf_counter()
    print(f"{'marked':>10} {'a second':>10} {'ms here':>10} {'ms in PostgreSQL':>18}")
    while True:
        first, at, here, there = done, time.perf_counter(), time.process_time(), _of_children(server)
        while done - first < step and (taken := marks.mark_waiting(now=timezone.now(), place=place)):
            done += taken
        if done == first:
            break
        count, seconds = done - first, time.perf_counter() - at
        own, others = time.process_time() - here, _of_children(server) - there
        print(
            f"{done:>10} {count / seconds:>10.0f} {1000 * own / count:>10.3f} {1000 * others / count:>18.3f}",
            flush=True,
        )
    print(f"{done} marks in {time.perf_counter() - began:.1f} s, {done / (time.perf_counter() - began):.0f} a second")


def main() -> None:
    """Start a database, fill it, and mark."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.remark", description=__doc__)
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="remark-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database server runs as nobody
        server = postgresql.start(folder / "pg", durable=True)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings_test", "TEST_RUN_DIR": str(folder),
            "TEST_DATABASE": "postgresql", "TEST_DATABASE_URL": f"postgres://markscheme@/postgres?host={folder / 'pg'}",
        }  # fmt: skip
        try:
            _prepare(arguments.answers)
            profile = cProfile.Profile()
            if arguments.profile:
                profile.enable()
            mark_all(arguments.answers, server.pid)
            _look_through()
            if arguments.profile:
                profile.disable()
                pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(30)
                pstats.Stats(profile).strip_dirs().sort_stats("cumtime").print_stats(50)
        finally:
            postgresql.stop(server, folder / "pg")


CLASSES, STUDENTS, ITEMS = 40, 25, 10
# What Django's models would take an hour for. The ids of new rows follow each other.
FILL = """
INSERT INTO quizzes_attempt (assignment_id, student_id, number, started_at, ends_at, submitted_at, closed_by_clock,
    lease, receipt, break_taken, break_allowed)
SELECT assignment.id, enrolment.user_id, 1, opens_at, closes_at, closes_at, true, '', '', '0', '0'
FROM quizzes_assignment AS assignment JOIN quizzes_enrolment AS enrolment USING (school_class_id)
ORDER BY assignment.id, enrolment.user_id;
INSERT INTO quizzes_response (attempt_id, item_id, text, seq, revision, flagged, saved_at)
SELECT attempt.id, item.id, (
    SELECT string_agg((%s::text[])[1 + floor(random() * %s)], ' ')
    FROM generate_series(0, (random() * 11)::integer + 0 * attempt.id)), 1, 2, false, attempt.started_at
FROM quizzes_attempt AS attempt JOIN quizzes_assignment AS assignment ON assignment.id = assignment_id
JOIN quizzes_item AS item USING (quiz_id) ORDER BY attempt.id, item.position;
INSERT INTO marking_mark (response_id, revision, text, scheme_id, engine_version, mark, out_of, confidence, review,
    reasons, codes, points, reason, made_at)
SELECT response.id, 1, response.text, scheme.id, '1', 0, 2, 0.9, false, '[]', '', '[]', '', saved_at
FROM quizzes_response AS response JOIN quizzes_item AS item ON item.id = item_id
JOIN marking_markscheme AS scheme USING (question_id) ORDER BY response.id;
INSERT INTO marking_standing (response_id, mark_id, engine_mark_id, state, confidence, tries, error, updated_at)
SELECT response_id, id, id, 'SURE', confidence, 0, '', made_at FROM marking_mark ORDER BY response_id;
"""


def _prepare(answers: int) -> None:
    import django  # noqa: PLC0415 -- with the variables of this run

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        _school(max(answers // (CLASSES * STUDENTS * ITEMS), 1))
        words = "{" + ",".join(million.WORDS) + "}"
        cursor.execute(FILL.replace("%s::text[]", f"'{words}'::text[]").replace("%s", str(len(million.WORDS))))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _school(quizzes: int) -> None:
    """Make the classes, their students, and so many quizzes that all of them have sat."""
    from quizzes.models import Assignment, Enrolment, SchoolClass, User  # noqa: PLC0415

    boss = User.objects.create_superuser("head", password=None)
    classes = SchoolClass.objects.bulk_create(
        SchoolClass(name=f"Class {n}", code=f"CLASS{n}", created_at=million.LAST) for n in range(CLASSES)
    )
    students = User.objects.bulk_create(User(username=f"s{n:05}", password="!") for n in range(CLASSES * STUDENTS))
    Enrolment.objects.bulk_create(
        Enrolment(school_class=classes[n % CLASSES], user=one, role=Enrolment.Role.STUDENT, joined_at=million.LAST)
        for n, one in enumerate(students)
    )
    papers = million.papers(boss, quizzes)
    begun = million.LAST - timedelta(days=9)
    Assignment.objects.bulk_create(
        Assignment(quiz=quiz, school_class=one, opens_at=begun, closes_at=begun + timedelta(days=1))
        for quiz, _ in papers
        for one in classes
    )


def _look_through() -> None:
    """Say how many answers have their one mark of this engine, and it stands."""
    from django.db.models import Count, F  # noqa: PLC0415

    from marking.engine import VERSION  # noqa: PLC0415
    from marking.models import Claim, Mark, Standing  # noqa: PLC0415
    from quizzes.models import Response  # noqa: PLC0415

    stands = Standing.objects.filter(
        mark=F("engine_mark"), mark__engine_version=VERSION, mark__revision=F("response__revision")
    )
    marks = Mark.objects.filter(engine_version=VERSION).order_by()
    twice = marks.values("response", "revision", "scheme").annotate(times=Count("pk")).filter(times__gt=1).count()
    print(
        f"{Response.objects.count()} answers, {marks.count()} marks, {stands.count()} stand, {twice} twice, "
        f"{Claim.objects.count()} claims left"
    )


if __name__ == "__main__":
    sys.exit(main())
