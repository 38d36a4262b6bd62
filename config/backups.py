"""Backups: one file that holds the database and the keys of an installation, verified before it is called one.

A tar with a manifest (what it is, how many rows, the checksum of each part), the database as its own tools write it
(SQLite's VACUUM INTO, PostgreSQL's pg_dump), the secret key, and the pictures of questions. Those that a bucket keeps
(PICTURES_BUCKET) are not in it: the bucket has its own backup.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

FORMAT = "markscheme backup 1"
FOLDERS = ("pictures",)  # of the data folder, beside the database
COUNTED = (
    "django_migrations", "quizzes_user", "quizzes_question", "quizzes_attempt", "quizzes_response",
    "quizzes_responseversion", "marking_markscheme", "marking_mark",
)  # fmt: skip


class BackupFailed(Exception):
    """There is no backup, or nothing was restored; the message says why and what would help."""


def write(target: Path, now: datetime) -> Path:
    """Write a backup to `target`, a new file or a folder that is there, and return the file. Raises BackupFailed.

    The file can be read by its owner only. It appears under its name once it is whole and has been read back.
    """
    if target.is_dir():
        target /= f"markscheme-{now:%Y-%m-%d-%H%M%S}.tar"
    if target.exists():
        raise BackupFailed(f"{target} exists already. Name another file, or a folder.")
    if not target.parent.is_dir():
        raise BackupFailed(f"There is no folder {target.parent}.")
    before = _counts()
    if not before.get("django_migrations"):
        raise BackupFailed(f"The database {_where()} is empty: is DATA_DIR or DATABASE_URL the site's?")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as made:
        parts = Path(made)
        _dump(parts)
        for name in ("secret_key", *FOLDERS):
            _copy(Path(settings.DATA_DIR) / name, parts / name)
        facts = {"format": FORMAT, "made_at": now.isoformat(), "database": connection.vendor, "rows": before}
        facts["sums"] = {
            str(path.relative_to(parts)): _sum(path) for path in sorted(parts.rglob("*")) if path.is_file()
        }
        (parts / "manifest.json").write_text(json.dumps(facts, indent=1))
        partial = parts / target.name
        with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w") as archive:
                for path in sorted(parts.iterdir()):
                    if path != partial:
                        archive.add(path, path.name)
            stream.flush()
            os.fsync(stream.fileno())
        with opened(partial):  # raises where it cannot be read back whole
            partial.rename(target)
    return target


@contextmanager
def opened(file: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Unpack a backup beside itself and check every part; give its manifest and the folder. Raises BackupFailed."""
    if not file.is_file():
        raise BackupFailed(f"There is no file {file}.")
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".unpacked-") as made:
        parts = Path(made)
        try:
            with tarfile.open(file) as archive:
                archive.extractall(parts, filter="data")
            facts = json.loads((parts / "manifest.json").read_text())
            sums = facts["sums"]
        except (tarfile.TarError, OSError, ValueError, KeyError) as error:
            raise BackupFailed(f"{file} is no backup of Markscheme, or not a whole one ({error}).") from error
        for name, wanted in sums.items():
            if not (parts / name).is_file() or _sum(parts / name) != wanted:
                raise BackupFailed(f"{file} is damaged: {name} is not as it was written.")
        _check_dump(parts, facts)
        yield facts, parts


def restore(file: Path, *, replace: bool) -> dict[str, int]:
    """Put a backup in place and return how many rows it has. Raises BackupFailed, and then nothing has changed.

    The site must not run. A database that holds something is put aside (SQLite) or emptied (PostgreSQL) only if
    `replace` says so.
    """
    with _site_stopped(), opened(file) as (facts, parts):
        if facts["database"] != connection.vendor:
            raise BackupFailed(f"The backup is of {facts['database']}, this site is on {connection.vendor}.")
        if _counts().get("quizzes_user") and not replace:
            raise BackupFailed(
                f"The database {_where()} holds people already. To put the backup in its place: --replace"
            )
        connection.close()
        if connection.vendor == "sqlite":
            _put_in_place(parts / "db.sqlite3", Path(connection.settings_dict["NAME"]))
        else:
            _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(parts / "db.dump"))
        for name in ("secret_key", *FOLDERS):
            if (parts / name).exists() and (replace or not (Path(settings.DATA_DIR) / name).exists()):
                _copy(parts / name, Path(settings.DATA_DIR) / name)
        counts = _counts()
        if any(counts.get(table, 0) < rows for table, rows in facts["rows"].items()):
            raise BackupFailed(f"The restored database has fewer rows than the backup: {counts}, {facts['rows']}.")
        return counts


