"""Gaps in the notes' own sentences: the surest grammar there is.

What is missing is what its writer marked (a bold or highlighted term), a date, a number with its unit, a name, or else
a term that the page holds elsewhere too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.english.words import frequency
from quizzes.notes.dates import MONTHS, find_dates
from quizzes.notes.kinds import Example
from quizzes.notes.page import WORD, Asked, Page, Unit, content_words, has_verb
from quizzes.notes.schemes import phrase, term
from quizzes.notes.tags import Word, tagged
from quizzes.notes.wording import leans, without_link
from quizzes.notes.words import word_list

GAP = "______"
FEWEST, MOST = 6, 34  # words in the sentence
COMMON, RARE = 8_000_000, 1_500_000  # how often a word stands in texts that may be a term, that is likely one
MOST_A_SENTENCE = 2
LONGEST_TERM = 4
_NUMBER = re.compile(
    r"(?<![\w.,£$€/-])(?P<number>[£$€]?\d[\d,]*(?:\.\d+)?(?:%| ?(?:per cent|million|billion|thousand|°C|km|cm|mm|m|kg|g|years?|hours?|days?|weeks?|months?|minutes?|seconds?|bits?|bytes?|pairs?|chromosomes|times|people|members|states|countries))?)(?![\w/]|[.,:]\d)"
)

EXAMPLES = (
    Example(
        "The edge of a drainage basin is known as the **watershed** by geographers.",
        {
            "Fill in the missing term: “The edge of a drainage basin is known as the ______ by geographers”": "watershed [1]"
        },
    ),
    Example(
        "The two sides met at Geneva again in July 1955 without any result.",
        {
            "Fill in the missing date: “The two sides met at Geneva again in ______ without any result”": "July [1]\n1955 [1]"
        },
    ),
    Example(
        "Human body cells hold 23 pairs of chromosomes in their nucleus.",
        {"Fill in the missing number: “Human body cells hold ______ of chromosomes in their nucleus”": "23 pairs [1]"},
    ),
    Example(
        "The palace guards of old Kerensky gave up at once.",
        {"Fill in the missing name: “The palace guards of old ______ gave up at once”": "Kerensky [1]"},
    ),
    Example(
        "Plants turn light into glucose by photosynthesis in their leaves. Photosynthesis needs light. Without light photosynthesis stops.",
        {"Fill in the missing word: “Plants turn light into glucose by ______ in their leaves”": "photosynthesis [1]"},
    ),
    # Too short, pointing elsewhere, no sentence, marked words that are whole clauses or small words.
    Example("The **watershed** is here.", never=("Fill",)),
    Example("This is what we call a **watershed** in a drainage basin.", never=("Fill",)),
    Example("A **watershed** between the basins of two rivers", never=("Fill",)),
    Example("The basin of a river **does not** end at the sea at all.", never=("Fill",)),
    Example("The **river basin** of a big river is a **river basin** of land and hills.", never=("Fill",)),
    Example("The rules of Article 5 bind the states of the union.", never=("Fill in the missing number",)),
    Example(
        "The water of every great river **was very dirty** after the long rainy summer of the year.",
        never=("Fill in the missing term",),
    ),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Gaps in a sentence that stands alone, the surest first."""
    text = _sentence(unit)
    if not text:
        return
    given = 0
    seen: set[str] = set()
    for start, end, what, sure in _candidates(page, unit, text):
        answer = text[start:end]
        if given == MOST_A_SENTENCE or answer.casefold() in seen or not _fits(text, start, end):
            continue
        seen.add(answer.casefold())
        scheme, marks = _scheme(answer, what)
        shown = f"{text[:start]}{GAP}{text[end:]}".strip(" ,;:.")
        shown = re.sub(r"[“”\"]", "’", shown)
        if scheme:
            given += 1
            why = "" if sure >= 0.65 else "other words may fill this gap: check, or add them"
            yield Asked(f"Fill in the missing {what}: “{shown}”", scheme, answer, "gap", sure, marks, why)


def _sentence(unit: Unit) -> str:
    """The sentence of a unit, "" where it is none, or leans on what stands before it."""
    if unit.kind == "row" or (len(unit.parts) > 1 and unit.sign in {":", "=", "→"}):
        return ""
    text = unit.text
    if not FEWEST <= len(WORD.findall(text)) <= MOST or text.rstrip().endswith((":", "?")):
        return ""
    if text.count("(") != text.count(")") or re.search(r"[{}|\\=→]|https?:|->", text):
        return ""
    return text if has_verb(text) and not leans(without_link(text)) else ""


