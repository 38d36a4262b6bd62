"""Making the database once for all processes of a run, and emptying it between tests that commit."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

# Servers that run through many tests remember these rows' ids; migrations make them, and no test changes them.
KEPT = {"django_content_type", "auth_permission"}


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
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self._file)])
            self._lock.close()


@contextmanager
def emptied_as_needed() -> Iterator[None]:
    """Have Django's flush spare the rows in KEPT and, on SQLite, lift the triggers that keep final rows.

    PostgreSQL empties tables by TRUNCATE, which those triggers do not hear.
    """
    operations = type(connection.ops)  # the class: while a browser runs, Django gives out a second connection
    flush = operations.sql_flush
    operations.sql_flush = _sparing(flush)
    try:
        yield
    finally:
        operations.sql_flush = flush


def _sparing(flush: Callable[..., list[str]]) -> Callable[..., list[str]]:
    def sql_flush(operations: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        connection = operations.connection
        statements = flush(operations, style, [table for table in tables if table not in KEPT], **options)
        if connection.vendor != "sqlite":
            return statements
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        return [*(f'DROP TRIGGER "{name}"' for name, _ in triggers), *statements, *(sql for _, sql in triggers)]

    return sql_flush
