"""Gaps in the notes' own sentences: the surest grammar there is.

What is missing: what its writer marked (bold or highlighted), a date, a number, a name, a term that the page has elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.english.words import frequency, is_word, takes_no_capital
from quizzes.notes.clauses import clause_of
from quizzes.notes.dates import MONTHS, find_dates
from quizzes.notes.kinds import Example
from quizzes.notes.page import WORD, Asked, Page, Unit, content_words, has_verb, hint_of
from quizzes.notes.schemes import phrase, term
from quizzes.notes.subjects import Sentence, is_headless, is_task, with_subject
from quizzes.notes.tags import VERBS, Word, can_be_verb, noun_runs, tagged
from quizzes.notes.values import SURE_FROM, Span
from quizzes.notes.wording import gives_away, leans
from quizzes.notes.words import word_list

GAP = "______"
OTHER_WORDS = "other words may fill this gap: check, or add them"
NO_SUBJECT = "the notes leave the subject out: say what this is about"
FEWEST, MOST = 4, 42  # words in the sentence
COMMON, RARE, EVERYDAY = 8_000_000, 1_500_000, 60_000_000  # how often a word stands in texts: a term? likely; never
FEWEST_LEFT, MOST_A_SENTENCE = 3, 3  # words that say something round the gap; gaps
LONGEST_TERM = 4
_QUOTED = re.compile(r"[‘“\"](?P<said>[^\W\d][^‘’“”\"]{2,40}[^\W\d])[’”\"](?!\w)")
_NUMBER = re.compile(
    r"(?<![\w.,:£$€/⁻⁺^~-])(?P<number>[£$€]?\d+(?:,\d{3})*(?:\.\d+)?(?: ?(?:million|billion|thousand))?)(?:%| ?(?:per cent|°C|km|cm|mm|m|kg|g|years?|hours?|days?|weeks?|months?|minutes?|seconds?|bits?|bytes?|pairs?|chromosomes|times|people|members|states|countries))?(?![\w/]|[.,:]\d|\.\w|,? \d|[-–]\d)"
)
# Words that work something through, or point at another place of the page.
_WORKED = re.compile(r"\blet['’]s\b|\(here\b|\bfor example\b|\be\.g\b|\bsay,|\bbelow\b|\babove\b", re.IGNORECASE)
_COUNTS_PLACES = re.compile(
    r"(?:\b(?:article|page|chapter|section|figure|fig|table|year|grade|unit|part|step|level|type|number|no)\.?|[(\[]) ?$",
    re.IGNORECASE,
)
# Before a gap: another name in brackets, an example in brackets, the end of a title, a prefix.
_HELD_BACK = re.compile(r"\((?:or|see|e\.g\.?|i\.e\.?|aka)\s[^()]*$|\b[A-Z]\w+ of (?:the )?$|\bnon[ -]$|[+−]$")

EXAMPLES = (
    Example(
        "Human body cells hold 23 pairs of chromosomes in their nucleus.",
        ready=("Fill in the missing number: “Human body cells hold ______ pairs of chromosomes in their nucleus”",),
    ),
    Example(
        "The edge of a drainage basin is known as the **watershed** by geographers.",
        ready=("Fill in the missing term: “The edge of a drainage basin is known as the ______ by geographers”",),
    ),
    Example(
        "The two sides met at Geneva again in July 1955 without any result.",
        {
            "Fill in the missing date: “The two sides met at Geneva again in ______ without any result”": "July [1]\n1955 [1]"
        },
    ),
    Example(
        "Plants turn light into glucose by photosynthesis in their leaves. Photosynthesis needs light. Without light photosynthesis stops.",
        {"Fill in the missing word: “Plants turn light into glucose by ______ in their leaves”": "photosynthesis [1]"},
    ),
    Example(
        "Hard disks are a **non-volatile** kind of storage for the great data of firms.",
        to_check=("Fill in the missing term: “Hard disks are a ______ kind of storage for the great data of firms”",),
    ),
    Example("The **watershed** is here.", never=("Fill",)),
    Example("This is what we call a **watershed** in a drainage basin.", never=("Fill",)),
    Example("A **watershed** between the basins of two rivers", never=("Fill",)),
    Example("The basin of a river **does not** end at the sea at all.", never=("Fill in the missing term",)),
    Example("The **river basin** of a big river is a **river basin** of land and hills.", never=("Fill",)),
    Example("Paul wrote to Corinth in chapter five, verse 15:17 of it.", never=("Fill in the missing number",)),
    Example("The rules of Article 5 bind the states of the union.", never=("Fill in the missing number",)),
    Example(
        "Can store up to 7 tons of fresh water in summer.",
        to_check=("Fill in the missing number: “Can store up to ______ tons of fresh water in summer”",),
    ),
    Example("Volcanoes and deep ocean trenches occur here at the edge.", never=("Fill",)),
    Example("‘Eats’ the metal of the old ship in a few years.", never=("Fill in the missing words in",)),
    Example(
        "The water of every great river **was very dirty** after the long rainy summer of the year.",
        never=("Fill in the missing term",),
    ),
    Example(
        "Dutch traders – came as labourers – drained 40,000 acres of marsh in the fens – sold their cheese",
        {
            "Fill in the missing number: “Dutch traders – drained ______ acres of marsh in the fens”": "40,000 [1]",
        },
        never=("Fill in the missing number: “Dutch traders – came as",),
    ),
    Example(
        "## Memory cells\nMake **antibodies** fast when the same germ returns.",
        {
            "Fill in the missing term: “Memory cells make ______ fast when the same germ returns”": "antibodies [1]",
        },
    ),
    Example(
        "## Virtual memory\nIt was first used in 1959 on a computer at Manchester.",
        {
            "Fill in the missing date: “Virtual memory was first used in ______ on a computer at Manchester”": "1959 [1]",
        },
    ),
    Example(
        "## Water\nGreen plants lose water at a high rate on every sunny afternoon.",
        {
            "Fill in the missing word: “Green plants lose ______ at a high rate on every sunny afternoon”": "water [1]",
        },
    ),
    Example(
        "Chromatin is found inside the membrane of every nucleus.",
        {"Fill in the missing word: “______ is found inside the membrane of every nucleus”": "Chromatin [1]"},
    ),
    Example(
        "Write 128 under the next power of two in the row.",
        to_check=("Fill in the missing number: “Write ______ under the next power of two in the row”",),
    ),
    Example(
        "A body cell, for example, holds 23 pairs of long chromosomes.",
        to_check=("Fill in the missing number: “A body cell, for example, holds ______ pairs of long chromosomes”",),
    ),
    Example("The row of the first powers is 64, 32, 16, 8, 4 and 2.", never=("Fill in the missing number",)),
    Example(
        "A cell of the thin blood is about 18-30 units wide and old.",
        never=("Fill in the missing number: “A cell of the thin blood is about ______-",),
    ),
    Example("Rates of the old crime jumped in all these lands [4].", never=("Fill in the missing number",)),
    Example("A cilium is full of tubes (see Cytoskeleton for the details).", never=("Fill in the missing name",)),
    Example(
        "The constant of that law is 5.67 × 10⁻⁸ in each of the units.",
        never=("Fill in the missing number: “The constant of that law is 5.67 × ______⁻",),
    ),
    Example("In the 1900s the trains of all the great states grew faster.", never=("Fill in the missing date",)),
    Example(
        "Fighting on the Western Front slowed to a stalemate at once.",
        {"Fill in the missing name: “Fighting on the ______ slowed to a stalemate at once”": "Western Front [1]"},
    ),
    Example("Explain the many changes in the farms of all France from 1648 to 1815.", never=("Fill",)),
    Example("A muscle of the old frog **contracts** the zone of myosin at once.", never=("Fill in the missing term",)),
    Example(
        "The **edge of the whole basin of rivers** divides the rain of two lands.", never=("Fill in the missing term",)
    ),
    Example(
        "a movement for the reform of parliament that ended in 1857",
        to_check=("Fill in the missing date: “a movement for the reform of parliament that ended in ______”",),
    ),
    Example("The nerve cells (or **neurons**) carry impulses to the brain.", never=("Fill in the missing term",)),
    Example(
        "Rutherford came up with a new theory of the atom: the **nuclear model**.",
        {
            "Fill in the missing term: “Rutherford came up with a new theory of the atom: the ______”": "nuclear model [1]"
        },
    ),
    Example(
        "The envoys of both great sides met in July without any result.",
        never=("Fill in the missing name: “The envoys of",),
    ),
    Example("A rocky body that orbits the great sun.", never=("Fill in the missing word: “A rocky body that ______",)),
    Example(
        "The eye must catch them within 7 milliseconds of night.",
        never=("Fill in the missing word: “The eye must catch them within 7 ______",),
    ),
    Example("Thunder follows the light in the sky at night.", never=("Fill in the missing word: “______ follows",)),
    Example(
        "The notes are kept in a safe for a limited lenght only.",
        never=("Fill in the missing word: “The notes are kept in a safe for a limited ______",),
    ),
    Example(
        "Moscow called the socialists ‘social fascists’ in all its papers.",
        {
            "Fill in the missing words in quotation marks: “Moscow called the socialists ‘______’ in all its papers”": "social fascists [1]"
        },
    ),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Gaps in a sentence that stands alone, the surest first."""
    if len(unit.parts) > 2 and unit.sign == "–":
        for text in _links(unit):
            yield from gaps_in(page, unit, Sentence(text), marked=(), after=len(unit.parts[0]))
        return
    said = with_subject(page, unit)
    leads = said.text.rstrip().endswith(":") and bool(page.children.get(unit.place))
    if _is_sentence(unit, said.text) and not leads:
        yield from gaps_in(page, unit, said, marked=_marked_in(unit, said.text), after=len(said.about))


