"""Bytes of a file that should be text, as other programs write it. Pure."""

from __future__ import annotations

import codecs
import re

_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig"))
# What XML cannot hold, not even escaped: neither a workbook nor an export for another program may have it.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WESTERN = "The file is not UTF-8; it was read as Windows-1252. Check the accents."


class NotText(ValueError):
    """The bytes are no text; the message says what they claim to be, "" where they claim nothing."""


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file, and a remark where its encoding had to be guessed ("" else). Raises NotText.

    What has no mark of its encoding and is not UTF-8 is read as Windows-1252, which spreadsheets still write.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    try:
        text, remark = data.decode(encoding or "utf-8"), ""
    except UnicodeDecodeError as error:
        if encoding:
            raise NotText(f"The file says that it is {encoding.upper()} but cannot be read as that.") from error
        text, remark = data.decode("cp1252", errors="replace"), WESTERN
    if "\0" in text:
        raise NotText
    return text, remark


def writable(text: str) -> str:
    """Return text without the signs that XML cannot hold."""
    return _UNWRITABLE.sub("", text)
