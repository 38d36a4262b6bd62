"""The one writer of what a teacher decides about typing slips in notes, and about the words that notes explain.

A draft is made from the corrected word and marked to check. Whichever way the teacher decides, the notes and the open
drafts agree afterwards, and the decision can be taken back.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from quizzes.models import Bank, Draft, NotesPage, Typo
from quizzes.notes import READ_FIRST, about_typo, ready_from
from quizzes.services import banks

WORDED = ["stem", "proposed_scheme", "turned_stem", "turned_scheme"]


class TypoDecided(Exception):
    """The slip was decided already, or the line has changed since it was found."""


@transaction.atomic
def correct(*, typo: Typo) -> Typo:
    """Put the right word into the notes. Raises TypoDecided where it does not stand there any more."""
    locked = _open(typo)
    if not locked.meant:
        raise TypoDecided
    _rewrite(locked, locked.written, locked.meant)
    _settle(locked)
    return _as(locked, Typo.State.CORRECTED)


@transaction.atomic
def keep(*, typo: Typo) -> Typo:
    """Say that the notes are right as they are: the drafts of that line take the word as it was written."""
    locked = _open(typo)
    if locked.meant:
        for row in _drafts(locked):
            _replace(row, locked.meant, locked.written)
            row.save(update_fields=WORDED)
    _settle(locked)
    return _as(locked, Typo.State.KEPT)


@transaction.atomic
def reopen(*, typo: Typo) -> Typo:
    """Take a decision back: notes and open drafts are as the drafting left them."""
    locked = Typo.objects.select_for_update(of=("self",)).select_related("notes").get(pk=typo.pk)
    if locked.state == Typo.State.CORRECTED:
        _rewrite(locked, locked.meant, locked.written)
    changed = locked.state == Typo.State.KEPT
    for row in _drafts(locked, having=locked.written if changed else locked.meant):
        if changed:
            _replace(row, locked.written, locked.meant)
        if _asks_with(row, locked.meant):
            row.to_check, row.why = True, about_typo(locked.written, locked.meant)
        row.save(update_fields=[*WORDED, "to_check", "why"])
    return _as(locked, Typo.State.OPEN)


def correct_all(*, notes: NotesPage) -> int:
    """Take every correction that is still open and can be made, and return how many."""
    done = 0
    for typo in notes.typos.filter(state=Typo.State.OPEN).exclude(meant=""):
        try:
            correct(typo=typo)
        except TypoDecided:
            continue
        done += 1
    return done


def _open(typo: Typo) -> Typo:
    locked = Typo.objects.select_for_update(of=("self",)).select_related("notes").get(pk=typo.pk)
    if locked.state != Typo.State.OPEN:
        raise TypoDecided
    return locked


def _rewrite(typo: Typo, old: str, new: str) -> None:
    """Replace the first `old` of the slip's line in its notes."""
    notes = NotesPage.objects.select_for_update().get(pk=typo.notes_id)
    lines = notes.text.splitlines(keepends=True)
    if typo.line > len(lines) or old not in lines[typo.line - 1]:
        raise TypoDecided
    lines[typo.line - 1] = lines[typo.line - 1].replace(old, new, 1)
    notes.text = "".join(lines)
    notes.save(update_fields=["text"])


def _drafts(typo: Typo, having: str = "") -> list[Draft]:
    """Return the open drafts that come from the slip's line and hold its word."""
    word = having or typo.meant
    rows = Draft.objects.filter(
        notes=typo.notes_id, state=Draft.State.OPEN, first_line__lte=typo.line, last_line__gte=typo.line
    )
    return [row for row in rows if word and (word in row.stem or word in row.proposed_scheme)]


def _asks_with(draft: Draft, word: str) -> bool:
    """Whether a word stands in the question or in what earns a mark: what only the feedback repeats needs no look."""
    asked = [draft.stem, *draft.proposed_scheme.splitlines()]
    return any(word in line for line in asked if not line.lstrip().startswith("feedback:"))


def _replace(draft: Draft, old: str, new: str) -> None:
    for field in ("stem", "proposed_scheme", "turned_stem", "turned_scheme"):
        setattr(draft, field, getattr(draft, field).replace(old, new))


def _settle(typo: Typo) -> None:
    """Drafts that were to be checked for this slip only need no look any more."""
    why = about_typo(typo.written, typo.meant)
    for row in Draft.objects.filter(notes=typo.notes_id, state=Draft.State.OPEN, why=why):
        row.to_check = row.quality < ready_from()
        row.why = READ_FIRST if row.to_check else ""
        row.save(update_fields=["why", "to_check"])


def _as(typo: Typo, state: str) -> Typo:
    typo.state = state
    typo.save(update_fields=["state"])
    return typo


@transaction.atomic
def add_to_glossary(*, notes: NotesPage, lines: Collection[str]) -> Bank:
    """Add those `lines` that the notes suggest to the bank's glossary; the others are not suggested again."""
    proposed = (line.removeprefix(banks.UNSURE) for line in notes.glossary.splitlines())
    wanted = [line for line in proposed if line in lines]
    bank = banks.add_to_glossary(bank=notes.bank, lines=wanted)
    notes.glossary = ""
    notes.save(update_fields=["glossary"])
    return bank