def _marked_in(unit: Unit, text: str) -> tuple[Span, ...]:
    """Where in a sentence the words stand that were marked in its unit."""
    if text == unit.text:
        return unit.marked
    said = [unit.text[start:end] for start, end in unit.marked]
    return tuple((at, at + len(one)) for one in said if one.strip() and (at := text.find(one)) >= 0)


def _links(unit: Unit) -> list[str]:
    """What a chain of facts (`subject – fact – fact`) says of its subject, each by itself."""
    subject = unit.parts[0]
    if leans(subject) or len(subject.split()) > 6:
        return []
    said = [part for part in unit.parts[1:] if has_verb(f"{subject} {part}") and not leans(part)]
    return [f"{subject} – {part}" for part in said if FEWEST <= len(WORD.findall(f"{subject} {part}")) <= MOST]


def gaps_in(page: Page, unit: Unit, said: Sentence, marked: tuple[Span, ...], after: int) -> Iterator[Asked]:
    """Gaps in a sentence, none before `after`, its subject."""
    text, given = said.text, 0
    doubt = said.guess or (NO_SUBJECT if is_headless(text) else "")
    seen: set[str] = set()
    named = False
    for start, end, what, sure in _candidates(page, text, marked):
        answer = text[start:end]
        fits = start >= after and answer.casefold() not in seen and can_be_missing(page, text, start, end)
        if given == MOST_A_SENTENCE or not fits or (named and what in {"name", "word", "words"}):
            continue
        seen.add(answer.casefold())
        scheme, marks = _scheme(answer, what)
        shown = re.sub(r"[“”\"]", "’", f"{text[:start]}{GAP}{text[end:]}".strip(" ,;:."))
        if scheme:
            given += 1
            named = named or what in {"name", "word", "words"}  # of these a sentence gives one gap
            likely = min(sure, 0.6) if doubt else sure
            why = doubt or ("" if likely >= SURE_FROM else OTHER_WORDS)
            stem = f"Fill in the missing {what}{_about(page, unit, text, answer)}: “{shown}”"
            yield Asked(stem, scheme, answer, "gap", likely, marks, why)


