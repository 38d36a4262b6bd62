"""Essays: one a section that has enough to say, with its key points as the scheme. Always to be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.english.words import frequency
from quizzes.notes.clauses import is_noun_phrase
from quizzes.notes.dates import find_dates
from quizzes.notes.kinds import Example
from quizzes.notes.page import WORD, Asked, Page, Unit, content_words, has_verb, hint_of, is_trivial_title
from quizzes.notes.schemes import phrase
from quizzes.notes.wording import order

FEWEST_POINTS = 5
MOST_POINTS = 12
MOST_MARKS = 8
LONGEST_COMMENT = 110
WHY = "an essay: check its key points"

_FLOOD = """## The flood of Boscastle
Heavy rain fell on the moor above the village in August.
Two rivers meet in the steep valley behind the harbour.
Cars blocked the bridge, so that the water rose behind it.
Helicopters rescued a hundred people from their roofs.
Engineers widened the channel and lowered the car park.
"""

EXAMPLES = (
    Example(
        _FLOOD, {"Write a short essay on the topic “The flood of Boscastle”. Support your answer with examples.": ""}
    ),
    Example(_FLOOD.replace("## The flood of Boscastle", "## Key terms"), never=("Write",)),
    Example(_FLOOD.replace("## The flood of Boscastle", "## Exam tips"), never=("Write",)),
    Example(_FLOOD.replace("## The flood of Boscastle", "## The rivers met and it rained"), never=("Write",)),
    Example(
        "## Rivers and seas\n"
        + "\n".join(f"- {word}: a kind of water" for word in ("Lake", "Pond", "Spring", "Sea", "Bay", "Gulf")),
        never=("Write",),
    ),
    Example("## Rivers\nThe rain falls on high hills.", never=("Write",)),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """The essay of a section, at its first unit."""
    units = page.by_topic.get(unit.topic, []) if unit.topic else []
    if not units or units[0] is not unit or not _is_topic(unit.topic):
        return
    run = _run(units)
    known = {word.casefold() for word in WORD.findall(unit.topic)}
    stems: dict[str, str] = {}
    for other in run:
        if point := _key_point(page, other, known):
            stems.setdefault(point, other.text)
    if len(stems) < FEWEST_POINTS:
        return
    chosen = list(stems)[:: max(1, -(-len(stems) // MOST_POINTS))][:MOST_POINTS]
    marks = min(MOST_MARKS, len(chosen))
    # The notes' own words stand above each point: a key point is a few of them, and its marker should see which.
    scheme = "\n".join([f"any {marks} from:", *(f"    # {_clipped(stems[one])}\n    {one} [1]" for one in chosen)])
    support = "dates and names" if any(find_dates(other.text) for other in run) else "examples"
    stem = order(f"Write a short essay on the topic “{unit.topic}”. Support your answer with {support}")
    yield Asked(stem, scheme, "", "essay", 0.5, marks, WHY, lines=(run[0].lines[0], run[-1].lines[1]))


def _is_topic(topic: str) -> bool:
    return (
        bool(hint_of(topic)) and not is_trivial_title(topic) and is_noun_phrase(topic) and len(content_words(topic)) > 1
    )


def _run(units: list[Unit]) -> list[Unit]:
    """The units that follow each other: sections of the same title far apart are two."""
    run = units[:1]
    for unit in units[1:]:
        if unit.lines[0] - run[-1].lines[1] > 6:
            break
        run.append(unit)
    return run


def _key_point(page: Page, unit: Unit, known: set[str]) -> str:
    """What a sentence says that an essay should hold: its rarest word with one or more of the next."""
    if unit.kind == "row" or (len(unit.parts) > 1 and unit.sign in {":", "="}) or not has_verb(unit.text):
        return ""
    words = [word.strip("’'") for word in content_words(unit.text)]
    rare = [
        word for word in dict.fromkeys(words) if word.casefold() not in known and len(word) > 3 and not word.isdigit()
    ]
    rare = sorted(rare, key=lambda word: (not page.is_name(word), frequency(word), word))[:4]
    rare += [date.year for date in find_dates(unit.text)][:1]
    if len(rare) < 3:
        return ""
    first, *others = (phrase(word) for word in rare)
    return f"{first} + {{{' / '.join(others)}}}"


def _clipped(said: str) -> str:
    """A line of the notes on one line, cut at a word where it is long."""
    line = re.sub(r"[\[\]]", "", " ".join(said.split()))
    return line if len(line) <= LONGEST_COMMENT else line[:LONGEST_COMMENT].rpartition(" ")[0] + " …"
