"""Making the database once for all processes of a run, and emptying it between tests that commit."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.commands import flush
from django.db import connection

from tests.runtime.examples import many

# Servers that run through many tests remember these rows' ids; migrations make them, and no test changes them.
KEPT = {"django_content_type", "auth_permission"}


def examples(number: int) -> int:
    """Return how many examples a machine of states is run with: a quarter of `number` on PostgreSQL.

    What the rules and the services do is searched on SQLite; PostgreSQL is to meet its triggers and constraints.
    """
    return many(number if connection.vendor == "sqlite" else number // 4)


def copy_to(file: Path) -> None:
    """Write the migrated database of the tests, which is SQLite and empty between them, into `file`."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])


class Template:
    """A migrated SQLite file that the processes of a run share: the first makes it, for which the others wait."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "migrated.sqlite3"
        self._lock = (folder / "migrated.lock").open("w")

    def copy_to(self, file: Path) -> None:
        """Copy it, if there is one. Else it is this process's to make, and then to `share`."""
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        if self._file.exists():
            shutil.copyfile(self._file, file)
            self._lock.close()

    def share(self) -> None:
        """Give the others the database as it is now, if this process had to make it."""
        if not self._lock.closed:
            copy_to(self._file)
            self._lock.close()


@contextmanager
def emptied_as_needed() -> Iterator[None]:
    """Have Django's flush spare the rows in KEPT, so that nothing is to be made anew after it, and empty what has rows.

    The triggers that keep final rows are lifted for it: PostgreSQL has a role that does not hear them. To truncate each
    of its tables, most of them empty, would take much longer.
    """
    operations = type(connection.ops)  # the class: while a browser runs, Django gives out a second connection
    sql_flush, say_it_is_migrated = operations.sql_flush, flush.emit_post_migrate_signal
    operations.sql_flush = _sparing(sql_flush)
    flush.emit_post_migrate_signal = lambda *_args, **_options: None
    try:
        yield
    finally:
        operations.sql_flush, flush.emit_post_migrate_signal = sql_flush, say_it_is_migrated


def _sparing(really: Callable[..., list[str]]) -> Callable[..., list[str]]:
    def sql_flush(operations: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        connection = operations.connection
        emptied = [table for table in tables if table not in KEPT]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                rows = " UNION ALL ".join(f"(SELECT '{table}' FROM \"{table}\" LIMIT 1)" for table in emptied)
                cursor.execute(rows)
                deleted = [f'DELETE FROM "{table}"' for (table,) in cursor.fetchall()]
                return ["SET LOCAL session_replication_role = replica", *deleted]
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        statements = really(operations, style, emptied, **options)
        return [*(f'DROP TRIGGER "{name}"' for name, _ in triggers), *statements, *(sql for _, sql in triggers)]

    return sql_flush
