"""A scheme for a meaning that students' own words can meet: what it says, each thing in several everyday words.

The words are those of the notes and, for the same, those of `words/everyday.txt`. What says the opposite, denies what
the notes say, or turns round what comes from what, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, product
from typing import NamedTuple

from quizzes.english.words import base_form, frequency
from quizzes.notes.opposites import opposites_of
from quizzes.notes.schemes import escape, meaning
from quizzes.notes.tags import Word, tagged
from quizzes.notes.words import lines_of, word_list

MOST_WAYS = 6  # of saying one thing
ALL_UP_TO = 3  # things said that must all be there; of more, the two most telling and one of the next two
MOST_REFUSED = 8
_PARTS = {"noun": ("NN", "NP", "UNC"), "verb": ("V",), "adjective": ("AJ", "VVN")}
_PARTICLES = frozenset(["up", "down", "away", "out", "off", "over", "apart", "together", "back"])
_NOT = frozenset(["not", "without", "never", "cannot", "no"])
_REFUSE = frozenset(["refuse", "fail"])
_SAYS_MORE = frozenset(["that", "which", "who", "of", "in", "where", "used", "by"])
_COMES_FROM = re.compile(r"([\w-]+) (from|into) (?:an? |the )?([\w-]+)\b(?!(?: [\w-]+)? to\b)")
_FROM_TO = re.compile(r"\bfrom (?:an? |the )?([\w-]+)(?: [\w-]+)? to (?:an? |the )?([\w-]+)")
_BRACKETED = re.compile(r"\s*\(([^()]*)\)")
_GLOSS = re.compile(r"([\w-]+) \(((?:i\.?e\.?,? |or |also |called )*)([A-Za-z][\w’' -]{1,24})\)")


class Everyday(NamedTuple):
    """Everyday words for the same, and for the opposite.

    `part` is the part of speech that the word must be ("" for any), `near` are words of which one must stand beside it;
    `unsure` are words for the same that would fit if one did.
    """

    same: tuple[str, ...] = ()
    opposite: tuple[str, ...] = ()
    part: str = ""
    near: frozenset[str] = frozenset()
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a meaning says: the ways to say it and what says the opposite; the rarer its word, the more telling.

    `place` and `length` are the words it takes; `general` says that an answer can do without it, `kind` that it names
    what kind of thing is meant, `denied` that the notes deny it (by refusing or failing to do it: `refused`). `unsure` are
    ways to say it that may mean something else.
    """

    ways: tuple[str, ...]
    against: tuple[str, ...]
    rarity: int
    place: int
    length: int
    known: bool
    noun: bool
    general: bool = False
    denied: bool = False
    refused: bool = False
    kind: bool = False
    unsure: tuple[str, ...] = ()


def telling(text: str, given: Iterable[str] = ()) -> str:
    """The scheme of one mark for a meaning, as text; `given` are words that the stem has already.

    Where no everyday words are known for anything it says, it is asked for in the notes' words alone.
    """
    bare = _BRACKETED.sub(" ", text) if _BRACKETED.sub("", text).strip() else text
    bare = re.split(r"(?<=\w[.;])\s+(?=[A-Z])", bare.strip())[0]
    said = _concepts(bare, set(given), _glosses(text))
    asked = [one for one in said if not one.general]
    if len(asked) < 2:
        asked = said
    if len(asked) < 2 or not any(one.known for one in asked):
        return f"{meaning(text, given)} [1]"
    refused = [*_opposites(said), *_turned(said, bare)][:MOST_REFUSED]
    lines = [f"{_asked_for(asked)} [1]"]
    if any(one.denied for one in asked[:-1]):
        lines.append("    negated: count")  # what comes behind a denial is denied with it
    perhaps = dict.fromkeys(way for one in asked for way in one.unsure)
    return "\n".join(
        [
            *lines,
            *([f"    reject: {' / '.join(refused)}"] if refused else []),
            *([f"    # other words, if they fit here: {', '.join(perhaps)}"] if perhaps else []),
        ]
    )


@cache
def _everyday() -> dict[str, list[Everyday]]:
    """The lines of the list by their first word."""
    found: dict[str, list[Everyday]] = {}
    for line in lines_of("everyday"):
        same, opposite, where = (part.strip() for part in f"{line}||".split("|")[:3])
        part, _, near = (" " + where).partition("with ")
        words = [word.strip() for word in same.split(",")]
        opposites = [word.strip() for word in opposite.split(",") if word.strip()]
        entry = Everyday(tuple(words), tuple(opposites), part.strip(" ,"), frozenset(near.split()))
        found.setdefault(words[0], []).append(entry)
    return found


