"""A page of notes taken apart for drafting: sentences with their lines, topics and what they stand under."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from quizzes.english.words import frequency, takes_no_capital
from quizzes.notes.cells import sentences_of_row
from quizzes.notes.outline import outline, split_parts
from quizzes.notes.tags import is_proper, start_page, tagged, takes_capital
from quizzes.notes.tokens import sentences
from quizzes.notes.values import Block, BlockKind, Span
from quizzes.notes.words import labels, word_list

LONGEST_TOPIC = 10
_OPENS = frozenset(':–—-=|(“‘";')  # what stands before a word that begins something
COMMON_WORD = 2_000_000  # how often it stands in texts
OFTEN = 3
LONGEST_LABEL = 4
TECHNICAL = 40_000_000  # how often a word stands in texts that may be a technical term
ALIKE_WORDS = 2  # words that two explanations of a term share
# A thing with its article: `the commutator works`, not `the erosion of …`.
_ARTICLED = re.compile(
    r"\b(?:[Tt]he|[Aa]n?) (?P<thing>[a-zA-Z-]+(?: [a-zA-Z-]+){0,3}?)"
    r"(?=[.,;:)]|$| (?:is|are|was|were|has|had|can|could|will|must|may|to|in|on|at|and|or|from|by|with|as|when|which|that|until)\b)"
)
# A noun without one: `made by photosynthesis`.
_BARE = re.compile(
    r"\b(?:of|in|by|with|from|into|through|for|more|less|no|without|produces?|contains?) (?P<thing>[a-z]{3,})"
    r"(?=[.,;:)]|$| (?:is|are|was|were|has|can|and|or|to|in|from|by|into|when|which)\b)"
)
# What only says how a sentence is meant: `Explanation: The valve stops the blood.`
_REMARK = re.compile(
    r"(?:Explanation|Note|N\.?B\.?|Remember|Important|(?:General )?Rule|Key (?:point|idea|fact|takeaway)|Fact|Conclusion|In short)\s*(?::|\s[–—-])\s+(?=[A-ZÀ-Þ])",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:It|They|He|She|This|These|Those|That|Its|Their|His|Her)\b")
WORD = re.compile(r"[^\W_]+(?:[’'.\-][^\W_]+)*[’']?")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, a bullet or a row: what it says, where it stands.

    `parts` are what its `sign` divides. `above` are the bullets or lines it stands under, the nearest first; `opens`
    says that it begins its block, `alone` that it is the whole of it; `place` is the block's place in the outline,
    `marked` the spans of `text` in bold or highlighted, `prior` the last sentence before it in its block that names its
    subject.
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
    marked: tuple[Span, ...] = ()
    prior: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question found in the notes.

    `scheme` is its mark scheme, `marks` what that earns, `answer` what must not stand in the stem. `sure` is from 0
    to 1; what is below SURE_FROM is to be checked, for the reason `why`. `turned` is the same fact asked the other way
    round. `lines` and `topic` are the unit's unless given. `strict` is a scheme to fall back on where `scheme` turns
    out to be too loose, `said` the sentence that it all comes from, `place` the place of its block in the outline.
    """

    stem: str
    scheme: str
    answer: str
    kind: str
    sure: float
    marks: int = 1
    why: str = ""
    turned: tuple[str, str] | None = None
    lines: tuple[int, int] = (0, 0)
    topic: str = ""
    strict: str = ""
    said: str = ""
    place: int = -1


