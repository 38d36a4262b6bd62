"""Other names: what letters stand for, what a thing is also called, what stands in brackets behind a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.english.words import frequency, is_word
from quizzes.notes.asking import ask as ask_meaning
from quizzes.notes.clauses import is_noun_phrase
from quizzes.notes.dates import find_dates
from quizzes.notes.kinds import Example
from quizzes.notes.meanings import is_meaning, is_term
from quizzes.notes.page import Asked, Page, Unit, content_words, has_verb
from quizzes.notes.schemes import phrase, term
from quizzes.notes.statements import is_clause, thing_before
from quizzes.notes.subjects import subject_above
from quizzes.notes.tags import tagged, word_at
from quizzes.notes.wording import gives_away, leans, named, question
from quizzes.notes.words import word_list

_SHORT_LAST = re.compile(r"(?P<long>(?:[A-Za-z][\w’'-]*[ -]){1,7}[A-Za-z][\w’'-]*) \((?P<short>[A-Z]{2,6})s?\)")
_SHORT_FIRST = re.compile(
    r"\b(?P<short>[A-Z]{2,6})s? (?:\(|= |stands for )(?P<long>[A-Za-z][A-Za-z’' -]{4,60})(?:\)|$|[.,;])"
)
_ALSO = re.compile(
    r"^(?P<thing>[^,;:()]{3,60}?),? (?:which )?(?:(?:is|are|can|may|could) )?(?:be )?(?:also |sometimes |otherwise |often )(?:be )?"
    r"(?:called|known as|referred to as|termed) (?:the |an? )?(?P<name>[^,;:.()]{2,50}?)(?= (?:and|which|because|when|by|in|or)\b|[,;:.()]|$)"
)
_ALSO_BARE = re.compile(r"^Also (?:called|known as) (?:the |an? )?(?P<name>[^,;:.()]{2,50})[.]?$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(?<=\w) \((?:i\.e\.?,? )?(?P<gloss>[^()]{3,140})\)")
_NO_GLOSS = re.compile(
    r"(?:e\.?g|see|or |and |not |such|like|unlike|compared|as |incl|esp|about|around|approx|also|usually|often|especially|mainly|now|then|formerly|which|who|where|when|if|in |on |at |for |from |by |to |with |due |because|caus|through |thanks |\d|(?-i:[A-Z])[\w’'-]+(?:,| &| and| et)|.*\d{4})",
    re.IGNORECASE,
)
_WHOLE = frozenset(["AT0", "AJ0", "AJC", "AJS", "NN0", "NN1", "NN2", "NP0", "UNC", "VVG", "CRD", "ORD", "PRF", "CJC"])
RARE, FEWEST_TELLING = 400_000, 3  # how often a word stands in texts that is a name; words that say something
_GLOSSED = re.compile(r"(?P<name>[^()]{3,50}) \((?P<gloss>[^()]{8,120})\)[.]?")

EXAMPLES = (
    Example(
        "The New Economic Policy (NEP) brought back trade.", {"What does NEP stand for?": "New Economic Policy [1]"}
    ),
    Example("STI (sexually transmitted infection)", {"What does STI stand for?": "sexually transmitted infection [1]"}),
    Example(
        "Infractions, which can also be called violations, bring a fine.",
        {"What is another name for infractions?": "violations [1]"},
    ),
    Example(
        "## Plasma membrane\nAlso called the cell membrane.",
        {"What is another name for the plasma membrane?": "cell membrane [1]"},
    ),
    Example(
        "# Organs\n- Thymus (where T cells ripen slowly)\n- Spleen (filters the old blood)",
        {"What filters the old blood?": "Spleen [1]"},
    ),
    Example(
        "## Persephone\n- Also called Kore or Cora",
        {"What is another name for Persephone?": "Kore / Cora [1]"},
    ),
    Example(
        "It can be read from the truth of the end of suffering (nirodha).",
        {"What name is given to the truth of the end of suffering?": "nirodha [1]"},
    ),
    Example(
        "Rutter tells privation (never having formed a bond at all) from deprivation (the loss of a bond).",
        {
            "Which term is meant: “never having formed a bond at all”?": "privation [1]",
        },
    ),
    Example("The old man of the hills (Smith, Jones and others in the town) was wise.", never=("Which", "What")),
    Example(
        "The old hill of the king (large) was high; the flat hill (round and not at all steep) was low.",
        never=("Which", "What"),
    ),
    # Letters that are no initials, what points elsewhere, brackets that explain nothing, years.
    Example(
        "# Memory\n- ROM (read-only memory)\n- RAM (random access memory)",
        never=("Which term is meant", "What is meant"),
    ),
    Example("The longest river (NILE) floods.", never=("What does",)),
    Example("It is also called the confluence.", never=("What is another",)),
    Example("A cell wall is also called a wall.", never=("What is another",)),
    Example(
        "# Poets\n- Ezra Pound (1885 to 1972 in Idaho)\n- Mina Loy (1882 to 1966 in London)", never=("Who", "Which")
    ),
    Example(
        "# Prices\n- Raised taxes (hurts the poor most)\n- Lowered rents (helps the poor most)", never=("Which", "What")
    ),
    Example(
        "# Prices\n- Inflation (due to rising rents)\n- Deflation (through falling rents)", never=("Which", "What")
    ),
    Example("# Leaves\n- Stoma (lets some gases through)\n- Xylem\n- Phloem\n- Cuticle", never=("What lets",)),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask what letters stand for, for another name, and which name goes with what stands in brackets."""
    if unit.kind == "row":
        return
    yield from _letters(unit)
    yield from _also(page, unit)
    if (
        len(unit.parts) == 1
        and unit.alone
        and unit.kind in {"item", "step"}
        and (match := _GLOSSED.fullmatch(unit.text))
    ):
        name, gloss = match["name"].strip(), match["gloss"].strip()
        if _explains(page, unit, name, gloss):
            yield from ask_meaning(page, unit, name, gloss, sure=0.8)
        elif _is_name(gloss):
            yield from _other_name(page, _whole_before(name), gloss)
        return
    yield from _bracketed(page, unit)


