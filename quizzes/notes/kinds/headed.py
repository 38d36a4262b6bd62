"""Terms that stand above what they mean: a heading or a bullet, with a paragraph or points under it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from quizzes.notes.asking import LONGEST_NAME, ask
from quizzes.notes.clauses import is_noun_phrase, phrase_is_plural, starts_with_verb
from quizzes.notes.dates import find_dates
from quizzes.notes.kinds import Example
from quizzes.notes.kinds.terms import from_sentence
from quizzes.notes.meanings import (
    OPENING,
    STRONG,
    first_part,
    is_explained,
    is_meaning,
    says_its_kind,
    term_above,
)
from quizzes.notes.page import Asked, Page, Unit, content_words
from quizzes.notes.schemes import term
from quizzes.notes.subjects import with_subject
from quizzes.notes.wording import leans, question

MAY_EXPLAIN = "this may be one thing of many about it: check that it tells which is meant"
_TOLD_BY = re.compile(r"\b(?:of|in|for|between|that|which|with)\b")
ALIKE = 3  # headings with one paragraph each, for the headings to be terms
_SAID_TO_BE = re.compile(r"^(?:is|are) (?=(?:an?|the) )", re.IGNORECASE)

EXAMPLES = (
    Example(
        "## Denial\nRefusing to accept a painful fact.\n## Projection\nSeeing one’s own faults in others.\n## Regression\nGoing back to childish ways.",
        {"Which term is meant: “Refusing to accept a painful fact”?": "Denial [1]"},
    ),
    Example(
        "## Terms\n### ALU\n- performs arithmetic\n- compares numbers\n### Cache\n- stores data in use\n- is very fast",
        {"What performs arithmetic and compares numbers?": "ALU [1]"},
    ),
    Example(
        "## Flexion\nBending of a joint.\n## Rotation\nTurning of a bone.\n## Radio waves\nUsed to send news.\n## Infra-red rays\nInfra-red can be used to warm food.",
        {"Which term is meant: “Bending of a joint”?": "Flexion [1]"},
        never=("Which term is meant: “Used", "Which term is meant: “Infra"),
    ),
    Example(
        "- Mines Act of 1842\n  - an act of Parliament that kept women out of the pits. It was hated.",
        {"Which term is meant: “an act of Parliament that kept women out of the pits”?": "Mines Act of 1842 [1]"},
    ),
    Example(
        "## Dispersion forces\n- Forces acting between two molecules without a charge\n- The weakest of all",
        {"Which term is meant: “Forces acting between two molecules without a charge”?": "Dispersion forces [1]"},
    ),
    Example("## Treaty of Paris\n- The loss of all colonies in the east\n- Hated by all", never=("Which term",)),
    Example(
        "# The war\n- Rationing\n  - a ban on the free sale of bread and meat\n  - hated by all\n- Raids by night",
        never=("Which term",),
    ),
    Example(
        "# Figures\n- simile\n  - a comparison of two unlike things with as or like\n- metaphor\n  - is the use of one thing to stand for another\n"
        "  - stronger",
        {
            "Which term is meant: “the use of one thing to stand for another”?": "metaphor [1]",
            "Which term is meant: “a comparison of two unlike things with as or like”?": "simile [1]",
        },
    ),
    Example(
        "## Pneumothorax\n- Air in the pleural space\n- Treated at once\n## Anaemia\n- Low haemoglobin\n## Asthma\n- Narrow airways",
        {"Which term is meant: “Air in the pleural space”?": "Pneumothorax [1]"},
        to_check=("Which term is meant: “Air in the pleural space”?",),
    ),
    Example("## Anaemia\n- Common in young women because of lost iron", never=("Which term",)),
    Example("# Prices\n## Push causes\n- A rise of the wages in the whole land", never=("Which term",)),
    Example("## Denial\nThe patient refuses to accept a fact.", never=("Which term",)),
    Example("## Denial\nRefusing to accept a painful fact.\n## Projection\n## Regression", never=("Which term",)),
    Example(
        "## Causes of floods\nToo much rain in a short time.\n## Effects of floods\nHouses under water for weeks.\n## Costs of floods\nBills that nobody can pay.",
        never=("Which term",),
    ),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask for the term that a unit is the first to stand under, and what it means."""
    laid_out = len(unit.parts) > 1 and unit.sign in {"–", ":", "="}
    if unit.kind != "row" and unit.opens and not laid_out and (title := term_above(page, unit)):
        if _is_remark(page, unit):
            return
        yield from _headed(page, unit, title)


def _is_remark(page: Page, unit: Unit) -> bool:
    """`Common in women`, `caused by a virus`: what is said of the heading, no meaning; two deeds may tell it, though."""
    said = with_subject(page, unit)
    return bool(said.about) and bool(
        re.search(r" (?:is|are|was|were) (?!an? |the )", said.text[len(said.about) :][:12])
    )


