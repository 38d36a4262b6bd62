"""Which words of a page are names, and which of these are people or places, told from how they are used."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from quizzes.english.words import is_word
from quizzes.notes.grammar import is_participle, past_base, present_base
from quizzes.notes.language import (
    AGREEMENTS,
    BODIES,
    EVENTS,
    MONTHS,
    ROLES,
    SAYING,
    STOP_WORDS,
    WORKS,
)

_TOKEN = re.compile(r"\b(?:Prof|Dr|Mr|Mrs|Ms|St)\.|[^\W_]+(?:[’'.-][^\W_]+)*|[.!?:;–—=\n(),“”\"‘]")
_RUN = re.compile(
    r"\b[A-ZÀ-Þ][\w-]+(?:(?:\s+|\s*-\s*)(?:de |von |van |der |bin |al-)?[A-ZÀ-Þ][\w-]+){0,3}(?:[’'](?:s\b)?)?"
)
_OPENING_SUBJECT = re.compile(r"(?:^|[.!?–—:] )([A-Z][a-z]+) ([a-z]+)\b")
_ABSTRACT = re.compile(r"(?:tion|sion|ment|ing|ness|ism|ity|sis|phy|ogy|gen|ine|s|ly)$")
_ROLE_WORD = re.compile(r"\b(?:" + "|".join(sorted(ROLES)) + r")\b", re.IGNORECASE)
_NOT_PEOPLE = AGREEMENTS | EVENTS | BODIES | WORKS
_MONTHS = frozenset(MONTHS)
_OWNED = frozenset(
    [
        "death",
        "life",
        "birth",
        "supporters",
        "rivals",
        "followers",
        "ideas",
        "theory",
        "speech",
        "successor",
        "comrade",
        "wife",
        "husband",
        "son",
        "daughter",
        "book",
        "opponents",
        "henchmen",
        "disciple",
        "eyes",
        "testament",
        "mind",
        "character",
        "personality",
        "writings",
        "childhood",
        "mother",
        "father",
    ]
)


@dataclass(slots=True)
class Names:
    """The names of a page: single words, acronyms, people (by each way they are written), places."""

    words: frozenset[str] = frozenset()
    acronyms: frozenset[str] = frozenset()
    people: dict[str, str] = field(default_factory=dict)
    places: frozenset[str] = frozenset()
    with_the: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    shown: dict[str, str] = field(default_factory=dict)

    def is_person(self, phrase: str) -> bool:
        """Whether the phrase is a person's name as the notes use it."""
        return phrase.removesuffix("’s").removesuffix("'s") in self.people

    def person_in(self, phrase: str) -> str:
        """The first person named in a phrase, "" for none."""
        for run in name_runs(phrase):
            if run in self.people:
                return run
        return ""


def name_runs(text: str) -> list[str]:
    """The stretches of capitalised words in a text, without a possessive ending."""
    return [re.sub(r"[’']s?$", "", found[0]) for found in _RUN.finditer(text)]


def find_names(texts: Iterable[str]) -> Names:
    """The names in the sentences of a page. Linear in their length."""
    texts = list(texts)
    middle, start, lower, the = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for text in texts:
        _count_words(text, middle, start, lower, the)
    words = {word for word in middle if middle[word] > lower[word.lower()] and word.lower() not in STOP_WORDS}
    words |= {word for word in _subjects(texts) if word in start and not lower[word.lower()]}
    words |= {word for word in start if not is_word(word) and not lower[word.lower()]}
    words -= _MONTHS
    acronyms = {word for word in words | set(start) if _is_acronym(word)}
    known = frozenset(words | acronyms)
    people, places, alone = _people_and_places(texts, known)
    with_the = frozenset(word for word in the if word in known)
    shown = {word.casefold(): word for word in sorted(known)}
    return Names(known, frozenset(acronyms), people, places, with_the, alone, shown)


def _subjects(texts: list[str]) -> set[str]:
    """Single words with a capital that open a sentence in the past tense without an article: `Lenin died`."""
    found = {match[1] for text in texts for match in _OPENING_SUBJECT.finditer(text) if past_base(match[2])}
    return {word for word in found if word.casefold() not in STOP_WORDS and not _ABSTRACT.search(word)}


def _is_acronym(word: str) -> bool:
    bare = word.replace(".", "")
    return 2 <= len(bare) <= 6 and bare[0].isalpha() and sum(map(str.isupper, bare)) >= 2 and bare[-1:].isupper()


def _count_words(text: str, middle: Counter[str], start: Counter[str], lower: Counter[str], the: Counter[str]) -> None:
    first, before = True, ""
    for token in _TOKEN.findall(text):
        if not token[0].isalnum():
            first = token not in {",", ")", "–", "—"}
            before = ""
            continue
        word = re.sub(r"[’']s?$", "", token)
        if word[0].isupper():
            (start if first else middle)[word] += 1
            if before.casefold() == "the":
                the[word] += 1
        else:
            lower[word] += 1
        first, before = False, token


