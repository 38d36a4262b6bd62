"""Drafts as the page shows them: beside the lines of the notes they come from."""

from __future__ import annotations

from django import template

from quizzes.models import Draft

register = template.Library()

AROUND = 1


@register.filter
def source(draft: Draft) -> list[tuple[int, str, bool]]:
    """Return a draft's lines of the notes and their neighbours: number, text, and whether the draft comes from it."""
    lines = draft.notes.lines
    first, last = max(1, draft.first_line - AROUND), min(len(lines), draft.last_line + AROUND)
    shown = (
        (number, lines[number - 1], draft.first_line <= number <= draft.last_line) for number in range(first, last + 1)
    )
    return [(number, line, own) for number, line, own in shown if own or line.strip()]
