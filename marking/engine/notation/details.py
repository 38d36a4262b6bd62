"""Lines that belong to a point: what else is accepted, what is not, what is ignored."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KINDS = (
    (
        "reject",
        (
            r"(?:(?:do\s+not|don't|dont|never|cannot|can't|will\s+not)\s+(?:be\s+)?(?:accept|allow|credit|award|condone|give)(?:ed)?\b"
            r"(?:\s+(?:(?:any\s+|an?\s+|the\s+)?marks?|credit))?(?:\s+for\b)?|not\s+(?:accept(?:ed|able)?|allowed|credited)\b"
            r"|unacceptable\b|reject(?:ed|s)?\b|no\s+(?:marks?|credit)\s+for\b|(?:not|wrong|incorrect)\s*(?=:)|NOT\b|R\s*(?=:)|R\b(?=\s+[a-z]))"
        ),
    ),
    (
        "ignore",
        r"(?:ignore(?:d)?\b|neutral\b|disregard\b|I\s*(?=:))(?:\s+(?:any\s+)?(?:references?|mentions?)\s+(?:to|of)\b)?",
    ),
    (
        "accept",
        (
            r"(?:(?:also\s+|or\s+)?(?:accept(?:ed|able)?|allow(?:ed)?|credit|acc|condone)\b(?:\s+(?:also|instead|as\s+well)\b)?"
            r"(?:\s+(?:answers?|responses?)\s+(?:such\s+as|like)\b)?|alternative(?:s|ly)?(?:\s+(?:answers?|wordings?))?\s*(?=[:,])"
            r"|other\s+wordings?\s*(?=:)|(?:e\.g\.|for\s+example|such\s+as)\s*,?|or\s*(?=:)|A\s*(?=:))(?:\s+(?:any\s+)?(?:references?|mentions?)\s+(?:to|of)\b)?"
        ),
    ),
)
_DETAIL = [
    (kind, re.compile(rf"(?P<said>{pattern})\s*(?P<sign>[:\-=]\s*)?(?P<rest>.*)$", re.IGNORECASE if kind != "" else 0))
    for kind, pattern in _KINDS
]
# Words that are a keyword only so, in capitals or small: NOT at the head of a line, R before a word.
_CASED = re.compile(r"(?:NOT\b|R\b|not\s*:|Not\s*:)")
_LETTER = re.compile(r"(?P<letter>[AI])\s+(?P<rest>[a-z].*)$")
_NATIVE = re.compile(r"(?P<keyword>accept|reject|ignore|feedback|negated|ao)\s*:\s*(?P<rest>.*)$", re.IGNORECASE)
_PERMISSION = re.compile(
    r"(?:(?:also\s+)?(?:accept|allow|credit|award|reward|and)\s+)?(?:for\s+)?(?:any|all|other|and\s+other|alternative)\s+(?:of\s+the\s+)?(?:other\s+)?"
    r"(?:\w+\s+){0,2}?(?:valid|reasonable|suitable|sensible|relevant|appropriate|correct|plausible|acceptable|creditworthy|credible)\b.*$",
    re.IGNORECASE,
)
_ABOUT_SPELLING = re.compile(
    r"(?:phonetic|recognisable|recognizable|minor|incorrect|mis-?spel\w*|spelling|ecf)\b.*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DetailLine:
    """What a line adds to a point: `keyword` as in our notation, and the words behind it. `native` as we write it."""

    keyword: str
    rest: str
    native: bool


def detail_of(text: str) -> DetailLine | None:
    """Return what a line adds to the point above, None where it is no such line."""
    native = _NATIVE.match(text)
    if native is not None:
        keyword = native["keyword"].casefold()
        rest = native["rest"].strip()
        inner = detail_of(rest) if keyword == "accept" else None
        return DetailLine(keyword, rest, True) if inner is None else DetailLine(inner.keyword, inner.rest, False)
    for keyword, pattern in _DETAIL:
        match = pattern.match(text)
        if match is None or not match["rest"].strip():
            continue
        said = match["said"].strip()
        if said.casefold() in {"not", "r", "a", "i"} and not (said.isupper() or match["sign"]):
            continue
        if keyword == "accept" and not match["sign"] and _is_statement(said, match["rest"]):
            continue
        return DetailLine(keyword, match["rest"].strip(), False)
    return None


def _is_statement(said: str, rest: str) -> bool:
    """`credit cards` and `acceptable risks` begin a point; `Accept sugar` doesn't."""
    return not rest or (
        said.casefold() in {"credit", "accepted", "acceptable", "allowed", "acc"} and not said[0].isupper()
    )


def letter_of(text: str) -> tuple[str, str] | None:
    """Return the keyword that a letter alone may stand for (`A sugar`, `I heat`) and the words; None for no letter."""
    match = _LETTER.match(text)
    return ({"A": "accept", "I": "ignore"}[match["letter"]], match["rest"]) if match else None


def is_permission(text: str) -> bool:
    """Whether a line only says that other good answers count, too."""
    return _PERMISSION.fullmatch(text.strip(" .")) is not None


def is_about_spelling(text: str) -> bool:
    """Whether what follows `accept` is about how it is spelt, which the engine sees to."""
    return _ABOUT_SPELLING.match(text) is not None
