"""Drafts from dates: when something happened, and what happened then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from quizzes.notes.dates import Date, find_dates
from quizzes.notes.grammar import (
    Clause,
    head_of,
    is_participle,
    is_plural,
    parse_clause,
    past_base,
    present_base,
    words_of,
)
from quizzes.notes.language import AGREEMENTS, BE, EVENTS, PRESENT, ROLES, WORKS
from quizzes.notes.page import Idea, Page, Unit, as_sentence, hint_of
from quizzes.notes.schemes import answer, expression, points
from quizzes.notes.stems import leans, named, question

LONGEST_EVENT = 22
_LEADING = re.compile(r"^(?:and|but|then|also|however|so|meanwhile|finally)[, ]+", re.IGNORECASE)
_BEFORE_DATE = re.compile(
    r"[\s,(]*\b(?:in the (?:early |late )?(?:spring|summer|autumn|winter|middle|end|beginning|first half|second half) of|in|on|by|during|since|from|until|of|between|after|before|around|around|at|to|dated|for)?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_EVENT_HEADS = AGREEMENTS | EVENTS | WORKS
_HAPPENINGS = re.compile(r"(?:tion|sion|ment|ure|al|ance|ence|ing|y)$")
_REASON = re.compile(
    r",?\s(?:because|so that|which|who|when|until|while|whose|although|thus|therefore|known as|called)\b"
)
_NO_DEED = frozenset(
    ["meet", "happen", "begin", "start", "end", "occur", "die", "come", "take", "resign", "follow", "last"]
)
_STANDALONE = frozenset(
    [
        "death",
        "birth",
        "outbreak",
        "collapse",
        "fall",
        "rise",
        "end",
        "start",
        "beginning",
        "victory",
        "defeat",
        "visit",
    ]
)


@dataclass(frozen=True, slots=True)
class Dated:
    """Something the notes give a date for. `actor` did it, or is what it is about; both may be ""."""

    date: Date
    event: str
    actor: str = ""
    more: str = ""


def dated_ideas(page: Page, unit: Unit) -> Iterator[Idea]:
    """Ask when, and what, for each date of a unit that is laid out as `date – event`, or told in a sentence."""
    if unit.kind == "row" or not find_dates(unit.text):
        return
    changed = list(change_ideas(page, unit))
    if changed:
        yield from changed
        return
    pairs = list(_pairs(page, unit)) if len(unit.parts) > 1 or unit.kind != "text" or _opens_dated(unit.text) else []
    for pair in pairs:
        yield from _ask(page, unit, pair)
    done = {pair.date.key for pair in pairs}
    text = as_sentence(unit)
    for sentence_part in re.split(r"\s[–—]\s", text) if unit.sign == "–" and not pairs else (text,):
        for pair in _told(page, unit, sentence_part):
            if pair.date.key not in done:
                done.add(pair.date.key)
                yield from _ask(page, unit, pair)


def change_ideas(page: Page, unit: Unit) -> Iterator[Idea]:
    """`old name -> new name – date`: when and into what it changed."""
    if unit.sign != "→" or len(unit.parts) != 3 or not _only_date(unit.parts[2]):
        return
    old, new = (named(part, page.names) for part in unit.parts[:2])
    date = find_dates(unit.parts[2])[0]
    yield Idea(
        question(f"{date.question} did {old} become {new}"),
        *date.scheme(),
        "date",
        unit.topic,
        unit.lines,
        0.85,
        date.year,
    )
    yield Idea(question(f"What did {old} become {date.when}"), *answer(new), "event", unit.topic, unit.lines, 0.8, new)


def _opens_dated(text: str) -> bool:
    dates = find_dates(text)
    return bool(dates) and not text[: dates[0].start].strip()


# ---- laid out --------------------------------------------------------------------------------------------


def _pairs(page: Page, unit: Unit) -> Iterator[Dated]:
    """`date – event`, `event – date`, `subject – date – event, date – event`, and the same with colons."""
    pieces = _pieces(unit)
    if not pieces:
        return
    subject = ""
    if (
        len(pieces[0]) > 1
        and not _only_date(pieces[0][0])
        and _only_date(pieces[0][1])
        and (len(pieces[0]) > 2 or len(pieces) > 1)
    ):
        subject, pieces = pieces[0][0], [pieces[0][1:], *pieces[1:]]
    subject = subject or _subject_above(page, unit)
    for piece in pieces:
        pair = _pair(piece, subject)
        if pair:
            yield from _apart(pair)


def _apart(pair: Dated) -> Iterator[Dated]:
    """`1921 – Treaty of X, trade agreement` is two events."""
    bits = [bit.strip() for bit in pair.event.split(", ")]
    short = len(bits) > 1 and all(2 <= len(words_of(bit)) <= 6 for bit in bits)
    if short and (all(parse_clause(bit) for bit in bits) or _names_events(pair.event, bits)):
        yield from (replace(pair, event=bit) for bit in bits)
    else:
        yield pair


def _names_events(event: str, bits: list[str]) -> bool:
    return not parse_clause(event) and any(head_of(bit).casefold() in _EVENT_HEADS for bit in bits)


def _pieces(unit: Unit) -> list[tuple[str, ...]]:
    """The parts of a unit; where commas divide several dated things, the parts of each."""
    parts = _with_dates_apart(unit.parts)
    if sum(_only_date(bit) for part in parts for bit in re.split(r"[,;]\s+", part)) < 2:
        return [parts] if any(map(_only_date, parts)) else []
    groups: list[list[str]] = [[]]
    for part in parts:
        bits = [bit.strip() for bit in re.split(r"[,;]\s+", part)]
        groups[-1].append(bits[0])
        groups.extend([bit] for bit in bits[1:])
    return [tuple(bit for bit in group if bit) for group in groups if any(map(_only_date, group))]


def _with_dates_apart(parts: tuple[str, ...]) -> tuple[str, ...]:
    """A date at the head of a part, with a comma or a colon after it, is a part of its own."""
    apart: list[str] = []
    for number, part in enumerate(parts):
        dates = find_dates(part)
        head = dates[0] if dates else None
        lead = part[: head.start].strip().casefold() if head else "x"
        if (
            head
            and lead in {"", "in", "by", "on"}
            and head.end < len(part)
            and (part[head.end] in ",:" or (number == 0 and len(parts) == 1 and len(part) - head.end > 3))
        ):
            apart += [part[: head.end], part[head.end :].strip(" ,:")]
        else:
            apart.append(part)
    return tuple(apart)


def _only_date(part: str) -> bool:
    dates = find_dates(part)
    if len(dates) != 1:
        return False
    rest = part[: dates[0].start] + part[dates[0].end :]
    return re.sub(r"\b(?:in|by|on|during|from|c|about|the|onwards)\b|[\W_]", "", rest, flags=re.IGNORECASE) == ""


def _pair(piece: tuple[str, ...], subject: str) -> Dated | None:
    place = next((n for n, part in enumerate(piece) if _only_date(part)), -1)
    others = [part for n, part in enumerate(piece) if n != place]
    if place < 0 or not others or not words_of(others[0]):
        return None
    date = find_dates(piece[place])[0]
    if 0 < place < len(piece) - 1 and len(others) > 2 and parse_clause(after := piece[place + 1].split(", ")[0]):
        return Dated(date, after, subject)
    if len(others) > 1:
        if place == 0 and _is_predicate(others[1]) and len(words_of(others[0])) <= 5 and "," not in others[0]:
            return Dated(date, f"{others[0]} {others[1]}", others[0], " ".join(others[2:]))
        if place == len(piece) - 1 and len(others) == 2:
            return Dated(date, others[-1], others[0])
        if place == 1 and len(others) == 2:
            return Dated(date, others[1], others[0])
    if "," in others[0] and len(others) > 1 and not parse_clause(others[0]):
        return Dated(date, others[0].split(",")[0], subject)
    return Dated(date, others[0], subject, " – ".join(others[1:]))


def _is_predicate(text: str) -> bool:
    found = [word for word in words_of(text)[:3] if not word.endswith("ly")]
    return bool(found) and found[0].islower() and bool(past_base(found[0]) or present_base(found[0]))


def _subject_above(page: Page, unit: Unit) -> str:
    """What the bullet above is about, where that is a short name or phrase."""
    for above in unit.above:
        head = re.split(r"\s[–—=-]\s|[:=,]", above)[0].strip()
        if head and len(words_of(head)) <= 5 and not find_dates(head) and not leans(head):
            return head
    return ""


# ---- told in a sentence ----------------------------------------------------------------------------------


def _told(page: Page, unit: Unit, text: str) -> Iterator[Dated]:
    """The dates of a sentence with what is left of its clause when the date is taken out."""
    for date in find_dates(text):
        apposed = re.search(
            r"(?:^|[.;:]\s)([^,.;:]{3,60}), ([a-z]+)(?: (?:in|on))? $", text[: date.start].rstrip() + " "
        )
        if apposed and is_participle(apposed[2]) and not leans(apposed[1]):
            yield Dated(date, f"{apposed[1]} {apposed[2]}")
            continue
        event = _clause_round(text, date)
        if event:
            yield Dated(date, event)
        elif nearest := _phrase_before(text, date):
            yield Dated(date, nearest)


def _clause_round(text: str, date: Date) -> str:
    """The part of the sentence that the date stands in, without it, where that is a clause; else ""."""
    before, after = text[: date.start], text[date.end :]
    lead = _BEFORE_DATE.search(before)
    cut = before[: lead.start()] if lead else before
    start = max((cut.rfind(sign) + len(sign) for sign in ("; ", ". ", ": ", " – ") if sign in cut), default=0)
    stop = min(
        (after.find(sign) for sign in (";", ". ", " – ", ", and ", ", which", ", but ") if sign in after),
        default=len(after),
    )
    clause = _LEADING.sub("", f"{cut[start:]} {after[:stop]}".strip(" ,.;:()–"))
    clause = re.sub(r"^\W+|\s+,", "", clause)
    if not 2 <= len(words_of(clause)) <= LONGEST_EVENT or leans(clause):
        return ""
    parsed = parse_clause(clause)
    state = parsed and parsed.helper in BE and not (is_participle(parsed.verb) or parsed.verb == "being")
    return clause if parsed and not state else ""


def _phrase_before(text: str, date: Date) -> str:
    """The name right before a date (`the Party Congress of December 1927`), "" where there is none."""
    before = text[: date.start].rstrip(" (–-,")
    before = re.sub(r"\s+(?:of|in|on|by|signed in|held in|from)$", "", before)
    found = re.search(
        r"(?:^|[\s(])((?:(?:the|The) )?(?:\d+(?:st|nd|rd|th) )?[A-Z][\w’-]*(?: (?:of |the )*[A-Z][\w’-]*)+)$", before
    )
    if found and not before[: found.start(1)].rstrip().endswith((" for", " of")):
        return found[1].strip()
    if found := re.search(r"\b(?:the|The) (\w+ of [A-Z]\w+)$", before):
        return found[1]
    found = re.search(r"\b(?:the|The) ([A-Z]\w+ [a-z]+)$", before)
    return found[1] if found else ""


# ---- the questions ---------------------------------------------------------------------------------------


def _ask(page: Page, unit: Unit, pair: Dated) -> Iterator[Idea]:
    event = _LEADING.sub("", pair.event).strip(" ,.;:–-")
    event = re.sub(r"^only ", "", event)
    if not parse_clause(event):
        event = re.sub(r"^(?:[Aa]t|[Dd]uring|[Aa]fter|[Bb]efore) (?:the )?", "", event.split(": ")[0])
    if find_dates(event) and not re.search(r"\d", re.sub(re.escape(pair.date.written), "", event)):
        event = event.replace(pair.date.written, "").strip(" ,")
    if not words_of(event) or len(words_of(event)) > LONGEST_EVENT:
        return
    event = page.agreements.get(event, event)
    clause = _clause(page, event, pair.actor)
    if clause and clause.helper in BE and not (is_participle(clause.verb) or clause.verb == "being"):
        return
    scheme, marks = pair.date.scheme()
    stem, quality = _when(page, pair.date, event, clause, pair.actor)
    if clause is None and pair.actor and pair.actor.casefold() not in stem.casefold():
        stem = stem.removesuffix("?") + f" ({pair.actor})?"
    idea = Idea(stem, scheme, marks, "date", unit.topic, unit.lines, quality, pair.date.year)
    yield idea
    if head_of(event).casefold() in ROLES:
        return
    yield from _what(page, unit, pair, event, clause)


def _clause(page: Page, event: str, actor: str) -> Clause | None:
    if _is_predicate(event) and actor and len(words_of(actor)) <= 6:
        event = f"{actor} {event}"
    clause = parse_clause(event, names=page.names.words)
    if clause is None or leans(clause.subject):
        return None
    rest = re.sub(r"\s*\(?\b(?:only|in|on|by|during)$", "", clause.rest)
    subject = re.sub(r",? (?:therefore|also|then|thus|still|finally|soon)$", "", clause.subject)
    # Notes tell the past in the present tense: a date asks for "did".
    return replace(clause, subject=named(subject, page.names), rest=rest, past=True)


def _briefly(clause: Clause) -> Clause:
    """The clause without its second verb and without its reasons, for the question when it happened."""
    rest = _REASON.split(clause.rest)[0]
    for found in re.finditer(r",?\s+(?:&|and)\s+(?:[a-z]+ly )?(?=([a-z]+))", rest):
        if past_base(found[1]) or parse_clause(rest[found.end() :]):
            rest = rest[: found.start()]
            break
    return replace(clause, rest=rest.strip(" ,"))


def _when(page: Page, date: Date, event: str, clause: Clause | None, actor: str) -> tuple[str, float]:
    if clause:
        return question(_briefly(clause).ask(date.question)), 0.85
    thing, head = named(event, page.names), head_of(event).casefold()
    be = "were" if head.endswith("s") and not head.endswith("ss") else "was"
    if head in ROLES and actor:
        return question(f"{date.question} was {actor} {event}"), 0.9
    if head in AGREEMENTS:
        return question(f"{date.question} {be} {thing} signed"), 0.95
    if head in EVENTS or head in _STANDALONE or re.search(r"(?:tion|sion)$", head):
        return question(f"{date.question} did {thing} take place"), 0.9
    if head in WORKS:
        return question(f"What is the date of {thing}"), 0.8
    asked = {"In which year": "Which year", "Between which years": "Which years"}.get(date.question, "Which date")
    link = "are" if asked.endswith("s") else "is"
    return question(f"{asked} {link} linked with {thing}"), 0.6


def _what(page: Page, unit: Unit, pair: Dated, event: str, clause: Clause | None) -> Iterator[Idea]:
    when, head = pair.date.when, head_of(event).casefold()
    hint = ""
    if pair.actor and pair.actor.casefold() not in event.casefold():
        hint = f" ({pair.actor})"
    elif hint_of(unit.topic):
        hint = f" ({unit.topic})"
    if clause and clause.verb in _NO_DEED:
        return
    if clause and not clause.helper and clause.rest:
        did = f"{clause.verb} {clause.rest}"
        things = _actions(event, clause)
        stem = question(f"What did {clause.subject} do {when}")
        scheme, marks = answer(things[0], given=words_of(clause.subject))
        if len(things) > 1:
            scheme, marks = points([expression(thing) for thing in things]), len(things)
        yield Idea(stem, scheme, marks, "event", unit.topic, unit.lines, 0.8, did)
    elif clause:
        stem = question(f"What happened {when}{hint}")
        yield Idea(stem, *answer(event), "event", unit.topic, unit.lines, 0.66, event)
    elif head in AGREEMENTS:
        involved = f" involving {pair.actor}" if hint and pair.actor else ""
        stem = question(f"Which {head} {'were' if is_plural(event) else 'was'} signed {when}{involved}")
        yield Idea(stem, points([expression(event, given=[head])]), 1, "event", unit.topic, unit.lines, 0.85, event)
    elif (
        len(words_of(pair.more)) >= 3
        and not pair.actor
        and len(words_of(event)) <= 5
        and not (leans(pair.more) or words_of(pair.more)[0] in PRESENT)
    ):
        be = "were" if is_plural(event) else "was"
        stem = question(f"What {be} {named(event, page.names)} {when}")
        yield Idea(stem, *answer(pair.more), "event", unit.topic, unit.lines, 0.66, pair.more)
    else:
        took = f"Which event took place {when}" if head in EVENTS else f"What happened {when}"
        quality = 0.75 if head in EVENTS else 0.55
        yield Idea(
            question(took + hint), points([expression(event)]), 1, "event", unit.topic, unit.lines, quality, event
        )


def _actions(event: str, clause: Clause) -> list[str]:
    """What was done, as the notes word it; two things where an `and` with another verb joins them."""
    start = event.find(clause.rest) if clause.rest else -1
    before = event[:start].split() if start > 0 else []
    verb = before[-1] if before else clause.verb
    told = f"{verb} {clause.rest}"
    for found in re.finditer(r"\s+(?:&|and)\s+(?=([a-z]+))", told):
        if past_base(found[1]) and len(words_of(told[found.end() :])) > 1:
            return [told[: found.start()], told[found.end() :]]
    return [told]


def table_ideas(page: Page, unit: Unit, date: Date, event: str) -> Iterator[Idea]:
    """Ask when and what for a row of a table that begins with a date."""
    yield from _ask(page, unit, Dated(date, event))
