"""`manage.py backup [TARGET]`: everything of this installation in one file, while the site runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config import backups


class Command(BaseCommand):
    help = "Writes a backup of database, keys and uploaded files to one new file, and reads it back. The site may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "target", nargs="?", default=".", type=Path, help="a new file, or a folder that is there (this one)"
        )

    def handle(self, *args: Any, target: Path, **options: Any) -> None:
        try:
            file = backups.write(target, timezone.now())
        except (backups.BackupFailed, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        self.stdout.write(f"{file} ({file.stat().st_size / 1e6:.1f} MB), read back and whole.")
