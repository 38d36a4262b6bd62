"""The custom signals: how `quizzes` tells whoever listens what has happened, and asks what they would add."""

from __future__ import annotations

from dataclasses import dataclass

from django.dispatch import Signal

# Sent after commit, with `attempt_ids`. Losing it costs seconds: what listens also looks for itself.
attempts_submitted = Signal()

# A teacher opens their desk. Sent with `user` and `now`; each listener returns a list of Todo, what waits for them.
desk_opened = Signal()


# A teacher has added a page of notes. Sent after commit, with `notes_id` and the `length` of its text in characters:
# whoever can mark makes the drafts, since a draft's scheme is tried out on the notes.
notes_taken = Signal()


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of the desk: how many of what (in the singular and the plural) wait, at which address, and where."""

    count: int
    one: str
    many: str
    url: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.count} {self.one if self.count == 1 else self.many}"
