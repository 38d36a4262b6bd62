"""Identifiers: QTI allows fewer signs in them than a bank does."""

from __future__ import annotations

import re

# What begins so was made by `allowed` and can be turned back.
_OURS = "ms-"
# For a question without an identifier: a number in this file, which must not be taken for one of a bank.
_UNNAMED = re.compile(r"ms-no-\d+(?:-\d+)?")
_ALLOWED = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,126}")


def allowed(identifier: str) -> str:
    """The identifier in the signs that QTI allows (an XML name without a colon). `original` turns it back."""
    if _ALLOWED.fullmatch(identifier) and not identifier.startswith(_OURS):
        return identifier
    return _OURS + re.sub(r"[^A-Za-z0-9.-]", lambda match: f"_{ord(match[0]):x}_", identifier)


def unnamed(number: int) -> str:
    """An identifier for a question that has none; `original` makes it "" again."""
    return f"{_OURS}no-{number}"


def original(identifier: str) -> str:
    """The identifier as it was before `allowed`."""
    if _UNNAMED.fullmatch(identifier):
        return ""
    if not identifier.startswith(_OURS):
        return identifier
    return re.sub(r"_([0-9a-f]{1,6})_", lambda match: chr(int(match[1], 16)), identifier[len(_OURS) :])
