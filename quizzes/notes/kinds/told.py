"""What a sentence tells besides: each clause of it by itself, and who did what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from quizzes.notes.asking import ask as ask_meaning
from quizzes.notes.clauses import Clause, clause_of, denied_clause
from quizzes.notes.dates import find_dates
from quizzes.notes.kinds import Example
from quizzes.notes.kinds.facts import first_clause, is_thing, judged, of_clause
from quizzes.notes.kinds.gaps import OTHER_WORDS, gaps_in
from quizzes.notes.kinds.people import is_person
from quizzes.notes.meanings import first_part, is_said_to_be
from quizzes.notes.page import Asked, Page, Unit, content_words
from quizzes.notes.schemes import escape, meaning, phrase, term
from quizzes.notes.statements import statements
from quizzes.notes.subjects import Sentence, with_subject
from quizzes.notes.tags import tagged, word_at
from quizzes.notes.wording import leans, named, question
from quizzes.notes.words import word_list

FEWEST_IN_GAP = 4  # words that say something in a clause with a gap
LONGEST_COUNTED = 4  # words of what is counted
LONGEST_DEED, FEWEST_TELLING = 24, 3  # words of what somebody did; words of it that say something
_LASTS = frozenset("last live survive take".split())  # noqa: SIM905
_HOW_LONG = re.compile(
    r"(?:for )?(?P<long>(?:about |around |approximately |roughly |over |up to |at least |between )?(?:\d[\d.,]*|a|an|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?:(?:-| to | and )\d[\d.,]*)? (?:second|minute|hour|day|week|month|year|decade|centur)\w*)(?P<rest>.*)$",
    re.IGNORECASE,
)
_SO_TO = re.compile(
    r"(?P<so>(?:\w+ly )?(?:responsible|important|essential|vital|necessary|famous|known|suitable|named|rich|involved|low|high|similar|resistant|sensitive|related|linked|connected|equal|due|adjacent|attached|close|opposed|dependent|based|critical|capable|full|afraid|part|composed|surrounded|covered|separated|protected|supplied|lined|immune)) "
    r"(?P<link>for|in|to|on|of|as|by|with|from|against|at) (?P<what>.+)$"
)
_SHARE = re.compile(
    r"(?P<number>(?:about |around |approximately |roughly |over |nearly |almost |up to )?\d[\d.,]*) ?(?:%|per ?cent) of (?P<rest>.+)$",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"(?P<number>(?:about |around |approximately |roughly |over |nearly |almost |up to |more than |at least )?\d[\d.,]*(?: (?:million|billion|thousand|hundred))?) (?P<rest>[a-z].+)$",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    r"the (?:(?:second|third|fourth|\d(?:nd|rd|th)) )?(?:most|least|largest|smallest|highest|lowest|main|commonest|oldest|longest|strongest|weakest) [a-z][^,;:()]{3,70}$"
)
_QUALITY = re.compile(
    r"(?P<how>(?:(?:more|less|most|very|highly) )?[a-z]+) (?P<link>at|in|during|with|among|after|before|on) (?P<what>[\w -]{3,30})$"
)
_LOOSE_END = re.compile(r"\s[–—-]\s|;\s|, (?:and|but|which|who) ")
_AT_ALL = re.compile(r" (?:at all|whatsoever|of (?:its|their|his|her) own)$")
_LACKS = re.compile(r"no (?!more\b|longer\b|less\b|one\b|idea\b|effect\b|doubt\b|such\b)(?P<what>[a-z].*)$")

EXAMPLES = (
    Example(
        "The glacier, which fills the valley, erodes the bed. Lions eat meat; zebras eat herbs.",
        {"What does the glacier erode?": "bed [1]", "What do zebras eat?": "herbs [1]"},
    ),
    Example(
        "Blood is made in the marrow, which contains fat.",
        {"What does the marrow contain?": "fat [1]"},
    ),
    Example(
        "In 1921, Lenin introduced the tax in kind.",
        {"What did Lenin introduce in 1921?": "tax in kind [1]"},
    ),
    Example(
        "The lens bends light, and the retina is a layer of cells that turns light into signals.",
        {"Which term is meant: “a layer of cells that turns light into signals”?": ""},
    ),
    Example(
        "The red blood cells have no nucleus.",
        {"What do the red blood cells not have?": "nucleus [1]\n    negated: count"},
    ),
    Example("Such lenders do not affect the supply of coins.", never=("What do",)),
    Example(
        "The reserve banks do not affect the money supply.",
        {"What do the reserve banks not affect?": "money supply [1]\n    negated: count"},
    ),
    Example(
        "The pregnancy of a cow lasts about 40 weeks.",
        {"How long does the pregnancy of a cow last?": "about 40 weeks [1]"},
    ),
    Example(
        "Lymphocytes are responsible for the specific response.",
        {"What are lymphocytes responsible for?": "specific response [1]"},
    ),
    Example(
        "About 45% of the blood is made up of red cells.",
        {"What percentage of the blood is made up of red cells?": "45 [1]"},
    ),
    Example("6,300 villagers were killed by the storm.", {"How many villagers were killed by the storm?": "6,300 [1]"}),
    Example("24 hours after the storm was over, the aid came.", never=("How many",)),
    Example("Mary Ainsworth was of a happy and sunny disposition.", never=("Who was",)),
    Example(
        "## Lung cancer\n- second most common cancer in the UK\n- worse at night",
        {
            "What is the second most common cancer in the UK?": "lung cancer [1]",
            "Fill in the missing word: “Lung cancer is worse at ______”": "night [1]",
        },
    ),
    Example("Mary Ainsworth slept late.", never=("Who slept",)),
    Example(
        "The dodo lived on islands, and the old sailors of Portugal ate it with salted butter.",
        {"Fill in the missing words: “The old sailors of Portugal ate it with ______”": ""},
    ),
    Example(
        "Mary Ainsworth developed a test of attachment for young children.",
        {"Who developed a test of attachment for young children?": "(Mary) Ainsworth [1]"},
    ),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask about each clause of a sentence, and what its own kinds of saying tell."""
    if unit.kind == "row" or len(unit.parts) > 2:
        return
    whole = with_subject(page, unit)
    if len(unit.parts) == 1:
        yield from _besides(page, unit, whole, first=True)
    for said in statements(page, unit):
        yield from _besides(page, unit, said, first=False)


