"""`manage.py restore FILE`: puts a backup in place, while the site does not run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import backups


class Command(BaseCommand):
    help = "Puts a file that `manage.py backup` wrote in place. The site must be stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="even if the database holds people: on SQLite it is kept beside"
        )

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            counts = backups.restore(file, replace=replace)
        except (backups.BackupFailed, OSError) as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        rows = ", ".join(f"{count} {table.partition('_')[2]}" for table, count in counts.items())
        self.stdout.write(f"Restored: {rows}. Start the site; it brings the database up to date.")
