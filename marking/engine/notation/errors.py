"""The error a mark scheme that cannot be read is refused with."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """The kinds of error that something can be done about; all others are OTHER."""

    OTHER = "other"
    MISSPELT_KEYWORD = "misspelt-keyword"
    NEGATED = "negated"
    TOO_FEW_POINTS = "too-few-points"
    MAX_TOO_HIGH = "max-too-high"
    EXACT_AND_OPEN = "exact-and-open"
    NO_GROUP = "no-group"
    NEVER_CLOSED = "never-closed"
    STAR_IN_QUOTES = "star-in-quotes"
    NOTHING_BESIDE = "nothing-beside"


class MarkSchemeError(ValueError):
    """A mark scheme cannot be read: where, what stands there, and what would be right.

    `line` and `column` count from 1 and point at the offending character of the text as it was given.
    `message` says what is wrong in one sentence, `found` is what stands there ("" at the end of a line or
    of the text), `hint` is what would be right. `corrected`, where it is known, is the whole line as it would be right,
    with its indentation (or a few lines): put in its place, it can be read. `code` is the kind of error, and `right`
    the keyword or the number that the line should have, where the kind has one. `str()` gives
    `line 3, column 11: <message>`.
    """

    def __init__(
        self,
        message: str,
        line: int,
        column: int,
        found: str = "",
        hint: str = "",
        corrected: str = "",
        code: Code = Code.OTHER,
        right: str = "",
    ) -> None:
        # All go to Exception, so that the error survives pickling on its way back from a worker.
        super().__init__(message, line, column, found, hint, corrected, code, right)
        self.message = message
        self.line = line
        self.column = column
        self.found = found
        self.hint = hint
        self.corrected = corrected
        self.code = code
        self.right = right

    def on_line(self, line: int) -> MarkSchemeError:
        """The error as one of another line: that of a file which the scheme is a part of."""
        return MarkSchemeError(
            self.message, line, self.column, self.found, self.hint, self.corrected, self.code, self.right
        )

    def with_correction(self, hint: str, corrected: str) -> MarkSchemeError:
        """The error with what would be right."""
        return MarkSchemeError(self.message, self.line, self.column, self.found, hint, corrected, self.code, self.right)

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"