def _known(forms: Iterable[str], tag: str, beside: set[str]) -> Everyday:
    """What the list has for a word, by the first of its forms that is there, as what it is where it stands."""
    lines = next((_everyday()[form] for form in forms if form in _everyday()), [])
    lines = [one for one in lines if tag.startswith(_PARTS.get(one.part, ("",)))]
    fits = [one for one in lines if not one.near or one.near & beside]
    same = _once(one.same for one in fits)
    unsure = _once(one.same[1:] for one in lines if one not in fits)
    return Everyday(
        same, _once(one.opposite for one in fits), unsure=tuple(word for word in unsure if word not in same)
    )


def _once(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))


def _forms(word: Word) -> tuple[str, ...]:
    folded = word.text.casefold()
    return folded, word.base.casefold(), base_form(folded)


def _glosses(text: str) -> dict[str, str]:
    """Other words that the notes give in brackets: `treaty (agreement)`, `germs (i.e. pathogens)`."""
    return {match[1].casefold(): match[3].strip() for match in _GLOSS.finditer(text)}


# ---- what a meaning says ---------------------------------------------------------------------------------


def _concepts(text: str, given: set[str], glosses: dict[str, str]) -> list[Concept]:
    """What a meaning says, in its order, without what the stem has already."""
    words = [word for word in tagged(text) if word.text[0].isalnum()]
    told, own = _bases(" ".join(given)), _bases(" ".join(word.text for word in words))
    found: list[Concept] = []
    place, denied, refused = 0, False, False
    while place < len(words):
        refuses = _refuses(words, place)
        denied, refused = denied or refuses or words[place].text.casefold() in _NOT, refused or refuses
        length = _length(words, place)
        if not refuses and _says_something(words[place]) and not _bases(words[place].text) & told:
            one = _concept(words[place : place + length], place, (own, told), glosses)
            if _is_part_of_name(words, place + length):
                one = replace(one, ways=one.ways[:1], against=(), known=False, unsure=())
            found.append(replace(one, denied=denied, refused=refused))
            denied, refused = denied and one.general, refused and one.general
        place += length
    return _with_kind(_joined(found, words), words)


def _refuses(words: Sequence[Word], place: int) -> bool:
    """`refused to`, `fails to`."""
    return base_form(words[place].text.casefold()) in _REFUSE and [
        word.text for word in words[place + 1 : place + 2]
    ] == ["to"]


def _says_something(word: Word) -> bool:
    folded = word.text.casefold()
    if word.text.isdigit() or (word.tag == "AV0" and folded in _everyday()):
        return True
    return folded not in word_list("small") and folded not in _NOT and word.tag not in {"AV0", "CRD", "VBZ", "VBB"}


def _length(words: Sequence[Word], place: int) -> int:
    """How many words say one thing: a verb with its particle, two that are listed together, two nouns that are terms."""
    if place + 1 >= len(words) or not _says_something(words[place]):
        return 1
    word, behind = words[place], words[place + 1]
    if behind.text.casefold() in _PARTICLES and (word.tag.startswith("V") or word.text.endswith("ing")):
        return 2
    listed = any(f"{one} {other}" in _everyday() for one in _forms(word) for other in _forms(behind))
    term = word.noun and behind.noun and not any(form in _everyday() for form in (*_forms(word), *_forms(behind)))
    return 2 if listed or term else 1


def _is_part_of_name(words: Sequence[Word], place: int) -> bool:
    """Whether the next word is a noun that the one before it says which of: `growth hormone`, `market town`."""
    before = words[place - 1]
    behind = words[place] if place < len(words) else None
    return behind is not None and before.tag in {"NN1", "NN0"} and behind.noun and behind.start == before.end + 1


def _concept(words: Sequence[Word], place: int, beside: tuple[set[str], set[str]], glosses: dict[str, str]) -> Concept:
    own, told = beside
    said = " ".join(word.text for word in words)
    forms = [" ".join(pair) for pair in product(*map(_forms, words))]
    mine = _bases(" ".join(forms))
    known = _known(forms, words[0].tag, (own | told) - mine)
    gloss = [glosses[word] for word in said.casefold().split() if word in glosses]
    same = [way for way in known.same if way not in forms and not _bases(way) & own - mine]
    against = [*known.opposite, *(opposites_of(said) if said.islower() else ())]
    return Concept(
        ways=tuple(dict.fromkeys([said, *gloss, *same]))[:MOST_WAYS],
        against=tuple(way for way in dict.fromkeys(against) if not _bases(way) & own),
        rarity=_rarity(said),
        place=place,
        length=len(words),
        known=bool(known.same or gloss),
        noun=words[-1].noun,
        general=not word_list("general").isdisjoint(forms),
        unsure=known.unsure,
    )


