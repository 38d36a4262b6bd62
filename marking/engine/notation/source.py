"""A mark scheme's text as numbered lines, with the typography that word processors put in undone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from marking.engine.notation.errors import Code, MarkSchemeError

MAX_TEXT = 65_536
MAX_TAB = 4

# Every sign stands for exactly one other, so that a column in the tidied line is one in the teacher's line.
_TIDY = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("’‘‛ʼ", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000\u200b\u2060\ufeff", " "),
        **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
        **dict.fromkeys("→⇒⟶", "→"),
    }
)
BULLET = re.compile(r"(?:[-*•·▪‣◦●○]|[0-9]{1,3}[.)])[ \t]+(?=\S)")
_SIGN_BULLET = re.compile(r"(?:[-*•·▪‣◦●○]|[0-9]{1,3}\))[ \t]+(?=\S)")
# In these languages a point makes an ordinal: "19. Jahrhundert".
_ORDINALS = re.compile(r"^\s*language:\s*(?:de|da|no|fi)\b", re.IGNORECASE | re.MULTILINE)
_NUMBER = re.compile(r"\s*(\d{1,3})\.[ \t]+\S")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that says something: where it starts and what it says, without its bullet.

    `column` is the place of the first character of `text`, counted from 1; `indent` is the width of what
    stands before the line's first sign, `margin` those blanks; `typed` is `text` before the typography was undone.
    """

    number: int
    column: int
    indent: int
    text: str
    typed: str
    margin: str = ""

    def error(
        self, message: str, at: int, found: str, hint: str, code: Code = Code.OTHER, right: str = ""
    ) -> MarkSchemeError:
        """The error that points at `text[at]`."""
        return MarkSchemeError(message, self.number, self.column + at, found, hint, code=code, right=right)


def tidy(text: str) -> str:
    """Curly quotes, long dashes and odd spaces become plain ones; the length stays the same."""
    return text.translate(_TIDY)


def read_lines(text: str) -> list[Line]:
    """The lines of `text` that are neither blank nor comments.

    Raises MarkSchemeError for a text over 65,536 characters and for a control character.
    """
    if len(text) > MAX_TEXT:
        raise _too_long(text)
    lines = []
    all_typed = text.removeprefix("\ufeff").splitlines()
    bullet = _SIGN_BULLET if _ORDINALS.search(text) and not _are_numbered(all_typed) else BULLET
    for number, typed in enumerate(all_typed, start=1):
        _refuse_control_characters(number, typed)
        line = _read_line(number, typed, bullet)
        if line is not None:
            lines.append(line)
    return lines


def _are_numbered(lines: list[str]) -> bool:
    """Whether the numbers that begin lines count them: 1, 2, 3."""
    numbers = [int(number[1]) for line in lines if (number := _NUMBER.match(line))]
    return len(numbers) > 1 and numbers == [*range(1, len(numbers) + 1)]


def _read_line(number: int, typed: str, bullets: re.Pattern[str]) -> Line | None:
    """The line without its indentation, its bullet and the blanks at its end; None where it says nothing."""
    text = tidy(typed).rstrip()
    body = text.lstrip()
    if not body or body.startswith("#"):
        return None
    margin = len(text) - len(body)
    indent = len(text[:margin].expandtabs(MAX_TAB))
    bullet = bullets.match(body)
    start = margin + (bullet.end() if bullet else 0)
    return Line(number, start + 1, indent, text[start:], typed[start : len(text)], typed[:margin])


def _too_long(text: str) -> MarkSchemeError:
    before = text[:MAX_TEXT]
    line = len(before.splitlines()) or 1
    return MarkSchemeError(
        f"a mark scheme may have {MAX_TEXT:,} characters, this one has {len(text):,}",
        line,
        len(before.splitlines()[-1]) + 1 if before.splitlines() else 1,
        text[MAX_TEXT : MAX_TEXT + 20],
        "split it into the schemes of several questions",
    )


def _refuse_control_characters(number: int, typed: str) -> None:
    for column, sign in enumerate(typed, start=1):
        if sign != "\t" and unicodedata.category(sign) in {"Cc", "Cs"}:
            raise MarkSchemeError(
                "there is a sign here that cannot be printed", number, column, repr(sign)[1:-1], "delete it"
            )