def _about(page: Page, unit: Unit, text: str, answer: str) -> str:
    """The topic in brackets where the notes leave the subject out."""
    first = tagged(text)[0]
    topic = hint_of(re.sub(r"\s*\([^)]*\)", "", unit.topic))
    if not topic or first.tag not in {"VVI", "VVB", "VVZ", "VVN", "VVG", "VVD"} or gives_away(topic, answer):
        return ""
    return f" ({page.plain_case(topic)})"


def _is_sentence(unit: Unit, text: str) -> bool:
    """Whether a text is a sentence that stands alone, and no line that its signs divide."""
    is_clause = unit.sign == ":" and unit.kind == "text" and clause_of(unit.parts[0]) is not None
    if unit.kind == "row" or (len(unit.parts) > 1 and unit.sign in {":", "=", "→"} and not is_clause):
        return False
    if not FEWEST <= len(WORD.findall(text)) <= MOST or text.rstrip().endswith("?"):
        return False
    if text.count("(") != text.count(")") or re.search(r"[{}|\\=→]|https?:|->|^\(", text):
        return False
    return has_verb(text) and not leans(text) and not is_task(text)


def _candidates(page: Page, text: str, marked: tuple[Span, ...]) -> Iterator[tuple[int, int, str, float]]:
    for start, end in marked:
        if is_marked_term(text[start:end]) and not _is_deed(text, start, end):
            sure = 0.85 if _names_thing(text, start, end) else 0.6
            yield start, end, "date" if find_dates(text[start:end]) else "term", sure
    for match in _QUOTED.finditer(text, 2):
        yield match.start("said"), match.end("said"), "words in quotation marks", 0.7
    # `In the 1800s` is asked for by the kind that knows a decade.
    yield from ((one.start, one.start + len(one.written), "date", 0.75) for one in find_dates(text) if not one.decade)
    likely = 0.45 if _is_worked(text) else 0.75
    yield from ((start, end, what, likely) for start, end, what in numbers(text))
    yield from _nouns(page, text)


def numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """The numbers of a sentence that something is counted or measured by, no dates: start, end, what is missing."""
    for match in _NUMBER.finditer(text):
        dated = any(date.start <= match.start() < date.end for date in find_dates(text))
        if not dated and match["number"] != "0" and match.start() and not _is_reference(text, match.start()):
            yield match.start("number"), match.end("number"), "number"


def is_marked_term(text: str) -> bool:
    """Whether marked words are a term: a few words with one that says something, no clause."""
    bare = text.strip(" .,;:")
    telling_words = content_words(bare)
    if not telling_words or len(bare.split()) > LONGEST_TERM or has_verb(bare) or bare != text.strip():
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


def _is_worked(text: str) -> bool:
    """Whether a sentence tells the reader what to do, or works an example: its numbers are nothing to know."""
    return bool(_WORKED.search(text)) or tagged(text)[0].tag in {"VVI", "VVB"} or text[:3].casefold() == "to "


def _is_reference(text: str, at: int) -> bool:
    """`Article 5`, `page 3`: a number that only counts."""
    return bool(_COUNTS_PLACES.search(text[:at]))


def _nouns(page: Page, text: str) -> Iterator[tuple[int, int, str, float]]:
    """Names and terms among the nouns of a sentence, the rarest first; its first words are left to say what it is about."""
    runs = [run for run in noun_runs(tagged(text)) if run[0].start > 0 or _opens_as_term(page, text, run)]
    gaps = [_ranked(page, text, run) for run in runs if not _is_no_name(text, run)]
    for _, _, start, end, what, sure in sorted(gap for gap in gaps if gap is not None):
        yield start, end, what, sure


def _ranked(page: Page, text: str, run: list[Word]) -> tuple[int, int, int, int, str, float] | None:
    """A gap for a name or a term, with its rank and the frequency of its noun before it: the least come first."""
    start, end, last = run[0].start, run[-1].end, run[-1].text
    said, often = text[start:end], frequency(last)
    if _is_name(page, run):
        return 0, often, start, end, "name", 0.7
    if len(said) <= 3 or said.casefold() in word_list("small") or not _is_spelt(page, run):
        return None
    what = "word" if len(run) == 1 else "words"
    of_the_page = often < COMMON and page.small[last] + page.capital[last] > 1
    if often < RARE or of_the_page or _is_term_here(page, said):
        return 1, often, start, end, what, 0.68
    return 2 + (often > COMMON), often, start, end, what, 0.45


