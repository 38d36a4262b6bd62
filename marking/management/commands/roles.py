"""`manage.py roles`: makes the groups that people of the admin belong to."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from marking import roles


class Command(BaseCommand):
    help = "Makes the groups Teachers, Moderators, Exams officers and Auditors. Safe to repeat; what you added stays."

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        roles.set_up()
        if verbosity:
            self.stdout.write("Roles: " + ", ".join(roles.ROLES))