def _headed(page: Page, unit: Unit, title: str) -> Iterator[Asked]:
    """A heading with its meaning under it, where several headings are laid out so."""
    parent = page.blocks[unit.place].parent
    if unit.kind in {"item", "step"}:
        yield from _headed_point(page, unit, title, parent)
        return
    said = re.sub(
        rf"^(?:(?:An?|The) )?{re.escape(title)} (?:is|are|means|refers to|involves|occurs|happens|takes place)(?: when)? ",
        "",
        unit.text,
        flags=re.IGNORECASE,
    )
    opened = OPENING.match(said)
    said = said[opened.end() :] if opened else said
    alike = sum(_has_one_paragraph(page, place) for place in page.siblings(parent))
    headed = alike >= ALIKE or said != unit.text
    if headed and is_meaning(said) and is_explained(said, title):
        yield from _with_heading(page, unit, title, said, 0.85)
    else:
        yield from from_sentence(page, unit)


def _headed_point(page: Page, unit: Unit, title: str, parent: int) -> Iterator[Asked]:
    """The first point under a heading: its meaning, or what it does."""
    alone = len(page.children[parent]) == 1 and (unit.alone or bool(STRONG.match(unit.text)))
    alone = alone and len(content_words(unit.text)) > 2
    said = first_part(_SAID_TO_BE.sub("", unit.text))
    told = alone or (
        says_its_kind(title, said) and (page.blocks[parent].kind == "heading" or _names_term(page, parent, said))
    )
    if told and is_meaning(said) and is_explained(said, title):
        yield from _with_heading(page, unit, title, said, 0.8)
        return
    described = list(_described(page, unit, title, parent))
    yield from described
    if not described and _may_explain(page, parent, said):
        for asked in _with_heading(page, unit, title, said, 0.6):
            yield replace(asked, why=asked.why or MAY_EXPLAIN)


def _may_explain(page: Page, parent: int, said: str) -> bool:
    """Whether a first point is a noun with what tells it, under one of several headings: `air in the pleural space`."""
    beside = [place for place in page.siblings(parent) if page.blocks[place].kind == "heading"]
    small = said[:1].lower() + said[1:]
    if page.blocks[parent].kind != "heading" or len(beside) < ALIKE or not _TOLD_BY.search(said):
        return False
    fits = (
        is_noun_phrase(small) and is_meaning(said) and len(content_words(said)) > 1 and not re.search(r"\d|[,;]", said)
    )
    return fits and not phrase_is_plural(small) and not any(page.is_name(word) for word in content_words(small))


def _names_term(page: Page, parent: int, said: str) -> bool:
    """Whether a bullet is a term by itself, as others beside it are, with `a …` under it: `Simile`, below it `a figure of speech …`."""
    beside = [page.blocks[place] for place in page.siblings(parent) if page.children.get(place)]
    alike = sum(len(block.text.split()) <= LONGEST_NAME and not block.text.endswith((":", ".")) for block in beside)
    return alike > 1 and alike * 2 > len(beside) and bool(STRONG.match(said))


def _with_heading(page: Page, unit: Unit, title: str, said: str, sure: float) -> Iterator[Asked]:
    """A heading or line above as the term: it is among the lines that the draft comes from."""
    lines = (page.blocks[page.blocks[unit.place].parent].lines[0], unit.lines[1])
    yield from (replace(asked, lines=lines) for asked in ask(page, unit, title, said, sure=sure))


def _has_one_paragraph(page: Page, place: int) -> bool:
    under = page.children.get(place, [])
    return page.blocks[place].kind == "heading" and bool(under) and page.blocks[under[0]].kind == "text"


def _described(page: Page, unit: Unit, title: str, parent: int) -> Iterator[Asked]:
    """A term with what it does in points under it: two of them tell which it is."""
    said = [page.blocks[place].text.strip(" .;") for place in page.children[parent]][:2]
    if len(said) < 2 or any(len(one.split()) > 14 or leans(one) or find_dates(one) for one in said):
        return
    if not all(starts_with_verb(one) and not is_noun_phrase(one) for one in said):
        return
    both = " and ".join(one[:1].lower() + one[1:] for one in said)
    stem = question(f"What {both}")
    yield Asked(stem, f"{term(title)} [1]", title, "term", 0.8, lines=_lines(page, parent, 2))


def _lines(page: Page, parent: int, count: int) -> tuple[int, int]:
    last = page.children[parent][min(count, len(page.children[parent])) - 1]
    return page.blocks[parent].lines[0], page.blocks[last].lines[1]