def _bracketed(page: Page, unit: Unit) -> Iterator[Asked]:
    """`privation (never having formed a bond)`, `the cycle of rebirth (samsara)`: what stands in brackets behind a noun."""
    for match in _IN_BRACKETS.finditer(unit.text):
        before, gloss = unit.text[: match.start()], match["gloss"].strip()
        if _NO_GLOSS.match(gloss) or find_dates(gloss):
            continue
        if _is_name(gloss):
            yield from _other_name(page, _whole_before(before), gloss)
            continue
        name = re.sub(r"^(?:both|either|the|an?) ", "", thing_before(unit.text, tagged(before)))
        if name and not _spelt_out_either(name, gloss) and _tells_what(page, name, gloss):
            yield from ask_meaning(page, unit, name, gloss, sure=0.7)


def _other_name(page: Page, thing: str, name: str) -> Iterator[Asked]:
    """`the cycle of rebirth (samsara)`."""
    if len(content_words(thing)) > 1 and not gives_away(thing, name):
        yield Asked(
            question(f"What name is given to {named(page.plain_case(thing), page)}"),
            f"{term(name)} [1]",
            name,
            "term",
            0.7,
        )


def _whole_before(text: str) -> str:
    """The noun phrase that a text ends in, with what hangs on it by `of`: `the truth of the cause of suffering`."""
    words = tagged(text)
    start = len(words)
    while start and words[start - 1].tag in _WHOLE:
        start -= 1
    phrase = text[words[start].start :] if start < len(words) else ""
    return phrase.strip() if is_noun_phrase(phrase) else ""


def _is_name(gloss: str) -> bool:
    """One rare word that is a noun: another name for what stands before it."""
    word = gloss.casefold()
    return (
        gloss.isalpha()
        and len(gloss) > 3
        and frequency(word) < RARE
        and (not is_word(word) or word_at(f"the {word}", -1).noun)
    )


def _tells_what(page: Page, name: str, gloss: str) -> bool:
    """Whether brackets say what a thing is: a noun phrase or what one does, with some words that tell it."""
    fits = is_term(page, name) and is_meaning(gloss) and len(content_words(gloss)) >= FEWEST_TELLING
    return fits and (page.is_term(name) or word_at(gloss).tag in {"VVG", "AT0"}) and not is_clause(gloss)


def _letters(unit: Unit) -> Iterator[Asked]:
    for pattern in (_SHORT_LAST, _SHORT_FIRST):
        for match in pattern.finditer(unit.text):
            if long := _spelt_out(match["short"], match["long"]):
                stem = f"What does {match['short']} stand for?"
                yield Asked(stem, f"{phrase(long)} [1]", long, "term", 0.85)


def _spelt_out(short: str, long: str) -> str:
    """The last words of a text whose first letters are those, as few as may be; "" where they are not."""
    words = long.split()
    for start in range(len(words) - 1, -1, -1):
        parts = [part for part in re.split(r"[\s-]", " ".join(words[start:])) if part]
        longer = [part for part in parts if part.casefold() not in word_list("small")]
        if short.casefold() in {"".join(part[0] for part in some).casefold() for some in (parts, longer)}:
            return " ".join(words[start:])
    return ""


def _also(page: Page, unit: Unit) -> Iterator[Asked]:
    if bare := _ALSO_BARE.match(unit.text):
        thing, name = subject_above(page, unit.place), bare["name"]
    elif match := _ALSO.match(unit.text):
        thing, name = match["thing"], match["name"]
    else:
        return
    if thing and not leans(thing) and _is_other_name(page, thing, name):
        stem = question(f"What is another name for {named(thing, page)}")
        yield Asked(stem, f"{term(name)} [1]", name, "term", 0.85)


def _is_other_name(page: Page, thing: str, name: str) -> bool:
    """Whether a name tells more than the thing's own words."""
    return is_term(page, name) and len(thing.split()) <= 6 and not gives_away(thing, name)


def _explains(page: Page, unit: Unit, name: str, gloss: str) -> bool:
    """Whether brackets say what a bullet's name is, as they do beside it too."""
    beside = [page.blocks[place] for place in page.siblings(unit.place)[:40]]
    alike = sum(bool(_GLOSSED.fullmatch(block.text)) for block in beside)
    if "," in gloss and not has_verb(gloss):
        return False  # `(growth, competitors)`: examples
    if word_at(gloss).tag in {"PRP", "TO0"} or re.match(r"(?:inc|incl|due|esp)\b", gloss) or _is_change(name):
        return False
    fits = is_term(page, name) and is_meaning(gloss) and not find_dates(gloss) and not _spelt_out_either(name, gloss)
    return fits and alike * 2 >= len(beside) and len(content_words(gloss)) > 1


def _is_change(name: str) -> bool:
    """`Increased tax (higher costs)`: what happens, and how or why; no name."""
    first = word_at(name[:1].lower() + name[1:])
    return first.text.endswith("ed") or first.tag in {"AJC", "AJS", "VVG", "AT0"}


def _spelt_out_either(name: str, gloss: str) -> bool:
    return bool(_spelt_out(name, gloss) if name.isupper() else _spelt_out(gloss, name) if gloss.isupper() else "")
