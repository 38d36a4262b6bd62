"""Brackets, quotes, backslashes and stars of an expression, checked in one pass before it is parsed."""

from __future__ import annotations

from marking.engine.notation.errors import Code

MAX_DEPTH = 20
_CLOSES = {")": "(", "}": "{"}
_OPENS = {"(": ")", "{": "}", "[": "]"}
_ENDS_A_WORD = frozenset('/+~{}()[]"')
_ESCAPE = "a backslash must come right before the sign it stands for, like \\/ or \\["
_STAR = "* must come at the end of a word, like communis*"


class Wrong(Exception):
    """What is wrong, and where in the line; becomes a MarkSchemeError where the line's number is known."""

    def __init__(self, message: str, at: int, found: str, hint: str, code: Code = Code.OTHER) -> None:
        super().__init__(message)
        self.message, self.at, self.found, self.hint, self.code = message, at, found, hint, code


def check_brackets(text: str) -> None:
    """Raises Wrong for what is opened and not closed, closed and not opened, nested too deep, or cut off."""
    open_at: list[int] = []
    at, in_word = 0, False
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            at, in_word = _after_escape(text, at), True
        elif sign in '"[':
            at, in_word = _after_closed(text, at), False
        else:
            _check_sign(text, at, open_at, in_word=in_word)
            at, in_word = at + 1, not (sign.isspace() or sign in _ENDS_A_WORD)
    if open_at:
        opening = text[open_at[-1]]
        hint = f"a {_OPENS[opening]} after it"
        raise Wrong(f"this {opening} is never closed", open_at[-1], opening, hint, Code.NEVER_CLOSED)


def _check_sign(text: str, at: int, open_at: list[int], *, in_word: bool) -> None:
    sign = text[at]
    if sign in "({":
        if len(open_at) == MAX_DEPTH:
            raise Wrong(f"brackets go at most {MAX_DEPTH} deep", at, sign, "a simpler group, or accept: lines")
        open_at.append(at)
    elif sign in _CLOSES:
        _close(text, at, open_at)
    elif sign == "]":
        raise Wrong("there is no [ before this ]", at, sign, "a mark like [1], or \\] for the sign itself")
    elif sign == "*":
        _check_star(text, at, in_word=in_word)


def _close(text: str, at: int, open_at: list[int]) -> None:
    sign = text[at]
    if not open_at:
        raise Wrong(f"there is no {_CLOSES[sign]} before this {sign}", at, sign, f"take it out, or write \\{sign}")
    opening = text[open_at.pop()]
    if opening != _CLOSES[sign]:
        raise Wrong(f"a {opening} is open here, so {sign} cannot close it", at, sign, _OPENS[opening])


def _check_star(text: str, at: int, *, in_word: bool) -> None:
    after = text[at + 1 : at + 2] or " "
    if not in_word:
        raise Wrong(_STAR, at, "*", "for example communis*")
    if not after.isspace() and after not in _ENDS_A_WORD:
        raise Wrong(_STAR, at, "*" + after, "for example communis*")


def _after_escape(text: str, at: int) -> int:
    sign = text[at + 1 : at + 2]
    if not sign.strip():
        raise Wrong(_ESCAPE, at, "\\", "\\\\ for the backslash itself")
    return at + 2


def _after_closed(text: str, at: int) -> int:
    """The place after what `text[at]` opens: a quotation, or marks."""
    opening = text[at]
    closing = '"' if opening == '"' else "]"
    end = at + 1
    while end < len(text) and text[end] != closing:
        if opening == '"' and text[end] == "*":
            message = "* cannot come between quotation marks, which mean these very words"
            raise Wrong(message, end, "*", "for example fascist", Code.STAR_IN_QUOTES)
        end += 2 if opening == '"' and text[end] == "\\" else 1
    if end >= len(text):
        what = "quotation mark" if opening == '"' else "["
        raise Wrong(f"this {what} is never closed", at, opening, f"a {closing} after it", Code.NEVER_CLOSED)
    return end + 1
