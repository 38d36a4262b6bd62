"""From a page of notes to drafts: every kind of question tried on it, doubles folded, the best first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from quizzes.notes.dated import dated_ideas
from quizzes.notes.defined import defined_ideas
from quizzes.notes.essays import essay_ideas, gap_ideas
from quizzes.notes.glossary import find_glossary
from quizzes.notes.grammar import words_of
from quizzes.notes.listed import block_ideas, listed_ideas
from quizzes.notes.page import Idea, Page, Unit, read_page
from quizzes.notes.people import article_ideas, is_article, people_ideas
from quizzes.notes.schemes import answer as answer_scheme
from quizzes.notes.schemes import expression, phrase, points
from quizzes.notes.stems import gives_away, sound_stem
from quizzes.notes.told import told_ideas
from quizzes.notes.typos import corrected, find_typos
from quizzes.notes.values import Draft, Drafting, Typo
from quizzes.notes.written import Written, written_questions

KEEP_FROM = 0.2
SURE_FROM = 0.65
MOST_DRAFTS = 400
LAST_RESORT = 0.55
_EMPTY_POINT = re.compile(r"^\s*\[", re.MULTILINE)
_HINT = re.compile(r"(?: \([^()]*\)| involving .*)\?$")
_BY_UNIT: tuple[Callable[[Page, Unit], Iterable[Idea]], ...] = (
    dated_ideas,
    people_ideas,
    defined_ideas,
    listed_ideas,
    told_ideas,
)


def draft(text: str) -> Drafting:
    """The questions a page of notes suggests, the slips in it, and the words that count as the same.

    Takes the notes as plain text. Never fails; the same text gives the same drafts; the time grows with the length.
    """
    slips = find_typos(text)
    # Drafts are made from the corrected words, so that no question asks about "Stain"; each that holds one is
    # marked to check, and says so.
    page = read_page(corrected(text, slips))
    found = [idea for idea in _ideas(page) if _is_sound(idea)]
    ideas = _folded([*found, *(gap for gap in gap_ideas(page, found) if _is_sound(gap))])
    touched = _corrections(slips)
    drafts = sorted((_draft(idea, touched) for idea in ideas), key=lambda found: (found.to_check, -found.quality))
    return Drafting(tuple(drafts[:MOST_DRAFTS]), slips, find_glossary(text, slips))


def _corrections(slips: Iterable[Typo]) -> dict[int, list[Typo]]:
    """The slips of each line."""
    by_line: dict[int, list[Typo]] = {}
    for slip in slips:
        by_line.setdefault(slip.line, []).append(slip)
    return by_line


def _slip_in(idea: Idea, touched: dict[int, list[Typo]]) -> str:
    """The slip whose correction an idea uses, as a reason to check it; "" for none."""
    words = set(words_of(f"{idea.stem} {idea.scheme}"))
    for line in range(idea.lines[0], min(idea.lines[1], idea.lines[0] + 50) + 1):
        for slip in touched.get(line, ()):
            if slip.meant and slip.meant in words and len(slip.meant) > 2 and not slip.why.startswith("elsewhere"):
                return about_typo(slip.written, slip.meant)
    return ""


def about_typo(written: str, meant: str) -> str:
    """Why a draft is to be checked that uses a corrected word."""
    return f"the notes have “{written}” here, taken as “{meant}”"


def _ideas(page: Page) -> Iterator[Idea]:
    taken: set[int] = set()
    for found in written_questions(page.blocks):
        taken.update(found.places)
        yield _as_written(page, found)
    page.units = [unit for unit in page.units if unit.place not in taken]
    for unit in page.units:
        if not is_article(unit):
            yield from _of_unit(page, unit)
    yield from block_ideas(page)
    yield from article_ideas(page)
    yield from essay_ideas(page)


def _as_written(page: Page, found: Written) -> Idea:
    """A question that the notes ask themselves, word for word."""
    topic = page.topics[found.places[0]]
    if len(found.answers) == 1:
        scheme, marks = answer_scheme(found.answers[0])
        scheme = scheme or f"{phrase(found.answers[0])} [1]"
    else:
        written = [expression(one) for one in found.answers]
        scheme, marks = points(written), len(dict.fromkeys(written))
    return Idea(found.stem, scheme, marks, "written", topic, found.lines, 0.95, " ".join(found.answers))


def _of_unit(page: Page, unit: Unit) -> list[Idea]:
    """What one sentence gives. What somebody did it to is asked only where nothing better is."""
    found = [idea for find in _BY_UNIT for idea in find(page, unit)]
    better = any(idea.kind != "object" and idea.quality > LAST_RESORT for idea in found)
    return [idea for idea in found if idea.kind != "object" or idea.quality > LAST_RESORT or not better]


def _is_sound(idea: Idea) -> bool:
    """Whether an idea is worth showing: a whole stem that does not hold its answer."""
    if idea.kind == "written":
        return bool(idea.scheme.strip()) and not _EMPTY_POINT.search(idea.scheme)
    worth = bool(idea.scheme.strip()) and idea.quality >= KEEP_FROM and not _EMPTY_POINT.search(idea.scheme)
    return worth and sound_stem(idea.stem) and not gives_away(idea.stem, idea.answer)


def _folded(ideas: Iterable[Idea]) -> list[Idea]:
    """Each question once, the best of those that ask the same."""
    kept: dict[str, Idea] = {}
    for idea in ideas:
        # What stands in brackets or after "involving" only says which of two alike is meant.
        key = _HINT.sub("?", idea.stem).casefold() + "\n" + idea.scheme.casefold()
        if key not in kept or kept[key].quality < idea.quality:
            kept[key] = idea
    best: dict[str, Idea] = {}
    for idea in kept.values():
        key = idea.stem.casefold()
        if key not in best or best[key].quality < idea.quality:
            best[key] = idea
    return list(best.values())


def _draft(idea: Idea, touched: dict[int, list[Typo]]) -> Draft:
    slip = "" if idea.kind == "essay" else _slip_in(idea, touched)
    return Draft(
        stem=idea.stem,
        scheme=idea.scheme,
        marks=idea.marks,
        kind=idea.kind,
        topic=idea.topic,
        lines=idea.lines,
        quality=round(idea.quality, 2),
        to_check=idea.quality < SURE_FROM or bool(slip),
        why=slip or idea.why,
    )
