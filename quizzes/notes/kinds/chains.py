"""Chains: `cause → effect → effect`, and what a line with dashes says of its subject (`subject – fact – fact`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from quizzes.notes.clauses import is_noun_phrase, phrase_is_plural
from quizzes.notes.dates import find_dates
from quizzes.notes.kinds import Example
from quizzes.notes.kinds.dates import only_date
from quizzes.notes.kinds.people import is_person
from quizzes.notes.outline import split_parts
from quizzes.notes.page import Asked, Page, Unit, content_words, has_verb, hint_of
from quizzes.notes.schemes import meaning, phrase, points, term
from quizzes.notes.wording import NUMBERS, gives_away, hidden, leans, named, order, question, quoted

LONGEST_LINK, LONGEST_FACT, LONGEST_SUBJECT = 12, 20, 5
MOST = 3
_ARROWS = re.compile(r"->|=>|→|⇒|⟶")
FEWEST_TELLING = 5  # words that tell what is meant
SAY_WHAT = "the notes only list these: say in the question what is asked"

EXAMPLES = (
    Example("Deforestation → faster run-off", {"What does deforestation lead to?": "faster run-off [1]"}),
    Example(
        "Heavy rain → full rivers → floods",
        {
            "Fill in what is missing: “Heavy rain → ______ → floods”": "full rivers [1]",
            "Fill in what is missing: “Heavy rain → full rivers → ______”": "floods [1]",
        },
    ),
    Example("Rent goes up → tenants leave", {"Fill in what follows: “Rent goes up → ______”": "tenants leave [1]"}),
    Example(
        "Dawes Plan – Charles Dawes – loans for Germany",
        {"Give two points about the Dawes Plan.": "Charles Dawes [1]\nloans for Germany [1]"},
    ),
    Example(
        "## Housing\nDutch traders – drained the fens – sold cheese – built canals",
        {"Give three points about Dutch traders (housing).": "drained the fens [1]\nsold cheese [1]\nbuilt canals [1]"},
    ),
    Example(
        "Dawes Plan – it helped for years – loans for Germany – coal and iron",
        {"Give two points about the Dawes Plan.": "loans for Germany [1]\ncoal and iron [1]"},
    ),
    Example(
        "# Breathing\nPath of air: nose → throat → lungs",
        {"Fill in what is missing (path of air, breathing): “nose → ______ → lungs”": "throat [1]"},
    ),
    Example("Roger Taney → secretary of state", {"Fill in what follows: “Roger Taney → ______”": ""}),
    Example(
        "Dutch traders – 1650s – drained the wet fens – sold cheese to London",
        {"What is meant: “drained the wet fens – sold cheese to London”?": "Dutch traders [1]"},
    ),
    Example(
        "1921 – Kronstadt – a mutiny of angry sailors – bread and free soviets",
        {"Who or what is meant: “a mutiny of angry sailors – bread and free soviets”?": "Kronstadt [1]"},
    ),
    Example("Effects – loans for the towns – coal and iron for the army", never=("What is meant",)),
    # Reactions, single signs, what points elsewhere, a chain of only two, dated events.
    Example("2H₂ + O₂ → 2H₂O", never=("What", "Fill")),
    Example("This → floods", never=("What", "Fill")),
    Example("It – rained – for days", never=("Give",)),
    Example("Lenin – trade", never=("Give",)),
    Example("1921 – peace – trade", never=("Give",)),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask for the links of a chain."""
    if unit.kind == "row" or len(unit.parts) < 2:
        return
    if unit.sign == ":" and len(parts := split_parts(unit.parts[1])[1]) > 2 and "→" in _ARROWS.sub("→", unit.parts[1]):
        yield from _links(page, parts, _named_chain(page, unit))
        return
    if unit.sign == "→":
        yield from _arrows(page, unit)
    elif unit.sign == "–" and len(unit.parts) > 2:
        yield from _told_of(page, unit)
        yield from _facts(page, unit)


def _arrows(page: Page, unit: Unit) -> Iterator[Asked]:
    parts = [part.strip(" .") for part in unit.parts]
    if not all(map(_is_link, parts)) or leans(parts[0]):
        return
    if len(parts) == 2:
        left, right = parts
        if is_noun_phrase(left) and not has_verb(right) and not page.is_name(left.rsplit(maxsplit=1)[-1]):
            do = "do" if phrase_is_plural(left) else "does"
            stem = question(f"What {do} {named(left, page)} lead to")
        else:
            stem = f"Fill in what follows: “{left} → ______”"
        yield Asked(stem, f"{_point(right)} [1]", right, "consequence", 0.7)
        return
    yield from _links(page, parts, "")


