"""A page of notes taken apart for drafting: sentences with their lines, topics and what they stand under."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from quizzes.notes.dates import find_dates
from quizzes.notes.grammar import past_base, present_base
from quizzes.notes.language import AGREEMENTS, PRESENT
from quizzes.notes.names import Names, find_names
from quizzes.notes.outline import outline, split_parts
from quizzes.notes.values import Block, BlockKind

DEEPEST = 6
LONGEST_SENTENCE = 1000
_END = re.compile(r"(?<=[.!?])[”’\")]*\s+(?=[“‘\"(]?[A-ZÀ-Þ0-9])|(?<=\w\w[.!?])(?=[A-Z][a-zA-Z])")
_AGREEMENT = re.compile(
    r"\b(?:[A-Z][\w-]+ ){0,3}(?i:" + "|".join(sorted(AGREEMENTS)) + r")\b(?: of (?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+)?)?"
)
_GENERAL = frozenset(
    [
        "key",
        "important",
        "main",
        "common",
        "terms",
        "term",
        "words",
        "word",
        "people",
        "person",
        "persons",
        "dates",
        "date",
        "definitions",
        "definition",
        "vocabulary",
        "notes",
        "note",
        "summary",
        "introduction",
        "figures",
        "facts",
        "fact",
        "events",
        "event",
        "to",
        "learn",
        "glossary",
        "revision",
        "the",
        "and",
        "of",
        "a",
        "mistakes",
        "points",
        "timeline",
        "overview",
        "examples",
        "example",
        "questions",
        "keywords",
        "background",
        "equation",
        "equations",
    ]
)
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nos|vs|etc|approx|cf|fig|Fig|c|ca|e\.g|i\.e|[A-Z])\.)$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a bullet: what it says, where it stands.

    `above` are the bullets or lines it stands under, the nearest first; `opens` says that it begins its block,
    `alone` that it is the whole of it; `place` is the block's place in the outline.
    """

    text: str
    parts: tuple[str, ...]
    sign: str
    lines: tuple[int, int]
    topic: str
    kind: BlockKind
    place: int
    above: tuple[str, ...] = ()
    opens: bool = True
    alone: bool = True
    before: str = ""


@dataclass(frozen=True, slots=True)
class Idea:
    """A question found in the notes, before the weak and the doubled are sorted out.

    `answer` is what must not stand in the stem. `quality` from 0 to 1.
    """

    stem: str
    scheme: str
    marks: int
    kind: str
    topic: str
    lines: tuple[int, int]
    quality: float
    answer: str
    why: str = ""


@dataclass(slots=True)
class Page:
    """The blocks and units of a page and the names in it."""

    blocks: tuple[Block, ...]
    units: list[Unit]
    names: Names
    children: dict[int, list[int]] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    layouts: Counter[tuple[int, str]] = field(default_factory=Counter)
    agreements: dict[str, str] = field(default_factory=dict)

    def agreements_in(self, text: str) -> list[str]:
        """The treaties, pacts and agreements that a text names in full."""
        return [found for found in agreements_in(text) if self.names.words.intersection(re.findall(r"[\w-]+", found))]

    def regular(self, unit: Unit) -> bool:
        """Whether most of what stands beside a unit is laid out as it is, so that its sign means the same."""
        parent = self.blocks[unit.place].parent
        alike = self.layouts[parent, unit.sign]
        return alike >= 3 and alike * 3 >= self.layouts[parent, "all"] * 2


def read_page(text: str) -> Page:
    """Take a page apart. Never fails; linear in the text."""
    blocks = outline(text)
    units: list[Unit] = []
    children: dict[int, list[int]] = {}
    topics: list[str] = []
    for place, block in enumerate(blocks):
        children.setdefault(block.parent, []).append(place)
        above = topics[block.parent] if block.parent >= 0 else ""
        topics.append(block.text if block.kind == "heading" else above)
        if block.kind != "heading":
            units.extend(_units(blocks, place, topics[-1]))
    titles = [block.text for block in blocks if block.kind == "heading"]
    told = [f"{unit.above[0].rstrip(':')}: {unit.text}" if unit.above else unit.text for unit in units]
    names = find_names(told + [title for title in titles if not title.isupper()])
    topics = [_with_names(topic, names) for topic in topics]
    units = [replace(unit, topic=_with_names(unit.topic, names)) for unit in units]
    layouts = Counter(
        (blocks[unit.place].parent, sign) for unit in units if unit.opens for sign in {unit.sign or "none", "all"}
    )
    page = Page(blocks, units, names, children, topics, layouts)
    for said in (*topics, *(unit.text for unit in units)):
        for name in page.agreements_in(said):
            page.agreements.setdefault(name.split()[-1] if " of " in name else name.split()[0], name)
    return page


