"""A plain look at an English clause: who, did what, to what; enough to ask after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizzes.english.words import base_form, frequency
from quizzes.notes.language import (
    AGREEMENTS,
    ARTICLES,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    DONE_TO,
    INTRANSITIVE,
    IRREGULAR_PARTICIPLES,
    IRREGULAR_PAST,
    LEANING,
    PREPOSITIONS,
    PRESENT,
    PRONOUNS,
    SINGULAR_ENDS_S,
    WORKS,
)

LONGEST_SUBJECT = 12
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*[’']?")
_STRANDED = PREPOSITIONS | ARTICLES | CONJUNCTIONS | DETERMINERS | frozenset({"not", "only", "more", "most", "very"})
_NEVER_VERBS = frozenset(
    [
        "need",
        "red",
        "bed",
        "shed",
        "seed",
        "speed",
        "breed",
        "greed",
        "hundred",
        "sacred",
        "naked",
        "aged",
        "indeed",
        "united",
        "related",
        "based",
        "armed",
        "advanced",
        "limited",
        "increased",
        "detailed",
        "talented",
        "so-called",
        "rugged",
        "wicked",
        "left",
        "set",
        "cut",
        "put",
        "read",
        "cost",
        "hit",
        "bound",
        "spread",
        "lay",
        "split",
        "shut",
        "saw",
        "found",
        "felt",
        "led",
        "lost",
        "ground",
    ]
)
# Of those, the ones that are verbs all the same where a subject stands right before them.
_AMBIGUOUS = frozenset(
    [
        "left",
        "set",
        "cut",
        "put",
        "read",
        "cost",
        "hit",
        "spread",
        "lay",
        "split",
        "shut",
        "saw",
        "found",
        "felt",
        "led",
        "lost",
        "based",
    ]
)


@dataclass(frozen=True, slots=True)
class Clause:
    """`subject` did it: `verb` in its base form (the participle where `helper` is a form of be), then `rest`."""

    subject: str
    verb: str
    rest: str
    helper: str = ""
    past: bool = True
    adverb: str = ""

    @property
    def predicate(self) -> str:
        """The verb and what follows, after `did` or after the form of be."""
        return " ".join(part for part in (self.adverb, self.verb, self.rest) if part)

    def ask(self, opening: str) -> str:
        """`opening` (`In which year`) and the clause turned into a question, without its question mark."""
        if self.helper:
            return f"{opening} {self.helper} {self.subject} {self.predicate}"
        do = "did" if self.past else "do" if is_plural(self.subject) else "does"
        return f"{opening} {do} {self.subject} {self.predicate}"


def words_of(text: str) -> list[str]:
    """The words and numbers of a text as written."""
    return _WORD.findall(text)


def is_plural(phrase: str) -> bool:
    """Whether a noun phrase takes `are`: its head ends in a plural s, or it joins two with `and`."""
    if re.search(r"^(?:(?!\b(?:of|in|for|by|with|to|from)\b).)*\w (?:and|&) \w", phrase):
        return True
    head = head_of(phrase)
    folded = head.casefold()
    if folded in {"people", "men", "women", "children", "mice", "feet", "teeth", "bacteria", "data", "criteria"}:
        return True
    if not folded.endswith("s") or folded.endswith(("ss", "us", "is")) or folded in SINGULAR_ENDS_S:
        return False
    return not head.isupper() and len(folded) > 3 and folded.replace("’", "'")[-2:] != "'s"


def head_of(phrase: str) -> str:
    """The noun a phrase is about: the last word before the first preposition."""
    found = words_of(phrase)
    for place, word in enumerate(found):
        if place and (word.casefold() in PREPOSITIONS or word.casefold() in {"that", "which", "who"}):
            return found[place - 1]
    return found[-1] if found else ""


def past_base(word: str) -> str:
    """The base form of a past tense (`signed`: sign, `took`: take), "" where the word is none."""
    if word in IRREGULAR_PAST:
        return IRREGULAR_PAST[word]
    if not word.endswith("ed") or len(word) < 4 or word in _NEVER_VERBS:
        return ""
    base = base_form(word)
    if base != word and frequency(base):
        return base
    for guess in (word[:-1], word[:-2], word[:-3]):
        if frequency(guess):
            return guess
    return ""


def present_base(word: str) -> str:
    """The base form of a verb in the third person (`trains`: train), "" where the word is none."""
    for ending, new in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and word.removesuffix(ending) + new in PRESENT:
            return word.removesuffix(ending) + new
    return {"goes": "go", "does": "do", "has": "have"}.get(word, "")


def is_participle(word: str) -> bool:
    """Whether the word can follow a form of be: `signed`, `built`."""
    return word in IRREGULAR_PARTICIPLES or bool(past_base(word))


def parse_clause(text: str, *, names: frozenset[str] = frozenset()) -> Clause | None:
    """The clause that `text` is, None where it has no subject and verb that can be told.

    `names` are words known to be names, so that `US recognise USSR` has a subject.
    """
    spans = list(_WORD.finditer(text))
    for place, span in enumerate(spans[: LONGEST_SUBJECT + 1]):
        word = span[0]
        if place == 0 or not word.islower():
            continue
        subject = text[: span.start()].strip()
        rest = text[span.end() :].strip(" ,;:.")
        if word in {"that", "which", "who", "whose", "where"}:
            return None
        if text[spans[place - 1].end() : span.start()].strip() not in {"", '"', "’", "”"}:
            return None
        if word in AUXILIARIES:
            return _with_auxiliary(subject, word, rest)
        clause = _with_verb(subject, word, rest, spans, place, names)
        if clause:
            return clause
    return None


def good_subject(subject: str) -> bool:
    """Whether a phrase can stand as the subject of a question: no pronoun, nothing left hanging."""
    found = ["" if len(word) > 1 and word.isupper() else word.casefold() for word in words_of(subject)]
    if not found or len(found) > LONGEST_SUBJECT or subject.count("(") != subject.count(")"):
        return False
    if found[0] in LEANING or found[0] in PREPOSITIONS or found[0] in CONJUNCTIONS:
        return False
    if past_base(found[0]) and subject[:1].islower() and not found[0].endswith("ed"):
        return False
    if AUXILIARIES.union({"when", "that", "which", "who", "because", "if", "what"}).intersection(found):
        return False
    return found[-1] not in _STRANDED and not PRONOUNS.intersection(found) - {"one", "its", "their", "his", "her"}


def _with_auxiliary(subject: str, word: str, rest: str) -> Clause | None:
    if not good_subject(subject):
        return None
    following = words_of(rest)
    if word in BE and following and rest[:1].isalnum():
        first = following[0]
        adverb = first if first.endswith("ly") and len(following) > 1 else ""
        verb = following[1] if adverb else first
        after = rest[len(adverb) :].lstrip()[len(verb) :].strip(" ,;:.")
        return Clause(subject, verb, after, helper=word, past=word in {"was", "were"}, adverb=adverb)
    if word in {"could", "can", "would", "will", "should", "must"} and following:
        first = following[0]
        return Clause(subject, first, rest[len(first) :].strip(" ,;:."), helper=word)
    return None


def _with_verb(  # noqa: C901 -- a table of cases
    subject: str, word: str, rest: str, spans: list[re.Match[str]], place: int, names: frozenset[str]
) -> Clause | None:
    before = spans[place - 1][0]
    adverb = ""
    if before.endswith("ly") and before.islower() and before != "only" and place > 1:
        adverb, before = before, spans[place - 2][0]
        subject = subject[: -len(adverb)].strip()
    if before == "only" and place > 1:
        subject, before = subject[: -len("only")].strip(), spans[place - 2][0]
    if not good_subject(subject):
        return None
    after_name = before in names or before[:1].isupper()
    base = past_base(word)
    if not base and word in _AMBIGUOUS and after_name:
        base = IRREGULAR_PAST.get(word, "")
    if base and (word not in _AMBIGUOUS or after_name):
        return _past_clause(subject, word, base, rest, adverb)
    following = (words_of(rest) or [""])[0]
    if past_base(following):
        return None
    if after_name and place <= 3:
        if present_base(word):
            return Clause(subject, present_base(word), rest, past=False, adverb=adverb)
        if word in PRESENT and rest:
            return Clause(subject, word, rest, past=True, adverb=adverb)
    elif word in PRESENT and is_plural(subject) and place <= 8 and following.casefold() in {"", *PREPOSITIONS}:
        return Clause(subject, word, rest, past=False, adverb=adverb)
    elif present_base(word) and not word.endswith("ss") and not is_plural(subject) and place <= 5 and rest:
        return Clause(subject, present_base(word), rest, past=False, adverb=adverb)
    return None


def _past_clause(subject: str, word: str, base: str, rest: str, adverb: str) -> Clause | None:
    """`X took Y` is active; `treaty signed` and `revolt suppressed by X` are passive without their `was`."""
    first = (words_of(rest) or [""])[0].casefold()
    head = head_of(subject)
    if base == "sign" and not rest and head[:1].isupper() and head.casefold() not in AGREEMENTS | WORKS:
        return None
    undergone = base not in INTRANSITIVE and (not rest or (base in DONE_TO and first in PREPOSITIONS))
    if first == "by" or undergone:
        helper = "were" if is_plural(subject) else "was"
        return Clause(subject, word, rest, helper=helper, adverb=adverb)
    # An adjective before a noun (`forced collectivisation`), not a verb.
    bare = words_of(subject)[-1].casefold()
    if bare in _STRANDED or bare.endswith(("ly", "’s", "'s", "s’")):
        return None
    return Clause(subject, base, rest, adverb=adverb)
