"""Where the lines of an answer begin that are sentences of their own."""

from __future__ import annotations

import re

_NEWLINE = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# Looked for one by one, which is many times faster than a pattern where there is none.
_LINE_ENDS, _OTHER_LINE_ENDS = "\n\r\x0b\x0c", "\x85\u2028\u2029"


def line_starts(text: str) -> frozenset[int]:
    """The numbers of the chunks that begin a line which doesn't go on in a small letter."""
    lines = _NEWLINE.split(text) if _has_lines(text) else []
    starts: list[int] = []
    count = 0
    for line in lines:
        pieces = line.split()
        if pieces and count and not pieces[0][0].islower():
            starts.append(count)
        count += len(pieces)
    return frozenset(starts)


def _has_lines(text: str) -> bool:
    """Whether a text has an end of a line within it."""
    ends = _LINE_ENDS if text.isascii() else _LINE_ENDS + _OTHER_LINE_ENDS
    return any(map(text.__contains__, ends))