def _besides(page: Page, unit: Unit, said: Sentence, *, first: bool) -> Iterator[Asked]:
    counted = list(_counted(said))
    yield from (_set(asked, said.setting) for asked in counted)
    yield from (_set(asked, said.setting) for asked in _denied(page, said))
    clause = clause_of(said.text)
    if counted or clause is None or leans(said.text) or re.search(r"\s[–—-]\s|[=|→]", clause.subject):
        return
    found = list(_of_its_own(page, said, clause))
    if not first:
        found += of_clause(page, said, clause)
        found += _meaning(page, unit, said, clause)
    found += _who(page, said, clause)
    yield from (_set(asked, said.setting) for asked in found)
    if not first and not found and len(content_words(said.text)) >= FEWEST_IN_GAP:
        whole = (
            f"{said.setting[:1].upper()}{said.setting[1:]}, {page.lowered(said.text)}" if said.setting else said.text
        )
        yield from gaps_in(
            page, unit, replace(said, text=whole), marked=(), after=len(said.setting) + len(clause.subject)
        )


def _denied(page: Page, said: Sentence) -> Iterator[Asked]:
    """`Banks do not affect the supply`: what they do not."""
    clause = denied_clause(said.text)
    if clause is None or clause.helper not in {"do", "does", "did"} or leans(said.text):
        return
    does, _, what = first_clause(clause.rest).partition(" ")
    verb = tagged(f"they {does}")[-1]
    if is_thing(what) and verb.tag == "VVB" and verb.base not in word_list("vague"):
        clause = replace(clause, subject=named(clause.subject, page), rest=does)
        asked = _one(clause.ask("What"), what)
        yield judged(page, replace(asked, scheme=f"{asked.scheme}\n    negated: count"), said, clause)


def _counted(said: Sentence) -> Iterator[Asked]:
    """`About 45 % of the blood is made up of cells`, `6,300 people were killed`: how much, how many."""
    if leans(said.text) or find_dates(said.text[:16]):
        return
    if share := _SHARE.match(said.text):
        clause = clause_of(share["rest"])
        opening = "What percentage of"
    elif (share := _MANY.match(said.text)) and _are_counted(share["rest"]):
        clause, opening = clause_of(share["rest"]), "How many"
    else:
        return
    if clause is None or not content_words(clause.rest):
        return
    number = re.sub(r"^[a-z ]+", "", share["number"], flags=re.IGNORECASE)
    rest = _LOOSE_END.split(first_part(share["rest"]))[0]
    yield Asked(
        question(f"{opening} {rest}"),
        f"{phrase(number)} [1]",
        number,
        "fact",
        0.6 if said.guess else 0.75,
        why=said.guess,
    )


def _are_counted(rest: str) -> bool:
    """`people were killed`: a plural that comes before its verb."""
    words = tagged(rest)
    verb = next((place for place, word in enumerate(words) if word.verb), 0)
    if len(words) > 1 and words[1].text in {"after", "before", "later", "ago", "per", "a", "an"}:
        return False
    return (
        0 < verb <= LONGEST_COUNTED
        and (words[0].tag in {"NN2", "AJ0"} or words[0].text == "people")
        and any(word.tag == "NN2" or word.text == "people" for word in words[:verb])
    )


def _set(asked: Asked, setting: str) -> Asked:
    """The question with when or where it was said of: `… in 1921?`"""
    if not setting or not asked.stem.endswith("?") or "“" in asked.stem or asked.marks > 1:
        return asked
    return replace(asked, stem=question(f"{asked.stem[:-1]} {setting}"), turned=None)


