"""People: who held a post, and who somebody was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from quizzes.notes.dates import find_dates
from quizzes.notes.kinds import Example
from quizzes.notes.page import Asked, Page, Unit, content_words
from quizzes.notes.schemes import escape, phrase
from quizzes.notes.tags import tagged
from quizzes.notes.telling import telling
from quizzes.notes.wording import question
from quizzes.notes.words import word_list

_NAME = r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?: (?:de |von |van |der |bin |al-)?[A-ZÀ-Þ][\w-]+){0,3})"
_ARTICLE = re.compile(r"^(?:[Aa]n?|[Tt]he) ")

EXAMPLES = (
    Example("Chicherin = Commissar for Trade – 1918-1930", {"Who was the Commissar for Trade?": "Chicherin [1]"}),
    Example(
        "The Soviet foreign minister, Georgy Chicherin, agreed.",
        {"Who was the Soviet foreign minister?": "(Georgy) Chicherin [1]"},
    ),
    Example(
        "Gustav Stresemann, foreign minister of Germany, wanted peace.",
        {"Who was the foreign minister of Germany?": "(Gustav) Stresemann [1]"},
    ),
    Example(
        "Melvin Calvin was the American chemist who traced the path of carbon.",
        {"Who was the American chemist who traced the path of carbon?": "(Melvin) Calvin [1]"},
    ),
    Example("Lenin, backed by his deputy, spoke.", never=("Who was the backed",)),
    Example("Frederick was a military leader.", never=("Who was",)),
    Example(
        "Ada Lovelace was an early writer of programs for machines.",
        {"Who was the early writer of programs for machines?": ""},
    ),
    # A bare role is held by many; what has no name is nobody.
    Example("Lenin, leader, spoke.", never=("Who was the leader?",)),
    Example("Erosion, author of valleys, goes on.", never=("Who was",)),
    Example("London was the capital of trade.", never=("Who was",)),
)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    roles = sorted(word_list("roles"), key=len)
    words = "|".join([*(word.capitalize() for word in roles), *roles])
    role = (
        r"(?P<role>(?!and |or |but |with |by |not )(?:(?:[Tt]he|[Aa]n?) )?(?:[\w’'-]+ ){0,4}?(?:" + words + r")\b"
        r"(?: (?:of|for|in|to|at|from|on|who) (?:(?!, )[^.;:–()]){2,60})?)"
    )
    after = re.compile(_NAME + r"(?:\s*,\s*|\s+(?:=|–|-|was|is)\s+|\s*:\s*|\s*\()" + role + r"(?=[,.;:)–]|\s–|$)")
    before = re.compile(
        r"(?:(?<=^)|(?<=[\s,(]))" + role + r"(?:, | was | is | – |: |, called )" + _NAME + r"(?=[\s,.;:)’']|$)"
    )
    return after, before


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask who held a post."""
    if unit.kind == "row":
        return
    for pattern in _patterns():
        for match in pattern.finditer(unit.text):
            name, role = re.sub(r"[’']s?$", "", match["name"]), _tidy(match["role"])
            if is_person(page, name) and _is_one_post(role) and not _is_any(role):
                yield from _ask(name, role)
                return


def is_person(page: Page, name: str) -> bool:
    """Whether a name can be a person's: capitals, no acronym, no word of English used as such here."""
    words = tagged(name)
    return (
        bool(words)
        and all(word.tag in {"NP0", "CRD", "NN1"} and word.text[0].isupper() for word in words)
        and page.is_name(words[-1].text)
        and not any(word.text.isupper() for word in words)
        and not page.small[name.lower()]
    )


def _tidy(role: str) -> str:
    role = re.split(r",? (?:and|which|that|but|was|is|had|from|until|since) ", role)[0]
    dates = find_dates(role)
    role = role[: dates[0].start] if dates else role
    return re.sub(r"[\s,(–-]*\b(?:from|in|of|who)?\s*$", "", role).strip(" ,;")


def _is_one_post(role: str) -> bool:
    """`foreign minister of Germany` is held by one; `leader` by many."""
    bare = _ARTICLE.sub("", role)
    first = tagged(bare)
    return (
        bool(first)
        and first[0].tag not in {"VVN", "VVD", "VVG"}
        and len(content_words(bare)) > 1
        and len(bare.split()) <= 14
        and not re.match(r"(?:his|her|their) ", bare, re.IGNORECASE)
    )


def _is_any(role: str) -> bool:
    """`a military leader` is many."""
    return bool(re.match(r"an? ", role, re.IGNORECASE)) and len(content_words(role)) < 4


def _ask(name: str, role: str) -> Iterator[Asked]:
    bare = _ARTICLE.sub("", role)
    first, _, last = name.rpartition(" ")
    scheme = f"({escape(first)}) {escape(last)}" if first else phrase(name)
    the = "" if re.match(r"[\w’']*[’']s? ", bare) else "the "
    stem, back = question(f"Who was {the}{bare}"), question(f"Who was {name}")
    yield Asked(stem, f"{scheme} [1]", name, "person", 0.85, turned=(back, telling(bare)))
