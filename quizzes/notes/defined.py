"""Drafts from terms and what they mean, from `A = B`, and from tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.notes.dated import table_ideas
from quizzes.notes.dates import find_dates
from quizzes.notes.grammar import is_plural, parse_clause, past_base, present_base, words_of
from quizzes.notes.language import AUXILIARIES, NOUNS_TOO, NUMBER_NAMES, PREPOSITIONS, ROLES
from quizzes.notes.listed import comma_items
from quizzes.notes.names import Names
from quizzes.notes.page import Idea, Page, Unit, hint_of
from quizzes.notes.schemes import alternatives, answer, expression, phrase, points
from quizzes.notes.stems import leans, lower_first, named, question

LONGEST_TERM = 7
LONGEST_MEANING = 26
_DEFINING = re.compile(r"(?:an?|the|when|where|how|any|one|to|[a-z]+ing|[a-z]+(?:s|ed)?) (?:\S+ )*", re.IGNORECASE)
_STRONG = re.compile(r"(?:an?|the|when|where|how|any|something|to) ", re.IGNORECASE)
_CALLED = re.compile(
    r"^(?P<thing>[^,;:]{4,140}?),? (?P<be>is|are|was|were) (?:also |often |usually |now )?(?:called|known as|named|termed) "
    r"(?P<the>the |an? )?[“‘\"']?(?P<term>[^,;:.()“”‘\"]{2,50}?)[”’\"']?(?= (?:and|which|because|when|by|in)\b|[,;:.()]|$)"
)
_MEANS = re.compile(r"^(?P<term>[^,;:]{2,50}?) (?:means|refers to|stands for) (?P<meaning>.{3,200})$")


def defined_ideas(page: Page, unit: Unit) -> Iterator[Idea]:
    """Ask what a term means and which term is meant, for `term – meaning`, `term = meaning`, `term is a …`."""
    if unit.kind == "row":
        yield from _row_ideas(page, unit)
        return
    if len(unit.parts) > 1 and unit.opens and unit.sign != "→":
        yield from _laid_out(page, unit)
    elif called := _CALLED.match(unit.text):
        yield from _called(page, unit, called)
    elif means := _MEANS.match(unit.text):
        yield from _ask_meaning(page, unit, means["term"], means["meaning"], strong=True)
    else:
        yield from _copula(page, unit)
    if unit.sign == "→" and len(unit.parts) == 2 and unit.alone and not find_dates(unit.text):
        yield from _becomes(page, unit)


def _laid_out(page: Page, unit: Unit) -> Iterator[Idea]:
    term, meaning = unit.parts[0], " – ".join(unit.parts[1:]) if unit.sign == "–" else unit.parts[1]
    alike = unit.sign == "="
    term = re.sub(r"^(?:[-*•]|\d+[.)])\s*", "", term)
    if not _is_term(page, term) or find_dates(meaning[:40]) or not words_of(meaning):
        return
    if len(words_of(meaning)) > LONGEST_MEANING or re.match(r"(?:Article|Clause|Section) \d", term):
        return
    single = term in page.names.words and term not in page.names.acronyms and not _STRONG.match(meaning)
    if page.names.is_person(term) or (single and not _describes(meaning)):
        yield from _position(page, unit, term, meaning)
        return
    if len(re.split(r",|;", meaning)) >= 3 or (is_plural(term) and len(comma_items(meaning)) > 1 and "," in meaning):
        return
    regular = page.regular(unit)
    if re.match(r"to [a-z]", meaning) and not leans(term):
        be = "are" if is_plural(term) else "was" if re.search(r"[’']s? ", term) else "is"
        yield _idea(unit, f"What {be} {named(term, page.names)}", meaning, 0.85, "definition")
        return
    yield from _ask_meaning(page, unit, term, meaning, strong=bool(_STRONG.match(meaning)) or alike or regular)


def _describes(meaning: str) -> bool:
    """Whether a meaning begins with a plain noun phrase, like `tissue that …` or `name of …`."""
    return bool(re.match(r"[a-z]+ (?:that|which|who|where|of|for) ", meaning))


def _is_term(page: Page, term: str) -> bool:
    found = words_of(term)
    if not 1 <= len(found) <= LONGEST_TERM or find_dates(term) or leans(term) or "," in term:
        return False
    first = found[0].casefold()
    verb = present_base(found[-1]) if len(found) > 1 else ""
    if verb and verb not in NOUNS_TOO:
        return False
    return first not in PREPOSITIONS and not parse_clause(term) and found[-1].casefold() not in {"and", "or"}


def _ask_meaning(page: Page, unit: Unit, term: str, meaning: str, *, strong: bool) -> Iterator[Idea]:
    meaning = meaning.strip(" .;,")
    if leans(meaning) or leans(term) or _is_predicate(meaning) or unit.text.endswith(":"):
        return
    if re.search(r"\b(?:has|have|had) been\b", meaning):
        return
    bare = re.sub(r"\s*\([^)]*\)", "", term).strip()
    shown = lower_first(bare, page.names)
    if re.match(r"(?:the|an?) ", shown, re.IGNORECASE):
        shown = re.sub(r"^(?:[Tt]he|[Aa]n?) ", "", shown)
    quality = 0.9 if strong else 0.6
    yield _idea(unit, f"What is meant by “{shown}”", meaning, quality, "definition", given=words_of(bare))
    if 3 <= len(words_of(meaning)) <= 22:
        asked = f"Which term is meant: “{lower_first(meaning, page.names)}”"
        aside = re.search(r"\(([^)]+)\)", term)
        scheme = alternatives(bare, aside[1]) if aside and len(aside[1].split()) <= 3 else phrase(bare)
        yield Idea(question(asked), f"{scheme} [1]", 1, "term", unit.topic, unit.lines, quality - 0.1, bare)


def _is_predicate(text: str) -> bool:
    first = (words_of(text) or [""])[0]
    return first.islower() and bool(past_base(first))


def _position(page: Page, unit: Unit, who: str, meaning: str) -> Iterator[Idea]:
    if leans(meaning) or any(word.casefold() in ROLES for word in words_of(meaning)[:8]):
        return
    about = f" ({unit.topic})" if hint_of(unit.topic) else ""
    things = [piece.strip() for piece in re.split(r"[,;]\s+(?!but\b)", meaning) if words_of(piece)]
    asked = (
        f"What was {who}’s position{about}"
        if len(things) == 1
        else f"Give {NUMBER_NAMES[min(len(things), 10)]} points about {who}{about}"
    )
    scheme = points([expression(thing, given=[who]) for thing in things])
    stem = question(asked) if len(things) == 1 else question(asked)[:-1] + "."
    yield Idea(
        stem, scheme, len(things), "position", unit.topic, unit.lines, 0.6, meaning, "the notes name no question here"
    )


def _called(page: Page, unit: Unit, found: re.Match[str]) -> Iterator[Idea]:
    thing, term = found["thing"], found["term"].strip()
    if leans(thing) or not _is_term(page, term) or AUXILIARIES.intersection(words_of(thing)):
        return
    yield Idea(
        question(f"What name is given to {named(thing, page.names)}"),
        f"{phrase(term)} [1]",
        1,
        "term",
        unit.topic,
        unit.lines,
        0.85,
        term,
    )


def _copula(page: Page, unit: Unit) -> Iterator[Idea]:
    """`X is a Y that …`: what is X?"""
    clause = parse_clause(unit.text, names=page.names.words)
    if clause is None or clause.helper not in {"is", "are", "was", "were"} or leans(clause.subject):
        return
    meaning = f"{clause.verb} {clause.rest}".strip()
    if clause.verb not in {"a", "an", "the", "one"} or len(words_of(meaning)) > LONGEST_MEANING or leans(meaning):
        return
    if not _is_term(page, clause.subject) or page.names.person_in(meaning[:40]):
        return
    be = "was" if clause.helper in {"was", "were"} else clause.helper
    asked = f"Who {be}" if page.names.is_person(clause.subject) else f"What {be}"
    given = words_of(clause.subject)
    yield _idea(unit, f"{asked} {named(clause.subject, page.names)}", meaning, 0.8, "definition", given=given)


def _becomes(page: Page, unit: Unit) -> Iterator[Idea]:
    """`X -> Y`: what does X become?"""
    before, after = unit.parts
    if " + " in before or " + " in after:
        products = [piece for piece in after.split(" + ") if words_of(piece)]
        stem = f"Complete the equation: {before} → ______"
        if words_of(before) and products and "(" not in before:
            scheme = points([phrase(piece) for piece in products])
            yield Idea(stem, scheme, len(products), "equation", unit.topic, unit.lines, 0.85, after)
        return
    if len(words_of(before)) <= LONGEST_TERM and len(words_of(after)) <= LONGEST_TERM and not leans(before):
        yield _idea(unit, f"What does {named(before, page.names)} become or lead to", after, 0.65, "consequence")


def _row_ideas(page: Page, unit: Unit) -> Iterator[Idea]:
    """Each cell of a table asked by its row and its column."""
    header, cells = page.blocks[unit.place].header, unit.parts
    key, title = cells[0], header[0] if header else ""
    if not key or not title or not words_of(key):
        return
    dates = find_dates(key)
    if dates and len(cells) > 1 and words_of(cells[1]):
        yield from table_ideas(page, unit, dates[0], cells[1])
        key, cells, header = cells[1], cells[1:], header[1:]
    for column, cell in list(zip(header, cells, strict=False))[1:]:
        if not words_of(cell) or not words_of(column) or cell.casefold() in {"yes", "no", "n/a", "none"}:
            continue
        things = [thing.strip() for thing in re.split(r"[;,]\s+", cell)] if len(words_of(cell)) <= 14 else [cell]
        things = [thing for thing in things if words_of(thing)]
        asked = _column_question(column, key, page.names)
        scheme = points([expression(thing, given=()) for thing in things])
        yield Idea(question(asked), scheme, len(things), "table", unit.topic, unit.lines, 0.85, cell)
        if len(cells) == 2 and not dates and 2 <= len(words_of(cell)) <= 18 and not find_dates(cell):
            back = f"Which {lower_first(title, page.names)} has this {lower_first(column, page.names)}: “{cell}”"
            yield Idea(question(back), f"{phrase(key)} [1]", 1, "table", unit.topic, unit.lines, 0.7, key)


def _column_question(column: str, key: str, names: Names) -> str:
    """A column that is itself a question word asks so (`Where it happens`); others are asked for by name."""
    column, key = lower_first(column.rstrip("?"), names), lower_first(key, names)
    words = column.split()
    if words[0] in {"where", "when", "why", "how", "who"}:
        return f"{key}: {column}"
    verb = "are" if is_plural(column) else "is"
    return f"What {verb} the {column} of {_with_article(key, names)}"


def _with_article(key: str, names: Names) -> str:
    """A row's name inside a question: `the waxy cuticle`, `a dam`, but `afforestation`, `levees`, `France`."""
    found = words_of(key)
    if " of " in key or not key[:1].islower() or is_plural(key):
        return named(key, names)
    if len(found) > 1:
        return f"the {key}"
    if re.search(r"(?:tion|sion|ment|ing|ism|ity|sis|ure|ness|ogy|ics|ance|ence)$", key):
        return key
    return f"an {key}" if key[0] in "aeiou" else f"a {key}"


def _idea(unit: Unit, stem: str, told: str, quality: float, kind: str, given: list[str] | None = None) -> Idea:
    return Idea(question(stem), *answer(told, given=given or ()), kind, unit.topic, unit.lines, quality, told)