def _candidates(page: Page, unit: Unit, text: str) -> Iterator[tuple[int, int, str, float]]:
    for start, end in unit.marked:
        if is_marked_term(text[start:end]):
            yield start, end, "date" if find_dates(text[start:end]) else "term", 0.85
    for date in find_dates(text):
        yield date.start, date.start + len(date.written), "date", 0.75
    for found in _NUMBER.finditer(text):
        dated = any(date.start <= found.start() < date.end for date in find_dates(text))
        if not dated and found.start() and not _is_reference(text, found.start()):
            yield found.start("number"), found.end("number"), "number", 0.75
    yield from _nouns(page, text)


def is_marked_term(text: str) -> bool:
    """Whether marked words are a term: a few words with one that says something, no clause."""
    bare = text.strip(" .,;:")
    return (
        bool(content_words(bare)) and len(bare.split()) <= LONGEST_TERM and not has_verb(bare) and bare == text.strip()
    )


def _is_reference(text: str, at: int) -> bool:
    """`Article 5`, `page 3`: a number that only counts."""
    return bool(
        re.search(
            r"(?:\b(?:article|page|chapter|section|figure|fig|table|year|grade|unit|part|step|level|type|number|no)\.?|\() ?$",
            text[:at],
            re.IGNORECASE,
        )
    )


def _nouns(page: Page, text: str) -> Iterator[tuple[int, int, str, float]]:
    """Names and terms among the nouns of a sentence, the rarest first; its first words are left to say what it is about."""
    runs = [run for run in _noun_runs(tagged(text)) if run[0].start > 0]
    terms = []
    for run in runs:
        start, end = run[0].start, run[-1].end
        said = text[start:end]
        name = all(page.is_name(word.text) for word in run)
        often = page.small[run[-1].text] + page.capital[run[-1].text]
        rare = frequency(run[-1].text)
        if said in MONTHS:
            continue
        if name and not run[0].text.isupper():
            terms.append((0, rare, start, end, "name", 0.7))
        elif (rare < COMMON or len(run) > 1) and said.casefold() not in word_list("small") and len(said) > 3:
            known = rare < RARE or (often > 1 and rare < COMMON)
            terms.append(
                (1 if known else 2, rare, start, end, "word" if len(run) == 1 else "words", 0.68 if known else 0.45)
            )
    for _, _, start, end, what, sure in sorted(terms)[:1]:
        yield start, end, what, sure


def _noun_runs(words: tuple[Word, ...]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word in (*words, Word("", "END", "", 0, 0)):
        inside = word.tag in {"NN0", "NN1", "NN2", "NP0"} and word.text[0].isalpha()
        if inside and (not run or word.start == run[-1].end + 1):
            run.append(word)
            continue
        if 0 < len(run) <= 3:
            yield run
        run = [word] if inside else []


def _fits(text: str, start: int, end: int) -> bool:
    """Whether the gap can be filled only once: its words stand nowhere else in the sentence, and most of it is left."""
    answer = text[start:end].strip(" .,;:")
    if re.search(r"[/\\^_{}’']$|[/\\^_{}]", answer) or re.match(r"[\^_{}]|\s*[×x^]\s*10", text[end:]):
        return False
    rest = f"{text[:start]} {text[end:]}"
    others = {word.casefold() for word in WORD.findall(rest)}
    told = content_words(answer)
    if not told and not answer[:1].isdigit():
        return False
    if re.search(r"(?:,|\band|\bor|&|/) *$", text[:start]) and re.match(r"\s*(?:,|and\b|or\b|&|/|$|\.$)", text[end:]):
        return False  # one of a row, which much else would fill
    if re.match(r"\s*(?:and\b|or\b|&|/|, \w+(?:,| and| or))", text[end:]):
        return False
    left = len(content_words(rest)) >= 4
    return left and not any(word.casefold() in others for word in told) and not text[:start].rstrip().endswith("(")


def _scheme(answer: str, what: str) -> tuple[str, int]:
    dates = find_dates(answer)
    if what == "date" and dates:
        return dates[0].scheme()
    written = term(answer) if what == "term" else phrase(answer)
    return (f"{written} [1]", 1) if written else ("", 0)