@dataclass(slots=True)
class Page:
    """The blocks and units of a page, its topics, and which of its words are names."""

    blocks: tuple[Block, ...]
    units: list[Unit]
    children: dict[int, list[int]] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    capital: Counter[str] = field(default_factory=Counter)
    small: Counter[str] = field(default_factory=Counter)
    labels: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    articled: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()
    by_topic: dict[str, list[Unit]] = field(default_factory=dict)
    lefts: Counter[str] = field(default_factory=Counter)
    written: dict[int, Any] = field(default_factory=dict)
    language: str = "en"

    def is_name(self, word: str) -> bool:
        """Whether a word is a name here: it has its capital inside sentences too, or is no English word."""
        bare = re.sub(r"[’']s?$", "", word)
        if not bare[:1].isupper():
            return False
        if bare[1:2] == "-":
            return True  # `X-ray`
        if len(bare) > 1 and bare[1:] != bare[1:].lower():
            return True
        if self.small[bare.lower()] + self.capital[bare] == 0 and is_written_small(bare.lower()):
            return False
        small, proper = self.small[bare.lower()], not bare.endswith("sis") and is_proper(bare)
        if proper or frequency(bare) < COMMON_WORD:
            return self.capital[bare] > small or (not small and proper)
        return not small and (self.capital[bare] >= OFTEN or (self.capital[bare] > 0 and takes_capital(bare)))

    def lowered(self, phrase: str) -> str:
        """A phrase with a small first letter, unless its first word is a name."""
        first = WORD.search(phrase)
        if not first or first.start() > 1 or self.is_name(first[0]):
            return phrase
        others = WORD.findall(phrase)[1:2]
        if others and others[0][:1].isupper() and self.is_name(others[0]) and not _is_small(first[0]):
            return phrase
        if first[0].casefold() in word_list("events") and re.match(r"\S+ of (?:the )?[A-ZÀ-Þ]", phrase):
            return phrase
        at = first.start()
        return phrase[:at] + phrase[at].lower() + phrase[at + 1 :]

    def plain_case(self, phrase: str) -> str:
        """A title inside a sentence: small letters but for names."""
        if self.is_name(phrase.split(" ", maxsplit=1)[0]) or phrase.isupper():
            head, _, rest = phrase.partition(" ")
        else:
            head, rest = "", phrase
        small = WORD.sub(lambda word: word[0] if self._stays(word) else word[0][0].lower() + word[0][1:], rest)
        return f"{head} {small}".strip()

    def _stays(self, word: re.Match[str]) -> bool:
        """Whether a word keeps its capital inside a sentence: a name, the letter of *Vitamin C*."""
        return self.is_name(word[0]) or (len(word[0]) == 1 and word.start() > 0)

    def is_label(self, text: str) -> bool:
        """Whether a left side names what is said about its heading, like `Symptoms`, and is no term."""
        folded = label_of(text)
        return folded in self.labels or folded in labels()

    def is_term(self, text: str) -> bool:
        """Whether a text is what the page is about (a heading, marked, explained), or a rare word that is no name."""
        folded = re.sub(r"^(?:the|an?) ", "", text.casefold())
        here = folded in self.terms or folded.removesuffix("s") in self.terms or f"{folded}s" in self.terms
        return here or (is_written_small(folded) and frequency(folded) < TECHNICAL)

    @property
    def past(self) -> bool:
        """Whether the page tells of the past rather than of what always is."""
        return self.small["was"] + self.small["were"] > self.small["is"] + self.small["are"]

    def siblings(self, place: int) -> list[int]:
        """The places of the blocks under the same parent, this one among them."""
        return self.children.get(self.blocks[place].parent, [])

    def opens_list(self, place: int) -> bool:
        """Whether a block is the first bullet or step under what it stands under, a lead in prose aside."""
        points = (other for other in self.siblings(place) if self.blocks[other].kind in {"item", "step"})
        return place == next(points, -1)


def is_written_small(word: str) -> bool:
    """Whether a folded word is no name by itself: a dictionary has it small only, or its ending is a term of science."""
    if word in word_list("roles"):
        return False  # `Tsar` and `King` stand for whoever it was
    return takes_no_capital(word) or bool(
        re.search(r"\w{3}(?:somes?|cytes?|plasts?|ases?|lys[ie]s|oses|osis|ogens?|sterones?|itis|aemia)$", word)
    )


def _is_small(word: str) -> bool:
    return word.casefold() in word_list("small")


def label_of(text: str) -> str:
    """A label as it is compared: small letters, without brackets and signs."""
    return re.sub(r"\s*\([^)]*\)", "", text).strip(" .:*-–?").casefold()


