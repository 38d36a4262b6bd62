"""The quizzes application: banks, classes, timed quizzes, attempts."""

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"

    def ready(self) -> None:
        """Load the access rules, so that every door knows them."""
        from quizzes.access import rules  # noqa: F401, PLC0415 -- app ready
