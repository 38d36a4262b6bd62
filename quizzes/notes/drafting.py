"""From a page of notes to drafts: every kind of question tried on it, doubles folded, the best first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from quizzes.notes.dated import dated_ideas
from quizzes.notes.defined import defined_ideas
from quizzes.notes.essays import essay_ideas, gap_ideas
from quizzes.notes.listed import block_ideas, listed_ideas
from quizzes.notes.page import Idea, Page, Unit, read_page
from quizzes.notes.people import article_ideas, people_ideas
from quizzes.notes.stems import gives_away, sound_stem
from quizzes.notes.told import told_ideas
from quizzes.notes.values import Draft, Drafting

KEEP_FROM = 0.2
SURE_FROM = 0.65
MOST_DRAFTS = 400
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
    page = read_page(text)
    ideas = _sound(_ideas(page))
    ideas = _sound([*ideas, *gap_ideas(page, ideas)])
    drafts = sorted(map(_draft, ideas), key=lambda found: (found.to_check, -found.quality))
    return Drafting(tuple(drafts[:MOST_DRAFTS]), (), ())


def _ideas(page: Page) -> Iterator[Idea]:
    for unit in page.units:
        for find in _BY_UNIT:
            yield from find(page, unit)
    yield from block_ideas(page)
    yield from article_ideas(page)
    yield from essay_ideas(page)


def _sound(ideas: Iterable[Idea]) -> list[Idea]:
    """The ideas worth showing: whole stems that do not hold their answer, each asked once."""
    kept: dict[str, Idea] = {}
    for idea in ideas:
        if not idea.scheme.strip() or idea.quality < KEEP_FROM:
            continue
        if not sound_stem(idea.stem) or gives_away(idea.stem, idea.answer):
            continue
        key = idea.stem.casefold()
        if key not in kept or kept[key].quality < idea.quality:
            kept[key] = idea
    return list(kept.values())


def _draft(idea: Idea) -> Draft:
    return Draft(
        stem=idea.stem,
        scheme=idea.scheme,
        marks=idea.marks,
        kind=idea.kind,
        topic=idea.topic,
        lines=idea.lines,
        quality=round(idea.quality, 2),
        to_check=idea.quality < SURE_FROM,
        why=idea.why,
    )