def read_page(text: str, language: str = "en") -> Page:
    """Take a page apart. Never fails; linear in the text."""
    start_page()
    blocks = outline(text)
    units: list[Unit] = []
    children: dict[int, list[int]] = {}
    topics: list[str] = []
    for place, block in enumerate(blocks):
        children.setdefault(block.parent, []).append(place)
        above = topics[block.parent] if block.parent >= 0 else ""
        topics.append(_topic(block, above))
        if block.kind != "heading" or _explains(block):
            units.extend(_units(blocks, place, topics[-1]))
    page = Page(blocks, units, children, topics, language=language)
    for unit in units:
        page.by_topic.setdefault(unit.topic, []).append(unit)
    _count(page)
    page.labels = _labels(page)
    page.lefts.update(block.parts[0].casefold() for block in blocks if len(block.parts) > 1)
    page.terms = frozenset(_terms(page))
    page.articled = frozenset(
        match["thing"].casefold() for unit in units for match in _ARTICLED.finditer(unit.text) if unit.kind != "row"
    )
    page.bare = frozenset(match["thing"] for unit in units for match in _BARE.finditer(unit.text))
    return page


def _explains(block: Block) -> bool:
    """`## Affixation – adding affixes to stems`: a heading that says what it means."""
    return len(block.parts) == 2 and block.sign == "–" and bool(re.match(r"[a-z]\S* \S+ \S", block.parts[1]))


def _topic(block: Block, above: str) -> str:
    if block.kind != "heading" or is_trivial_title(block.text):
        return above
    if _explains(block):
        return block.parts[0]
    own = hint_of(block.text)
    # `Effects` under `The flood` says nothing without it.
    return above if above and (not own or label_of(block.text) in labels()) else block.text


def _count(page: Page) -> None:
    """Count each word with and without a capital, sentences' first words aside."""
    for unit in page.units:
        if _in_title_case(unit.text):
            continue
        first = True
        for match in WORD.finditer(unit.text):
            word = re.sub(r"[’']s?$", "", match[0])
            opening = first or unit.text[: match.start()].rstrip()[-1:] in _OPENS
            if word[:1].islower():
                page.small[word] += 1
            elif not opening:
                page.capital[word] += 1
            first = False
    titles = [block.text for block in page.blocks if block.kind == "heading"]
    page.small.update(word for title in titles for word in WORD.findall(title) if word[:1].islower())


def _in_title_case(text: str) -> bool:
    """`Secondary Lymphoid Organs`: its capitals say nothing of its words."""
    words = [word for word in WORD.findall(text) if not _is_small(word)]
    return len(words) > 1 and all(word[:1].isupper() for word in words)


def _terms(page: Page) -> Iterator[str]:
    """What the page is about, in small letters: its headings, what is marked in it, what its lines explain."""
    for block in page.blocks:
        if block.kind == "heading":
            yield re.sub(r"\s*\([^)]*\)", "", block.text).casefold()
        elif len(block.parts) > 1 and block.kind != "row":
            yield re.sub(r"\s*\([^)]*\)", "", block.parts[0]).casefold()
        marked = (re.sub(r"\s*\([^)]*\)", "", block.text[start:end]) for start, end in block.marked)
        yield from (words.strip(" .,:;").casefold() for words in marked)


def _labels(page: Page) -> frozenset[str]:
    """Left sides and small headings that stand under two or more headings: what is said of each, no terms."""
    under: dict[str, set[int]] = {}
    said: dict[str, Counter[str]] = {}
    for unit in page.units:
        if label := _left_side(unit):
            under.setdefault(label, set()).add(_section(page, unit.place))
            said.setdefault(label, Counter()).update({word.casefold() for word in content_words(unit.parts[1])})
    for title, places in _titles(page).items():
        # One heading of the same name is where a term's notes stand, unless it is a label everywhere.
        if len(places) > 1 or title in labels():
            under.setdefault(title, set()).update(places)
    often = {
        label
        for label, places in under.items()
        if len(places) > 1 and len(label.split()) <= LONGEST_LABEL and not _is_summed_up(label, said)
    }
    return frozenset(label for label in often if sum(_is_labelled(under, often, place) for place in under[label]) > 1)


def _titles(page: Page) -> dict[str, set[int]]:
    """The headings as labels, and the places of what each stands under."""
    titles: dict[str, set[int]] = {}
    for place, block in enumerate(page.blocks):
        leads = block.kind == "item" and block.text.endswith(":") and bool(page.children.get(place))
        if block.kind == "heading" or leads:
            titles.setdefault(label_of(block.text), set()).add(block.parent if block.parent >= 0 else place)
    return titles