def _people_and_places(
    texts: list[str], known: frozenset[str]
) -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    person, place, alone = Counter[str](), Counter[str](), Counter[str]()
    full: dict[str, str] = {}
    for text in texts:
        for found in _RUN.finditer(text):
            parts = re.sub(r"[’']s?$", "", found[0]).split()
            while len(parts) > 1 and (parts[0].casefold() in STOP_WORDS or parts[0].casefold() in ROLES):
                parts = parts[1:]
            run = " ".join(parts)
            after = text[found.end() : found.end() + 60]
            before = text[max(0, found.end() - len(found[0]) - 60) : found.end() - len(found[0])]
            if any(part.casefold() in _NOT_PEOPLE | STOP_WORDS for part in parts):
                continue
            signs = _person_signs(before, after, parts, owner=found[0] != run)
            opens = found.start() == 0 and 2 <= len(parts) <= 3 and signs >= 3
            if not opens and not all(part in known for part in parts):
                continue
            alone[parts[-1]] += len(parts) == 1
            person[run] += signs
            place[run] += 0 if found[0].endswith(("’s", "'s")) else _place_signs(before, after)
            if 2 <= len(parts) <= 3 and not any(map(str.isdigit, run)):
                full.setdefault(parts[-1], run)
    people = {run: run for run in person if person[run] >= 2 and person[run] > place[run] and not _is_acronym(run)}
    _spread_over_lists(texts, people, known)
    for run in list(people):
        last = run.split()[-1]
        people.setdefault(last, full.get(last, run))
        if last in full and (full[last] in people or person[full[last]] >= person[run] / 2):
            people[run] = people[last] = full[last]
            people[full[last]] = full[last]
    places = frozenset(run for run in place if place[run] > 0 and run not in people)
    return people, places, frozenset(word for word in alone if alone[word])


def _person_signs(before: str, after: str, parts: list[str], *, owner: bool) -> int:  # noqa: C901 -- a table of signs
    """How strongly what stands around a name says that it is a person's."""
    signs = 0
    following = re.match(r"\s+(\w+)", after)
    verb = following[1] if following else ""
    if owner and following and following[1].casefold() in _OWNED:
        signs += 2
    if verb in {"himself", "herself"} or _is_saying(verb):
        signs += 2
    role = re.match(
        r"\s*(?:,|\(|=|–|—|:|was|is|became)\s*(?!and |or |but |with |by |backed )(?:the |a |an |his |her )?([^,.;–(]{3,45})",
        after,
    )
    if role and _ROLE_WORD.search(role[1]):
        signs += 3
    if re.search(r"\b(?:" + "death|birth|arrest|supporters|murder|followers" + r") of $", before):
        signs += 2
    held = re.search(r"([\w-]+)(?: of [\w ]{3,25})?( from [\d–-]+)?,? $", before)
    if held and held[1].casefold() in ROLES:
        signs += 3
    elif re.search(r"(?:^|[,–:]\s|\bthe |\bhis |’s )[^,.;–:]{0,40}$", before) and before.endswith(", "):
        last = before[:-2].rpartition(",")[2].rpartition("–")[2]
        signs += 3 if _ROLE_WORD.search(last) and len(last.split()) <= 7 else 0
    agent = re.search(r"(\w+) by $", before)
    if agent and is_participle(agent[1]):
        signs += 1
    if re.match(r"(?:[’']s)? (?:and|&) (?:his|her|their )?(?:supporters|followers|colleagues|allies)", after):
        signs += 2
    if re.search(r"\b(?:expelled|appointed|elected|arrested|executed|assassinated|murdered|exiled) $", before):
        signs += 2
    if len(parts) in {2, 3} and not is_word(parts[-1]) and not is_word(parts[0]):
        signs += 1
    return signs


def _is_saying(verb: str) -> bool:
    return verb not in SAYING and (past_base(verb) in SAYING or present_base(verb) in SAYING)


def _place_signs(before: str, after: str) -> int:
    if re.search(r"\b(?:in|near|across|throughout|invaded|city of|capital of) (?:the )?$", before):
        return 2
    return 1 if re.search(r"\b(?:from|at|into) (?:the )?$", before) else 0


def _spread_over_lists(texts: list[str], people: dict[str, str], known: frozenset[str]) -> None:
    """`Zinoviev, Bukharin, Molotov`: where most are people, all are."""
    by_word: dict[str, int] = defaultdict(int)
    for text in texts:
        for listed in re.finditer(r"(?:[A-Z][\w-]+, )+[A-Z][\w-]+(?:,? (?:and|&) [A-Z][\w-]+)?", text):
            found = re.split(r",? and |, | & ", listed[0])
            led = re.search(r"\b([a-z]+?)s?: $", text[max(0, listed.start() - 30) : listed.start()])
            if (led and led[1] in ROLES) or sum(name in people for name in found) * 2 >= len(found):
                for name in found:
                    by_word[name] += name in known
    for name, count in by_word.items():
        if count and not _is_acronym(name):
            people.setdefault(name, name)
