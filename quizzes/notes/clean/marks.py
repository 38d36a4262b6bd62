"""Bold, italic, highlighted and struck-out words: the signs go, and where bold and highlight were is kept."""

from __future__ import annotations

import re

from quizzes.notes.clean.inline import ASIDE, BOLD, BOLD_ENDS, LIT, LIT_ENDS, unshielded

_SIGNS = re.compile(r"\*{1,3}|_{1,3}|={2}(?!=)")
_LONG_RUN = re.compile(r"\*{4,}|_{4,}|={3,}")
_OPENS = {"**": BOLD, "***": BOLD, "__": BOLD, "___": BOLD, "==": LIT}
_ENDS = {BOLD: BOLD_ENDS, LIT: LIT_ENDS}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u2060\ufeff"))

Spans = tuple[tuple[int, int], ...]


def emphasised(text: str) -> str:
    """The text with each pair of emphasis signs replaced by our own, italics' by nothing; lone signs stay.

    One pass from left to right: linear in the text.
    """
    kept = {match.start(): match.end() for match in _LONG_RUN.finditer(text)}
    opened: dict[str, tuple[int, str]] = {}
    changes: list[tuple[int, int, str]] = []
    blocked = -1
    for match in _SIGNS.finditer(text):
        if match.start() in kept:
            blocked = kept[match.start()]
        if match.start() < blocked:
            continue
        sign, before, after = match[0], text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if sign in opened and _can_close(sign, before, after):
            at, _ = opened.pop(sign)
            first = _OPENS.get(sign, "")
            changes += [(at, at + len(sign), first), (match.start(), match.end(), _ENDS.get(first, ""))]
            # What was opened inside and never closed stays as it was typed.
            opened = {other: place for other, place in opened.items() if place[0] < at}
        elif sign not in opened and _can_open(sign, before, after):
            opened[sign] = (match.start(), sign)
    return _replaced(text, changes)


def _can_open(sign: str, before: str, after: str) -> bool:
    inside_word = before.isalnum() and (sign[0] == "_" or len(sign) == 1)
    return bool(after.strip()) and not inside_word


def _can_close(sign: str, before: str, after: str) -> bool:
    inside_word = after.isalnum() and (sign[0] == "_" or len(sign) == 1)
    return bool(before.strip()) and not inside_word


def _replaced(text: str, changes: list[tuple[int, int, str]]) -> str:
    pieces, at = [], 0
    for start, end, to in sorted(changes):
        pieces += [text[at:start], to]
        at = end
    return "".join([*pieces, text[at:]])


def read_out(text: str) -> tuple[str, Spans, Spans, bool]:
    """A line without our own signs: its text, what of it is bold, what highlighted, and whether a formula is left.

    Blanks are squeezed and a span begins and ends with a visible character.
    """
    said: list[str] = []
    length = 0
    spans: dict[str, list[tuple[int, int]]] = {BOLD: [], LIT: []}
    starts: dict[str, int] = {}
    ends = {BOLD_ENDS: BOLD, LIT_ENDS: LIT}
    aside = False
    for char in unshielded(text).translate(_INVISIBLE):
        if char in spans:
            starts.setdefault(char, length)
        elif char in ends:
            start = starts.pop(ends[char], None)
            if start is not None:
                spans[ends[char]].append((start, length))
        elif char == ASIDE:
            aside = True
        elif not char.isspace():
            said.append(char)
            length += 1
        elif said and said[-1] != " ":
            said.append(" ")
            length += 1
    for sign, start in starts.items():
        spans[sign].append((start, length))
    plain = "".join(said).rstrip()
    return plain, _trimmed(plain, spans[BOLD]), _trimmed(plain, spans[LIT]), aside


def _trimmed(text: str, spans: list[tuple[int, int]]) -> Spans:
    """The spans without the blanks at their ends, those that touch joined, empty ones dropped."""
    tidy: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        piece = text[start:end]
        if not piece.strip():
            continue
        first, last = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        if tidy and not text[tidy[-1][1] : first].strip():
            tidy[-1] = (tidy[-1][0], max(last, tidy[-1][1]))
        else:
            tidy.append((first, last))
    return tuple(tidy)
