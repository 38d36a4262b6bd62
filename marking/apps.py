"""The marking application: mark schemes, marks, review, results."""

from django.apps import AppConfig


class MarkingConfig(AppConfig):
    name = "marking"

    def ready(self) -> None:
        """Load the access rules and listen for attempts that are handed in."""
        from marking import access, receivers  # noqa: F401, PLC0415 -- app ready
