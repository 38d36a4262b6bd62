"""Pictures that come within a file of questions: found by what its texts call them, and checked."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from urllib.parse import unquote

from quizzes.files.pictures import CleanPicture, PictureError, read_picture
from quizzes.texts import Worded, worded_html, written

MOST = 300  # pictures of a file
_EMBEDDED = re.compile(r"data:image/[a-z+]+;base64,(.*)", re.DOTALL)


class Pictures:
    """Collects the pictures of a file while its texts are read."""

    def __init__(self) -> None:
        self.kept: dict[str, CleanPicture] = {}

    def worded(self, html: str, data_of: Callable[[str], bytes | None], remarks: list[str]) -> Worded:
        """Return HTML as words and, where it has form, as Markdown. `data_of` gives a picture by its address.

        `remarks` say which pictures could not be taken over, and why.
        """

        def pictured(address: str, alt: str) -> str:
            try:
                picture = self._read(address, data_of)
            except PictureError as error:
                remarks.append(f"A picture{f' ({alt})' if alt else ''} is left out: {error}")
                return f"[{alt}]" if alt else ""
            if not alt:
                remarks.append("A picture has no description of what it shows: add one for those who cannot see it.")
            name = picture.sha256[:16]
            self.kept[name] = picture
            return f"\n\n{written(f'picture:{name}-{picture.width}x{picture.height}', alt)}\n\n"

        return worded_html(html, pictured)

    def _read(self, address: str, data_of: Callable[[str], bytes | None]) -> CleanPicture:
        if len(self.kept) >= MOST:
            raise PictureError(f"The file has more than {MOST} pictures. Split it.")
        embedded = _EMBEDDED.fullmatch(address)
        data = decoded(embedded[1].encode()) if embedded else data_of(unquote(address))
        if data is None:
            raise PictureError("It is not in the file, and nothing is fetched from elsewhere.")
        return read_picture(data)


def decoded(text: bytes) -> bytes:
    """Return what base64 holds; nothing for what is none."""
    try:
        return b64decode(text)
    except ValueError:
        return b""
