"""A backup is made while the site runs, is whole or is none, and brings every receipt's text back."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from config import backups
from quizzes.models import Attempt
from tests.cast import NOW, School, sat, school
from tests.runtime import postgresql
from tests.runtime.site import ROOT

TEXTS = ["social facists", "Социализм в одной стране, “naïve”"]


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """Return the data folder of the site that is backed up."""
    folder = tmp_path / "site"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "map.png").write_bytes(b"a picture")
    (folder / "secret_key").write_text("a key")
    with override_settings(DATA_DIR=folder):
        yield folder


@pytest.fixture
def receipts(transactional_db: None, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return what was handed in, by its receipt."""
    if connection.vendor == "postgresql":
        monkeypatch.setenv("PATH", f"{postgresql._installed() / 'pginstall18/bin'}:{os.environ['PATH']}")
    cast: School = school()
    sat(cast.assignment, cast.sam, TEXTS[0])
    sat(cast.assignment, cast.sue, TEXTS[1])
    return dict(Attempt.objects.values_list("receipt", "responses__text"))


@pytest.fixture
def elsewhere(tmp_path: Path, transactional_db: None) -> Iterator[dict[str, str]]:
    """Return the variables of a new, empty site on a database of the same kind."""
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "ENV_FILE": os.devnull}
    given |= {"DATA_DIR": str(tmp_path / "new"), "REDIS_URL": "redis://nowhere", "SECRET_KEY": "x" * 50}
    given["DATABASE_URL"] = f"sqlite:///{tmp_path / 'new' / 'db.sqlite3'}"
    if connection.vendor != "postgresql":
        yield given
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE restored")
    host = connection.settings_dict["OPTIONS"]["host"]
    yield {**given, "DATABASE_URL": f"postgres://markscheme@/restored?host={host}"}
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE restored WITH (FORCE)")


def manage(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


def handed_in(url: str) -> dict[str, str]:
    """Return what was handed in, by its receipt, as it stands in the database at `url`."""
    opened = sqlite3.connect(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else psycopg.connect(url)
    sql = "SELECT a.receipt, r.text FROM quizzes_attempt a JOIN quizzes_response r ON r.attempt_id = a.id"
    with closing(opened) as database:
        return dict(database.execute(sql).fetchall())


def test_every_receipts_text_is_there_after_a_restore(
    receipts: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    file = backups.write(tmp_path, timezone.now())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []

    done = manage(elsewhere, "restore", str(file))

    assert done.returncode == 0, done.stderr
    assert handed_in(elsewhere["DATABASE_URL"]) == receipts
    new = Path(elsewhere["DATA_DIR"])
    assert (new / "secret_key").read_text() == "a key"
    assert (new / "pictures" / "map.png").read_bytes() == b"a picture"
    again = manage(elsewhere, "restore", str(file))
    assert again.returncode == 1
    assert "holds people already" in again.stderr
    assert manage(elsewhere, "restore", str(file), "--replace").returncode == 0


def test_a_damaged_file_is_refused_and_nothing_changes(
    receipts: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    file = backups.write(tmp_path, timezone.now())
    content = bytearray(file.read_bytes())
    with tarfile.open(file) as archive:
        place = archive.getmember("secret_key").offset_data
    content[place] ^= 1
    file.write_bytes(content)

    done = manage(elsewhere, "restore", str(file))

    assert done.returncode == 1
    assert "secret_key is not as it was written" in done.stderr


def test_half_a_file_and_another_file_are_refused(receipts: dict[str, str], tmp_path: Path) -> None:
    file = backups.write(tmp_path, timezone.now())
    half, other = tmp_path / "half.tar", tmp_path / "other.tar"
    half.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    other.write_text("something else")
    for wrong in (half, other, tmp_path / "nothing.tar"):
        with pytest.raises(CommandError, match="Nothing was restored"):
            call_command("restore", wrong, replace=True)


def test_a_place_that_is_wrong_is_refused(receipts: dict[str, str], tmp_path: Path) -> None:
    file = backups.write(tmp_path / "one.tar", NOW)
    for wrong, why in ((file, "exists already"), (tmp_path / "nowhere" / "file.tar", "no folder")):
        with pytest.raises(CommandError, match=why):
            call_command("backup", wrong)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.tar", "site"]


def test_a_database_with_nothing_in_it_makes_no_backup(elsewhere: dict[str, str], tmp_path: Path) -> None:
    done = manage(elsewhere, "backup", str(tmp_path))
    assert done.returncode == 1
    assert "is empty: is DATA_DIR or DATABASE_URL the site's?" in done.stderr
    assert list(tmp_path.glob("*.tar")) == []
