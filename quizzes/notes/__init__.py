"""Notes to drafts: read a file of notes, outline it, draft questions from it, point out its slips."""

from quizzes.notes.check import Mark, Trial
from quizzes.notes.drafting import about_typo, draft, signs_of_drafts, title_of
from quizzes.notes.outline import outline
from quizzes.notes.readiness import READ_FIRST, ready_from
from quizzes.notes.reading import read_notes
from quizzes.notes.values import SURE_FROM, Block, Draft, Drafting, NotesError, NotesText, Same, Typo

__all__ = [
    "READ_FIRST",
    "SURE_FROM",
    "Block",
    "Draft",
    "Drafting",
    "Mark",
    "NotesError",
    "NotesText",
    "Same",
    "Trial",
    "Typo",
    "about_typo",
    "draft",
    "outline",
    "read_notes",
    "ready_from",
    "signs_of_drafts",
    "title_of",
]
