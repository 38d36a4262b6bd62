"""Stems as a teacher would ask them: articles, capitals, and what must not stand in a stem."""

from __future__ import annotations

import re

from quizzes.english.words import is_word
from quizzes.notes.grammar import head_of, past_base, words_of
from quizzes.notes.language import (
    AGREEMENTS,
    ARTICLES,
    BODIES,
    DETERMINERS,
    EVENTS,
    LEANING,
    ROLES,
    STOP_WORDS,
    WORKS,
)
from quizzes.notes.names import Names

LONGEST_STEM_WORDS = 32
_TAKES_THE = AGREEMENTS | EVENTS | BODIES | WORKS | ROLES
_DANGLING = re.compile(r"\b(?:[Ii]t|[Tt]hey|[Tt]hem|[Hh]e|[Hh]im|[Ss]he|[Ww]e|us|[Yy]ou|I|[Tt]heirs)\b")
_THIS = re.compile(r"\b(?:this|these|those|which) ([a-z]+)", re.IGNORECASE)
_POINTING = re.compile(r"\b(?:this|that|these|those)\b(?!\s+[a-z])")


def named(phrase: str, names: Names) -> str:
    """A noun phrase as it stands inside a sentence: small first letter, and an article where it needs one."""
    phrase = phrase.strip(" ,;:.–—-")
    found = words_of(phrase)
    if not found:
        return phrase
    first = found[0]
    if first.casefold() in DETERMINERS or first.casefold() in {"all", "both", "most", "many"}:
        return phrase[:1].lower() + phrase[1:]
    phrase = lower_first(phrase, names)
    return f"the {phrase}" if needs_the(phrase, names) else phrase


def lower_first(phrase: str, names: Names) -> str:
    """The phrase with a small first letter unless its first word is a name."""
    first = (words_of(phrase) or [""])[0]
    bare = re.sub(r"[’']s?$", "", first)
    if bare in names.words or bare in names.acronyms or not is_word(bare) or first[1:] != first[1:].lower():
        return phrase
    if first.casefold() in _TAKES_THE and re.match(r"\S+ of (?:the )?[A-ZÀ-Þ]", phrase):
        return phrase
    if any(bare[:size] in names.words for size in range(4, len(bare))):
        return phrase
    if first.casefold() in ROLES and any(word[:1].isupper() for word in phrase.split()[1:]):
        return phrase
    if len(found := phrase.split()) > 1 and found[1][:1].isupper() and first.casefold() not in STOP_WORDS:
        return phrase
    return phrase[:1].lower() + phrase[1:]


def needs_the(phrase: str, names: Names) -> bool:
    """Whether the definite article goes before a noun phrase: `the Treaty of Berlin`, but `Berlin`, `two points`."""
    found = words_of(phrase)
    if not found or (re.search(r"^[^ ]*[’']s?\b(?= )", phrase) and re.match(r"\S+[’']", phrase)):
        return False
    if found[0][0].isdigit():
        return bool(re.match(r"\d+(?:st|nd|rd|th)\b", found[0]))
    if (
        names.is_person(phrase)
        or phrase in names.places
        or re.search(r"\w (?:and|&) \w", phrase.split(" of ", maxsplit=1)[0])
    ):
        return False
    if len(found) == 1:
        return found[0] in names.with_the and found[0] in names.acronyms
    head = head_of(phrase)
    if head.casefold() in _TAKES_THE:
        return True
    if head.casefold().endswith("s") and not head.casefold().endswith("ss"):
        return False
    if head[0].isupper():
        return head in names.with_the or (" of " in phrase and head in names.words and is_word(head))
    return " of " in phrase


def question(text: str) -> str:
    """The text as a question: first letter large, blanks squeezed, one question mark."""
    text = re.sub(r"\s*&\s*", " and ", text)
    text = re.sub(r"\s+([,;:.?!])", r"\1", " ".join(text.split())).strip(" ,;:.?!–—-")
    return text[:1].upper() + text[1:] + "?"


def order(text: str) -> str:
    """The text as an instruction, with a full stop."""
    return question(text)[:-1] + "."


def leans(text: str) -> bool:
    """Whether a sentence or phrase cannot stand alone: it begins with a pronoun or holds one that points elsewhere."""
    first = (words_of(text) or [""])[0]
    first = "" if len(first) > 1 and first.isupper() else first.casefold()
    if any(past_base(found[1].casefold()) for found in _THIS.finditer(text)):
        return True
    return first in LEANING - {"one"} or bool(_DANGLING.search(text)) or bool(_POINTING.search(text))


def sound_stem(stem: str) -> bool:
    """Whether a stem is whole, of a fair length, its brackets and quotes closed, and without a stray pronoun."""
    found = words_of(stem)
    if not 3 <= len(found) <= LONGEST_STEM_WORDS:
        return False
    if stem.count("(") != stem.count(")") or stem.count("“") != stem.count("”") or stem.count('"') % 2:
        return False
    last = found[-1].casefold()
    if last in ARTICLES or last in {"and", "or", "but", "which", "that", "because", "his", "their", "its"}:
        return False
    return not _DANGLING.search(stem) and not re.search(r"\s[–—=]|->|\bthe the\b|\bthe a\b", stem)


def telling_words(text: str) -> set[str]:
    """The words of a text that say something, folded, without endings that only inflect."""
    folded = (re.sub(r"[’']s?$", "", word.casefold()) for word in words_of(text))
    return {word.rstrip("s") if len(word) > 4 else word for word in folded if word not in STOP_WORDS}


def gives_away(stem: str, answer: str) -> bool:
    """Whether the stem holds the answer: every word of it that says something."""
    told = telling_words(answer)
    return bool(told) and told <= telling_words(stem)
