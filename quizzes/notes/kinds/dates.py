"""Dates: when something happened.

`1926 – Treaty of Berlin`, `Dawes Plan – 1924 – loans from the USA`, and dates in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from quizzes.notes.clauses import Clause, clause_of, first_predicate, head_noun, is_noun_phrase, phrase_is_plural
from quizzes.notes.dates import Date, find_dates
from quizzes.notes.kinds import Example
from quizzes.notes.page import Asked, Page, Unit, content_words, has_verb, hint_of, label_of
from quizzes.notes.schemes import meaning, phrase
from quizzes.notes.subjects import is_headless
from quizzes.notes.tags import tagged, word_at
from quizzes.notes.telling import telling
from quizzes.notes.wording import leans, named, question, quoted, reads_whole, without_link
from quizzes.notes.words import word_list

LONGEST_EVENT, LONGEST_TOLD = 20, 15
LONGEST_OF = 4
SHORTEST_PIECE = 4  # words of what is left of a sentence
_BEFORE_DATE = re.compile(
    r"[\s,(]*\b(?:in the (?:early |late )?(?:spring|summer|autumn|winter|middle|end|beginning) of|in|on|by|during|since|from|until|of|between|after|before|around|at|to|dated|for)?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_FOUNDED = re.compile(
    r"(?:^|[.;:] )(?P<what>[A-ZÀ-Þ][^,.;:]{3,60}), (?P<verb>formed|founded|signed|published|built|opened|passed|written|established|created|born|launched|introduced|set up) (?:in|on) $"
)
_ONLY = re.compile(r"\b(?:in|by|on|during|from|c|about|the|onwards|signed|around|late|early)\b|[\W_]", re.IGNORECASE)
_CLAUSE_ENDS = re.compile(r";|\. |\s[–—]\s|, and |, which|, who|, but |, when |, although ")

EXAMPLES = (
    Example("1926 – Treaty of Berlin", {"In which year was the Treaty of Berlin?": "1926 [1]"}),
    Example("general strike – 1926", {"In which year was the general strike?": "1926 [1]"}),
    Example(
        "Dawes Plan – 1924 – loans from the USA – rebuilt industry", {"In which year was the Dawes Plan?": "1924 [1]"}
    ),
    Example("1917: Tsar abdicates", {"In which year did Tsar abdicate?": "1917 [1]"}),
    Example(
        "March 1919 – Lenin founded the Comintern",
        {"In which month and year did Lenin found the Comintern?": "March / Mar [1]\n1919 [1]"},
    ),
    Example("The Thames Barrier was opened in 1984.", {"In which year was the Thames Barrier opened?": "1984 [1]"}),
    Example(
        "Treaty of Rapallo – signed by Germany in 1922",
        {"In which year was the Treaty of Rapallo signed by Germany?": "1922 [1]"},
    ),
    Example(
        "1921: quick and full retreat to the hills",
        {"In which year did this happen: “quick and full retreat to the hills”?": "1921 [1]"},
    ),
    Example(
        "- Britain – 1921 – trade agreement, 1924 – full recognition",
        {
            "In which year was this (Britain): “trade agreement”?": "1921 [1]",
            "In which year was this (Britain): “full recognition”?": "1924 [1]",
        },
    ),
    Example(
        "Chicherin = Commissar for Trade – 1918-1930",
        {"Between which years was Chicherin Commissar for Trade?": "1918 [1]\n1930 [1]"},
    ),
    Example("Attlee won the election in 1945.", {"In which year did Attlee win the election?": "1945 [1]"}),
    Example("In 1905 crowds marched on the palace.", {"In which year did crowds march on the palace?": "1905 [1]"}),
    Example(
        "1905 – revolution in Russia\n1906 – the first Duma",
        {"What happened in 1905?": "{revolution / uprising / revolt / overthrow} ~ Russia [1]"},
    ),
    Example(
        "43-409 ce: Rome rules the south\n1453 CE: the fall of the old city\n700 bc: the Celts arrive in the west",
        {
            "Between which years did Rome rule the south?": "43 [1]\n409 [1]",
            "In which year did the Celts arrive in the west?": "700 BC [1]",
        },
    ),
    Example(
        "Baroque – 1600 - 1750",
        {"Between which years was this: “Baroque”?": "1600 [1]\n1750 [1]"},
    ),
    # What two lines date alike is not asked the other way round; what points elsewhere, titles and small words are not asked.
    Example("1905 – revolution in Russia\n1905 – war with Japan", never=("What happened",)),
    Example("It was opened in 1984.", never=("In which",)),
    Example("Published 1995", never=("In which year was published",)),
    Example("Smith (2003)", never=("In which",)),
    Example("Lenin, who died in 1924, wrote it.", never=("In which year did Lenin, ",)),
    Example("1925 – at the party congress", never=("In which",)),
    Example(
        "1912: night watch shot rioters",
        {"In which year did this happen: “night watch shot rioters”?": "1912 [1]"},
    ),
    Example("1886 – the king's cooks – bakers blamed", never=("In which year did the king's cooks bakers",)),
    Example("1886 – battle of Leeds – many sheds lost", {"In which year was the battle of Leeds?": "1886 [1]"}),
    Example("Sea wall – smiths’ sons built barges in 1914", never=("In which year did sea wall smiths",)),
    Example("1513 – Battle of the Spurs, a town captured", {"In which year was the Battle of the Spurs?": "1513 [1]"}),
    Example(
        "# Henry Tudor\n1485 – defeated Richard at Bosworth",
        {"In which year did this happen (Henry Tudor): “defeated Richard at Bosworth”?": "1485 [1]"},
    ),
    Example(
        "Hannah was born in York in 1570, orphan, raised by a monk.",
        {"In which year was Hannah born in York?": "1570 [1]"},
    ),
    Example("1927: relations broken off", {"In which year did this happen: “relations broken off”?": "1927 [1]"}),
    Example(
        "On 17 September 1939 Red Army entered the east.",
        {"On what date did the Red Army enter the east?": "17 September [1]\n1939 [1]"},
    ),
    Example("1920 – war with Poland", {"In which year was the war with Poland?": "1920 [1]"}),
    Example(
        "Chinese Party (CP) – founded in Shanghai in July 1921",
        {"In which month and year was the Chinese Party founded in Shanghai?": "July [1]\n1921 [1]"},
    ),
    Example(
        "The guards – attacked the workers in 1927", {"In which year did the guards attack the workers?": "1927 [1]"}
    ),
    Example("Media – 1927 – produce fine films about Berlin", never=("In which",)),
    Example("1921: bakers blamed", {"In which year did this happen: “bakers blamed”?": "1921 [1]"}),
    Example("US – only recognised the Soviet Union in 1933", never=("In which year did US only",)),
    Example("The guild of smiths – made 1920, 600 members", never=("In which year did",)),
    Example(
        "- The guard went on strike on 8/9th nov 1923",
        {"On what date did the guard go on strike?": "8 November / 9 November [1]\n1923 [1]"},
    ),
    Example("USSR – 1926 – credits from a bank – growth", never=("In which year did this happen: “USSR”",)),
    Example("The first treaty was Rapallo – Weimar Germany signed in 1922.", never=("In which year was Weimar",)),
    Example("1999 – his band of four friends", never=("In which",)),
    Example("1940: yes", never=("In which",)),
    Example("The lake was a deep one in 1900.", never=("In which",)),
    Example("Most people hoped that peace would come by Easter 1915.", never=("In which",)),
    Example(
        "On 2 April 1917, the United States declared war on Germany and entered the war.",
        {"On what date did the United States declare war on Germany?": "2 April [1]\n1917 [1]"},
    ),
    Example("The United States declared war on Germany and left in 1919.", never=("In which",)),
    Example(
        "The Labour Party, founded in 1900, grew fast.", {"In which year was the Labour Party founded?": "1900 [1]"}
    ),
    Example(
        "Japan – 1905 – the battle of Tsushima, war in the east – fought for the islands",
        {"In which year was this (Japan): “the battle of Tsushima”?": "1905 [1]"},
    ),
)


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """Something the notes give a date for, and whose it is ("" for nobody's)."""

    date: Date
    event: str
    of: str = ""


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask when, and for what is laid out as `date – event` also what happened then."""
    if unit.kind == "row" or not find_dates(unit.text):
        return
    if unit.sign == "=" and len(unit.parts) == 3 and only_date(unit.parts[2]):
        yield from _post(page, unit)
        return
    if len(unit.parts) > 1 and unit.sign != "→":
        pairs = list(_laid_out(page, unit))
        for pair in pairs:
            yield from _ask(page, unit, pair)
        if pairs:
            return
    yield from _from_sentence(page, unit)


def _post(page: Page, unit: Unit) -> Iterator[Asked]:
    """`Chicherin = Commissar for Trade – 1918-1930`: when somebody held a post."""
    who, what, when_held = unit.parts
    date = find_dates(when_held)[0]
    if page.is_name(who.split(maxsplit=1)[-1]) and word_list("roles").intersection(what.casefold().split()):
        scheme, marks = date.scheme()
        yield Asked(question(f"{date.question} was {who} {what}"), scheme, date.year, "date", 0.85, marks)


def only_date(part: str) -> bool:
    """Whether a part holds one date and nothing else that says anything."""
    dates = find_dates(part)
    return len(dates) == 1 and not _ONLY.sub("", part[: dates[0].start] + part[dates[0].end :])


def _laid_out(page: Page, unit: Unit) -> Iterator[DatedEvent]:
    groups = _groups(unit.parts)
    subject = groups[0][0] if len(groups) > 1 and not only_date(unit.parts[0]) else ""
    for group in groups:
        place = next((n for n, part in enumerate(group) if only_date(part)), -1)
        if place < 0 or len(group) < 2:
            continue
        date, others = find_dates(group[place])[0], [*group[:place], *group[place + 1 :]]
        if subject:
            yield DatedEvent(date, others[-1], subject if others[-1] != subject else "")
        elif place == 0:
            yield DatedEvent(date, _with_deed(others), _subject_above(page, unit))
        elif place == 1 and len(others) > 1 and not _is_happening(others[0]):
            yield DatedEvent(date, others[1].split(", ")[0], others[0])
        else:
            yield DatedEvent(date, others[0], _subject_above(page, unit))


def _is_happening(text: str) -> bool:
    """Whether a phrase names something that has a date of its own: `Dawes Plan`, not `Japan`."""
    return head_noun(text).casefold() in word_list("events")


def _with_deed(others: list[str]) -> str:
    """`1927 – GMD – attacked the workers`: who and what are one clause."""
    return " ".join(others[:2]) if len(others) > 1 and _goes_on(others[0], others[1]) else others[0]


def _joined(who: str, what: str) -> str:
    """`Dawes Plan – signed by both` as one clause, with the `was` that it lacks; "" where the two are none."""
    who = re.sub(r"\s*\([^()]*\)", "", who)
    if _goes_on(who, what):
        return f"{who} {what}"
    words = tagged(f"it was {what}")[2:4]
    done = len(words) > 1 and words[0].tag == "VVN" and words[1].tag in {"PRP", "TO0"}
    return f"{who} {'were' if phrase_is_plural(who) else 'was'} {what}" if done and is_noun_phrase(who) else ""


def _goes_on(who: str, what: str) -> bool:
    """`GMD – attacked the workers`; not `Great fire – bakers blamed`, of which each has its subject."""
    clause = clause_of(f"{who} {what}")
    return clause is not None and not clause_of(who) and clause.subject == who and not clause.adverb


def _groups(parts: tuple[str, ...]) -> list[list[str]]:
    """The parts of a line; where commas divide several dated things, the parts of each."""
    groups: list[list[str]] = [[]]
    several = sum(only_date(bit) for part in parts for bit in re.split(r"[,;]\s+", part)) > 1
    for part in parts:
        bits = re.split(r"[,;]\s+", part) if several else [part]
        groups[-1].append(bits[0])
        groups.extend([bit] for bit in bits[1:])
    return groups


def _subject_above(page: Page, unit: Unit) -> str:
    """The short line above that a dated bullet is about."""
    head = re.split(r"\s[–—=-]\s|[:=,]", unit.above[0])[0].strip() if unit.above else ""
    return head if head and len(head.split()) <= 5 and not find_dates(head) and not leans(head) else ""


def _ask(page: Page, unit: Unit, pair: DatedEvent) -> Iterator[Asked]:
    event = pair.event.strip(" .,;:")
    if not _is_event(page, event, span=bool(pair.date.last)):
        return
    scheme, marks = pair.date.scheme()
    stem = _stem(page, unit, pair, event)
    if not stem:
        return
    yield Asked(stem, scheme, pair.date.year, "date", 0.9, marks)
    same = sum(date.key == pair.date.key for unit in page.units for date in find_dates(unit.text))
    if same == 1 and not pair.of and not pair.date.last and len(content_words(event)) > 1:
        back = question(f"What happened {pair.date.when}")
        yield Asked(back, telling(event), event, "event", 0.6, 1, "add other wordings that mean the same")


def _stem(page: Page, unit: Unit, pair: DatedEvent, event: str) -> str:
    """The question for a dated event; "" for none. What has no subject is asked with the heading above it, or not."""
    first = tagged(f"they {event}")[1]
    if first.tag in {"VVB", "VVI"} and first.text.islower() and not tagged(event)[0].noun:
        return ""  # `1927 – produce films`: nobody's deed, and no past
    headless = is_headless(event) or first.tag in {"VVD", "VVN"}
    of = pair.of or (hint_of(unit.topic) if headless else "")
    return when(page, pair.date, event, of) if of or not headless else ""


def _is_event(page: Page, event: str, *, span: bool) -> bool:
    named_so = page.is_name(event) or span
    enough = len(content_words(event)) > 1 or (named_so and head_noun(event) != "")
    return enough and len(event.split()) <= LONGEST_EVENT and not leans(event) and not page.is_label(label_of(event))


def when(page: Page, date: Date, event: str, of: str = "") -> str:
    """How one asks for the date of an event: as a clause, as a thing that was, or in the notes' own words."""
    asks = date.question
    clause = clause_of(event)
    if clause and not leans(event) and _is_deed(clause.helper, clause.rest, clause.tense):
        if _is_sound(page, clause):
            return asked_of(page, replace(clause, tense="VVD"), asks)
        return _in_quotes(asks, "did this happen", event, of)
    happening = event.split(", ", maxsplit=1)[0]
    if not of and is_noun_phrase(happening) and _is_happening(happening):
        return question(f"{asks} {'were' if phrase_is_plural(happening) else 'was'} {named(happening, page)}")
    if clause or len(of.split()) > LONGEST_OF:
        return ""  # a clause that tells no deed has no date
    if _is_named(date, event, of):
        return _in_quotes(asks, "was this", event, of)
    tells = len(content_words(event)) > 1 and word_at(event).tag != "PRP"
    return _in_quotes(asks, "did this happen", event, of) if tells else ""


def _in_quotes(asks: str, what: str, event: str, of: str) -> str:
    """An event in the notes' own words, with whose it is in brackets."""
    return f"{asks} {what}{f' ({of})' if of else ''}: {quoted(event)}?"


def _is_named(date: Date, event: str, of: str) -> bool:
    """Whether what is dated is a noun phrase: something of somebody's, or a span's name (`Baroque – 1600-1750`)."""
    return is_noun_phrase(event) and bool(of or (date.last and len(event.split()) <= LONGEST_OF))


def asked_of(page: Page, clause: Clause, asks: str) -> str:
    """A clause as a question, its subject worded as inside a sentence."""
    first = first_predicate(clause)
    return question(replace(first, subject=named(clause.subject, page), rest=_first_part(first.rest)).ask(asks))


def _first_part(rest: str) -> str:
    """What follows a verb up to the first comma: notes go on with other facts, `born in Mecca, orphan, raised by …`."""
    part = rest.split(", ", maxsplit=1)[0]
    return part if len(part.split()) > 1 else rest


def _from_sentence(page: Page, unit: Unit) -> Iterator[Asked]:
    """The dates of a sentence, with what is left of its clause when the date is taken out."""
    text = _joined(*unit.parts) if unit.sign == "–" and len(unit.parts) == 2 else ""
    text = text or without_link(unit.text)
    for date in find_dates(text):
        if founded := _FOUNDED.search(text[: date.start]):
            verb = "were" if phrase_is_plural(founded["what"]) else "was"
            stem = question(f"{date.question} {verb} {named(founded['what'], page)} {founded['verb']}")
            yield Asked(stem, date.scheme()[0], date.year, "date", 0.85, date.scheme()[1])
            continue
        event = "" if _is_inner(text, date) else _clause_round(text, date)
        clause = clause_of(event) if event else None
        if clause and _is_deed(clause.helper, clause.rest, clause.tense) and _is_sound(page, clause):
            stem = asked_of(page, replace(clause, tense="VVD"), date.question)
            scheme, marks = date.scheme()
            yield Asked(stem, scheme, date.year, "date", 0.85, marks)


def _is_inner(text: str, date: Date) -> bool:
    """Whether a date belongs to what is thought or to a second deed: `people hoped that it would end by May 1914`."""
    before = text[: date.start]
    that = before.rfind(" that ")
    if that > 0 and has_verb(before[that + len(" that ") :]):
        return True
    clause = clause_of(before.strip(" ,"))
    return clause is not None and first_predicate(clause) != clause


def _clause_round(text: str, date: Date) -> str:
    """The part of the sentence that the date stands in, without it; "" where that is nothing to ask after."""
    before, after = text[: date.start], text[date.end :]
    if re.search(r"\b(?:by|until|before|after|since)\s*$", before, re.IGNORECASE):
        return ""
    lead = _BEFORE_DATE.search(before)
    cut = before[: lead.start()] if lead else before
    if re.match(r",\s*[£$€\d]", after) and not re.search(r"[A-Za-z(]", lead[0] if lead else ""):
        return ""  # `made 1920, 6,000 members`: the number behind the date belongs to something else
    start = max((match.end() for match in _CLAUSE_ENDS.finditer(cut)), default=0)
    stop = _CLAUSE_ENDS.search(after)
    clause = f"{cut[start:]} {after[: stop.start()] if stop else after}".strip(" ,.;:()–")
    clause = re.sub(r"\s+,", ",", re.sub(r"^\W+|\(\s*\)", "", clause))
    # `… Treaty of Rapallo – Germany signed in 1922`: what was signed stands before the dash.
    torn = start > 0 and len(clause.split()) < SHORTEST_PIECE
    whole = (
        not torn
        and not leans(clause)
        and len(clause.split()) <= LONGEST_TOLD
        and not re.search(r"\s[-–—]\s|[=|]", clause)
    )
    return clause if whole and not find_dates(clause) else ""


def _is_sound(page: Page, clause: Clause) -> bool:
    """Whether a clause makes a question that is surely grammatical: it has its articles, and its verb what it acts on."""
    if not clause.helper and re.search(r"(?:[kztd]en|wn|gun|ung)$", clause.verb):
        return False  # `relations broken off`: the notes leave out `were`
    done = clause.helper or clause.rest or clause.base in word_list("ends") or not clause.verb.endswith("ed")
    return bool(done) and clause.adverb not in {"only", "not"} and reads_whole(page, clause)


def _is_deed(helper: str, rest: str, tense: str) -> bool:
    """Whether a clause tells something that happened: `was opened`, `won`, not `is a lake`."""
    if helper in {"is", "are", "was", "were"}:
        first = next((word for word in tagged(f"it was {rest}")[2:] if word.tag != "AV0"), None)
        return first is not None and first.tag in {"VVN", "VVD", "VVG"}
    return not helper and tense in {"VVD", "VVZ", "VVB"}


def event_scheme(text: str) -> str:
    """What happened, as a marking point."""
    return phrase(text) if len(content_words(text)) <= 2 else meaning(text)