def _rarity(said: str) -> int:
    """How often the rarest of its words stands in texts; a number is rarer than any."""
    return 0 if said.isdigit() else min(frequency(word) or 1 for word in said.casefold().split())


def _bases(text: str) -> set[str]:
    return {base_form(word) for word in text.casefold().split()}


def _joined(found: Sequence[Concept], words: Sequence[Word]) -> list[Concept]:
    """`dead or weakened` is either; what no everyday word stands for, before its noun, is not asked for."""
    joined: list[Concept] = []
    for concept in found:
        before = joined[-1] if joined else None
        if before and _is_choice(before, concept, words):
            ways = tuple(dict.fromkeys([*before.ways[:4], *concept.ways]))
            against = tuple(way for way in (*before.against, *concept.against) if way not in ways)
            rarity, denied = min(before.rarity, concept.rarity), before.denied or concept.denied
            joined[-1] = replace(concept, ways=ways, against=against, rarity=rarity, general=False, denied=denied)
            continue
        if before and _only_describes(before, concept, words):
            joined[-1] = replace(before, general=True)
        joined.append(concept)
    return joined


def _is_choice(before: Concept, concept: Concept, words: Sequence[Word]) -> bool:
    return [word.text for word in words[before.place + before.length : concept.place]] in (["or"], ["and/or"])


def _only_describes(before: Concept, concept: Concept, words: Sequence[Word]) -> bool:
    """`permeable` membrane: an adjective without everyday words, whose opposite is not known either."""
    adjective = before.length == 1 and words[before.place].tag.startswith("AJ")
    return adjective and not (before.known or before.against) and before.place + 1 == concept.place and concept.noun


def _with_kind(found: list[Concept], words: Sequence[Word]) -> list[Concept]:
    """The first noun marked as the kind of thing that is meant, where more is said of it."""
    for number, concept in enumerate(found):
        if concept.noun:
            end = concept.place + concept.length
            more = end < len(words) and (words[end].text.casefold() in _SAYS_MORE or words[end].tag == "VVN")
            return [*found[:number], replace(concept, kind=more), *found[number + 1 :]]
    return found


# ---- as a scheme -----------------------------------------------------------------------------------------


def _asked_for(said: Sequence[Concept]) -> str:
    """All of a few things; of more the two most telling, and one of the two after them."""
    ranked = sorted(said, key=lambda one: (one.kind, one.rarity, one.place))
    if len(ranked) <= ALL_UP_TO:
        return " ~ ".join(_written(one) for one in said)
    first, second, *others = ranked[: ALL_UP_TO + 1]
    groups = [(one.place, _ways(one)) for one in (first, second)]
    groups.append((min(one.place for one in others), [way for one in others for way in _ways(one)]))
    return " ~ ".join(_either(ways) for _, ways in sorted(groups))


def _written(concept: Concept) -> str:
    return _either(_ways(concept))


def _ways(concept: Concept) -> list[str]:
    ways = [written for way in concept.ways if (written := escape(way))]
    if not concept.denied:
        return ways
    denials = ["not", "refuse"] if concept.refused else ["not"]
    opposites = [written for way in concept.against[:3] if (written := escape(way))]
    return [*(f"{denial} {way}" for denial in denials for way in ways), *opposites]


def _either(ways: Sequence[str]) -> str:
    return ways[0] if len(ways) == 1 else "{" + " / ".join(dict.fromkeys(ways)) + "}"


def _opposites(said: Sequence[Concept]) -> Iterator[str]:
    """What says the opposite of a thing said, or says a thing that is denied."""
    ways = {way for one in said for way in one.ways}
    for concept in said:
        denied = concept.ways[:4] if concept.denied and not concept.general else ()
        for way in denied if concept.denied else concept.against:
            if concept.denied or way not in ways:
                yield escape(way)


def _turned(said: Sequence[Concept], text: str) -> Iterator[str]:
    """`energy from glucose`, `from a dilute to a strong solution`: the other way round is wrong."""
    by_word = {word: one for one in said for word in one.ways[0].casefold().split()}
    for match in _COMES_FROM.finditer(text.casefold()):
        one, other = by_word.get(match[1]), by_word.get(match[3])
        if one and other and one is not other:
            yield f"{_written(other)} {match[2]} {_written(one)}"
    for match in _FROM_TO.finditer(text.casefold()):
        one, other = by_word.get(match[1]), by_word.get(match[2])
        if one and other and one is not other:
            yield f"from {_written(other)} to {_written(one)}"
