"""Migrations that a running site can take: `python -m tests.house.migrations`, part of `make check`.

While a new release starts, the old one still writes. django-migration-linter looks at each migration since the first
release for what the old code cannot live with: a column or table that goes or is renamed, one that must have a value
and gets none from the database. A column that goes, goes a release after the code that used it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What the first release brings; nobody runs anything older.
FIRST_RELEASE = {"quizzes": "0027_sources_and_pictures", "marking": "0019_what_students_have_seen"}


def main() -> int:
    """Look through the migrations and print what is wrong; return 1 if anything is."""
    with tempfile.TemporaryDirectory(prefix="lint-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings_test", "TEST_RUN_DIR": folder}
        import django  # noqa: PLC0415

        django.setup()
        return int(has_errors(set(FIRST_RELEASE)))


def has_errors(apps: set[str], *, since_first_release: bool = True) -> bool:
    """Whether the migrations of `apps` hold something that code of the release before cannot live with."""
    from django_migration_linter import MigrationLinter  # noqa: PLC0415

    linter = MigrationLinter(
        str(ROOT), include_apps=sorted(apps), no_cache=True, quiet=["ok", "ignore"], analyser_string="sqlite",
        exclude_migration_tests=["RUNPYTHON_REVERSIBLE"], ignore_name=_first() if since_first_release else [],
    )  # fmt: skip
    linter.lint_all_migrations()
    linter.print_summary()
    return bool(linter.has_errors)


def _first() -> list[str]:
    """Return the names of the migrations of the first release."""
    released = []
    for app, last in FIRST_RELEASE.items():
        names = sorted(path.stem for path in (ROOT / app / "migrations").glob("0*.py"))
        released += [name for name in names if name <= last]
    return released


if __name__ == "__main__":
    sys.exit(main())