def _is_name(page: Page, run: list[Word]) -> bool:
    """Whether nouns inside a sentence are a name: all with capitals, one of them known for a name; `USA` is a word."""
    capitals = run[0].start > 0 and all(word.text[0].isupper() for word in run)
    if len(run) == 1 and takes_no_capital(run[0].text.casefold()) and frequency(run[0].text) > COMMON:
        return False  # `at the Middle of the cell`
    return capitals and not run[0].text.isupper() and any(page.is_name(word.text) for word in run)


def _is_no_name(text: str, run: list[Word]) -> bool:
    """A month, what owns the next word (`Italy’s city`), one of a people (`a Frenchman`), what stands before a year."""
    start, end = run[0].start, run[-1].end
    owned = any(re.search(r"[’'](?:s|re|ve|ll|d|m)$", word.text) for word in run)
    one = text[start].isupper() and text[:start].endswith((" a ", " an ", "(a ", "(an "))
    # `that orbits the sun`, `100 milliseconds`
    no_noun = run[-1].tag == "NN2" and re.match(r" (?:the|an?|its|their) ", text[end:]) and can_be_verb(run[-1].text)
    counted = re.search(r"\d[\d.,]* (?:or more )?$", text[:start]) is not None
    said = text[start:end]
    return said in MONTHS or owned or one or counted or bool(no_noun or re.match(r" \d{4}\b", text[end:]))


def _is_spelt(page: Page, run: list[Word]) -> bool:
    """Whether the words of a gap are words: one that no dictionary has and the page has once may be a slip."""
    last = run[-1].text
    return all(is_word(word.text) for word in run) or page.small[last] + page.capital[last] > 1


def _opens_as_term(page: Page, text: str, run: list[Word]) -> bool:
    """Whether a sentence opens with a term that the rest of it tells: `Chromatin is found inside the nucleus`."""
    said = text[run[0].start : run[-1].end]
    return min(frequency(word.text) for word in run) < RARE or _is_term_here(page, said)


def _is_term_here(page: Page, said: str) -> bool:
    """Whether the page has a heading of this name, marks it or explains it."""
    folded = said.casefold()
    return folded in page.terms or folded.removesuffix("s") in page.terms or f"{folded}s" in page.terms


def _is_held_back(text: str, start: int, rest: str) -> bool:
    """Whether what stands before a gap makes it no question, or all that is left stands in brackets."""
    return bool(_HELD_BACK.search(text[:start])) or not content_words(re.sub(r"\([^()]*\)", "", rest))


def can_be_missing(page: Page, text: str, start: int, end: int) -> bool:
    """Whether the gap can be filled only once: its words stand nowhere else in the sentence, and most of it is left."""
    answer = text[start:end].strip(" .,;:")
    if re.search(r"[/\\^_{}’']$|[/\\^_{}]|n[’']t\b", answer) or re.match(
        r"[\^_{}⁻⁺⁰¹²³⁴-⁹]|[’']\w|\s*[×x^]\s*10", text[end:]
    ):
        return False
    rest = f"{text[:start]} {text[end:]}"
    others = {word.casefold() for word in WORD.findall(rest)}
    telling_words = content_words(answer)
    if not (telling_words or answer[:1].isdigit()) or _is_held_back(text, start, rest):
        return False
    if re.search(r"(?:,|\band|\bor|&|/) *$", text[:start]) and re.match(r"\s*(?:,|and\b|or\b|&|/|$|\.$)", text[end:]):
        return False  # one of a row, which much else would fill
    if re.match(r"\s*(?:and\b|or\b|&|/|, \w+(?:,| and| or))", text[end:]):
        return False
    left = content_words(rest)
    telling = any(frequency(word) < RARE or page.is_name(word) for word in left)
    return (
        len(left) >= FEWEST_LEFT - telling
        and not any(word.casefold() in others for word in telling_words)
        and not text[:start].rstrip().endswith("(")
    )


def _scheme(answer: str, what: str) -> tuple[str, int]:
    dates = find_dates(answer)
    if what == "date" and dates:
        return dates[0].scheme()
    written = term(answer) if what == "term" else phrase(answer)
    return (f"{written} [1]", 1) if written else ("", 0)
