"""Gaps in the notes' own sentences: the surest grammar there is.

What is missing: what its writer marked (bold or highlighted), a date, a number, a name, a term that the page has elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.notes.blanks import DOUBTFUL, Blank, blanks, can_be_missing, scheme_of
from quizzes.notes.clauses import clause_of, is_noun_phrase
from quizzes.notes.dates import MONTHS
from quizzes.notes.kinds import Example
from quizzes.notes.kinds.dates import only_date
from quizzes.notes.page import WORD, Asked, Page, Unit, content_words, has_verb, hint_of
from quizzes.notes.subjects import Sentence, is_headless, is_task, with_subject
from quizzes.notes.tags import word_at
from quizzes.notes.values import SURE_FROM, Span
from quizzes.notes.wording import gives_away, leans, without_link

GAP = "______"
OTHER_WORDS = "other words may fill this gap: check, or add them"
NO_SUBJECT = "the notes leave the subject out: say what this is about"
FEWEST, MOST = 4, 42  # words in the sentence
MOST_A_SENTENCE = 2  # gaps
LONGEST_SUBJECT = 8  # words of what a chain is about
FEWEST_IN_LINK = 2  # words that say something, of what a chain says of its subject
_NOUN = frozenset(["name", "word", "words"])
# `9th Nov – 16 killed`: the day goes on with what the line before began.
_DAY = re.compile(
    rf"(?:on )?\d{{1,2}}(?:st|nd|rd|th)? (?:{'|'.join(month[:3] for month in MONTHS)})\w*\.?", re.IGNORECASE
)
_HALF = re.compile(r"(?:whether|that|which|who|whose|where|when|how|why)\b")

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
    Example(
        "The great dyke – led to hyperinflation – the old monks fled at night to Shropshire",
        ready=("Fill in the missing name: “The great dyke – the old monks fled at night to ______”",),
        to_check=("Fill in the missing word: “The great dyke – led to ______”",),
    ),
    Example(
        "The women of the old town fought Catherine of Aragon.",
        {"Fill in the missing name: “The women of the old town fought ______”": "Catherine of Aragon [1]"},
    ),
    Example(
        "The monkeys spent most of the time with the cloth mother. Monkeys need warmth.",
        to_check=("Fill in the missing word: “The ______ spent most of the time with the cloth mother”",),
    ),
    Example(
        "Long veins often hold small valves against backflow of blood.",
        ready=("Fill in the missing word: “Long veins often hold small valves against ______ of blood”",),
    ),
    Example("9th Nov – 16 guards fled to Shropshire – the old king fled to Cornwall", never=("Fill",)),
    Example(
        "1927 – Nationalist army – attacked the crowds in Shanghai",
        {"Fill in the missing name: “1927 – Nationalist army – attacked the crowds in ______”": "Shanghai [1]"},
    ),
    Example(
        "A war scare followed by the autumn of 1927 in all towns",
        never=("Fill in the missing date: “A war scare is",),
    ),
    Example("Lignin is very strong.", never=("Fill",)),
    Example(
        "Wax and some sugars dissolve quickly in nonpolar molecules.",
        {"Fill in the missing words: “Wax and some sugars dissolve quickly in ______”": "nonpolar molecules [1]"},
    ),
    Example(
        "The long sea wall gives shelter from large cyclones to ships.",
        {
            "Fill in the missing word: “The long sea wall gives shelter from large ______ to ships”": "cyclones [1]",
        },
    ),
    Example(
        "The index is the fraction of factories shut at night. A fraction tells little.",
        never=("Fill in the missing word: “The index is the ______ of",),
    ),
    Example(
        "A rat in the maze may press either lever at night. The lever is red.",
        never=("Fill in the missing word: “A rat in the maze may press either ______",),
    ),
    Example(
        "# Brunel\nThe bridge over the gorge was drawn by Brunel. Trains of Brunel ran far. Ships of Brunel sank.",
        never=("Fill in the missing name: “The bridge over the gorge was drawn by ______”",),
    ),
    Example(
        "Over the past 20 years the Dutch mills have drained 12m hectares.",
        {"Fill in the missing number: “Over the past 20 years the Dutch mills have drained ______ hectares”": ""},
        never=("Fill in the missing number: “Over the past ______",),
    ),
    Example(
        "The king lost 12m men, and every bond is ionic from **1.8+** on.",
        {
            "Fill in the missing number: “The king lost ______ men, and every bond is ionic from 1.8+ on”": "12 million / 12m [1]",
            "Fill in the missing number: “The king lost 12m men, and every bond is ionic from ______ on”": "1.8 [1]",
        },
        never=("Fill in the missing term",),
    ),
    Example(
        "whether the defendant held himself out to be a surgeon or expert",
        never=("Fill",),
    ),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Gaps in a sentence that stands alone, the surest first."""
    if len(unit.parts) > 2 and unit.sign == "–":
        for text in _links(unit):
            yield from gaps_in(page, unit, Sentence(text), marked=(), after=len(unit.parts[0]))
        return
    said = with_subject(page, unit)
    if not (said.about or said.guess):
        said = Sentence(without_link(unit.text).rstrip(" .!"))  # in the notes' own words
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
    subject, facts = unit.parts[0], unit.parts[1:]
    if only_date(subject) and is_noun_phrase(facts[0]):
        subject, facts = f"{subject} – {facts[0]}", facts[1:]
    if leans(subject) or _DAY.fullmatch(subject) or len(subject.split()) > LONGEST_SUBJECT:
        return []
    said = [part for part in facts if has_verb(f"{subject} {part}") and not leans(part)]
    return [f"{subject} – {part}" for part in said if FEWEST <= len(WORD.findall(f"{subject} {part}")) <= MOST]


