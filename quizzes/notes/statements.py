"""What a sentence tells, one plain statement for each thing: `X, which does this, is a Y; it does that and these do so`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from quizzes.notes.clauses import NO_SETTING, SETTING, clause_of, is_noun_phrase, phrase_is_plural, without_aside
from quizzes.notes.page import Page, Unit
from quizzes.notes.subjects import Sentence, with_subject
from quizzes.notes.tags import Word, tagged, word_at
from quizzes.notes.wording import leans, named

LONGEST_TOLD = 60  # words of a sentence that is taken apart
LONGEST_SUBJECT, LONGEST_SETTING = 8, 8  # words
MOST = 8  # statements of a sentence
_BRACKETED = re.compile(r"\(([^()]{16,160})\)")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_JOINED = re.compile(r";\s+|,?\s+(?:and|but|while|whereas|although|though|so|yet)\s+|,\s+(?!which|who|whose)")
_ITS = re.compile(r"(?P<whose>its|their) (?P<what>[a-z]+(?: [a-z]+)?) (?P<rest>(?:is|are|was|were) .+)$", re.IGNORECASE)
_HALF = re.compile(r"(?:If|When|Whenever|Because|As|Since|Unless|Once|Until|Where|Without) ", re.IGNORECASE)
_PREDICATE = frozenset(["VVZ", "VVD", "VHZ", "VHD", "VBZ", "VBB", "VBD", "VM0"])
_AGAIN = re.compile(r"(?P<said>it|they|he|she) ")
_NAMES = frozenset(["AT0", "AJ0", "AJC", "AJS", "NN0", "NN1", "NN2", "NP0", "UNC", "VVG", "CRD", "ORD", "POS"])


def statements(page: Page, unit: Unit) -> tuple[Sentence, ...]:
    """What a unit says besides its sentence as a whole (`with_subject`): each a sentence with its own subject."""
    said = with_subject(page, unit)
    text = said.text
    if unit.kind == "row" or len(text.split()) > LONGEST_TOLD or not re.search(r"[,;(]| and | but | wh", text):
        return ()
    found: dict[str, Sentence] = {}
    for told in _told(page, text):
        if told.text != text and told.text not in found and len(found) < MOST:
            put_in = bool(said.about) and said.about.casefold() in told.text.casefold()
            found[told.text] = replace(told, about=said.about, guess=told.guess or (said.guess if put_in else ""))
    return tuple(found.values())


def _told(page: Page, text: str) -> Iterator[Sentence]:
    yield from (Sentence(one) for one in _BRACKETED.findall(text) if is_clause(one))
    before, colon, after = text.partition(": ")
    if colon and clause_of(before) is not None:
        yield Sentence(before)  # `X are two veins that carry blood: the upper and the lower one`
        text = before if clause_of(after) is None else text
    setting = ""
    bare = " ".join(_BRACKETS.sub("", re.sub(r", (?:i\.e\.,?|that is,) (?=an? |the )", ", ", text)).split())
    if (match := SETTING.match(bare)) and len(match["setting"].split()) <= LONGEST_SETTING:
        bare = match["main"][:1].upper() + match["main"][1:]
        setting = "" if NO_SETTING.match(text) else match["setting"][:1].lower() + match["setting"][1:]
    yield from _relatives(bare)
    yield from _appositions(bare)
    main = without_aside(bare)
    yield from (replace(one, setting=setting) for one in _joined(page, main))


def _joined(page: Page, text: str) -> Iterator[Sentence]:
    """The clauses that `and`, `but`, `while` or a semicolon join, each with its own subject; first what is all of it."""
    if _HALF.match(text):
        return  # what holds `if …` does not hold by itself
    if clause_of(text) is not None:
        yield Sentence(text)
    subject = ""
    for piece in _pieces(text):
        if subject and (told := _said_again(page, subject, piece)):
            yield told
        elif (clause := clause_of(piece)) is not None and not leans(piece):
            subject = clause.subject
            if piece != text:
                yield Sentence(piece[:1].upper() + piece[1:])


def _said_again(page: Page, subject: str, piece: str) -> Sentence | None:
    """`they boil`, `its job is to boil`, `boils at once` with the subject of the clause before; None where it has its own."""
    plural = phrase_is_plural(subject)
    if again := _AGAIN.match(piece):
        guess = f"“{again['said']}” is taken to mean {subject}"
        return (
            Sentence(f"{subject} {piece[again.end() :]}", guess=guess) if plural == (again["said"] == "they") else None
        )
    if its := _ITS.match(piece):
        guess = f"“{its['whose']}” is taken to mean that of {subject}"
        said = f"The {its['what']} of {named(subject, page)} {its['rest']}"
        return Sentence(said, guess=guess) if plural == (its["whose"].casefold() == "their") else None
    return Sentence(f"{subject} {piece}") if tagged(piece)[:1] and word_at(piece).tag in _PREDICATE else None


def is_clause(text: str) -> bool:
    """Whether what stands in brackets is a sentence of its own."""
    clause = clause_of(re.split(r",|;", text)[0])
    return clause is not None and not re.search(r" (?:that|which|who) ", text) and not leans(text)


def _pieces(text: str) -> Iterator[str]:
    """The parts of a sentence that its joins divide, where a clause begins behind the join: `bread and butter` is one."""
    start = 0
    for cut in _JOINED.finditer(text):
        before = text[start : cut.start()]
        if not _in_a_row(before) and _begins(text[cut.end() :], before):
            yield before.strip(" ,;")
            start = cut.end()
    yield text[start:].strip(" ,;")


def _in_a_row(before: str) -> bool:
    """Whether a join is the last of a row of nouns: `Wood, Bruner and Ross`."""
    _, comma, last = before.rpartition(",")
    return bool(comma) and not any(word.verb for word in tagged(last))


def _begins(text: str, before: str) -> bool:
    """Whether a clause begins here: `and it rains`, `while the river falls`; what stands before must be one too."""
    head = " ".join(text.split()[: LONGEST_SUBJECT + 6])
    words = tagged(head)
    if not words or not any(word.verb for word in tagged(before)):
        return False
    return words[0].verb or bool(_AGAIN.match(head) or _ITS.match(text)) or clause_of(head) is not None


def _relatives(text: str) -> Iterator[Sentence]:
    """`the marrow, which is found in bones`: what is said of the thing before the comma."""
    words = tagged(text)
    for place, word in enumerate(words[1:-2], start=1):
        after = words[place + 1]
        verb = words[place + 2] if after.tag == "AV0" else after
        if word.text not in {"which", "who"} or not verb.verb or words[place - 1].text != ",":
            continue
        if words[place + 2].text in {"why", "because", "how", "what", "when", "where"}:
            continue
        thing = thing_before(text, words[: place - 1])
        if thing and (
            phrase_is_plural(thing) == (verb.tag in {"VVB", "VBB", "VHB", "VDB"})
            or verb.tag in {"VVD", "VM0", "VHD"}
            or verb.text in {"was", "were"}
        ):
            said = re.split(r",(?!\d)|;", text[after.start :])[0]
            yield Sentence(f"{thing[:1].upper()}{thing[1:]} {said}")


def _appositions(text: str) -> Iterator[Sentence]:
    """`haemoglobin, a protein that binds oxygen`: what kind of thing it is."""
    words = tagged(text)
    for place, word in enumerate(words[1:-2], start=1):
        after = words[place + 1]
        if word.text != "," or after.text.casefold() not in {"a", "an", "the"}:
            continue
        thing = thing_before(text, words[:place])
        said = re.split(r",(?!\d)|;", text[after.start :])[0].strip(" .")
        follows = text[after.start + len(said) :][:5]
        if not thing or re.match(r", (?:and|or|an?) ", follows) or re.search(r"\b(?:and|or) (?:the|an?) ", said):
            continue
        if is_noun_phrase(re.split(r" (?:that|which|who|of|in|for|between|by|from|with) ", said)[0]):
            be = "are" if phrase_is_plural(thing) else "is"
            yield Sentence(f"{thing[:1].upper()}{thing[1:]} {be} {said}")


def thing_before(text: str, words: tuple[Word, ...]) -> str:
    """The noun phrase that ends here, where it names one thing by itself."""
    start = len(words)
    while start and words[start - 1].tag in _NAMES and len(words) - start < LONGEST_SUBJECT:
        start -= 1
        if words[start].tag == "AT0":
            break
    if start == len(words) or (start and words[start - 1].tag == "PRF"):
        return ""
    thing = text[words[start].start : words[-1].end]
    return thing if not re.match(r"(?:an?|one|some|any|other)\b", thing) and is_noun_phrase(thing) else ""
