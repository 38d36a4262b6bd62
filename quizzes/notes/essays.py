"""One essay question a section, with its key points; and, as a last resort, sentences with a gap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from quizzes.english.words import frequency
from quizzes.notes.dates import find_dates
from quizzes.notes.grammar import words_of
from quizzes.notes.language import STOP_WORDS
from quizzes.notes.names import name_runs
from quizzes.notes.page import Idea, Page, Unit, hint_of
from quizzes.notes.schemes import phrase
from quizzes.notes.stems import leans, order

FEWEST_POINTS = 4
MOST_POINTS = 12
MOST_MARKS = 8
LONGEST_GAPPED = 24
LONGEST_COMMENT = 110
EVERYDAY = 0.12  # of the sentences
GAP = "______"
_POINTS_BACK = re.compile(r"\b(?:it|they|them|he|him|she)\b", re.IGNORECASE)


def essay_ideas(page: Page) -> Iterator[Idea]:
    """An essay on each section that has enough to say."""
    sections: dict[str, list[Unit]] = {}
    for unit in page.units:
        sections.setdefault(unit.topic, []).append(unit)
    everyday = _everyday(page)
    for topic, units in sections.items():
        if not 1 <= len(words_of(topic)) <= 12 or not hint_of(re.sub(r"[,:(].*", "", topic)):
            continue
        found: dict[str, str] = {}
        for unit in units:
            for point, said in _key_points(unit, everyday | {word.casefold() for word in words_of(topic)}):
                found.setdefault(point, said)
        chosen = list(found)[:: max(1, len(found) // MOST_POINTS)][:MOST_POINTS]
        if len(chosen) < FEWEST_POINTS:
            continue
        marks = min(MOST_MARKS, len(chosen))
        # The notes' own words stand above each point: a key point is a few of them, and its marker should see which.
        points = (f"    # {found[point]}\n    {point} [1]" for point in chosen)
        scheme = "\n".join([f"any {marks} from:", *points])
        support = "dates and names" if any(find_dates(unit.text) for unit in units) else "examples"
        stem = order(f"Write a short essay on the topic “{topic}”. Support your answer with {support}")
        lines = (units[0].lines[0], max(unit.lines[1] for unit in units))
        yield Idea(stem, scheme, marks, "essay", topic, lines, 0.7, "", "an essay: check its key points")


def _everyday(page: Page) -> set[str]:
    """The words that so many sentences of the notes hold that they tell no point from another."""
    counts = Counter(word for unit in page.units for word in {word.casefold() for word in words_of(unit.text)})
    return {word for word, count in counts.items() if count > max(3, len(page.units) * EVERYDAY)}


def _key_points(unit: Unit, told: set[str]) -> Iterator[tuple[str, str]]:
    """What a sentence says that an essay should hold, with the words it comes from.

    A name (or its rarest word) must be there with one more of its date and rare words: an essay that says the same
    in its own order and with its own small words meets that.
    """
    for part in unit.parts if len(words_of(unit.text)) > 12 and len(unit.parts) > 1 else (unit.text,):
        rare = [w for word in words_of(part) if (w := word.strip("’'")) and w.casefold() not in STOP_WORDS | told]
        if len(rare) < 2:
            continue
        dates = [date.year for date in find_dates(part)][:1]
        runs = [run for run in name_runs(part) if run.casefold() not in STOP_WORDS | told and not find_dates(run)]
        runs = [_without_opening(run, part) for run in runs]
        runs = [run for run in runs if not part.startswith(run) or frequency(run.casefold()) < 1_000_000]
        small = {word for word in rare if word.islower() and len(word) > 4}
        common = sorted(small, key=lambda word: (frequency(word), word))[:3]
        words = [word for word in rare if word in common]
        chosen = [phrase(one) for one in dict.fromkeys([*runs[:1], *words])]
        chosen = list(dict.fromkeys(one for one in [*chosen[:4], *dates] if one))
        if len(chosen) >= 2:
            first, *others = chosen
            yield f"{first} + {_either(others)}", _clipped(part)


def _either(others: list[str]) -> str:
    return others[0] if len(others) == 1 else "{" + " / ".join(others) + "}"


def _clipped(said: str) -> str:
    """A line of the notes on one line, cut at a word where it is long."""
    line = " ".join(said.split())
    return line if len(line) <= LONGEST_COMMENT else line[:LONGEST_COMMENT].rpartition(" ")[0] + " …"


def _without_opening(run: str, part: str) -> str:
    """A sentence's first word has a capital letter and may be no part of the name after it."""
    first, _, rest = run.partition(" ")
    common = part.startswith(run) and rest and frequency(first.casefold()) > 1_000_000
    return rest if common or (rest and first.casefold() in STOP_WORDS) else run


