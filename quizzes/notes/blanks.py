"""Which words of a sentence can be left out as a gap: what is marked, a date, a number, a name, a term.

A good gap is one that only one answer fills, and that is worth filling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from quizzes.english.words import frequency, is_word, takes_no_capital
from quizzes.notes.dates import MONTHS, find_dates
from quizzes.notes.page import WORD, Page, content_words, has_verb
from quizzes.notes.schemes import phrase, term
from quizzes.notes.tags import VERBS, Word, can_be_verb, noun_runs, tagged, word_at
from quizzes.notes.values import Span
from quizzes.notes.words import word_list

COMMON, RARE, EVERYDAY = 8_000_000, 1_500_000, 60_000_000  # how often a word stands in texts: a term? likely; never
HEADING_OF = 3_000_000  # `the fraction of …`: how often a noun before `of` stands in texts that other nouns may replace
KIND_OF = 8_000_000  # how often an adjective stands in texts that belongs to a term: `polar molecules`
FEWEST_LEFT = 3  # words that say something round the gap
FEWEST_TOLD = 2  # of them in the clause that a gap opens
LONGEST_TERM = 4
TOPIC_TIMES, TOPIC_SHARE = 2, 6  # how often a page names what its headings name; one sentence in so many
SURE, DOUBTFUL = 0.68, 0.45
_QUOTED = re.compile(r"[‘“\"](?P<said>[^\W\d][^‘’“”\"]{2,40}[^\W\d])[’”\"](?!\w)")
_NUMBER = re.compile(
    r"(?<![\w.,:£$€/⁻⁺^~–-])[£$€]?(?P<number>\d+(?:,\d{3})*(?:\.\d+)?"
    # `12m workers` are millions, `12m deep` is a length.
    r"(?: ?(?:million|billion|trillion|thousand)\b|(?:bn|mn|[mbk])\b(?=\+? [a-z])(?!\+? (?:tall|long|high|deep|wide|thick|above|below|away|apart|per|from|in|of|and|or|to|by|at)\b)|[x×](?= ))?\+?)"
    r"(?:%| ?(?:per cent|°C|km|cm|mm|m|kg|g|years?|hours?|days?|weeks?|months?|minutes?|seconds?|bits?|bytes?|pairs?|chromosomes|times|people|members|states|countries))?"
    rf"(?![\w/+]|[.,:]\d|\.\w|,? \d|[-–]\d|%?,? (?:and|or|&) \d| (?:{'|'.join(MONTHS)})\b)"
)
_SHORT = {"m": "million", "mn": "million", "bn": "billion", "b": "billion", "k": "thousand", "x": "times", "×": "times"}
# Words that work something through, or point at another place of the page.
_WORKED = re.compile(r"\blet['’]s\b|\(here\b|\bfor example\b|\be\.g\b|\bsay,|\bbelow\b|\babove\b", re.IGNORECASE)
_COUNTS_PLACES = re.compile(
    r"(?:\b(?:article|page|chapter|section|figure|fig|table|year|grade|unit|part|step|level|type|number|no)\.?|[(\[]) ?$",
    re.IGNORECASE,
)
# Before a number that is nothing to know: a stretch of time up to now, the rest of a row, what another number is part of.
_IN_PASSING = re.compile(
    r"\b(?:past|last|next|every|each|other|first|previous|final) $|\d%?\)?,? (?:and |or |& )?$|\d of (?:the|all) $",
    re.IGNORECASE,
)
# Before a gap: another name in brackets, an example in brackets, the end of a title, a prefix.
_HELD_BACK = re.compile(r"\((?:or|see|e\.g\.?|i\.e\.?|aka)\s[^()]*$|\b[A-Z]\w+ of (?:the )?$|\bnon[ -]$|[+−]$")
# Before nouns of which there are others: `press either lever`, `various social factors`.
_ANY = frozenset(
    """all another any certain different each either every few further less many more most much neither numerous other
    several similar some such various""".split()  # noqa: SIM905
)
_ONE_OF = re.compile(
    r"\b(?:one|some|many|most|few|part|any|each|all) of (?:the|its|their|these) (?:\w+ )?$", re.IGNORECASE
)
_NAME_OF = re.compile(r"\b(?:[A-Z][\w’'-]+ )+of (?:the )?$")
_OF_NAME = re.compile(r" of (?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")
_SIDES = frozenset("left right upper lower inner outer".split())  # noqa: SIM905
_TITLES = frozenset("Mr Mrs Ms Miss".split())  # noqa: SIM905


class Blank(NamedTuple):
    """A place in a sentence that a gap can be made of, what is missing there, and how sure the gap is."""

    start: int
    end: int
    what: str
    sure: float


def blanks(page: Page, text: str, marked: tuple[Span, ...]) -> Iterator[Blank]:
    """The words of a sentence that can be left out, the surest first. `marked` is what its writer marked."""
    for start, end in marked:
        if is_marked_term(text[start:end]) and not _is_deed(text, start, end):
            sure = 0.85 if _names_thing(text, start, end) else 0.6
            yield Blank(start, end, "date" if find_dates(text[start:end]) else "term", sure)
    for match in _QUOTED.finditer(text, 2):
        yield Blank(match.start("said"), match.end("said"), "words in quotation marks", 0.7)
    # `In the 1800s` is asked for by the kind that knows a decade.
    for date in find_dates(text):
        if not date.decade:
            yield Blank(date.start, date.start + len(date.written), "date", 0.75)
    likely = DOUBTFUL if _is_worked(text) else 0.75
    yield from (Blank(*number, likely) for number in numbers(text))
    yield from _nouns(page, text)


def can_be_missing(page: Page, text: str, start: int, end: int) -> bool:
    """Whether the gap can be filled only once: its words stand nowhere else in the sentence, and most of it is left."""
    answer = text[start:end].strip(" .,;:")
    rest = f"{text[:start]} {text[end:]}"
    others = {word.casefold() for word in WORD.findall(rest)}
    telling_words = content_words(answer)
    if not (telling_words or answer[:1].isdigit()) or any(word.casefold() in others for word in telling_words):
        return False
    if _is_torn(text, start, end) or _is_held_back(text, start, rest) or _is_in_row(text, start, end):
        return False
    return _leaves_enough(page, text, start, end)


def _is_torn(text: str, start: int, end: int) -> bool:
    """Whether a gap would cut through a word, a power or a quotation, or open a bracket."""
    inside = re.search(r"[/\\^_{}’']$|[/\\^_{}]|n[’']t\b|[’'](?=\s)", text[start:end].strip(" .,;:"))
    behind = re.match(r"[\^_{}⁻⁺⁰¹²³⁴-⁹]|[’']\w|\s*[×x^]\s*10", text[end:])
    return bool(inside or behind) or text[:start].rstrip().endswith("(")


def _leaves_enough(page: Page, text: str, start: int, end: int) -> bool:
    """Whether what is left of a sentence says which answer is meant; where a gap opens it, its first clause must."""
    left = content_words(f"{text[:start]} {text[end:]}")
    if not content_words(text[:start]):
        told = content_words(text[end:].split(",", maxsplit=1)[0])
        return len(left) >= FEWEST_LEFT and len(told) >= FEWEST_TOLD
    telling = any(frequency(word) < RARE or page.is_name(word) for word in left)
    return len(left) >= FEWEST_LEFT - telling


def scheme_of(answer: str, what: str) -> tuple[str, int]:
    """The marking points for what was left out, and their marks; "" where nothing can be asked for."""
    dates = find_dates(answer)
    if what == "date" and dates:
        return dates[0].scheme()
    written = term(answer) if what == "term" else _amount(answer) if what == "number" else phrase(answer)
    return (f"{written} [1]", 1) if written else ("", 0)


def _amount(written: str) -> str:
    """A number as a marking point: `12m` is met by `12 million` too, `1.8+` by `1.8`."""
    bare = written.rstrip("+ ")
    short = re.fullmatch(r"(?P<number>[\d.,]+)(?P<unit>bn|mn|[mbkx×])", bare)
    if not short:
        return phrase(bare)
    number, unit = short["number"], _SHORT[short["unit"]]
    return f"{number} {unit} / {bare}" + (f" / {number}" if unit == "times" else "")


# ---- what is marked --------------------------------------------------------------------------------------


def is_marked_term(text: str) -> bool:
    """Whether marked words are a term: a few words with one that says something, no clause, no amount."""
    bare = text.strip(" .,;:")
    telling_words = content_words(bare)
    if not telling_words or len(bare.split()) > LONGEST_TERM or has_verb(bare) or bare != text.strip():
        return False
    if re.match(r"[£$€~<>+-]?\d", bare) and not find_dates(bare):
        return False
    rare = min(map(frequency, telling_words))
    return rare < RARE or (rare < EVERYDAY and any(word.noun for word in tagged(bare)))


def _names_thing(text: str, start: int, end: int) -> bool:
    """Whether marked words end in a noun where they stand: `magnetic disks`, not the `long-term` of `long-term storage`."""
    inside = [word for word in tagged(text) if start <= word.start < end]
    return not inside or inside[-1].noun or inside[-1].tag in {"CRD", "VVG"} or bool(find_dates(text[start:end]))


def _is_deed(text: str, start: int, end: int) -> bool:
    """Whether marked words are what is done or not done in their sentence: `never tire`, `contracts`."""
    inside = [word for word in tagged(text) if start <= word.start < end]
    return bool(inside) and (
        inside[0].tag in {"AV0", "XX0"} or inside[0].text == "no" or any(word.tag in {"VVI", *VERBS} for word in inside)
    )


# ---- numbers ---------------------------------------------------------------------------------------------


def numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """The numbers of a sentence that something is counted or measured by, no dates: start, end, what is missing."""
    for match in _NUMBER.finditer(text):
        dated = any(date.start <= match.start() < date.end for date in find_dates(text))
        if not dated and match["number"] != "0" and match.start() and not _is_passing(text[: match.start("number")]):
            yield match.start("number"), match.end("number"), "number"


def _is_worked(text: str) -> bool:
    """Whether a sentence tells the reader what to do, or works an example: its numbers are nothing to know."""
    return bool(_WORKED.search(text)) or word_at(text).tag in {"VVI", "VVB"} or text[:3].casefold() == "to "


def _is_passing(before: str) -> bool:
    """Whether a number behind these words only counts or passes by: `Article 5`, `the past 2 decades`, `1, 2 and 3`."""
    return bool(_COUNTS_PLACES.search(before) or _IN_PASSING.search(before))


# ---- names and terms -------------------------------------------------------------------------------------


def _nouns(page: Page, text: str) -> Iterator[Blank]:
    """Names and terms among the nouns of a sentence, the rarest first; its first words are left to say what it is about."""
    words = tagged(text)
    runs = [run for run in noun_runs(words) if run[0].start > 0 or _opens_as_term(page, text, run)]
    ranked = [
        _ranked(page, text, run, _before(words, run[0].start))
        for run in runs
        if not _is_no_name(text, run) and not _is_one_of_them(text, run, _before(words, run[0].start))
    ]
    yield from (blank for _, _, blank in sorted(one for one in ranked if one is not None))


def _before(words: tuple[Word, ...], start: int) -> tuple[Word, ...]:
    return tuple(word for word in words if word.end <= start)


def _ranked(page: Page, text: str, run: list[Word], before: tuple[Word, ...]) -> tuple[int, int, Blank] | None:
    """A gap for a name or a term, with its rank and the frequency of its noun before it: the least come first."""
    start, end, last = run[0].start, run[-1].end, run[-1].text
    said, often = text[start:end], frequency(last)
    if _is_name(page, run):
        topic = is_topic(page, said)
        return 4 * topic, often, Blank(*_whole_name(text, start, end), "name", DOUBTFUL if topic else 0.7)
    if len(said) <= 3 or said.casefold() in word_list("small") or not _is_spelt(page, run):
        return None
    adjective = _adjective(before, start)
    start = adjective.start if adjective and _belongs(page, text, adjective, end) else start
    what = "word" if " " not in text[start:end] else "words"
    of_the_page = often < COMMON and page.small[last] + page.capital[last] > 1
    if _is_term_here(page, said) or (
        (often < RARE or of_the_page) and not _is_open(page, text, adjective, Blank(start, end, what, SURE))
    ):
        return 1, often, Blank(start, end, what, SURE)
    return 2 + (often > COMMON), often, Blank(start, end, what, DOUBTFUL)


def _is_open(page: Page, text: str, adjective: Word | None, gap: Blank) -> bool:
    """Whether other nouns would do: `indirect ______`, `The ______ clung to the cloth`, `the ______ of deposits`."""
    of_term = adjective is not None and (
        adjective.start in {0, gap.start} or _is_term_here(page, text[adjective.start : gap.end])
    )
    # `the fraction of deposits`, `the fact that`: a frequent noun that what follows only uses.
    leads = re.match(r" (?:of|that|(?P<who>who)|(?:with|in|by|at) which)\b", text[gap.end :])
    used = leads and (leads["who"] or frequency(text[: gap.end].rsplit(maxsplit=1)[-1]) > HEADING_OF)
    return (adjective is not None and not of_term) or text[: gap.start] == "The " or bool(used)


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """A name with what `of` joins to it: `Catherine of Aragon`, `Act of Union`."""
    before = _NAME_OF.search(text[:start])
    after = _OF_NAME.match(text[end:])
    return before.start() if before else start, end + after.end() if after else end


def _adjective(before: tuple[Word, ...], start: int) -> Word | None:
    """The adjective right before a noun that begins at `start`."""
    last = before[-1] if before else None
    near = last is not None and last.end + 1 == start and (last.text.islower() or last.start == 0)
    return last if last and near and (last.tag == "AJ0" or last.text in _SIDES) else None


def _belongs(page: Page, text: str, adjective: Word, end: int) -> bool:
    """Whether an adjective is part of the term that ends at `end`: `polar molecules`, `left ventricle`."""
    times = [word.casefold() for word in WORD.findall(text)].count(adjective.text.casefold())
    rare = adjective.start > 0 and (adjective.text in _SIDES or frequency(adjective.text) < KIND_OF)
    return times == 1 and (rare or _is_term_here(page, text[adjective.start : end]))


def _is_name(page: Page, run: list[Word]) -> bool:
    """Whether nouns inside a sentence are a name: all with capitals, one of them known for a name; `USA` is a word."""
    capitals = run[0].start > 0 and all(word.text[0].isupper() for word in run)
    if len(run) == 1 and takes_no_capital(run[0].text.casefold()) and frequency(run[0].text) > COMMON:
        return False  # `at the Middle of the cell`
    return capitals and not run[0].text.isupper() and any(page.is_name(word.text) for word in run)


def is_topic(page: Page, name: str) -> bool:
    """Whether a name is what the page is about: it stands in a heading, or in many sentences. That tells nothing."""
    last = name.rsplit(maxsplit=1)[-1]
    times = page.capital[last] + page.small[last.casefold()]
    titled = any(re.search(rf"\b{re.escape(last)}\b", topic, re.IGNORECASE) for topic in page.by_topic)
    return times >= TOPIC_TIMES and (titled or (times > TOPIC_TIMES and times * TOPIC_SHARE > len(page.units)))


def _is_no_name(text: str, run: list[Word]) -> bool:
    """A month, what owns the next word (`Italy’s city`), one of a people (`a Frenchman`), what stands before a year."""
    start, end = run[0].start, run[-1].end
    owned = any(re.search(r"[’'](?:s|re|ve|ll|d|m)$", word.text) for word in run)
    one = text[start].isupper() and text[:start].endswith((" a ", " an ", "(a ", "(an "))
    # `that orbits the sun`, `100 milliseconds`, `Mrs Brown`
    no_noun = run[-1].tag == "NN2" and re.match(r" (?:the|an?|its|their) ", text[end:]) and can_be_verb(run[-1].text)
    counted = re.search(r"\d[\d.,]* (?:or more )?$", text[:start]) is not None
    said = text[start:end]
    titled = run[0].text in _TITLES or text[:start].rstrip(" .").endswith(tuple(_TITLES))
    return said in MONTHS or owned or one or counted or titled or bool(no_noun or re.match(r" \d{4}\b", text[end:]))


def _is_one_of_them(text: str, run: list[Word], before: tuple[Word, ...]) -> bool:
    """Whether a noun is one of many that would do (`press either lever`), or a verb (`forced them to rebel`)."""
    place = len(before)
    while place and before[place - 1].tag in {"AJ0", "AJC", "AJS", "NN1", "ORD"} and before[place - 1].text not in _ANY:
        place -= 1
    some = place > 0 and before[place - 1].text.casefold() in _ANY
    to_do = len(run) == 1 and text[: run[0].start].endswith(" to ") and can_be_verb(run[0].text)
    return some or to_do or bool(_ONE_OF.search(text[: run[0].start]))


def _is_spelt(page: Page, run: list[Word]) -> bool:
    """Whether the words of a gap are words: one that no dictionary has and the page has once may be a slip."""
    last = run[-1].text
    return all(is_word(word.text) for word in run) or page.small[last] + page.capital[last] > 1


def _opens_as_term(page: Page, text: str, run: list[Word]) -> bool:
    """Whether a sentence opens with a term that the rest of it tells: `Chromatin is found inside the nucleus`."""
    said = text[run[0].start : run[-1].end]
    rarest = min(frequency(word.text) for word in run)
    told = any(word.verb and word.start == run[-1].end + 1 for word in tagged(text))
    return rarest < RARE or (_is_term_here(page, said) and (told or rarest < COMMON))


def _is_term_here(page: Page, said: str) -> bool:
    """Whether the page has a heading of this name, marks it or explains it."""
    folded = said.casefold()
    return folded in page.terms or folded.removesuffix("s") in page.terms or f"{folded}s" in page.terms


# ---- what stands round a gap -----------------------------------------------------------------------------


def _is_held_back(text: str, start: int, rest: str) -> bool:
    """Whether what stands before a gap makes it no question, or all that is left stands in brackets."""
    return bool(_HELD_BACK.search(text[:start])) or not content_words(re.sub(r"\([^()]*\)", "", rest))


def _is_in_row(text: str, start: int, end: int) -> bool:
    """Whether a gap is one of a row, which much else would fill."""
    if re.match(r"\s*(?:and\b|or\b|&|/|, \w+(?:,| and| or))", text[end:]):
        return True
    joined = re.search(r"(?:,|\band|\bor|&|/) *$", text[:start]) is not None
    return joined and bool(re.match(r"\s*(?:,|and\b|or\b|&|/|$|\.$)", text[end:]))
