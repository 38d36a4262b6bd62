"""What a sentence tells: why, with what result."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.notes.clauses import clause_of, is_noun_phrase
from quizzes.notes.kinds import Example
from quizzes.notes.kinds.dates import asked_of
from quizzes.notes.page import Asked, Page, Unit, content_words
from quizzes.notes.telling import telling
from quizzes.notes.wording import leans, named, question, without_link

LONGEST, LONGEST_READY = 18, 10  # words of a cause or a result
_CAUSE = re.compile(
    r",?\s+(?P<link>because of|because|due to|owing to|thanks to|as a result of|in order to|so that)\s+", re.IGNORECASE
)
_EFFECT = re.compile(
    r",?\s+(?:(?:which|this|that|and)\s+)?(?P<link>led to|leads to|lead to|resulted in|results in|result in|brought about|gave rise to|gives rise to)\s+",
    re.IGNORECASE,
)
_CUT = re.compile(r",(?!\d)|;|\.\s|\s[–—]\s|\b(?:although|whereas|however)\b")

EXAMPLES = (
    Example(
        "The plan failed because the harvest was poor.",
        {"Why did the plan fail?": "harvest ~ {poor / poverty / little money / needy} [1]\n    reject: rich"},
    ),
    Example(
        "Ethanol is heated in a water bath because it is flammable.",
        {"Why is ethanol heated in a water bath?": "is flammable [1]"},
    ),
    Example("Deforestation leads to faster run-off.", {"What does deforestation lead to?": "faster run-off [1]"}),
    Example(
        "The failed harvest of 1932 led to famine in Ukraine.",
        {"What did the failed harvest of 1932 lead to?": "famine in Ukraine [1]"},
    ),
    Example("High turnover may be due to low pay.", never=("Why",)),
    # What points elsewhere, what is no clause, causes that say nothing.
    Example("It failed because the harvest was poor.", never=("Why",)),
    Example("Bad because of rain and frost", never=("Why",)),
    Example("The plan failed because of this.", never=("Why",)),
    Example("As magma rises this leads to new rock.", never=("What",)),
    Example(
        "Dirty wells resulted in 4,500 cases of typhoid.",
        {"What did dirty wells result in?": ""},
    ),
    Example("If the merger leads to a fall in prices", never=("What",)),
    Example("Rising prices everywhere, which led to it", never=("What",)),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask why, and what followed."""
    if unit.kind == "row":
        return
    text = without_link(unit.text).rstrip(" .!")
    if len(unit.parts) > 1 and unit.sign != "–":
        text = unit.parts[-1]
    yield from _cause(page, text)
    yield from _effect(page, text)


def _cause(page: Page, text: str) -> Iterator[Asked]:
    match = _CAUSE.search(text)
    if not match:
        return
    effect, cause = text[: match.start()].strip(" ,"), text[match.end() :].strip(" .,")
    effect = re.split(r";\s+|\s[–—]\s|\.\s", effect)[-1]
    cause = _CUT.split(cause)[0].strip()
    clause = clause_of(effect)
    if clause is None or clause.rest == "be" or leans(effect) or not _tells(cause):
        return
    stem = asked_of(page, clause, "Why")
    if re.search(r"\s[-–—]\s", stem):
        return
    short = len(cause.split()) <= LONGEST_READY
    yield Asked(
        stem,
        telling(cause, stem.split()),
        cause,
        "cause",
        0.8 if short else 0.6,
        why="" if short else "add other wordings that mean the same",
    )


def _effect(page: Page, text: str) -> Iterator[Asked]:
    match = _EFFECT.search(text)
    if not match:
        return
    cause, effect = text[: match.start()].strip(" ,"), _CUT.split(text[match.end() :].strip(" .,"))[0]
    if (
        leans(cause)
        or re.match(r"(?:if|when|as|while)\b", cause, re.IGNORECASE)
        or not is_noun_phrase(cause)
        or not _tells(effect)
    ):
        return
    link = match["link"].casefold()
    verb = {
        "led": "lead",
        "leads": "lead",
        "resulted": "result",
        "results": "result",
        "brought": "bring",
        "gave": "give",
        "gives": "give",
    }
    base = " ".join([verb.get(link.split()[0], link.split()[0]), *link.split()[1:]])
    past = link.split()[0] in {"led", "resulted", "brought", "gave"}
    plural = link.split()[0] in {"lead", "result"}
    do = "did" if past else "do" if plural else "does"
    stem = question(f"What {do} {named(cause, page)} {base}")
    yield Asked(stem, telling(effect, cause.split()), effect, "consequence", 0.75)


def _tells(text: str) -> bool:
    """Whether a cause or a result says something that can be asked for."""
    return (
        bool(content_words(text))
        and len(text.split()) <= LONGEST
        and not re.match(r"(?:this|that|these|those|such)\b", text, re.IGNORECASE)
    )
