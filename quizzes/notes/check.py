"""Whether a question that was found can be asked: the last look at it, by itself and with the marker."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from quizzes.notes.opposites import turned as turned_round
from quizzes.notes.page import Asked, Page, Unit, is_trivial_title
from quizzes.notes.schemes import strict
from quizzes.notes.wording import gives_away, sound_stem
from quizzes.notes.words import word_list

DOUBTFUL = 0.5
TURNS = "an answer that turns this round might earn the mark: check the scheme"


class Trial(NamedTuple):
    """What a scheme gave to an answer: the share of its marks, and whether without asking a person."""

    share: float
    sure: bool


Mark = Callable[[str, Sequence[str]], Sequence[Trial]]
"""What a scheme (its text) gives to each of some answers; raises ValueError for a scheme that cannot be read."""

_TRIVIA = re.compile(
    r"https?:|www\.|^last updated|^save as|^page id|\bdoi\b|\bisbn\b|\b(?:exam|test question|reading guide|mark scheme|specification|textbook|syllabus|revision|worksheet|homework)\b|\bp(?:p|g|age)?\. ?\d|\bet al\b|@|\bmarks?\]|_{8,}|§|\baccessed (?:on )?[A-Z]?\w+ \d",
    re.IGNORECASE,
)
_CAN_BE_TURNED = frozenset(["definition", "cause", "consequence", "label", "written", "fact", "event"])
_DENIES = re.compile(
    r"\b(?:no|non|nor|not|never|neither|none|without|cannot|un|except|lacks?|fails?|refuse[sd]?)\b|n[’']t\b",
    re.IGNORECASE,
)
_EMPTY_POINT = re.compile(r"^\s*\[", re.MULTILINE)


def is_trivia_line(unit: Unit) -> bool:
    """Whether a unit is about the course (a reference, an exam tip, a link) and not its matter."""
    return bool(_TRIVIA.search(unit.text)) or (
        len(unit.parts) > 1 and unit.parts[0].casefold() in word_list("trivia") | word_list("trivia-alone")
    )


def in_trivia(page: Page, unit: Unit) -> bool:
    """Whether a unit stands under a heading of what is about the course."""
    place = page.blocks[unit.place].parent
    while place >= 0:
        if page.blocks[place].kind == "heading" and is_trivial_title(page.blocks[place].text):
            return True
        place = page.blocks[place].parent
    return False


def is_sound(asked: Asked) -> bool:
    """Whether a question is whole and does not hold its answer."""
    if not asked.scheme.strip() or _EMPTY_POINT.search(asked.scheme):
        return False
    if asked.kind == "written":
        return True
    return sound_stem(asked.stem) and not (asked.answer and gives_away(asked.stem, asked.answer))


def one_answer(questions: Sequence[Asked]) -> list[Asked]:
    """Each question once. One that the page answers in two ways takes either, to be checked; many ways, and it goes."""
    by_stem: dict[str, list[Asked]] = {}
    for asked in questions:
        by_stem.setdefault(asked.stem.casefold(), []).append(asked)
    kept: list[Asked] = []
    for same in by_stem.values():
        best = max(same, key=lambda asked: asked.sure)
        schemes = list(dict.fromkeys(asked.scheme for asked in same))
        if len(schemes) == 1 or best.kind == "written":
            kept.append(best)
        elif len(schemes) <= 3 and all(scheme.count("[1]") == 1 and "\n" not in scheme for scheme in schemes):
            either = " / ".join(scheme.removesuffix(" [1]") for scheme in schemes) + " [1]"
            kept.append(
                replace(
                    best, scheme=either, sure=DOUBTFUL, why="the notes answer this in two ways: either earns the mark"
                )
            )
        else:
            kept.append(replace(best, sure=min(best.sure, DOUBTFUL), why="the notes answer this in several ways"))
    return kept


def marked(asked: Asked, source: str, mark: Mark) -> Asked | None:
    """A question whose scheme does what it should, or is to be checked; None where its stem alone earns its marks.

    The scheme must give full marks to the answer as the notes word it, and to the lines it comes from; none to the
    stem; and to the same words turned round none that a person is not asked about.
    """
    best: Asked | None = None
    for scheme in _schemes(asked):
        tried = replace(asked, scheme=scheme)
        fault = _fault(tried, source, mark)
        if fault == "stem":
            continue
        if not fault:
            return tried
        if best is None and fault == "turned":
            best = replace(tried, sure=min(asked.sure, DOUBTFUL), why=TURNS)
    return best


def _schemes(asked: Asked) -> Iterator[str]:
    """The scheme of a question, then the one to fall back on."""
    yield asked.scheme
    if asked.kind == "gap" and _DENIES.search(asked.stem):
        yield f"{asked.scheme}\n    negated: count"  # `No quartering of soldiers`: its own line denies it
    other = asked.strict or _in_order(asked)
    if other and other != asked.scheme:
        yield other


def _in_order(asked: Asked) -> str:
    """The scheme to fall back on where words in any order would let the turned claim through: the notes' own order."""
    one_point = asked.scheme.count("[1]") == 1 and asked.marks == 1
    return f"{strict(asked.answer)} [1]" if asked.kind in _CAN_BE_TURNED and one_point and asked.answer else ""


def _is_plain(asked: Asked, source: str) -> bool:
    """Whether a gap's scheme is just the words that were taken out of the source, with no word of the stem like them.

    Such a scheme does what it should: to mark with it would only take time.
    """
    words = asked.scheme.removesuffix(" [1]")
    if asked.kind != "gap" or not re.fullmatch(r"[A-Za-z]{4,}(?: [A-Za-z]{4,})*", words):
        return False
    sentence = re.sub(r"_{3,}", words, asked.stem.partition("“")[2].rstrip("”."))
    if sentence not in source or _DENIES.search(sentence):
        return False
    beside = re.findall(r"[a-z]{3,}", asked.stem.casefold())
    return not any(
        word[:2] in {other[:2], other[1:3]} or word[-3:] == other[-3:]
        for word in words.casefold().split()
        for other in beside
    )


def _fault(asked: Asked, source: str, mark: Mark) -> str:
    if _is_plain(asked, source):
        return ""
    turned = turned_round(asked.answer) if asked.kind in _CAN_BE_TURNED and asked.answer else []
    # The whole section may say too much for an essay's scheme; what it was made of must do.
    said = [asked.answer] if asked.kind == "essay" else []
    try:
        by_source, by_stem, *others = mark(asked.scheme, [source, re.sub(r"_{3,}", " ", asked.stem), *said, *turned])
    except ValueError:
        return "full"
    by_said, by_turned = others[: len(said)], others[len(said) :]
    if max(one.share for one in [by_source, *by_said]) < 1:
        return "full"
    if by_stem.share > 0:
        return "stem"
    return "turned" if any(one.share >= 1 and one.sure for one in by_turned) else ""


def best_first(questions: Iterable[Asked], bound: float) -> list[Asked]:
    """The surest first; of two as sure, what stands first in the notes; what is of no use (0) last.

    Of what is to be checked (less sure than `bound`), lines that no ready question asks about go before those that one does.
    """
    questions = list(questions)
    asked_about = {asked.lines for asked in questions if asked.sure >= bound}
    return sorted(
        questions,
        key=lambda asked: (
            asked.sure < bound,
            asked.sure <= 0,
            asked.sure < bound and asked.lines in asked_about,
            -round(asked.sure, 1),
            asked.lines,
        ),
    )