def _left_side(unit: Unit) -> str:
    """What stands before a unit's colon or dash, as a label is compared; "" for none."""
    laid_out = unit.opens and len(unit.parts) > 1 and unit.sign in {":", "–"} and unit.kind != "row"
    return label_of(unit.parts[0]) if laid_out else ""


def _is_summed_up(label: str, said: dict[str, Counter[str]]) -> bool:
    """Whether what comes twice is explained in the same words: a term that the notes sum up again, no label."""
    alike = sum(times > 1 for times in said.get(label, Counter()).values())
    return label not in labels() and alike >= ALIKE_WORDS


def _is_labelled(under: dict[str, set[int]], often: set[str], place: int) -> bool:
    """Whether most left sides in a section are such as stand in others too: a list of terms that comes twice is none."""
    here = [label for label, places in under.items() if place in places]
    return sum(label in often for label in here) * 2 >= len(here)


def _section(page: Page, place: int) -> int:
    parent = page.blocks[place].parent
    while parent >= 0 and page.blocks[parent].kind != "heading":
        place, parent = parent, page.blocks[parent].parent
    return parent if parent >= 0 else -1


def is_trivial_title(title: str) -> bool:
    """Whether a heading announces what is about the course (exam tips, references), not its matter."""
    words = re.findall(r"[a-z]+", title.casefold())
    if not words:
        return False
    # `Learning objectives`, but not `Objectives of the plan`, nor `Key terms`.
    alone, said = word_list("trivia-alone"), set(words)
    nothing_else = not alone.isdisjoint(said) and said <= alone | word_list("titles")
    return words[0] in word_list("trivia") or words[-1] in word_list("trivia") or nothing_else


def hint_of(topic: str) -> str:
    """The topic where it says something about its questions: `Key terms` does not. "" where it does not."""
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", topic)}
    return topic if words - word_list("titles") and 0 < len(topic.split()) <= LONGEST_TOPIC else ""


def line_of(block: Block, offset: int) -> int:
    """The source line that the block's text at `offset` came from."""
    return min(block.lines[0] + max(bisect.bisect_right(block.starts, offset) - 1, 0), block.lines[1])


def _units(blocks: Sequence[Block], place: int, topic: str) -> list[Unit]:
    block = blocks[place]
    above = _above(blocks, place)
    if block.kind == "row":
        row = Unit(block.text, block.parts, "|", block.lines, topic, "row", place, above)
        told = sentences_of_row(block.header, block.parts)
        return [row, *(Unit(one, (one,), "", block.lines, topic, "item", place, above, False, False) for one in told)]
    pieces = sentences(block.text)
    units: list[Unit] = []
    prior = ""
    for start, sentence in pieces:
        whole = len(pieces) == 1 and bool(block.parts)
        if (remark := _REMARK.match(sentence)) and has_verb(sentence[remark.end() :]):
            start, sentence, whole = start + remark.end(), sentence[remark.end() :], False  # noqa: PLW2901
        sign, parts = (block.sign, block.parts) if whole else split_parts(sentence)
        lines = (line_of(block, start), line_of(block, start + len(sentence) - 1))
        end = start + len(sentence)
        marked = tuple((max(a - start, 0), b - start) for a, b in block.marked if start <= a and b <= end)
        of = (topic, block.kind, place, above)
        units.append(Unit(sentence, parts, sign, lines, *of, not units, len(pieces) == 1, marked, prior))
        prior = prior if _PRONOUN.match(sentence) else sentence
    return units


def _above(blocks: Sequence[Block], place: int) -> tuple[str, ...]:
    above: list[str] = []
    parent = blocks[place].parent
    while parent >= 0 and blocks[parent].kind != "heading" and len(above) < 6:
        above.append(blocks[parent].text)
        parent = blocks[parent].parent
    return tuple(above)


def content_words(text: str) -> list[str]:
    """The words of a text that say something, as written."""
    small = word_list("small")
    return [word for word in WORD.findall(text) if word.casefold() not in small]


def has_verb(text: str) -> bool:
    """Whether a text holds a finite verb."""
    return any(word.verb for word in tagged(text))