def agreements_in(text: str) -> list[str]:
    """The names in a text that read as a treaty's, of two words or more."""
    return [found for match in _AGREEMENT.finditer(text) if len((found := match[0]).split()) > 1]


def _with_names(title: str, names: Names) -> str:
    """A heading that was typed in capitals, with its names as the notes write them."""
    if not title or any(word[:1].isupper() for word in title.split()[1:]):
        return title
    found = re.sub(r"\w{3,}", lambda word: names.shown.get(word[0].casefold(), word[0]), title)
    return found[:1].upper() + found[1:]


def hint_of(topic: str) -> str:
    """The topic where it says something about its questions: `Key terms` does not. "" where it does not."""
    words = {word.casefold() for word in re.findall(r"\w+", topic)}
    return topic if words - _GENERAL and 0 < len(topic.split()) <= 8 else ""


def as_sentence(unit: Unit) -> str:
    """`Treaty of X – signed by Y in 1922` with its dash taken out, so that it reads as a clause."""
    if unit.sign != "–" or len(unit.parts) < 2:
        return unit.text
    first = [word for word in re.findall(r"[\w’'-]+", unit.parts[1])[:3] if not word.endswith("ly") and word != "only"]
    if not first or not first[0].islower():
        return unit.text
    if not (past_base(first[0]) or present_base(first[0]) or (first[0] in PRESENT and len(first) > 1)):
        return unit.text
    if len(unit.parts[0].split()) > 9 or find_dates(unit.parts[0]):
        return unit.text
    return " – ".join([f"{unit.parts[0]} {unit.parts[1]}", *unit.parts[2:]])


def sentences(text: str) -> list[tuple[int, str]]:
    """The sentences of a paragraph and where each begins."""
    found, start = [], 0
    for cut in _END.finditer(text):
        if _ABBREVIATION.search(text[max(0, cut.start() - 6) : cut.start()]):
            continue
        found.append((start, text[start : cut.start()].strip()))
        start = cut.end()
    found.append((start, text[start:].strip()))
    # A "sentence" longer than this is no sentence: nothing could be asked about it as a whole.
    return [(at, sentence[:LONGEST_SENTENCE]) for at, sentence in found if sentence]


def line_of(block: Block, offset: int) -> int:
    """The source line that the block's text at `offset` came from."""
    return min(block.lines[0] + max(bisect.bisect_right(block.starts, offset) - 1, 0), block.lines[1])


def _units(blocks: Sequence[Block], place: int, topic: str) -> list[Unit]:
    block = blocks[place]
    above = _above(blocks, place)
    if block.kind == "row":
        return [Unit(block.text, block.parts, "|", block.lines, topic, "row", place, above)]
    found = sentences(block.text)
    units = []
    for number, (start, sentence) in enumerate(found):
        sign, parts = split_parts(sentence)
        lines = (line_of(block, start), line_of(block, start + len(sentence) - 1))
        if number == len(found) - 1:
            lines = (lines[0], block.lines[1])
        before = found[number - 1][1] if number else ""
        unit = Unit(sentence, parts, sign, lines, topic, block.kind, place, above, not number, len(found) == 1, before)
        units.append(unit)
    return units


def _above(blocks: Sequence[Block], place: int) -> tuple[str, ...]:
    above: list[str] = []
    parent = blocks[place].parent
    while parent >= 0 and blocks[parent].kind != "heading" and len(above) < DEEPEST:
        above.append(blocks[parent].text)
        parent = blocks[parent].parent
    return tuple(above)
