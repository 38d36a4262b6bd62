"""The one writer of comments in scripts, and of teachers' banks of comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from marking.levels.anchors import Anchor, anchor, place, shown_as, within
from marking.models import BankedComment, ScriptComment
from marking.models.essay import LONGEST_BANKED, LONGEST_COMMENT
from quizzes.models import Response
from quizzes.prepared import PreparedQuery

MOST_BANKED = 200


class BadComment(ValueError):
    """The comment cannot be kept; the message says why, and what would do."""


class Overtaken(Exception):
    """Somebody else has changed the comment since the page was opened; `standing` is what stands now, None for none."""

    def __init__(self, standing: ScriptComment | None) -> None:
        super().__init__("Somebody else has changed this comment in the meantime.")
        self.standing = standing


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that were selected in a script as a page shows it: what they are, and where they begin, from 0."""

    exact: str
    start: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment that stands, and where its passage is in the text as it is now: None where the words are gone.

    `number` counts the comments at passages in the order of the text.
    """

    comment: ScriptComment
    start: int | None
    end: int | None
    number: int

    @property
    def is_lost(self) -> bool:
        """Whether the passage it was tied to is in the text no more."""
        return not self.comment.is_overall and self.start is None


# ---- comments in a script ------------------------------------------------------------------------------


@transaction.atomic
def write(
    *, response: Response, text: str, by: Any, now: datetime, passage: Passage | None = None, key: UUID | None = None
) -> ScriptComment:
    """Record a comment at a passage. The same `key` again returns the first. Raises BadComment."""
    text = _checked(text)
    if (done := _done_before(by, key)) is not None:
        return done
    locked = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if passage is None:
        raise BadComment("Select the words that the comment is about.")
    return _made(locked, text, _anchored(locked.text, passage), by, now, key)


@transaction.atomic
def write_overall(
    *, response: Response, text: str, by: Any, now: datetime, seen: int | None = None, key: UUID | None = None
) -> ScriptComment | None:
    """Record the comment on the whole script in place of the one that stands; an empty text takes it away.

    `seen` is the id of the one that stood when the person wrote. Raises BadComment, and Overtaken where another stands.
    """
    if text.strip():
        text = _checked(text)
    if (done := _done_before(by, key)) is not None:
        return done
    locked = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    last: ScriptComment | None = ScriptComment.objects.filter(response=locked, start=None).order_by("-pk").first()
    standing = last if last is not None and last.text else None
    if (standing.pk if standing else None) != seen:
        raise Overtaken(standing)
    if standing is None and not text.strip():
        return None
    if standing is not None and standing.text == text.strip():
        return standing
    return _made(locked, text.strip(), None, by, now, key, replaces=last)


@transaction.atomic
def change(*, comment: ScriptComment, text: str, by: Any, now: datetime, key: UUID | None = None) -> ScriptComment:
    """Replace a comment by another at the same passage; an empty text takes it away. What was written stays on record.

    Raises BadComment, and Overtaken where it was replaced before.
    """
    if text.strip():
        text = _checked(text)
    if (done := _done_before(by, key)) is not None:
        return done
    locked = Response.objects.select_for_update(of=("self",)).get(pk=comment.response_id)
    if ScriptComment.objects.filter(replaces=comment).exists():
        raise Overtaken(_end_of(comment))
    if comment.text == text.strip():
        return comment
    kept = None if comment.is_overall else anchor_of(comment)
    return _made(locked, text.strip(), kept, by, now, key, replaces=comment)


def standing(response: Response) -> list[Placed]:
    """Return the comments that stand, those at passages in the order of the text, then the lost, the overall last."""
    rows = ScriptComment.objects.filter(response=response, replaced_by=None).exclude(text="")
    return placed(response, list(rows.select_related("made_by")))


def by_response(attempt: int) -> dict[int, list[ScriptComment]]:
    """Return the comments that stand in the scripts of an attempt, by the id of the response. One query."""
    comments: dict[int, list[ScriptComment]] = {}
    for row in _of_attempt.rows(attempt):
        comments.setdefault(row.response_id, []).append(row)
    return comments


_of_attempt = PreparedQuery(
    lambda attempt: (
        ScriptComment.objects.filter(response__attempt=attempt, replaced_by=None).exclude(text="").order_by("pk")
    )
)


def placed(response: Response, comments: Sequence[ScriptComment]) -> list[Placed]:
    """Return comments with their places in the text of `response` as it is now, in the order of `standing`."""
    places = [(row, None if row.is_overall else place(response.text, anchor_of(row))) for row in comments]
    last = len(response.text) + 1
    places.sort(key=lambda pair: (pair[0].is_overall, pair[1] or (last, last), pair[0].pk))
    return [
        Placed(row, where[0] if where else None, where[1] if where else None, number)
        for number, (row, where) in enumerate(places, start=1)
    ]


def anchor_of(comment: ScriptComment) -> Anchor:
    """Return the anchor of a comment at a passage."""
    return Anchor(comment.exact, comment.prefix, comment.suffix, comment.start or 0)


def _end_of(comment: ScriptComment) -> ScriptComment | None:
    """Return what a comment has become by now, None where it was taken away."""
    while (later := ScriptComment.objects.filter(replaces=comment).first()) is not None:
        comment = later
    return comment if comment.text else None


def _anchored(text: str, passage: Passage) -> Anchor:
    """Return the anchor of a passage of the text as pages show it. Raises BadComment where its words aren't there."""
    shown = shown_as(text)
    seen = Anchor(
        passage.exact,
        shown[max(0, passage.start - 1) : max(0, passage.start)],
        "",
        max(0, passage.start),
    )
    where = place(shown, seen) if passage.exact.strip() else None
    if where is None:
        raise BadComment("Select the words that the comment is about: those selected are not in the script.")
    start, end = within(text, *where)
    return anchor(text, start, end)


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise BadComment("Type the comment first.")
    if len(text) > LONGEST_COMMENT:
        raise BadComment(f"A comment has at most {LONGEST_COMMENT:,} characters; this one has {len(text):,}.")
    return text


