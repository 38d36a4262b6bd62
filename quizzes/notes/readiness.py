"""Whether a draft is ready: the chance that a teacher would take it as it is, learned from drafts that people judged.

Two logistic models over the signs of a draft (`signs`): that it is taken as it is, and that it is of no use. Their weights
stand in `readiness.json`, with what they were fitted to and how they hold on pages that were left out (docs/notes.md).
`manage.py fit_readiness` fits them again. They know English notes only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from quizzes.notes.page import Asked, Page
from quizzes.notes.signs import around, signs_of
from quizzes.notes.words import lines_of

FILE = "readiness.json"
READ_FIRST = "read this one first"


@cache
def about() -> dict[str, Any]:
    """The weights by the names of the signs, what they were fitted to, and the bounds `ready_from` and `useless_from`."""
    document: dict[str, Any] = json.loads((files("quizzes.notes") / FILE).read_text(encoding="utf-8"))
    return document


def ready_from() -> float:
    """How likely a draft must be taken as it is to be called ready."""
    return float(about()["ready_from"])


def rated(page: Page, questions: Sequence[Asked], doubtful: float) -> list[Asked]:
    """The drafts of a page, `sure` being the chance that a teacher takes each as it is.

    What is surely of no use goes, where another draft asks about the same lines; else it comes last. What its own kind
    doubts (less than `doubtful`) is never ready. Each that is not ready says why.
    """
    beside = around(page, questions)
    seen = [(asked, signs_of(page, asked, beside)) for asked in questions]
    useless = {id(asked) for asked, signs in seen if chance("unusable", signs) >= about()["useless_from"]}
    asked_for = {asked.lines for asked in questions if id(asked) not in useless}
    return [
        _rate(asked, signs, doubtful, useless=id(asked) in useless)
        for asked, signs in seen
        if id(asked) not in useless or asked.lines not in asked_for
    ]


def _rate(asked: Asked, signs: Mapping[str, float], doubtful: float, *, useless: bool) -> Asked:
    likely = 0.0 if useless else worth(signs)
    if asked.sure < doubtful:
        likely = min(likely, ready_from() - 0.01)
    if likely >= ready_from():
        return replace(asked, sure=likely)
    return replace(asked, sure=likely, why=asked.why or weightiest(signs) or READ_FIRST)


def worth(signs: Mapping[str, float]) -> float:
    """The chance that a draft is taken as it is, less that it is of no use after all."""
    return round(chance("as_is", signs) * (1 - chance("unusable", signs)), 2)


def chance(of: str, signs: Mapping[str, float]) -> float:
    """The chance from 0 to 1 that a draft with these signs is `as_is` or `unusable`. Signs that no weight knows count nothing."""
    weights = about()[of]
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in signs.items())
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))


def weightiest(signs: Mapping[str, float]) -> str:
    """What speaks most against a draft, in a teacher's words; "" where nothing that can be named does."""
    weights = about()["as_is"]
    said = reasons()
    against = {name: weights.get(name, 0.0) * value for name, value in signs.items() if name in said}
    worst = min(against, key=lambda name: against[name], default="")
    return said[worst] if worst and against[worst] < 0 else ""


@cache
def reasons() -> dict[str, str]:
    """What each sign says against a draft, by its name."""
    pairs = (line.partition("=") for line in lines_of("reasons"))
    return {name.strip(): reason.strip() for name, _, reason in pairs}
