"""Drafts from lists: what a line with a colon, nested bullets or numbered steps have to name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizzes.notes.dates import find_dates
from quizzes.notes.grammar import head_of, is_plural, parse_clause, past_base, present_base, words_of
from quizzes.notes.language import NOUNS_TOO, NUMBER_NAMES, ORDINALS, PRESENT
from quizzes.notes.page import Idea, Page, Unit, hint_of
from quizzes.notes.schemes import expression, points
from quizzes.notes.stems import leans, lower_first, named, order, question
from quizzes.notes.values import Block

MOST_ASKED = 4
LONGEST_LEAD = 12
_LISTED = frozenset(
    [
        "effects",
        "causes",
        "reasons",
        "consequences",
        "results",
        "factors",
        "features",
        "types",
        "examples",
        "advantages",
        "disadvantages",
        "aims",
        "terms",
        "points",
        "characteristics",
        "functions",
        "uses",
        "kinds",
        "benefits",
        "problems",
        "impacts",
        "properties",
        "rules",
        "principles",
        "arguments",
        "ways",
        "conditions",
        "signs",
        "symptoms",
        "sources",
        "members",
        "parts",
        "differences",
        "similarities",
        "strengths",
        "weaknesses",
        "facts",
        "changes",
    ]
)
_COUNTED = re.compile(
    r"^(?:there (?:are|were) )?(?:the )?(?:(?P<number>two|three|four|five|six|seven|eight|nine|ten|\d+) )?(?P<things>.+)$",
    re.IGNORECASE,
)
_EXAMPLE_WORD = re.compile(r"such as|including|for example|e\.g\.|\blike\b")
_EXAMPLES = re.compile(
    r"(?P<of>(?:[\w’-]+ ){0,4}[\w’-]+),? (?:such as|including|for example|e\.g\.|like) (?P<items>[^.;:]{5,140})"
)


def listed_ideas(page: Page, unit: Unit) -> Iterator[Idea]:
    """Name or give N, for `causes: a, b, c` and `countries such as a, b and c`."""
    if unit.kind == "row":
        return
    if len(unit.parts) > 1 and unit.opens and unit.sign in {":", "–", "="}:
        lead, body = unit.parts[0], unit.parts[-1]
        items = comma_items(body)
        if len(unit.parts) == 2 and (len(items) >= 3 or _two_of(lead, body, items)) and not find_dates(unit.text):
            for idea in _name_them(page, lead, items, unit.topic, unit.lines):
                yield replace(idea, quality=0.6) if unit.sign == "=" else idea
    if not _EXAMPLE_WORD.search(unit.text):
        return
    for found in _EXAMPLES.finditer(unit.text):
        items = comma_items(found["items"])
        of = _noun_phrase(found["of"])
        if 2 <= len(items) <= 6 and of and all(len(words_of(item)) <= 4 for item in items):
            number = min(len(items), 3)
            stem = order(f"Give {NUMBER_NAMES[number]} examples of {named(of, page.names)}")
            scheme = points([expression(item) for item in items], asked=number)
            yield Idea(stem, scheme, number, "list", unit.topic, unit.lines, 0.7, found["items"])


def _two_of(lead: str, body: str, items: Sequence[str]) -> bool:
    """Whether two things are a list: `principles – discipline, no freedom`, but not `guard cells: pairs that open and close`."""
    short = len(items) == 2 and all(len(words_of(item)) <= 5 for item in items)
    return short and is_plural(lead) and not parse_clause(lead) and not re.search(r"\b(?:that|which|who|to)\b", body)


def block_ideas(page: Page) -> Iterator[Idea]:
    """Name or give N, for bullets under a line; the order, for numbered steps."""
    for place, children in page.children.items():
        found = [page.blocks[child] for child in children if page.blocks[child].kind in {"item", "step"}]
        if place < 0 or not found or (len(found) < 2 and not comma_items(found[0].text)):
            continue
        lead = page.blocks[place]
        lines = (lead.lines[0], found[-1].lines[1])
        topic = page.topics[place]
        if all(child.kind == "step" for child in found) and not _is_plain_list(lead.text):
            yield from _steps(page, lead.text, found, topic, lines)
        else:
            yield from _bullets(page, lead, found, topic, lines)


def comma_items(text: str) -> list[str]:
    """The things a text lists; [] where it is no list of short things."""
    text = re.sub(r"\s*\([^)]*\)", "", text.strip(" ."))
    items = [item.strip(" .") for item in re.split(r"[,;]\s+(?:and\s+|or\s+|&\s+)?|\s+(?:and|&)\s+", text)]
    if len(items) > 2:
        items = [item.strip(" .") for item in re.split(r"[,;]\s+(?:and\s+|or\s+|&\s+)?", text)]
        if " and " in items[-1] and len(items[-1].split()) <= 5:
            items[-1:] = items[-1].split(" and ")
    if any(not words_of(item) or len(words_of(item)) > 9 for item in items) or any(leans(item) for item in items):
        return []
    return [item for item in items if item]


def _noun_phrase(text: str) -> str:
    """The end of a text from after its last verb or preposition: what `such as` gives examples of."""
    kept: list[str] = []
    for word in reversed(words_of(text)):
        bare = word.casefold()
        if bare in {
            "by",
            "in",
            "of",
            "with",
            "on",
            "the",
            "to",
            "from",
            "and",
            "for",
            "are",
            "is",
            "have",
        } or past_base(word):
            break
        kept.append(word)
    phrase_ = " ".join(reversed(kept))
    return phrase_ if phrase_ and is_plural(phrase_) and len(kept) <= 4 else ""


def _bullets(page: Page, lead: Block, found: Sequence[Block], topic: str, lines: tuple[int, int]) -> Iterator[Idea]:
    items = [block.text for block in found if len(words_of(block.text)) <= 14]
    if not items or (len(items) == 1 and len(found) > 1) or (len(found) > len(items) + 1):
        return
    if lead.kind == "heading" and not (is_plural(lead.text) and hint_of(lead.text)):
        return
    if lead.kind == "heading" and sum(bool(block.sign) for block in found) * 2 > len(found):
        return
    single = comma_items(items[0]) if len(items) == 1 else []
    about = page.topics[lead.parent] if lead.parent >= 0 and len(lead.text.split()) == 1 else ""
    named_as = f"{about}: {lead.text}" if hint_of(about) else lead.text
    yield from _name_them(page, named_as, single or items, topic, lines)


def _name_them(page: Page, lead: str, items: list[str], topic: str, lines: tuple[int, int]) -> Iterator[Idea]:
    lead = lead.strip(" :.")
    pieces = [": ".join(lead.split(": ")[:-1]), lead.split(": ")[-1]] if ": " in lead else re.split(r"\s[–—]\s", lead)
    hint = ""
    if len(pieces) > 1 and is_plural(pieces[-1]) and len(words_of(pieces[-1])) <= 3:
        lead, hint = pieces[-1], f" ({pieces[0]})"
    dates = find_dates(lead)
    if not 1 <= len(words_of(lead)) <= LONGEST_LEAD or leans(lead) or (dates and dates[0].start == 0):
        return
    number = len(items) if len(items) <= 3 else min(len(items) - 1, MOST_ASKED, max(3, len(items) // 2))
    written = [expression(item, given=words_of(lead)) for item in items]
    written = list(dict.fromkeys(item for item in written if item))
    number = min(number, len(written))
    if number < 2:
        return
    word = NUMBER_NAMES[number]
    verb = "Name" if all(len(words_of(item)) <= 3 for item in items) else "Give"
    lead = _asked_for(lead)
    clause = parse_clause(lead)
    last = words_of(lead)[-1]
    if len(words_of(lead)) > 1 and present_base(last) and present_base(last) not in NOUNS_TOO:
        return
    if is_plural(lead) and clause is None:
        subject = re.sub(
            r"^(?:the|some|main|\d+|two|three|four|five|six) ", "", lower_first(lead, page.names), flags=re.IGNORECASE
        )
        stem, quality = f"{verb} {word} {subject}{hint}", 0.85
    elif clause is None:
        stem, quality = f"Give {word} points about {named(lead, page.names)}{hint}", 0.6
    else:
        return
    yield Idea(order(stem), points(written, asked=number), number, "list", topic, lines, quality, "; ".join(items))


def _is_plain_list(lead: str) -> bool:
    """`Effects of the treaty` with numbers is a list; `Steps of a test` has an order."""
    return is_plural(lead) and head_of(lead).casefold() in _LISTED


def _asked_for(lead: str) -> str:
    """`There are four processes of erosion` and `Three factors limit the rate` as what is to be named."""
    found = _COUNTED.match(lead)
    if not found or not (found["number"] or lead.casefold().startswith("there ")):
        return lead
    things = found["things"]
    says = re.match(r"((?:[a-z]+ ){0,2}[a-z]+s) ([a-z]+) (?=\w)", things)
    if says and (says[2] in PRESENT or past_base(says[2])):
        return f"{says[1]} that {things[says.end(1) + 1 :]}"
    return things


def _steps(page: Page, lead: str, found: Sequence[Block], topic: str, lines: tuple[int, int]) -> Iterator[Idea]:
    lead = re.sub(
        r"^(?:the )?(?:steps|stages|phases|method|procedure)(?: (?:of|in|for))? (?=\w)",
        "",
        lead.strip(" :."),
        flags=re.IGNORECASE,
    )
    if not 1 <= len(words_of(lead)) <= LONGEST_LEAD or leans(lead):
        return
    number = min(len(found), 6)
    written = [expression(block.text) for block in found[:number]]
    thing = lead[:1].upper() + lead[1:]
    stem = f"{thing}: give the steps in order"
    yield Idea(order(stem), points(written), len(dict.fromkeys(written)), "steps", topic, lines, 0.75, "")
    for place in (0, 1, len(found) - 1) if len(found) > 2 else ():
        which = "last" if place == len(found) - 1 else ORDINALS[place]
        block = found[place]
        stem = question(f"{thing}: what is the {which} step")
        yield Idea(stem, f"{expression(block.text)} [1]", 1, "steps", topic, block.lines, 0.7, block.text)
