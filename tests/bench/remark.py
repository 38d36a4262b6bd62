"""A school's answers marked anew: `python -m tests.bench.remark --answers 1000000`.

On a PostgreSQL made for this, that waits for its disk, with the school of `tests.bench.million`: each answer is given a
new revision, so that its mark is for an older text, and this process marks whatever waits, as a worker does, until
nothing does. Prints marks a second, and processor time a mark here and in PostgreSQL, for each tenth of the answers, so
that it can be seen whether the cost stays flat. `--profile` prints where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import million
from tests.bench.steps import _of_children
from tests.runtime import postgresql


def mark_all(answers: int, server: int) -> None:
    """Mark all that waits, and print a line for each tenth."""
    from django.utils import timezone  # noqa: PLC0415

    from marking.services import marks  # noqa: PLC0415

    done, step, began = 0, max(answers // 10, 1), time.perf_counter()
    print(f"{'marked':>10} {'a second':>10} {'ms here':>10} {'ms in PostgreSQL':>18}")
    while True:
        first, at, here, there = done, time.perf_counter(), time.process_time(), _of_children(server)
        while done - first < step and (taken := marks.mark_waiting(now=timezone.now())):
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
            if arguments.profile:
                profile.disable()
                pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(30)
                pstats.Stats(profile).strip_dirs().sort_stats("cumtime").print_stats(50)
        finally:
            postgresql.stop(server, folder / "pg")


def _prepare(answers: int) -> None:
    import django  # noqa: PLC0415 -- with the variables of this run

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415
    from django.db.models import F  # noqa: PLC0415

    from quizzes.models import Response  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        million.fill(answers)
    Response.objects.filter(attempt__submitted_at__isnull=False).update(revision=F("revision") + 1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    sys.exit(main())
