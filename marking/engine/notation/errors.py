"""The error a mark scheme that cannot be read is refused with."""

from __future__ import annotations


class MarkSchemeError(ValueError):
    """A mark scheme cannot be read: where, what stands there, and what would be right.

    `line` and `column` count from 1 and point at the offending character of the text as it was given.
    `message` says what is wrong in one sentence, `found` is what stands there ("" at the end of a line or
    of the text), `hint` is what would be right. `corrected`, where it is known, is the whole line as it would be right,
    with its indentation (or a few lines): put in its place, it can be read. `str()` gives
    `line 3, column 11: <message>`.
    """

    def __init__(
        self, message: str, line: int, column: int, found: str = "", hint: str = "", corrected: str = ""
    ) -> None:
        # All go to Exception, so that the error survives pickling on its way back from a worker.
        super().__init__(message, line, column, found, hint, corrected)
        self.message = message
        self.line = line
        self.column = column
        self.found = found
        self.hint = hint
        self.corrected = corrected

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"
