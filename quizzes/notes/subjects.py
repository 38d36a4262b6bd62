"""What a line is about where it does not say so itself: `It contains …`, or a bullet that begins with its verb."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizzes.notes.clauses import clause_of, is_noun_phrase, phrase_is_plural, starts_with_verb
from quizzes.notes.page import Page, Unit, hint_of, is_trivial_title
from quizzes.notes.tags import Word, tagged
from quizzes.notes.wording import named, without_link
from quizzes.notes.words import word_list

LONGEST_SUBJECT = 5
OPENING = 5  # words that show how a line begins
LONGEST_BEFORE = 6  # words of a subject that a pronoun in the next sentence stands for
_PRONOUN = re.compile(
    r"(?:It|They|(?P<person>He|She)|(?P<this>This(?: (?:section|stage|process|method|theory|system|type|term|model|phase|technique))?|These)) (?=[a-z])"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its subject. `about` is the subject where it was put in ("" where it was there), `guess` why it may be wrong."""

    text: str
    about: str = ""
    guess: str = ""


def with_subject(page: Page, unit: Unit) -> Sentence:
    """What a unit says, with the heading or bullet above as its subject where it has none of its own."""
    text = without_link(unit.text).rstrip(" .!")
    if len(unit.parts) > 1 and unit.sign != "–":
        return Sentence(text)
    if match := _PRONOUN.match(text):
        return _with_noun(page, unit, text, match)
    if unit.opens and not _follows_another(page, unit) and (about := subject_above(page, unit.place)):
        verb = _missing_verb(page, text)
        if verb == "VVN" and page.past and page.is_name(about.rsplit(maxsplit=1)[-1]) and _did(text):
            verb = "VVD"
        if verb and _fits(about, verb, text):
            return Sentence(f"{_opening(about)} {_with_be(page, about, verb, text)}", about)
    return Sentence(text)


def _with_noun(page: Page, unit: Unit, text: str, pronoun: re.Match[str]) -> Sentence:
    """A sentence with what is above in place of the pronoun that it begins with."""
    said = text[pronoun.end() :]
    about = _subject_before(page, unit, pronoun) if unit.prior and not pronoun["this"] else ""
    if not about and not pronoun["person"] and (not pronoun["this"] or _points_up(page, unit, said)):
        about = subject_above(page, unit.place)
    if not about or phrase_is_plural(about) != (pronoun[0] in {"They ", "These "}):
        return Sentence(text)
    return Sentence(f"{_opening(about)} {said}", about, f"“{pronoun[0].strip()}” is taken to mean {about}")


def _subject_before(page: Page, unit: Unit, pronoun: re.Match[str]) -> str:
    """The subject of the sentence before, for `It`, `They`, `He` and `She`; "" where it does not fit, or another might."""
    clause = clause_of(without_link(unit.prior).rstrip(" .!"))
    if clause is None or len(clause.subject.split()) > LONGEST_BEFORE or re.search(r"\s[–—-]\s|[=|→]", clause.subject):
        return ""
    if pronoun["person"] and not all(page.is_name(word) for word in clause.subject.split()):
        return ""
    return named(clause.subject, page)


def _points_up(page: Page, unit: Unit, said: str) -> bool:
    """Whether `This explains …` is the first that a heading is followed by: then it is about that."""
    first = page.siblings(unit.place)[0] == unit.place and unit.opens
    return first and page.blocks[unit.place].parent >= 0 and tagged(f"it {said}")[1].verb


def _follows_another(page: Page, unit: Unit) -> bool:
    """Whether the bullet before names a subject of its own, that this one may go on with: `A neuron fires`, `Binds to …`."""
    beside = page.siblings(unit.place)
    place = beside.index(unit.place)
    before = page.blocks[beside[place - 1]] if place else None
    clause = clause_of(before.text) if before is not None and before.kind == unit.kind else None
    return clause is not None and not _PRONOUN.match(f"{clause.subject} x")


def subject_above(page: Page, place: int) -> str:
    """The nearest heading or bullet above a block that names one thing, as it stands inside a sentence; "" for none."""
    place = page.blocks[place].parent
    while place >= 0:
        block = page.blocks[place]
        if block.kind == "heading" and len(block.parts) > 1:
            return ""  # `Method: Design` names two things
        text = re.sub(r"\s*\([^)]*\)", "", block.parts[0] if len(block.parts) > 1 else block.text).strip(" :")
        if not page.is_label(text):
            return named(page.plain_case(text), page) if _names_one_thing(text) else ""
        place = block.parent
    return ""


