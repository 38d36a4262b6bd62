"""Drafts from people and their parts, and from articles of a treaty."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.notes.dates import find_dates
from quizzes.notes.grammar import past_base, present_base, words_of
from quizzes.notes.language import ROLES
from quizzes.notes.page import Idea, Page, Unit
from quizzes.notes.schemes import answer, escape
from quizzes.notes.stems import leans, named, question

_NAME = r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?: (?:de |von |van |der |bin |al-)?[A-ZÀ-Þ][\w-]+){0,3})"
_ROLE = (
    r"(?P<role>(?!and |or |but |with |by |backed |not )(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir) )?(?:[\w’'-]+ ){0,5}?(?:"
    + "|".join(sorted((word.capitalize() for word in ROLES), key=len) + sorted(ROLES, key=len))
    + r")\b(?: (?:of|for|in|to|at|from|on) (?:(?!, )[^.;:–()]){2,50})?)"
)
_ROLE_AFTER = re.compile(
    _NAME + r"(?:\s*,\s*|\s+(?:=|–|-|was|is|became)\s+|\s*:\s*|\s*\()" + _ROLE + r"(?=[,.;:)–]|\s–|$)"
)
_ROLE_BEFORE = re.compile(
    r"(?:(?<=^)|(?<=[\s,(]))" + _ROLE + r"(?:, | was | is | – |: |, called )" + _NAME + r"(?=[\s,.;:)’']|$)"
)
_NUMBERED = re.compile(
    r"^(?P<label>(?:Article|Clause|Section|Amendment|Point|Rule|Law|Principle) (?:\d+|[IVX]+))\b\W*", re.IGNORECASE
)


def people_ideas(page: Page, unit: Unit) -> Iterator[Idea]:
    """Ask who held a post, and who somebody was."""
    if unit.kind == "row":
        return
    seen: set[str] = set()
    for pattern in (_ROLE_AFTER, _ROLE_BEFORE):
        for found in pattern.finditer(unit.text[:1500]):
            name, role = re.sub(r"[’']s?$", "", found["name"]), _tidy_role(found["role"])
            if name in seen or not _is_person(page, name) or not role:
                continue
            seen.add(name)
            after = unit.text[found.end("role") : found.end("role") + 30]
            if " became " in found[0]:
                yield from _ask_became(page, unit, name, role)
            else:
                yield from _ask_role(page, unit, name, role, found.start("name"), after)


def _is_person(page: Page, name: str) -> bool:
    return page.names.is_person(name) or page.names.is_person(name.rsplit(maxsplit=1)[-1])


def _tidy_role(role: str) -> str:
    role = re.split(r",? (?:and|who|which|that|but|was|is|had|keen|backed) ", role)[0]
    role = re.split(r"\b(?:by|with|and) (?=(?:his|her|their|the)\b)", role)[-1]
    role = re.sub(r"[\s,]*\b(?:from|in|of)?\s*$", "", role.strip(" ,;"))
    return role if len(words_of(role)) <= 10 else ""


def _ask_became(page: Page, unit: Unit, name: str, role: str) -> Iterator[Idea]:
    """Who came to a post; when is asked with the sentence's other dates."""
    thing = re.sub(r"^[Aa]n? ", "", role)
    scheme = f"{person(page.names.people.get(name.rsplit(maxsplit=1)[-1], name), page)} [1]"
    yield Idea(question(f"Who became {thing}"), scheme, 1, "person", unit.topic, unit.lines, 0.85, name)


def _ask_role(page: Page, unit: Unit, name: str, role: str, at: int, after: str) -> Iterator[Idea]:
    dates = find_dates(role)
    if not dates and (later := re.match(r"\s*(?:[–(,-]|from|in)?\s*(?=\d)", after)):
        dates = [date for date in find_dates(after) if date.start <= later.end()]
        bare, role = role, role + after
    else:
        bare = role
    bare = re.sub(r"\s*\b(?:from|in|since|until)?\s*$", "", bare.split(dates[0].written)[0]) if dates else role
    asked = bare
    owner = re.match(r"(his|her|their)\s+", bare, re.IGNORECASE)
    if owner:
        earlier = page.names.person_in(unit.text[:at][-200:])
        if not earlier or earlier == name:
            return
        asked = f"{earlier}’s {bare[owner.end() :]}"
    asked = re.sub(r"^(?:[Aa]n?) ", "the ", asked)
    years = f" {dates[0].when}" if dates else ""
    if dates and re.search(r"\b(?:from|since)\s*$", role[: role.find(dates[0].written)]) and not dates[0].last:
        years = f" from {dates[0].written}"
    full = page.names.people.get(name.rsplit(maxsplit=1)[-1], name)
    scheme = f"{person(full, page)} [1]"
    thing = named(asked, page.names)
    if not re.match(r"the |\S+’s? ", thing):
        thing = f"the {thing}"
    yield Idea(question(f"Who was {thing}{years}"), scheme, 1, "person", unit.topic, unit.lines, 0.9, name)
    if dates:
        asks = "From which year" if years.startswith(" from") and not dates[0].last else dates[0].question
        stem = question(f"{asks} was {name} {re.sub(r'^the ', '', thing)}")
        yield Idea(stem, *dates[0].scheme(), "date", unit.topic, unit.lines, 0.85, dates[0].year)
    if len(words_of(asked)) > 1:
        yield Idea(question(f"Who was {name}"), *answer(asked), "role", unit.topic, unit.lines, 0.75, asked)


# ---- articles of a treaty --------------------------------------------------------------------------------


def article_ideas(page: Page) -> Iterator[Idea]:
    """Ask what a numbered article says, and which article says it."""
    treaty = ""
    for unit in page.units:
        about = page.agreements_in(unit.topic)
        treaty = about[-1] if about else treaty
        if unit.opens and (found := _NUMBERED.match(unit.text)):
            yield from _ask_article(page, unit, found["label"], unit.text[found.end() :], treaty)
            continue
        mentioned = page.agreements_in(unit.text)
        treaty = about[-1] if about else mentioned[-1] if mentioned else treaty


def is_article(unit: Unit) -> bool:
    """Whether a unit is a numbered article, which is asked about as such."""
    return unit.opens and bool(_NUMBERED.match(unit.text))


def _ask_article(page: Page, unit: Unit, label: str, body: str, treaty: str) -> Iterator[Idea]:
    body = body.strip(" –—-:.,")
    if not words_of(body):
        return
    of = f" of {named(treaty, page.names)}" if treaty else ""
    first = words_of(body)[0]
    says = bool(past_base(first) or present_base(first)) or (first.islower() and first.endswith("ed"))
    stated = re.sub(r"^(?:stated|states|said|says|provided|provides)(?: that)? ", "", body)
    yield Idea(
        question(f"What did {label}{of} say"),
        *answer(stated, given=words_of(treaty)),
        "article",
        unit.topic,
        unit.lines,
        0.85,
        stated,
    )
    short = re.split(r"\s–\s|; ", body)[0]
    kind, number = label.split()
    if len(words_of(short)) <= 22 and not leans(short):
        asks = f"Which {kind.lower()}{of} {short}" if says else f"Which {kind.lower()}{of} says: {short}"
        yield Idea(question(asks), f"{escape(number)} [1]", 1, "article", unit.topic, unit.lines, 0.8, number)


def person(name: str, page: Page) -> str:
    """A person's name in a scheme: the last part will do where the notes use it by itself."""
    first, _, last = name.rpartition(" ")
    return f"({escape(first)}) {escape(last)}" if first and last in page.names.alone else escape(name)