def _meaning(page: Page, unit: Unit, said: Sentence, clause: Clause) -> Iterator[Asked]:
    clause = replace(clause, rest=first_part(clause.rest))
    if is_said_to_be(page, clause):
        for asked in ask_meaning(page, unit, clause.subject, clause.rest, sure=0.8):
            yield replace(asked, sure=0.6, why=said.guess) if said.guess else asked


def _of_its_own(page: Page, said: Sentence, clause: Clause) -> Iterator[Asked]:
    """`has no nucleus`, `lasts 120 days`, `is responsible for balance`."""
    clause = replace(clause, subject=named(clause.subject, page))
    rest = first_clause(clause.rest)
    asked = _lacking(clause, rest) or _lasting(clause, rest) or _being_so(clause, rest)
    if asked:
        yield judged(page, asked, said, clause)
    if said.about:  # a half-sentence, that no other kind takes for a whole one
        yield from _how_it_is(said, clause, rest)


def _how_it_is(said: Sentence, clause: Clause, rest: str) -> Iterator[Asked]:
    """`the second most common cancer`, `worse at night`, said under a heading."""
    if clause.helper not in {"is", "are", "was", "were"}:
        return
    if _SUPERLATIVE.match(rest) and re.search(r" (?:of|in|for|among|on|to) ", rest):
        stem = question(f"What {clause.helper} {rest}")
        yield Asked(
            stem, f"{term(clause.subject)} [1]", clause.subject, "term", 0.6 if said.guess else 0.7, why=said.guess
        )
    elif quality := _QUALITY.match(rest):
        words = tagged(f"it is {quality['how']}")
        if words[-1].tag in {"AJ0", "AJC"} and is_thing(quality["what"]):
            what = "words" if " " in quality["what"] else "word"
            shown = f"{clause.subject[:1].upper()}{clause.subject[1:]} {clause.helper} {quality['how']} {quality['link']} ______"
            stem = f"Fill in the missing {what}: “{shown}”"
            yield Asked(
                stem, f"{phrase(quality['what'])} [1]", quality["what"], "gap", 0.6, why=said.guess or OTHER_WORDS
            )


def _lacking(clause: Clause, rest: str) -> Asked | None:
    lacks = _LACKS.match(rest) if clause.base == "have" and not clause.helper else None
    what = _AT_ALL.sub("", lacks["what"]) if lacks else ""
    if not what or not is_thing(what):
        return None
    do = "did" if clause.tense == "VVD" else "do" if clause.plural else "does"
    asked = _one(f"What {do} {clause.subject} not have", what)
    return replace(asked, scheme=f"{asked.scheme}\n    negated: count")


def _lasting(clause: Clause, rest: str) -> Asked | None:
    if clause.helper or clause.base not in _LASTS:
        return None
    if clause.base == "last" and rest.startswith("from ") and " to " in rest:
        return _one(clause.ask_with("How long"), rest)
    long = _HOW_LONG.match(rest)
    after = long["rest"].strip() if long and re.match(r" (?:in|on|at|to) ", long["rest"]) else ""
    return _one(clause.ask_with("How long", after), long["long"]) if long else None


def _being_so(clause: Clause, rest: str) -> Asked | None:
    so = _SO_TO.match(rest) if clause.helper in {"is", "are", "was", "were"} else None
    if not so or not is_thing(so["what"]):
        return None
    return _one(f"What {clause.helper} {clause.subject} {clause.adverb} {so['so']} {so['link']}", so["what"])


def _one(asks: str, answer: str) -> Asked:
    answer = answer.strip(" .,")
    short = len(content_words(answer)) <= 2
    return Asked(question(asks), f"{phrase(answer) if short else meaning(answer)} [1]", answer, "fact", 0.7)


def _who(page: Page, said: Sentence, clause: Clause) -> Iterator[Asked]:
    """`Ainsworth developed a test`: who did."""
    name = clause.subject
    deed = clause.predicate.rstrip(" .")
    if not _is_deed(clause, deed) or not is_person(page, name) or said.guess.startswith("this"):
        return
    deed = _LOOSE_END.split(first_part(deed))[0]
    first, _, last = name.rpartition(" ")
    scheme = f"({escape(first)}) {escape(last)}" if first else phrase(name)
    # One word may be the name of a place or a firm.
    stem = question(
        f"{'Who' if first or page.small['he'] + page.small['she'] + page.small['his'] + page.small['her'] else 'Who or what'} {deed}"
    )
    yield Asked(stem, f"{scheme} [1]", name, "person", 0.6 if said.guess else 0.7, why=said.guess)


def _is_deed(clause: Clause, deed: str) -> bool:
    """Whether what somebody did is told in so many words that it tells who: no `was happy`, no `said so`."""
    telling = content_words(deed)
    return (
        clause.tense == "VVD"
        and (not clause.helper or word_at(f"it {deed}", 2).tag in {"VVN", "VVD"})
        and len(telling) >= FEWEST_TELLING
        and len(deed.split()) <= LONGEST_DEED
        and not leans(deed)
        and not re.search(r"\b(?:his|her|their|its|him|them|it|he|she|they)\b", deed)
    )
