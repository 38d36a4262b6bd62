"""Notes to drafts: read a file of notes, outline it, draft questions from it, point out its slips."""

from quizzes.notes.drafting import draft
from quizzes.notes.outline import outline
from quizzes.notes.reading import read_notes
from quizzes.notes.values import Block, Draft, Drafting, NotesError, NotesText, Same, Slip

__all__ = [
    "Block",
    "Draft",
    "Drafting",
    "NotesError",
    "NotesText",
    "Same",
    "Slip",
    "draft",
    "outline",
    "read_notes",
]