# ---- the database ------------------------------------------------------------------------------------------


def _where() -> str:
    return str(connection.settings_dict["NAME"])


def _counts() -> dict[str, int]:
    """Return how many rows the tables have that matter; none where there is no database."""
    if connection.vendor == "sqlite" and not Path(_where()).exists():
        return {}
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        counts = {}
        for table in COUNTED:
            if table in there:
                cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 -- names of our own
                counts[table] = int(cursor.fetchone()[0])
    return counts


def _dump(parts: Path) -> None:
    if connection.vendor == "sqlite":
        copy = parts / "db.sqlite3"
        with closing(sqlite3.connect(_where(), timeout=30)) as source:
            source.execute("VACUUM INTO ?", (str(copy),))
    else:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={parts / 'db.dump'}")


def _check_dump(parts: Path, facts: dict[str, Any]) -> None:
    """Raise BackupFailed where the database in `parts` is not whole, or holds less than was there when it was made."""
    if facts["database"] != "sqlite":
        if not _run("pg_restore", "--list", str(parts / "db.dump"), connects=False).count("TABLE DATA"):
            raise BackupFailed("The dump of the database holds no table.")
        return
    with closing(sqlite3.connect(parts / "db.sqlite3")) as copy:
        if (verdict := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise BackupFailed(f"The copy of the database is damaged: {verdict}")
        for table, rows in facts["rows"].items():
            if copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0] < rows:  # noqa: S608 -- names of our own
                raise BackupFailed(f"The copy of the database lacks rows of {table}.")


def _put_in_place(copy: Path, target: Path) -> None:
    """Put a database in the place of another, which is kept beside it."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for end in ("", "-wal", "-shm"):
        old = target.with_name(target.name + end)
        if old.exists():
            old.replace(target.with_name(f"{target.name}.before-restore{end}"))
    partial = target.with_name(f"{target.name}.restored")
    shutil.copyfile(copy, partial)
    partial.chmod(0o600)
    partial.replace(target)


def _run(program: str, *arguments: str, connects: bool = True) -> str:
    """Run one of PostgreSQL's programs and return what it says. Raises BackupFailed."""
    if (path := shutil.which(program)) is None:
        raise BackupFailed(f"{program} is not installed. Install PostgreSQL's client programs, as new as the server.")
    database = connection.settings_dict
    keys = {"NAME": "dbname", "USER": "user", "HOST": "host", "PORT": "port"}
    given: dict[str, Any] = {name: database[key] for key, name in keys.items() if database.get(key)}
    options = database.get("OPTIONS", {})
    given |= {name: options[name] for name in ("host", "sslmode", "sslrootcert", "service") if name in options}
    env = {**os.environ, **({"PGPASSWORD": str(database["PASSWORD"])} if database.get("PASSWORD") else {})}
    where = [f"--dbname={make_conninfo(**given)}"] if connects else []
    done = subprocess.run(  # noqa: S603 -- our own arguments
        [path, *where, *arguments], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BackupFailed(f"{program} failed: {done.stderr.strip()[-1000:]}")
    return done.stdout


# ---- files -------------------------------------------------------------------------------------------------


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    elif source.exists():
        shutil.copyfile(source, target)
        target.chmod(0o600)


def _sum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _site_stopped() -> Iterator[None]:
    """Hold the lock that a running site holds. Raises BackupFailed while it runs."""
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(folder / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BackupFailed(f"The site on {folder} is running. Stop it first.") from None
    else:
        yield
    finally:
        os.close(lock)