def gap_ideas(page: Page, ideas: Iterable[Idea]) -> Iterator[Idea]:  # noqa: C901, PLR0912 -- one pass, told in order
    """A sentence with a gap for each date and each person that nothing has asked about yet."""
    asked: dict[int, list[str]] = {}
    everywhere: set[str] = set()
    for idea in ideas:
        if idea.kind == "essay":
            continue
        said = f"{idea.stem} {idea.scheme}"
        everywhere.update(re.findall(r"[\w’'-]+", said.replace("’s", "")))
        for line in range(idea.lines[0], min(idea.lines[1], idea.lines[0] + 50) + 1):
            asked.setdefault(line, []).append(said)
    for unit in page.units:
        if unit.kind == "row":
            continue
        for name in page.agreements_in(unit.text):
            if name.split()[-1] not in everywhere:
                everywhere.add(name.split()[-1])
                at = unit.text.find(name)
                yield from _gap(page, unit, at, at + len(name), f"{phrase(name)} [1]", "name", name)
        for date in find_dates(unit.text):
            told = [date.year, date.month[:3], date.last]
            if not any(
                all(part in said for part in told)
                for line in range(unit.lines[0], unit.lines[1] + 1)
                for said in asked.get(line, ())
            ):
                yield from _gap(page, unit, date.start, date.end, date.scheme()[0], "date", date.year)
        for run in name_runs(unit.text):
            last = run.split()[-1]
            if _without_opening(run, unit.text) != run:
                continue
            named_one = page.names.is_person(run) or (last in page.names.words and last not in page.names.acronyms)
            if named_one and last not in everywhere and len(last) > 3:
                at = unit.text.find(run)
                for idea in _gap(page, unit, at, at + len(run), f"{phrase(run)} [1]", "name", run):
                    everywhere.add(last)
                    yield idea


def _gap(page: Page, unit: Unit, start: int, end: int, scheme: str, what: str, answer: str) -> Iterator[Idea]:
    before, after = unit.text[:start], unit.text[end:]
    if not before.endswith((" ", "(", "")) and before:
        before += " "
    lead, trail = _whole_words(before, after)
    shown = f"{lead}{GAP}{trail}".strip()
    shown = re.sub(r"\s*\s[–—-]\s*", ", ", shown).strip(" ,;:.").replace("“", "‘").replace("”", "’").replace('"', "’")
    shown = shown.replace(" = ", ": ")
    shown = re.sub(r"^(?:and|but|however|also|then),? ", "", shown, flags=re.IGNORECASE)
    if len(words_of(shown)) < (6 if what == "name" else 3) or shown.count("(") != shown.count(")"):
        return
    hint = f" ({unit.topic})" if hint_of(unit.topic) and len(words_of(shown)) < 8 else ""
    marks = scheme.count("[1]")
    stem = f"Fill in the missing {what}{hint}: “{shown}”"
    weak = 0.3 if leans(shown) else 0.4
    yield Idea(stem, scheme, marks, "cloze", unit.topic, unit.lines, weak, answer, "a gap was the only way to ask it")


def _whole_words(before: str, after: str) -> tuple[str, str]:
    """What stands round a gap, cut to a length that can be read."""
    if len(words_of(before)) + len(words_of(after)) <= LONGEST_GAPPED and not _POINTS_BACK.search(before + after):
        return before, after
    cuts = [found.end() for found in re.finditer(r"[,;:]\s|\s[–—]\s", before)]
    near = [cut for cut in cuts if len(words_of(before[cut:])) <= LONGEST_GAPPED // 2]
    lead = before[near[0] :] if near else "… " + " ".join(before.split()[-12:]) + " "
    stop = [
        found.start() for found in re.finditer(r"[,;:]\s|\s[–—]\s", after) if len(words_of(after[: found.start()])) >= 3
    ]
    trail = after[: stop[0]] if stop and len(words_of(after[: stop[0]])) <= 16 else " ".join(after.split(" ")[:13])
    if len(trail) < len(after):
        trail = trail.rstrip(" ,;:")
        while (last := trail.rpartition(" ")[2]).casefold() in STOP_WORDS and " " in trail:
            trail = trail[: -len(last)].rstrip(" ,;:–")
        pointing = _POINTS_BACK.search(trail)
        trail = trail[: pointing.start()].rstrip() + " …" if pointing else f"{trail} …"
    return lead, trail