def _names_one_thing(text: str) -> bool:
    """`Mitochondrion`, `Memory cells`; not `Causes of floods`, `Exam tips`, `Key terms` or `Advantages`."""
    return (
        bool(hint_of(text))
        and len(text.split()) <= LONGEST_SUBJECT
        and not is_trivial_title(text)
        and is_noun_phrase(text)
        and not re.search(r"\b(?:and|or|vs?|of|in|about|during|for|from|with|by|on|to|at)\b|[&/,]", text)
        and text.rsplit(maxsplit=1)[-1].casefold() not in word_list("listed")
    )


def _missing_verb(page: Page, text: str) -> str:
    """The verb that a line without a subject begins with, as its tag: VVZ, VVB, VVN; "" where it begins otherwise."""
    if not text or page.is_name(text.split(maxsplit=1)[0]) or clause_of(text):
        return ""
    text = " ".join(text.split()[:OPENING])
    words = tagged(f"it was {text[:1].lower()}{text[1:]}")[2:]
    if len(words) < 2:
        return ""
    first, second = words[0], words[1]
    if page.past and second.tag in {"CJT", "AT0", "DPS", "NP0"} and _is_past(text):
        return "VVD"
    if first.tag == "VVN" and first.text.endswith(("ed", "en", "wn", "ught", "und", "de", "ld", "ad")):
        return "VVN" if second.tag in {"PRP", "TO0"} or second.text == "of" else ""
    if starts_with_verb(text):
        return "VVZ"
    return "VVB" if _opens_with_base(text) else ""


def _did(text: str) -> bool:
    """`Learned from Leonardo` is what somebody did; `Born in Florence` and `Led by Kapp` is what was done."""
    base = tagged(f"they {text[:1].lower()}{text[1:]}")[1].base
    return text.split()[1] != "by" and base not in word_list("undergone") | word_list("placed")


def _is_past(text: str) -> bool:
    """`Believed that …`, `Founded the party`: what somebody did."""
    return tagged(f"they {text[:1].lower()}{text[1:]}")[1].tag in {"VVD", "VVN"}


def _opens_with_base(text: str) -> bool:
    """`Produce antibodies rapidly`: a verb that a plural goes before."""
    words: tuple[Word, ...] = tagged(f"they {text[:1].lower()}{text[1:]}")
    alone = tagged(text[:1].lower() + text[1:])
    return len(words) > 2 and words[1].tag in {"VVB", "VHB"} and bool(alone) and not alone[0].noun


def _fits(about: str, verb: str, text: str) -> bool:
    """Whether subject and verb agree in number."""
    if verb in {"VVN", "VVD"} or re.match(r"(?:can|may|must|will|should|could)\b", text, re.IGNORECASE):
        return True
    return phrase_is_plural(about) == (verb == "VVB")


def _with_be(page: Page, about: str, verb: str, text: str) -> str:
    said = text[:1].lower() + text[1:]
    if verb != "VVN":
        return said
    be = ("were" if page.past else "are") if phrase_is_plural(about) else "was" if page.past else "is"
    return f"{be} {said}"


def _opening(about: str) -> str:
    return about[:1].upper() + about[1:]


def is_headless(text: str) -> bool:
    """`Began 116 years of turmoil`, `a movement that ended soon`: no subject, or one without its verb."""
    words = tagged(text)
    if words[0].tag.startswith(("VV", "VM", "VB", "VH", "VD")) and words[0].tag != "VVG":
        return True
    first = next((place for place, word in enumerate(words) if word.verb), 0)
    if (
        first
        and words[first - 1].text in {"that", "which", "who"}
        and len(text[: words[first].start].split()) < LONGEST_SUBJECT + 2
    ):
        return sum(word.verb for word in words[first + 1 :]) <= sum(word.tag == "CJC" for word in words[first + 1 :])
    verbs = sum(word.verb for word in words)
    linked = sum(word.tag in {"PNQ", "DTQ", "CJT"} for word in words)
    return words[0].text in {"a", "an"} and text[0].islower() and verbs <= linked


def is_task(text: str) -> bool:
    """`Explain the changes in trade from 1648 to 1815`: a question of an exam, no sentence."""
    return bool(
        re.match(
            r"(?:explain|describe|discuss|compare|outline|evaluate|assess|analy[sz]e|identify|define)\b",
            text,
            re.IGNORECASE,
        )
    )
