"""Drafts from what a sentence tells: causes, consequences, beliefs, places, numbers, names in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from quizzes.notes.dates import find_dates
from quizzes.notes.grammar import Clause, is_participle, parse_clause, past_base, words_of
from quizzes.notes.language import AUXILIARIES, CAUSES, DONE_TO, EFFECTS, INTRANSITIVE, PREPOSITIONS, SAYING, UNITS
from quizzes.notes.page import Idea, Page, Unit, as_sentence
from quizzes.notes.schemes import answer, expression, phrase, points
from quizzes.notes.stems import leans, lower_first, named, question

LONGEST_ANSWER = 24
_CAUSE = re.compile(r",?\s+(?P<link>" + "|".join(CAUSES) + r")\s+", re.IGNORECASE)
_EFFECT = re.compile(r",?\s+(?:(?:which|this|that|and)\s+)?(?P<link>" + "|".join(EFFECTS) + r")\s+", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:however|also|therefore|thus|then|so|but|and|moreover|furthermore|finally|firstly|secondly|instead|first|next|meanwhile)\b,?\s+",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(
    r"\b(?P<for>for|lasted|lasts|takes|took)\s+(?P<only>only |about |around |over |nearly )?"
    r"(?P<long>(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty) (?:"
    + "|".join(sorted(UNITS))
    + r")s?)\b"
)
_HOW_MANY = re.compile(
    r"^(?:c\.?\s?|about |around |over |nearly |some |more than |up to |at least )?(?P<number>\d[\d,]*(?:\.\d+)?(?: (?:million|billion|thousand))?)\s(?P<what>[a-z].*)$"
)
_QUOTED = re.compile(r"[‘“\"](?P<said>[^‘’“”\"]{3,60}(?:’[a-z][^‘’“”\"]{1,40})?)[’”\"](?!\w)")
_CALLING = re.compile(
    r"\b(?P<verb>termed|called|named|labelled|described|dubbed|nicknamed|branded|denounced) (?P<what>[^‘“\"]{2,80}?) (?:as |the )?$"
)
_DATED_OPENING = re.compile(r"^(?:In|By|On|During) (?:\w+ )?(?:\d{1,2} )?(?:\w+ )?\d{4}\b,? ")
_LOCATED = (
    DONE_TO
    | INTRANSITIVE
    | frozenset(["attack", "massacre", "fight", "suppress", "train", "land", "defeat", "hold", "attempt", "bomb"])
)
_SUBORDINATE = re.compile(
    r",? (?:which|who|although|though|while|whereas|but|however|and so)\b|;|, and (?=\w+ (?:was|were|had|did|\w+ed)\b)"
)


def told_ideas(page: Page, unit: Unit) -> Iterator[Idea]:
    """Ask why, with what result, what somebody believed, where, how long, how many, by whom."""
    if unit.kind == "row":
        return
    yield from _quoted(page, unit)
    text = _LEADING.sub("", as_sentence(unit).rstrip(".!")).strip()
    if len(unit.parts) > 1 and unit.sign != "–" and len(words_of(unit.parts[0])) <= 6:
        text = unit.parts[-1]
    if leans(text.split(",")[0].split(" because ")[0][:60].rsplit(" ", 1)[0]) and not _CAUSE.search(text):
        return
    for piece in _pieces(text):
        yield from _cause(page, unit, piece)
        yield from _effect(page, unit, piece)
        clause = main_clause(page, piece)
        if clause:
            yield from _from_clause(page, unit, clause)


def _pieces(text: str) -> list[str]:
    """The clauses that semicolons and dashes divide, without leading links."""
    pieces = re.split(r";\s+|\s+[–—]\s+", text)
    pieces = [bit for piece in pieces for bit in (_unspliced(piece), piece[len(_unspliced(piece)) :]) if bit]
    return [_LEADING.sub("", piece.strip(" ,.")) for piece in pieces if len(piece.split()) > 2]


def main_clause(page: Page, text: str) -> Clause | None:
    """The first clause of a text, up to what hangs on it."""
    text = _unspliced(_LEADING.sub("", text))
    opening = re.match(r"^(?:In|By|On|At|During|After|Under|As|From|Since|Once|When) [^,]{2,50}, ", text)
    if opening:
        text = text[opening.end() :]
    cut = _SUBORDINATE.search(text)
    clause = parse_clause(text[: cut.start()] if cut else text, names=page.names.words)
    if clause is None or leans(clause.subject):
        return None
    subject = re.sub(
        r",? (?:therefore|also|then|thus|still|always|often|even|only|never|now|soon)$", "", clause.subject
    )
    if "," in subject or find_dates(subject):
        return None
    return replace(clause, subject=named(subject, page.names))


def _unspliced(text: str) -> str:
    """The text up to a comma after which another clause begins without a conjunction."""
    for found in re.finditer(r", (?=[A-Z])", text[:400]):
        if parse_clause(text[found.end() :]) and parse_clause(text[: found.start()]):
            return text[: found.start()]
    return text


def _idea(unit: Unit, stem: str, told: str, quality: float, kind: str) -> Idea:
    given = words_of(stem)
    return Idea(question(stem), *answer(told, given=given), kind, unit.topic, unit.lines, quality, told)


def _cause(page: Page, unit: Unit, text: str) -> Iterator[Idea]:
    found = _CAUSE.search(text)
    if not found:
        return
    effect, cause = text[: found.start()], text[found.end() :].strip(" .,")
    link = found["link"].casefold()
    if not cause or len(words_of(cause)) > LONGEST_ANSWER or leans(effect):
        return
    clause = main_clause(page, effect)
    if clause is None:
        return
    quality = 0.85 if not leans(cause) else 0.7
    yield _idea(
        unit, clause.ask("Why"), f"to {cause}" if link in {"in order to", "so as to"} else cause, quality, "cause"
    )


def _effect(page: Page, unit: Unit, text: str) -> Iterator[Idea]:
    found = _EFFECT.search(text)
    if not found:
        return
    cause, effect = text[: found.start()].strip(" ,"), text[found.end() :].strip(" .,")
    if not words_of(cause) or not words_of(effect) or leans(cause):
        return
    cause = _DATED_OPENING.sub("", cause)
    for pattern in (_SUBORDINATE, _CAUSE):
        cut = pattern.search(effect)
        effect = effect[: cut.start()] if cut else effect
    link = found["link"].casefold()
    if len(words_of(cause)) <= 16 and not parse_clause(cause) and len(words_of(effect)) <= LONGEST_ANSWER:
        be = "was" if past_base(link.split()[0]) else "is"
        yield _idea(unit, f"What {be} the result of {named(cause, page.names)}", effect, 0.75, "consequence")
    elif len(words_of(cause)) <= 16 and main_clause(page, cause) and len(words_of(effect)) <= LONGEST_ANSWER:
        yield _idea(unit, f"What happened because {lower_first(cause, page.names)}", effect, 0.7, "consequence")
    if len(words_of(effect)) <= 14 and not leans(effect):
        verb = {"lead to": "leads to", "result in": "results in"}.get(link, link)
        yield _idea(unit, f"What {verb} {named(effect, page.names)}", cause, 0.7, "cause")


def _from_clause(page: Page, unit: Unit, clause: Clause) -> Iterator[Idea]:
    if len(words_of(clause.rest)) > LONGEST_ANSWER + 6:
        return
    yield from _agent(page, unit, clause)
    yield from _measured(page, unit, clause)
    if clause.helper:
        return
    yield from _where(page, unit, clause)
    who = page.names.person_in(clause.subject)
    if clause.verb in SAYING and clause.rest and (who or clause.subject[:1].isupper()):
        yield from _belief(unit, clause)
    elif clause.rest and not find_dates(clause.rest):
        yield from _object(page, unit, clause)


def _belief(unit: Unit, clause: Clause) -> Iterator[Idea]:
    rest = re.sub(r"^that ", "", clause.rest)
    do = "did" if clause.past else "does"
    if leans(rest.split(" ")[0]):
        return
    infinitive = re.match(r"to (?=[a-z])", rest)
    if infinitive:
        yield _idea(unit, f"What {do} {clause.subject} {clause.verb} to do", rest[infinitive.end() :], 0.75, "belief")
    elif rest.split()[0].casefold() not in PREPOSITIONS:
        yield _idea(unit, f"What {do} {clause.subject} {clause.verb}", rest, 0.75, "belief")


def _object(page: Page, unit: Unit, clause: Clause) -> Iterator[Idea]:
    """What did somebody do it to? Only where the object is short and comes right after the verb."""
    first = clause.rest.split()[0].casefold()
    if (
        first in PREPOSITIONS | {"as", "not", "forward", "away", "back", "both"}
        or len(words_of(clause.rest)) > 9
        or clause.verb in {"be", "have", "do"}
    ):
        return
    if is_participle(first) or first.endswith("ly") or leans(clause.rest):
        return
    if clause.verb == "become":
        return
    do = "did" if clause.past else "does"
    named_one = bool(page.names.person_in(clause.subject)) or any(
        w in page.names.words for w in words_of(clause.subject)
    )
    yield _idea(
        unit,
        f"What {do} {clause.subject} {clause.verb}",
        clause.rest,
        0.5 if clause.past and named_one else 0.6,
        "object",
    )


def _agent(page: Page, unit: Unit, clause: Clause) -> Iterator[Idea]:
    """`X was done by Y`: who or what did it."""
    found = re.search(r"(?:^|\s)by (?P<agent>(?:the )?[^,;]{2,60})$", clause.rest)
    if clause.helper not in {"was", "were", "is", "are"} or not found or not is_participle(clause.verb):
        return
    agent = re.split(r"\s(?:in|on|at|during|from|after|because|for)\s", found["agent"])[0]
    if re.match(r"[a-z]+ing\b", agent) or leans(agent) or find_dates(agent) or AUXILIARIES.intersection(agent.split()):
        return
    done = f"{clause.verb} {clause.rest[: found.start()]}".strip()
    agents = [one for one in re.split(r",\s+(?:and\s+)?|\s+(?:and|&)\s+", agent) if words_of(one)]
    scheme = points([expression(one) for one in agents])
    by = "By whom" if page.names.person_in(agent) else "By what" if agent.islower() else "By whom"
    stem = question(f"{by} {clause.helper} {clause.subject} {done}")
    yield Idea(stem, scheme, len(agents), "agent", unit.topic, unit.lines, 0.75, agent)


def _where(page: Page, unit: Unit, clause: Clause) -> Iterator[Idea]:
    found = re.search(
        r"\s(?:in|at|near|off) (?P<place>(?:the )?[A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)?)(?=$|[\s,.])", f" {clause.rest}"
    )
    if not found or found["place"].removeprefix("the ") not in page.names.places or find_dates(found["place"]):
        return
    rest = f" {clause.rest}"[: found.start()].strip()
    if not rest or len(words_of(rest)) > 14 or clause.verb not in _LOCATED:
        return
    stem = replace(clause, rest=rest).ask("Where")
    yield Idea(question(stem), f"{phrase(found['place'])} [1]", 1, "place", unit.topic, unit.lines, 0.8, found["place"])


def _measured(page: Page, unit: Unit, clause: Clause) -> Iterator[Idea]:
    found = _HOW_LONG.search(f"{clause.verb} {clause.rest}") or (
        _HOW_LONG.search(f"lasted {clause.rest}") if clause.verb in {"last", "take"} else None
    )
    if found:
        rest = clause.rest.replace(found["long"], "")
        rest = re.sub(r"\s*\b(?:for|only|about|around|over|nearly)\s*$", "", rest.split(" for  ")[0].strip()).strip()
        stem = replace(clause, rest=rest).ask("For how long" if found["for"] == "for" else "How long")
        yield Idea(
            question(stem), f"{phrase(found['long'])} [1]", 1, "number", unit.topic, unit.lines, 0.8, found["long"]
        )
    many = _HOW_MANY.match(clause.subject)
    if many and clause.helper:
        stem = f"How many {many['what']} {clause.helper} {clause.predicate}"
        yield Idea(
            question(stem), f"{phrase(many['number'])} [1]", 1, "number", unit.topic, unit.lines, 0.8, many["number"]
        )


def _quoted(page: Page, unit: Unit) -> Iterator[Idea]:
    for found in _QUOTED.finditer(unit.text):
        said, before = found["said"].strip(" ,.;"), unit.text[: found.start()]
        calling = _CALLING.search(before[-140:])
        if len(words_of(said)) > 7 or not words_of(said):
            continue
        if calling:
            what = _antecedent(before[: -len(calling[0])]) if leans(calling["what"]) else calling["what"]
            caller = page.names.person_in(" ".join(before[: -len(calling[0])].split()[-4:]))
            who = f"did {caller} use" if caller else "is used"
            if what:
                stem = question(f"Which term {who} for {named(what, page.names)}")
                yield Idea(stem, f"{phrase(said)} [1]", 1, "quotation", unit.topic, unit.lines, 0.85, said)
                continue
        after = unit.text[found.end() :]
        shown = f"{_LEADING.sub('', before)}______{after}".strip()
        if len(words_of(shown)) <= 30 and not leans(shown[:80]):
            stem = f"Which words in quotation marks are missing here: “{shown.rstrip('.')}”?"
            yield Idea(stem, f"{phrase(said)} [1]", 1, "quotation", unit.topic, unit.lines, 0.66, said)


def _antecedent(before: str) -> str:
    """What `them` stands for: the noun phrase at the end of the clause before, "" where it cannot be told."""
    clause = re.split(r"\s[–—]\s|;|\.\s", before)
    if len(clause) < 2:
        return ""
    tail = re.split(r"\b(?:on|against|with|for|to|by|about)\s", clause[-2].strip())[-1].strip(" ,.")
    return tail if 1 <= len(words_of(tail)) <= 9 and not past_base(words_of(tail)[0]) else ""
