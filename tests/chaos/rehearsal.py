"""Going back to a moment: `python -m tests.chaos.rehearsal`, the steps of docs/operations.md with a PostgreSQL.

A base backup is made and the write-ahead log archived while students hand in. Then the answers are destroyed, and the
server's folder is lost. It is restored to the moment before: each receipt of before is there with its text.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from config.up import process
from tests.runtime import postgresql
from tests.runtime.site import until


def main() -> int:
    """Rehearse it; return 1 where a receipt or its text is missing, or something of afterwards is there."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server runs as nobody
        archive = folder / "archive"
        archive.mkdir()
        archive.chmod(0o777)
        settings = {"archive_mode": "on", "archive_command": f"test ! -f {archive}/%f && cp %p {archive}/%f"}
        server = postgresql.start(folder / "pg", durable=True)
        process.stop(server, grace=20, by=signal.SIGINT)
        server = postgresql.start_again(folder / "pg", **settings)
        try:
            before, moment, after = _sittings(folder)
            _wait_for_the_archive(folder)
            server.kill()
            server.wait()
            server = _restore(folder, archive, moment)
            return _compare(folder, before, after)
        finally:
            process.stop(server, grace=10, by=signal.SIGINT)


def _sittings(folder: Path) -> tuple[dict[str, str], str, set[str]]:
    """Hand in before and after the base backup, and destroy it all; return what was before, the moment, what after."""
    url = f"postgres://markscheme@/postgres?host={folder / 'pg'}"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url,
        "DATA_DIR": str(folder / "data"), "ENV_FILE": os.devnull, "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    import django  # noqa: PLC0415 -- with the variables of this run

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from quizzes.models import Attempt  # noqa: PLC0415
    from tests.cast import sat, school  # noqa: PLC0415

    def receipts() -> dict[str, str]:
        return dict(Attempt.objects.values_list("receipt", "responses__text"))

    call_command("migrate", verbosity=0)
    cast = school()
    sat(cast.assignment, cast.sam, "social facists, before the base backup")
    command = [postgresql._installed() / "pginstall18/bin/pg_basebackup", "-h", folder / "pg", "-U", "markscheme"]
    subprocess.run([*command, "-D", folder / "base", "-c", "fast", "-X", "none", "--no-verify-checksums"], check=True)
    sat(cast.assignment, cast.sue, "Социализм в одной стране, after it")
    before = receipts()
    time.sleep(1.1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()::text")
        moment = cursor.fetchone()[0]
        time.sleep(1.1)
        cursor.execute("SET session_replication_role = replica; UPDATE quizzes_response SET text = 'destroyed'")
        cursor.execute("UPDATE quizzes_attempt SET receipt = 'X' || receipt")
    return before, moment, set(receipts())


def _wait_for_the_archive(folder: Path) -> None:
    with psycopg.connect(f"postgresql://markscheme@/postgres?host={folder / 'pg'}", autocommit=True) as connection:

        def asked(sql: str) -> Any:
            row = connection.execute(sql).fetchone()  # type: ignore[call-overload]
            return row[0] if row else None

        last = asked("SELECT pg_walfile_name(pg_switch_wal())")
        until(lambda: (asked("SELECT last_archived_wal FROM pg_stat_archiver") or "") >= last, seconds=120, of=last)


def _restore(folder: Path, archive: Path, moment: str) -> subprocess.Popen[bytes]:
    """Put the base backup into the place of what is lost, and have the server go on to the moment."""
    database = folder / "pg" / "db"
    owner = database.stat().st_uid
    shutil.rmtree(database)
    shutil.copytree(folder / "base", database)
    (database / "recovery.signal").touch()
    for path in (database, *database.rglob("*")):
        os.chown(path, owner, -1)
    database.chmod(0o700)
    settings = {
        "restore_command": f"cp {archive}/%f %p",
        "recovery_target_time": moment,
        "recovery_target_action": "promote",
    }
    return postgresql.start_again(folder / "pg", **settings)


def _compare(folder: Path, before: dict[str, str], after: set[str]) -> int:
    """Say what is there again; return 1 where it is not what was there at the moment."""
    from django.db import connection  # noqa: PLC0415

    from quizzes.models import Attempt  # noqa: PLC0415

    def is_open() -> bool:
        with psycopg.connect(f"postgresql://markscheme@/postgres?host={folder / 'pg'}") as other:
            row = other.execute("SELECT pg_is_in_recovery()").fetchone()
            return row is not None and not row[0]

    _until_it_answers(is_open)
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # its connections are those of the server that is gone
    now = dict(Attempt.objects.values_list("receipt", "responses__text"))
    is_right = now == before and not after & set(now)
    said = "each with its text" if is_right else "NOT THE SAME"
    print(f"{len(before)} receipts before the moment, {len(now)} after the restore, {said}")
    return 0 if is_right else 1


def _until_it_answers(what: Callable[[], bool]) -> None:
    def answered() -> bool:
        try:
            return what()
        except psycopg.OperationalError:
            return False

    until(answered, seconds=120, of="the server to have come to the moment")


if __name__ == "__main__":
    sys.exit(main())
