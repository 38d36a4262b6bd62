"""What can be a term of the notes, and what can say what it means."""

from __future__ import annotations

import re

from quizzes.notes.dates import find_dates
from quizzes.notes.page import Page, content_words, hint_of
from quizzes.notes.tags import tagged
from quizzes.notes.wording import leans

LONGEST_TERM = 6
LONGEST_MEANING = 32
OPENING = re.compile(
    r"^(?:It|This|These|They)(?: is| are| means| refers to| involves| describes)(?: when)? ", re.IGNORECASE
)
STRONG = re.compile(r"(?:an?|the|when|where|how|any|one|to) ", re.IGNORECASE)
_NOT_A_MEANING = re.compile(
    r"(?:e\.?g|i\.?e|not|see|such as|like|including|includes?|for example|etc|vs|aka)\b", re.IGNORECASE
)
_MATHS = re.compile(r"[=<>≤≥∝≈×÷^√∑∫\\]|\d\s*[*/+]\s*\d|\w x \w")


def is_term(page: Page, text: str) -> bool:
    """Whether a text can be the name of something that notes explain."""
    bare = re.sub(r" of \d{4}$", "", re.sub(r"\s*\([^)]*\)", "", text).strip())
    words = tagged(bare)
    if not words or len(bare.split()) > LONGEST_TERM or page.is_label(bare) or find_dates(bare) or not hint_of(bare):
        return False
    if OPENING.match(f"{bare} ") or leans(bare) or re.search(r"[,;?!=]|\bvs?\b|\.\s|\s[-–—]\s", bare):
        return False
    first, last = words[0], words[-1]
    if (
        first.text.casefold() in {"not", "no"}
        or first.tag in {"PRP", "CJC", "CJS", "AVQ", "DTQ", "CRD"}
        or last.tag in {"PRP", "PRF", "CJC", "AT0", "CJS"}
    ):
        return False
    if re.search(r"\d$", bare) and len(words) > 1 and not first.text.isupper():
        return False  # `Feature 1`, `Point 2`
    return len(bare) > 1 and (bare.istitle() or not (len(words) > 1 and any(word.verb for word in words)))


def is_meaning(text: str) -> bool:
    """Whether a text can say what something means, or does."""
    words = [word for word in content_words(text) if any(map(str.isalpha, word))]
    if not words or len(text.split()) > LONGEST_MEANING or text.rstrip().endswith(":") or _is_dated(text):
        return False
    if text.istitle() and len(text.split()) > 1:
        return False  # `Action Potential`: another term
    if _NOT_A_MEANING.match(text) or not re.match(r"[\w“\"‘'(£$]", text) or _MATHS.search(text) or leans(text):
        return False
    pieces = re.split(r"[,;]\s+", text)
    return not (len(pieces) > 2 and all(len(piece.split()) <= 3 for piece in pieces))


def _is_dated(text: str) -> bool:
    """Whether a text is a date, or a phrase with one: `1925`, `loans in 1924`; not `a famine in Ireland from 1845`."""
    told = any(word.verb for word in tagged(text)) or re.match(r"an? (?:\w+ ){4}", text)
    return bool(find_dates(text[:12]) or (find_dates(text) and not told))
