"""Bytes of a file that should be text, as other programs write it. Pure."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # UTF-32 begins as UTF-16 does.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What western texts hold beside letters, as Windows-1252 has it.
_TYPOGRAPHY = frozenset("€‚„…†‡ˆ‰‹‘’“”•–—˜™›\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿×÷")
_SAMPLE = 100_000  # bytes that are enough to tell an encoding by
# What XML cannot hold, not even escaped: neither a workbook nor an export for another program may have it.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WESTERN = "The file is not UTF-8; it was read as Windows-1252. Check the accents."


class NotText(ValueError):
    """The bytes are no text; the message says what they claim to be, "" where they claim nothing."""


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file, and a remark where its encoding had to be guessed ("" else). Raises NotText.

    What has no mark of its encoding and is not UTF-8 is read as Windows-1252, which spreadsheets still write, where
    that gives words; else as what fits best.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    try:
        text, remark = data.decode(encoding or "utf-8"), ""
    except UnicodeDecodeError as error:
        if encoding:
            raise NotText(f"The file says that it is {encoding.upper()} but cannot be read as that.") from error
        text, remark = _guessed(data)
    if "\0" in text:
        raise NotText
    return text, remark


def _guessed(data: bytes) -> tuple[str, str]:
    western = data.decode("cp1252", errors="replace")
    if _reads_as_western(western):
        return western, WESTERN
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        return western, WESTERN
    name = best.encoding
    return data.decode(name, errors="replace"), f"The file is not UTF-8; it was read as {name}. Check the accents."


def _reads_as_western(text: str) -> bool:
    """Whether bytes read as Windows-1252 give English or another western language, and not another alphabet."""
    letters = sum(map(str.isalpha, text))
    foreign = [char for char in text if ord(char) > 127]
    return len(foreign) * 2 < letters and all(char.isalpha() or char in _TYPOGRAPHY for char in foreign)


def writable(text: str) -> str:
    """Return text without the signs that XML cannot hold."""
    return _UNWRITABLE.sub("", text)
