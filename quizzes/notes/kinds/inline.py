"""Lists within a line: what a colon leads to, or names in a row under a plural."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.notes.clauses import is_noun_phrase, phrase_is_plural
from quizzes.notes.kinds import Example
from quizzes.notes.kinds.lists import FEW, MOST, SAY_WHAT, some_of
from quizzes.notes.page import Asked, Page, Unit, hint_of
from quizzes.notes.schemes import point_of, points
from quizzes.notes.tags import word_at
from quizzes.notes.wording import NUMBERS, gives_away, leans, named, order

LONGEST_LISTED = 9

EXAMPLES = (
    Example(
        "Causes of floods: heavy rain, melting snow, felled trees",
        {"Name three causes of floods.": "heavy rain [1]\nmelting snow [1]\nfelled trees [1]"},
    ),
    Example(
        "# Digestion\nEnzymes: amylase (carbs), pepsin (protein), lipase (fats)",
        {"Name three enzymes (digestion).": "amylase [1]\npepsin [1]\nlipase [1]"},
    ),
    Example(
        "Dairy: milk, butter, cheese",
        {"Name three parts or examples of dairy.": "milk [1]\nbutter [1]\ncheese [1]"},
        to_check=("Name three parts or examples of dairy.",),
    ),
    Example(
        "Factors that led to war: fear of attack, need for land, old treaties",
        {"Name three factors that led to war.": "fear of attack [1]\nneed for land [1]\nold treaties [1]"},
    ),
    Example(
        "## Carpal bones (8)\nScaphoid, lunate, hamate, capitate",
        {"Name four carpal bones.": "Scaphoid [1]\nlunate [1]\nhamate [1]\ncapitate [1]"},
    ),
    Example("Scots, Picts: north, west, south", never=("Name",)),
    Example("Rivers: long, wide, deep", never=("Name",)),
    Example("Serial monogamy: a pattern of marriage, divorce and remarriage", never=("Name",)),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask for what a colon leads to, and for names in a row."""
    if unit.kind == "row" or not unit.opens:
        return
    if unit.sign == ":" and unit.kind != "step":
        yield from _inline(page, unit)
    elif unit.kind in {"text", "step"} and unit.alone and len(unit.parts) < 2:
        yield from _row_of_names(page, unit)


def _inline(page: Page, unit: Unit) -> Iterator[Asked]:
    lead = unit.parts[0]
    said = [
        one.strip()
        for one in re.split(r",\s+(?:and\s+)?|;\s+(?:and\s+)?|\s+and\s+(?=\S+$)", unit.parts[-1].strip(" ."))
    ]
    if (
        len(unit.parts) == 2
        and len(said) > 2
        and all(0 < len(one.split()) <= LONGEST_LISTED for one in said)
        and not page.is_label(lead)
    ):
        questions = list(some_of(page, lead, said, unit.lines))
        yield from questions or _belonging(page, unit, lead, said)


def _belonging(page: Page, unit: Unit, lead: str, said: list[str]) -> Iterator[Asked]:
    """`Enzymes: amylase, pepsin, lipase`: names of what belongs to a thing. What they are of it only the teacher knows."""
    written = list(dict.fromkeys(filter(None, map(point_of, said))))
    number = min(len(written), FEW)
    bare = re.sub(r"\s*\([^)]*\)", "", lead).strip()
    if number < FEW or not _are_names(said) or not _is_thing(bare):
        return
    about = _about(page, unit, bare)
    scheme, answer = points(written, asked=number), "; ".join(said)
    if not phrase_is_plural(bare):
        stem = order(f"Name {NUMBERS[number]} parts or examples of {named(page.plain_case(bare), page)}{about}")
        yield Asked(stem, scheme, answer, "points", 0.6, number, SAY_WHAT)
        return
    stem = order(f"Name {NUMBERS[number]} {page.plain_case(bare)}{about}")
    yield Asked(stem, scheme, answer, "list", 0.7 if about else 0.6, number, "" if about else SAY_WHAT)


def _is_thing(lead: str) -> bool:
    """Whether what a colon follows names one thing, or one kind of thing, in a few words."""
    return len(lead.split()) <= 4 and "," not in lead and is_noun_phrase(lead) and not leans(lead)


def _about(page: Page, unit: Unit, lead: str) -> str:
    """The topic in brackets, where it says what the lead does not."""
    topic = re.sub(r"\s*\([^)]*\)", "", hint_of(unit.topic))
    repeats = gives_away(topic, lead) or gives_away(lead, topic)
    return f" ({page.plain_case(topic)})" if topic and not repeats else ""


def _row_of_names(page: Page, unit: Unit) -> Iterator[Asked]:
    """`Scaphoid, lunate, hamate` as a line by itself under *Carpal bones*."""
    parent = page.blocks[unit.place].parent
    lead = re.sub(r"\s*\([^()]*\)", "", page.blocks[parent].text).strip(" :.") if parent >= 0 else ""
    said = [re.sub(r"^\d+[.)] ", "", one.strip()) for one in re.split(r",\s+(?:and\s+)?", unit.text.strip(" .,"))]
    if len(said) <= FEW or not _are_names(said) or not phrase_is_plural(lead) or not is_noun_phrase(lead):
        return
    written = list(dict.fromkeys(filter(None, map(point_of, said))))
    lines = (page.blocks[parent].lines[0], unit.lines[1])
    if len(written) > FEW and hint_of(lead) and not leans(lead) and not page.is_label(lead):
        stem = order(f"Name {NUMBERS[MOST]} {page.plain_case(lead)}")
        yield Asked(stem, points(written, asked=MOST), "; ".join(said), "list", 0.75, MOST, lines=lines)


def _are_names(said: list[str]) -> bool:
    """Whether all of what a line lists are names of things: `amylase, pepsin`, not `long, wide`."""
    bare = [re.sub(r"\s*\([^)]*\)", "", one).strip() for one in said]
    if re.match(r"an? [\w-]+ of ", bare[0], re.IGNORECASE):
        return False  # `a pattern of marriage, divorce and remarriage` says what something is
    return all(one and len(one.split()) <= 4 and is_noun_phrase(one) and word_at(one, -1).noun for one in bare)
