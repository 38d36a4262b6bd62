"""What a page that waits for a task in the background is told: quizzes/static/quizzes/progress.js asks for it."""

from __future__ import annotations

from django.http import JsonResponse


def progress_reply(so_far: str, done: int | None, whole: int, *, is_running: bool) -> JsonResponse:
    """Return how far a task is, in words and as a bar; `done` is None where only the words are known."""
    return JsonResponse({"said": so_far, "done": done, "whole": whole, "running": is_running})
