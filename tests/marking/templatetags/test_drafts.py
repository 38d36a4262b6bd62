"""A draft beside its lines of the notes."""

from __future__ import annotations

from marking.templatetags.drafts import source
from quizzes.models import Draft, NotesPage

NOTES = "Treaties\n\nRapallo, 1922\nBerlin, 1926\nRiga, 1921"


def draft(first: int, last: int) -> Draft:
    return Draft(notes=NotesPage(text=NOTES), first_line=first, last_line=last)


def test_source_gives_the_draft_s_lines_and_their_neighbours() -> None:
    assert source(draft(4, 4)) == [(3, "Rapallo, 1922", False), (4, "Berlin, 1926", True), (5, "Riga, 1921", False)]


def test_source_leaves_out_empty_neighbours() -> None:
    assert source(draft(3, 3)) == [(3, "Rapallo, 1922", True), (4, "Berlin, 1926", False)]


def test_source_stops_at_the_ends_of_the_notes() -> None:
    assert [number for number, _, _ in source(draft(1, 5))] == [1, 2, 3, 4, 5]
    assert source(draft(5, 9)) == [(4, "Berlin, 1926", False), (5, "Riga, 1921", True)]