def gaps_in(page: Page, unit: Unit, said: Sentence, marked: tuple[Span, ...], after: int) -> Iterator[Asked]:
    """Gaps in a sentence, none before `after`, its subject."""
    text = said.text
    doubt = said.guess or (NO_SUBJECT if is_headless(text) else "")
    for blank in _chosen(page, text, marked, after):
        answer = text[blank.start : blank.end]
        scheme, marks = scheme_of(answer, blank.what)
        shown = re.sub(r"[“”\"]", "’", f"{text[: blank.start]}{GAP}{text[blank.end :]}".strip(" ,;:."))
        thin = blank.what in _NOUN and unit.sign == "–" and _is_thin(text[after : blank.start] + text[blank.end :])
        likely = min(blank.sure, 0.6 if doubt else 1.0, DOUBTFUL if thin else 1.0)
        why = doubt or ("" if likely >= SURE_FROM else OTHER_WORDS)
        stem = f"Fill in the missing {blank.what}{_about(page, unit, text, answer)}: “{shown}”"
        yield Asked(stem, scheme, answer, "gap", likely, marks, why)


def _chosen(page: Page, text: str, marked: tuple[Span, ...], after: int) -> list[Blank]:
    """The places of a sentence that tell most: one name or word, and before it what is marked, a date or a number."""
    fair: dict[str, Blank] = {}
    for blank in blanks(page, text, marked):
        answer = text[blank.start : blank.end]
        if (
            blank.start >= after
            and can_be_missing(page, text, blank.start, blank.end)
            and scheme_of(answer, blank.what)[0]
        ):
            fair.setdefault(answer.casefold(), blank)
    nouns = [blank for blank in fair.values() if blank.what in _NOUN][:1]
    others = [blank for blank in fair.values() if blank.what not in _NOUN]
    sure_nouns = sum(blank.sure > DOUBTFUL for blank in nouns)
    return (others[: MOST_A_SENTENCE - sure_nouns or 1] + nouns)[:MOST_A_SENTENCE]


def _is_thin(rest: str) -> bool:
    """`led to ______`: so little is said that much else would fill the gap."""
    return len(content_words(rest)) < FEWEST_IN_LINK


def _about(page: Page, unit: Unit, text: str, answer: str) -> str:
    """The topic in brackets where the notes leave the subject out."""
    first = word_at(text)
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
    if _HALF.match(text) or text.count("(") != text.count(")") or re.search(r"[{}|\\=→]|https?:|->|^\(", text):
        return False
    return has_verb(text) and not leans(text) and not is_task(text)
