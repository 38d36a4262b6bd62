"""Pictures that come within a file of questions: found by what its texts call them, and checked."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from hashlib import sha256
from urllib.parse import unquote

from marking.formats.markup import PICTURES, POWERS
from marking.formats.values import FileQuestion
from quizzes.files.pictures import CleanPicture, PictureError, pixels_of, read_picture
from quizzes.texts import LONGEST_MARKDOWN, FoundPicture, Worded, worded_html, written

MOST = 300  # pictures of a file
MOST_PIXELS = 1_200_000_000  # of all pictures of a file
TOO_MANY_PIXELS = "The pictures of the file have too many pixels together. Split it."
MOST_LOOKED_AT = 1024**3  # bytes: one picture may stand in many questions
_EMBEDDED = re.compile(r"data:image/[a-z+]+;base64,(.*)", re.DOTALL)
# Gives a picture's data by its address, None where the file has none.
DataOf = Callable[[str], bytes | None]


class Pictures:
    """Collects the pictures of a file while its texts are read."""

    def __init__(self) -> None:
        self.kept: dict[str, CleanPicture] = {}
        self._known: dict[bytes, CleanPicture | PictureError] = {}
        self._looked_at = self._pixels = 0

    def worded(self, html: str, data_of: DataOf, remarks: list[str]) -> Worded:
        """Return HTML as words and, where it has form, as Markdown. `data_of` gives a picture by its address.

        `remarks` say which pictures could not be taken over, and why.
        """

        def pictured(found: FoundPicture) -> str:
            alt = found.alt
            try:
                picture = self._read(found.address, data_of)
            except PictureError as error:
                remarks.append(f"A picture{f' ({alt})' if alt else ''} is left out: {error}")
                said = ". ".join(text for text in (alt, found.caption, found.credit) if text)
                return f"[{said}]" if said else ""
            if not alt:
                remarks.append("A picture has no description of what it shows: add one for those who cannot see it.")
            name = picture.sha256[:16]
            self.kept[name] = picture
            shown = written(f"picture:{name}-{picture.width}x{picture.height}", alt, found.caption, found.credit)
            return shown if found.inline else f"\n\n{shown}\n\n"

        return worded_html(html, pictured)

    def _read(self, address: str, data_of: DataOf) -> CleanPicture:
        embedded = _EMBEDDED.fullmatch(address)
        data = decoded(embedded[1].encode()) if embedded else data_of(unquote(address))
        if data is None:
            raise PictureError("It is not in the file, and nothing is fetched from elsewhere.")
        self._looked_at += len(data)
        if self._looked_at > MOST_LOOKED_AT:
            raise PictureError("The file shows its pictures more often than questions do. Split it.")
        key = sha256(data).digest()
        if key not in self._known:
            self._known[key] = self._checked(data)
        known = self._known[key]
        if isinstance(known, PictureError):
            raise known
        return known

    def _checked(self, data: bytes) -> CleanPicture | PictureError:
        """Return a picture, or why it is none; each counts."""
        if len(self._known) >= MOST:
            return PictureError(f"The file has more than {MOST} pictures. Split it.")
        if self._pixels > MOST_PIXELS:
            return PictureError(TOO_MANY_PIXELS)
        try:
            self._pixels += pixels_of(data)
            return read_picture(data)
        except PictureError as error:
            return error


def with_form(
    question: FileQuestion, made: Worded, remarks: Sequence[str], *, said_elsewhere: Collection[str] = ()
) -> FileQuestion:
    """Return a question with the form that its text has, and with `remarks` on that.

    What plain text cannot show is then no longer said, but where other texts of it lack it too (`said_elsewhere`).
    """
    kept: Sequence[str] = question.remarks
    if made.markdown and len(made.markdown) <= LONGEST_MARKDOWN:
        kept = [one for one in kept if one not in {PICTURES, POWERS} or one in said_elsewhere]
        question = replace(question, stem=made.plain, markdown=made.markdown)
    return replace(question, remarks=tuple(dict.fromkeys((*kept, *remarks))))


def decoded(text: bytes) -> bytes:
    """Return what base64 holds; nothing for what is none."""
    try:
        return b64decode(text)
    except ValueError:
        return b""