def _done_before(by: Any, key: UUID | None) -> ScriptComment | None:
    return ScriptComment.objects.filter(made_by=by, key=key).first() if key is not None else None


def _made(
    response: Response, text: str, at: Anchor | None, by: Any, now: datetime, key: UUID | None,
    replaces: ScriptComment | None = None,
) -> ScriptComment:  # fmt: skip
    place = {"exact": at.exact, "prefix": at.prefix, "suffix": at.suffix, "start": at.start} if at is not None else {}
    return ScriptComment.objects.create(
        response=response, revision=response.revision, text=text, replaces=replaces, key=key, made_by=by, made_at=now,
        **place,
    )  # fmt: skip


# ---- a teacher's bank of comments ----------------------------------------------------------------------


def bank_of(user: Any) -> list[BankedComment]:
    """Return the comments that a teacher keeps, those with a letter first, by the letter."""
    return sorted(BankedComment.objects.filter(owner=user), key=lambda row: (not row.key, row.key, row.pk))


@transaction.atomic
def bank(*, owner: Any, text: str, now: datetime, letter: str = "") -> BankedComment:
    """Keep a comment to give again. One that is kept already gets the letter, if one is given. Raises BadComment."""
    text, letter = _checked_for_bank(text), _letter(letter)
    row = BankedComment.objects.filter(owner=owner, text=text).first()
    if row is None and BankedComment.objects.filter(owner=owner).count() >= MOST_BANKED:
        raise BadComment(f"The comment bank holds at most {MOST_BANKED}: remove some first.")
    _free(owner, letter, row)
    if row is None:
        return BankedComment.objects.create(owner=owner, text=text, key=letter, made_at=now)
    if letter:
        row.key = letter
        row.save(update_fields=["key"])
    return row


@transaction.atomic
def change_banked(*, row: BankedComment, text: str, letter: str) -> BankedComment:
    """Change a kept comment or its letter, which another comment then loses. Raises BadComment."""
    text, letter = _checked_for_bank(text), _letter(letter)
    if BankedComment.objects.filter(owner=row.owner_id, text=text).exclude(pk=row.pk).exists():
        raise BadComment("This comment is already in your bank.")
    _free(row.owner, letter, row)
    row.text, row.key = text, letter
    row.save(update_fields=["text", "key"])
    return row


def unbank(*, row: BankedComment) -> None:
    """Remove a comment from its bank; scripts that it was given to keep it."""
    row.delete()


def _checked_for_bank(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise BadComment("Type the comment first.")
    if len(text) > LONGEST_BANKED:
        raise BadComment(f"A comment in the bank has at most {LONGEST_BANKED} characters; this one has {len(text):,}.")
    return text


def _letter(letter: str) -> str:
    letter = letter.strip().lower()
    if letter and not (len(letter) == 1 and letter.isascii() and letter.isalpha()):
        raise BadComment("A key is one letter from a to z.")
    return letter


def _free(owner: Any, letter: str, kept: BankedComment | None) -> None:
    """Take the letter from whichever comment has it."""
    if letter:
        rows = BankedComment.objects.filter(owner=owner, key=letter)
        (rows.exclude(pk=kept.pk) if kept is not None else rows).update(key="")
