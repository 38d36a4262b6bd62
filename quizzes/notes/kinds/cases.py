"""Cases of the law: what was held in one, in which it was, and when: `Smith v Jones (1902)` above its lines, or behind a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.notes.kinds import Example
from quizzes.notes.meanings import first_part
from quizzes.notes.page import Asked, Page, Unit, content_words
from quizzes.notes.schemes import phrase
from quizzes.notes.telling import telling
from quizzes.notes.tokens import sentences
from quizzes.notes.wording import hidden, leans, question, quoted

LONGEST_SAID, FEWEST_TELLING, MOST_LINES = 40, 4, 2  # words of what was said; of it that say something; lines of a case
_CASE = r"(?:Re |In re )?(?P<first>[A-Z][\w’'.&-]*(?: (?:[A-Z&][\w’'.&-]*|of|and|the|No|\d)){0,6}) v\.? (?P<second>[A-Z][\w’'.&-]*(?: (?:[A-Z&][\w’'.&-]*|of|and|the|\(No\.? ?\d{1,2}\)|No \d{1,2})){0,7})"
_TITLE = re.compile(rf"(?P<case>{_CASE})(?:,? [(\[](?P<year>1[5-9]\d\d|20\d\d)[)\]].*)?$")
_BEHIND = re.compile(
    rf"(?:\s+[–—-]\s+|\s*[(\[](?:see )?)(?P<case>{_CASE})(?:,? ?[(\[]?(?P<year>1[5-9]\d\d|20\d\d)[)\]]*)?[)\]]?\.?$"
)
_HELD = re.compile(r"(?:It was |The court |Court )?held(?: that|:)? (?P<said>.+)$", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:Held|Holding|Ratio|Principle|Rule|Decision|Judgment|Outcome)\s*[:–-]\s+(?P<said>.+)$", re.IGNORECASE
)

EXAMPLES = (
    Example(
        "## Smith v Jones (1902)\nA baker sold stale bread to a blind man at night.\nHeld that a baker owes a duty of care to all who eat the bread.",
        {
            "In which year was Smith v Jones decided?": "1902 [1]",
            "Which case is meant: “A baker sold stale bread to a blind man at night”?": "Smith v Jones / Smith [1]",
            "In which case was it held that a baker owes a duty of care to all who eat the bread?": "Smith v Jones / Smith [1]",
            "What was held in Smith v Jones?": "",
        },
    ),
    Example(
        "## Smith v Jones (1902)\n- **Holding:** A baker owes a duty of care to all who eat the bread.",
        {
            "In which case was it held that a baker owes a duty of care to all who eat the bread?": "Smith v Jones / Smith [1]"
        },
    ),
    Example(
        "Nobody is bound to take great expense to avoid a small harm - Smith v Jones (1902)",
        {
            "Which case goes with this: “Nobody is bound to take great expense to avoid a small harm”?": "Smith v Jones / Smith [1]"
        },
    ),
    # What points back, says too little, names its case; what is no case.
    Example("## Smith v Jones (1902)\nHe sold bread.", never=("Which", "In which case")),
    Example(
        "## Smith v Jones (1902)\nSmith v Jones was about the bread of a blind man.",
        never=("Which case is meant: “Smith",),
    ),
    Example("## Mitosis v Meiosis\nTwo new cells are made of one in the first of both.", never=("Which case",)),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask about a case under its name, and for the case behind a rule."""
    if unit.kind == "row":
        return
    if title := _case_above(page, unit):
        yield from _of_case(page, unit, title)
    elif (behind := _BEHIND.search(unit.text)) and _says_enough(said := unit.text[: behind.start()].strip(" .,–-")):
        stem = f"Which case goes with this: {quoted(said)}?"
        yield Asked(stem, _scheme(behind), behind["case"], "term", 0.7)


def _case_above(page: Page, unit: Unit) -> re.Match[str] | None:
    """The heading that a unit stands under, where it is the name of a case: it has a year, or something was held.

    `Mitosis v Meiosis` is none.
    """
    parent = page.blocks[unit.place].parent
    title = _TITLE.match(page.blocks[parent].text) if parent >= 0 and unit.opens else None
    if title is None or title["year"]:
        return title
    below = [page.blocks[place].text for place in page.children[parent]]
    return title if any(_HELD.match(text) or _LABEL.match(text) for text in below) else None


def _of_case(page: Page, unit: Unit, title: re.Match[str]) -> Iterator[Asked]:
    parent = page.blocks[unit.place].parent
    nth = page.children[parent].index(unit.place)
    lines = (page.blocks[parent].lines[0], unit.lines[1])
    if not nth and title["year"]:
        stem = f"In which year was {title['case']} decided?"
        yield Asked(stem, f"{title['year']} [1]", title["year"], "date", 0.8, lines=lines)
    text = sentences(unit.text)[0][1].rstrip(" .") if unit.text else ""
    held = _HELD.match(text) or _LABEL.match(text)
    said = first_part(held["said"].strip(" .")) if held else text
    if not _says_enough(said) or hidden(said, title["first"]) != said:
        return
    if held:
        stem = question(f"In which case was it held that {page.lowered(said)}")
        yield Asked(stem, _scheme(title), title["case"], "term", 0.7, lines=lines)
    elif nth < MOST_LINES and len(unit.parts) == 1:
        yield Asked(f"Which case is meant: {quoted(said)}?", _scheme(title), title["case"], "term", 0.7, lines=lines)
    if held and not _LABEL.match(text):
        asks = f"What was held in {title['case']}?"
        why = "add other wordings that mean the same"
        yield Asked(asks, telling(said, asks.split()), said, "label", 0.6, why=why, lines=lines)


def _says_enough(said: str) -> bool:
    """Whether what was said tells which case it was."""
    return len(content_words(said)) >= FEWEST_TELLING and len(said.split()) <= LONGEST_SAID and not leans(said)


def _scheme(case: re.Match[str]) -> str:
    return f"{phrase(case['case'])} / {phrase(case['first'])} [1]"