def _named_chain(page: Page, unit: Unit) -> str:
    """What stands before a chain's colon, in brackets, with the heading where it is a label: `Path (breathing)`."""
    name, topic = page.plain_case(unit.parts[0]), hint_of(unit.topic)
    about = (
        f", {page.plain_case(topic)}" if topic and not gives_away(name, topic) and not gives_away(topic, name) else ""
    )
    return f" ({name}{about})"


def _links(page: Page, parts: Sequence[str], about: str) -> Iterator[Asked]:
    """A gap for each link of a chain but the first."""
    parts = [part.strip(" .") for part in parts]
    if not all(map(_is_link, parts)) or leans(parts[0]):
        return
    for place, part in list(enumerate(parts))[1:]:
        shown = " → ".join("______" if number == place else other for number, other in enumerate(parts))
        if not gives_away(f"{shown} {about}", part):
            yield Asked(f"Fill in what is missing{about}: “{shown}”", f"{_point(part)} [1]", part, "gap", 0.7)


def _is_link(text: str) -> bool:
    """Whether a link says something in words: no reaction, no bare sign."""
    return bool(re.search(r"[^\W\d_]{3}", text)) and not re.search(r"[+=⇌]", text) and len(text.split()) <= LONGEST_LINK


def _facts(page: Page, unit: Unit) -> Iterator[Asked]:
    """Several things told of one subject without a verb: always to be checked."""
    subject, said = unit.parts[0], [part.strip(" .,") for part in unit.parts[1:]]
    if not _is_subject(page, subject):
        return
    said = [one for one in said if _is_fact(one)]
    written = list(dict.fromkeys(filter(None, map(_point, said))))
    number = min(len(written), MOST)
    if number < 2:
        return
    topic = hint_of(unit.topic)
    where = f" ({page.plain_case(topic)})" if topic and not gives_away(topic, subject) else ""
    stem = order(f"Give {NUMBERS[number]} points about {named(subject, page)}{where}")
    yield Asked(stem, points(written, asked=number), "; ".join(said), "points", 0.5, number, SAY_WHAT)


def _told_of(page: Page, unit: Unit) -> Iterator[Asked]:
    """What the parts of a chain together tell of its subject, the other way round: always to be checked."""
    parts = [part.strip(" .,") for part in unit.parts]
    if find_dates(parts[0]) and only_date(parts[0]):
        parts = parts[1:]
    subject, said = parts[0], [one for one in parts[1:] if not only_date(one) and _is_fact(one)][:MOST]
    quote = hidden(" – ".join(said), subject)
    if len(parts) < 2 or not _is_known_by(page, subject, quote):
        return
    topic = hint_of(unit.topic)
    where = f" ({page.plain_case(topic)})" if topic and not gives_away(topic, subject) else ""
    person = is_person(page, subject)
    asks = "What is meant" if not person else "Who is meant" if " " in subject else "Who or what is meant"
    yield Asked(
        f"{asks}{where}: {quoted(quote)}?",
        f"{term(subject)} [1]",
        subject,
        "term",
        0.6,
        why="check that this tells which is meant",
    )


def _is_known_by(page: Page, subject: str, said: str) -> bool:
    """Whether so much is told of a subject that it can be named."""
    bare = re.sub(r"\s*\([^()]*\)", "", subject)
    named_well = (
        len(bare.split()) <= LONGEST_SUBJECT and not leans(bare) and not find_dates(bare) and not page.is_label(bare)
    )
    return (
        named_well and len(content_words(said)) >= FEWEST_TELLING and not has_verb(bare) and not gives_away(said, bare)
    )


def _is_subject(page: Page, text: str) -> bool:
    """Whether the first part of a chain names what the rest is said of."""
    short = len(text.split()) <= LONGEST_SUBJECT and is_noun_phrase(text) and not text[0].isdigit()
    return short and not leans(text) and not find_dates(text) and not page.is_label(text)


def _is_fact(text: str) -> bool:
    return bool(content_words(text)) and len(text.split()) <= LONGEST_FACT and not leans(text)


def _point(said: str) -> str:
    return phrase(said) if len(content_words(said)) <= 3 else meaning(said)
