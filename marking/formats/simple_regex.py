"""Regular expressions that are short for a few answers (`colou?r`, `(grain|bread)`), written out."""

from __future__ import annotations

MOST = 40
DEEPEST = 8
_SPECIAL = set("*+.^$")


class NotSimpleError(ValueError):
    """The expression means more than a few answers; the message says what it uses."""


def ways(expression: str) -> list[str]:
    """Return the texts that an expression stands for, at most 40. Raises NotSimpleError for any that it cannot list."""
    texts, at = _either(expression.strip(), 0, 0)
    if at < len(expression.strip()):
        raise NotSimpleError("a bracket is closed that was never opened")
    return list(dict.fromkeys(text for way in texts if (text := " ".join(way.split()))))


def _either(text: str, at: int, depth: int) -> tuple[list[str], int]:
    """Read options parted by `|` up to a closing bracket or the end."""
    if depth > DEEPEST:
        raise NotSimpleError("its brackets are nested too deeply")
    texts: list[str] = []
    option = [""]
    while at < len(text) and text[at] != ")":
        if text[at] == "|":
            texts += option
            option, at = [""], at + 1
            continue
        piece, at = _piece(text, at, depth)
        if text[at : at + 1] == "?":
            piece, at = [*piece, ""], at + 1
        elif text[at : at + 1] in {"*", "+", "{"} and text[at : at + 1]:
            raise NotSimpleError("it repeats signs")
        option = [before + after for before in option for after in piece]
        if len(option) + len(texts) > MOST:
            raise NotSimpleError(f"it stands for more than {MOST} answers")
    return texts + option, at


def _class(text: str, at: int) -> tuple[list[str], int]:
    """Return the signs of a class such as `[aeo]`, and where it ends."""
    end = text.find("]", at)
    inner = text[at + 1 : end]
    if end < 0 or not inner or inner[0] == "^" or "-" in inner or "\\" in inner:
        raise NotSimpleError("it has a class of signs")
    return list(inner), end + 1


def _escaped(text: str, at: int) -> tuple[list[str], int]:
    """Return the sign after a backslash, and where it ends; a letter there means a kind of signs."""
    if text[at + 1 : at + 2].isalnum() or at + 1 >= len(text):
        raise NotSimpleError("it has signs of a kind")
    return [text[at + 1]], at + 2


def _piece(text: str, at: int, depth: int) -> tuple[list[str], int]:
    sign = text[at]
    if sign == "(":
        at += 3 if text.startswith("(?:", at) else 1
        texts, at = _either(text, at, depth + 1)
        if at >= len(text):
            raise NotSimpleError("a bracket is never closed")
        return texts, at + 1
    if sign == "[":
        return _class(text, at)
    if sign == "\\":
        return _escaped(text, at)
    if sign in _SPECIAL and not (sign == "^" and at == 0) and not (sign == "$" and at == len(text) - 1):
        if sign == "." and (at + 1 == len(text) or text[at + 1] == " "):
            return ["."], at + 1
        raise NotSimpleError("it leaves signs open")
    return ["" if sign in "^$" else sign], at + 1
