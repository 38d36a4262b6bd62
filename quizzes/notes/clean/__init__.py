"""Notes without their markup: each line as what it says and what it is. Pure, linear in the text."""

from __future__ import annotations

import re

from quizzes.notes.clean.blocks import BLOCK_RULES, block_rules_for
from quizzes.notes.clean.inline import RULES, without_ours
from quizzes.notes.clean.marks import emphasised, read_out
from quizzes.notes.clean.shapes import LONGEST_TITLE, Around, Shape, letters_in_use, shape_of
from quizzes.notes.values import Line

__all__ = ["BLOCK_RULES", "RULES", "clean"]

_NO_RULES: frozenset[str] = frozenset()
_URL = re.compile(r"https?://|www\.")
_ONLY_LINK = re.compile(
    r"\s*(?:[-*+]\s+|\d+[.)]\s+)?\[[^\[\]]{1,300}\]\(https?:[^\s()]{1,1000}(?:\([^\s()]{0,200}\))?\)\s*"
)
LONGEST_LINKED = 4  # words of a link that may be the name of what the notes are about
_COMMAND = re.compile(r"\\[A-Za-z]{2,}\{")
# Longer runs of blanks say no more, and would be looked through again from each of them.
_MOST_BLANKS = " " * 40
_BLANKS = re.compile("[ \t\xa0]{41,}")
_DRAWN = str.maketrans("│┃║", "|||")
_STRUCK = re.compile(r"~~(?=\S)([^~\n]{1,500}?)~~")
_MOST_STRUCK = 8  # spans: who strikes out more, in one line of five, highlights by it


def clean(text: str, *, without: frozenset[str] = _NO_RULES) -> tuple[Line, ...]:
    """One `Line` for each of `text.splitlines()`, in their order. Never fails.

    `without` names rules to leave out, which tests use to see that each is needed.
    """
    text = _BLANKS.sub(_MOST_BLANKS, without_ours(text.translate(_DRAWN)))
    raw = text.splitlines()
    if _strikes_to_highlight(raw):
        raw = [_STRUCK.sub(r"==\1==", line) for line in raw]
    skipped = {at for rule in block_rules_for(text) if rule.name not in without for at in rule.find(raw)}
    lines = [
        "" if at in skipped else _without_markup(line, without) if line.strip() else "" for at, line in enumerate(raw)
    ]
    # A rule below a row says that the row heads its table, and one below a line of text makes it a heading.
    around = Around(
        [raw[at] if at in skipped else line for at, line in enumerate(lines)], skipped, letters_in_use(lines)
    )
    lines_kept = []
    for at, line in enumerate(lines):
        if not raw[at].strip():
            lines_kept.append(Line(at + 1, "", "blank"))
        elif at in skipped:
            lines_kept.append(Line(at + 1, "", "skip"))
        else:
            lines_kept.append(_line(at, raw[at], line, around, without))
    return tuple(lines_kept)


def _strikes_to_highlight(lines: list[str]) -> bool:
    """Whether so much is struck out that the writer means the opposite."""
    struck = sum(bool(_STRUCK.search(line)) for line in lines)
    return struck >= _MOST_STRUCK and struck * 5 >= sum(bool(line.strip()) for line in lines)


def _without_markup(line: str, without: frozenset[str]) -> str:
    signs = frozenset(line)
    ascii_only = line.isascii()
    for rule in RULES:
        wanted = not rule.signs.isdisjoint(signs) if rule.signs else not ascii_only
        if wanted and rule.name not in without:
            line = rule.apply(line)
    return line


def _line(at: int, raw: str, text: str, around: Around, without: frozenset[str]) -> Line:
    ends = raw.endswith(("  ", "\\"))
    shape = shape_of(text.rstrip("\\") if ends else text, around, at, without)
    if shape.kind == "row":
        return _row(at, shape, ends=ends)
    said, bold, lit, aside = read_out(emphasised(shape.text))
    if not said or aside or _COMMAND.search(said) or _mostly_address(raw, said):
        return Line(at + 1, said, "skip")
    kind, level = shape.kind, shape.level
    if kind == "text" and _is_bold_title(said, bold) and "bold heading" not in without:
        kind, level = "heading", 4
    return Line(at + 1, said, kind, level, bold, lit, ends=ends)


def _is_bold_title(text: str, bold: tuple[tuple[int, int], ...]) -> bool:
    whole = bold in {((0, len(text)),), ((0, len(text.rstrip(" :"))),)}
    return whole and len(text) <= LONGEST_TITLE and not text.endswith((".", ";", ",")) and any(map(str.isalpha, text))


def _mostly_address(raw: str, said: str) -> bool:
    """Whether little but a link to another page stood on the line: `Video: https://…`, `[Radio 3 - Listen](https://…)`."""
    if _ONLY_LINK.fullmatch(raw):
        return bool(re.search(r"\s[-–—|]\s", said)) or len(said.split()) > LONGEST_LINKED
    return bool(_URL.search(raw)) and len(said.split()) <= 2 and said.rstrip().endswith((":", "-", "–"))


def _row(at: int, shape: Shape, *, ends: bool) -> Line:
    """A row with the spans of its cells, as they stand in the text that joins them."""
    texts: list[str] = []
    bold: list[tuple[int, int]] = []
    lit: list[tuple[int, int]] = []
    length, aside = 0, False
    for cell in shape.cells:
        said, of_bold, of_lit, left = read_out(emphasised(cell))
        bold += [(length + start, length + end) for start, end in of_bold]
        lit += [(length + start, length + end) for start, end in of_lit]
        aside = aside or left
        texts.append(said)
        length += len(said) + len(" | ")
    if not any(texts):
        return Line(at + 1, "", "skip")
    text = " | ".join(texts)
    kind = "skip" if aside else "row"
    return Line(at + 1, text, kind, shape.level, tuple(bold), tuple(lit), tuple(texts), shape.header, ends)  # type: ignore[arg-type]
