"""What a line is about where it does not say so itself: `It contains …`, or a bullet that begins with its verb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quizzes.notes.clauses import clause_of, is_noun_phrase, main_of, phrase_is_plural, starts_with_verb, without_links
from quizzes.notes.page import Page, Unit, has_verb, hint_of, is_trivial_title
from quizzes.notes.tags import Word, tagged, word_at
from quizzes.notes.wording import named, without_link
from quizzes.notes.words import word_list

LONGEST_SUBJECT, LONGEST_WHOLE = 5, 24
_ABOUT = re.compile(
    r"(?P<what>[\w][^,;:()–]{2,50}?) (?P<much>(?:about|around|approximately|approx\.?|roughly|~) ?[\d£$€].*)$"
)
OPENING = 5  # words that show how a line begins
LONGEST_BEFORE = 6  # words of a subject that a pronoun in the next sentence stands for
_PRONOUN = re.compile(
    r"(?:It|They|(?P<person>He|She)|(?P<this>This(?: (?:section|stage|process|method|theory|system|type|term|model|phase|technique))?|These)) (?=[a-z])"
)
# `In 1921 it …`, `In adults they …`, `As a result, he …`: the pronoun that a sentence begins with behind when or where.
_PRONOUN_LATER = re.compile(
    r"(?P<when>(?:In|At|On|During|After|Before|By|For|Within|Throughout|Among|Until|Since|From|Over) [^,;:()]{2,50}?,? )(?P<rest>(?:it|they|he|she) [a-z].*)$"
)
_ITS = re.compile(
    r"(?:(?P<whose>Its|Their) (?P<what>(?:main |only |first )?[a-z]+) (?=(?:is|are|was|were) )(?P<rest>.+)$|(?P<person>His|Her) )"
)
_HOW_OFTEN = re.compile(
    r"(?:(?:most|more|very) (?:often|commonly|frequently) |(?:mostly|usually|often|mainly|commonly|typically|generally|first|originally|sometimes|always|"
    r"largely|primarily|normally|frequently|partly|rarely|also|now|then|thought to be|widely|directly) )*",
    re.IGNORECASE,
)
_IS_SO = re.compile(
    r"(?:due to|because of|related to|linked to|similar to|part of|made up of|named after) ", re.IGNORECASE
)
_IS_THE = re.compile(
    r"(?:(?:the )?(?:second|third|fourth|\d(?:nd|rd|th)) )?(?:the )?(?:most|least|largest|smallest|highest|lowest|main|commonest|oldest|longest|strongest|weakest) (?!of the\b)[a-z]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its subject. `about` is the subject where it was put in ("" where it was there), `guess` why it may be
    wrong, `setting` when or where it is so, where that was taken off: `in 1921`."""

    text: str
    about: str = ""
    guess: str = ""
    setting: str = ""


def with_subject(page: Page, unit: Unit) -> Sentence:
    """What a unit says, with the heading or bullet above as its subject where it has none of its own."""
    text = without_links(without_link(unit.text).rstrip(" .!"))
    if len(unit.parts) > 1 and unit.sign != "–":
        return Sentence(text)
    if match := _PRONOUN.match(text):
        return _with_noun(page, unit, text, match)
    if its := _ITS.match(text):
        return _with_owner(page, unit, text, its)
    if later := _PRONOUN_LATER.match(text):
        return _with_noun_later(page, unit, text, later)
    # Of the past it may be `was`, or a deed: `a war scare followed in 1927`.
    return _with_title(page, unit, text if page.past else with_be(text))


def _with_title(page: Page, unit: Unit, text: str) -> Sentence:
    """A bullet that begins with its verb, with the heading or bullet above before it."""
    about = subject_above(page, unit.place) if unit.opens else ""
    verb = _missing_verb(page, text) if about else ""
    if verb == "VVN" and page.past and page.is_name(about.rsplit(maxsplit=1)[-1]) and _did(text):
        verb = "VVD"
    before = _subject_beside(page, unit) if verb else ""
    goes_on = bool(before) and verb != "AJ0" and _fits(before, verb, text)
    if not verb or goes_on or not _fits(about, verb, text):
        return Sentence(text)
    guess = f"this is taken to be about {about}" if before else ""
    return Sentence(f"{_opening(about)} {_with_be(page, about, verb, text)}", about, guess)


def _with_noun_later(page: Page, unit: Unit, text: str, later: re.Match[str]) -> Sentence:
    """`In adults they are made …`: the pronoun stands behind when or where."""
    rest = later["rest"][:1].upper() + later["rest"][1:]
    match = _PRONOUN.match(rest)
    said = _with_noun(page, unit, rest, match) if match else Sentence(rest)
    if not said.about:
        return Sentence(text)
    return replace(said, text=f"{later['when']}{said.about}{said.text[len(said.about) :]}")


def _with_noun(page: Page, unit: Unit, text: str, pronoun: re.Match[str]) -> Sentence:
    """A sentence with what is above in place of the pronoun that it begins with."""
    said = text[pronoun.end() :]
    about = _subject_before(page, unit, pronoun) if unit.prior and not pronoun["this"] else ""
    if not about and not pronoun["person"] and (not pronoun["this"] or _points_up(page, unit, said)):
        about = subject_above(page, unit.place)
    if not about or phrase_is_plural(about) != (pronoun[0] in {"They ", "These "}):
        return Sentence(text)
    return Sentence(f"{_opening(about)} {said}", about, f"“{pronoun[0].strip()}” is taken to mean {about}")


def _with_owner(page: Page, unit: Unit, text: str, its: re.Match[str]) -> Sentence:
    """`Its function is …` as `The function of the valve is …`, `His study` as `Rutter’s study`."""
    about = _subject_before(page, unit, its) if unit.prior else ""
    if not about and not its["person"]:
        about = subject_above(page, unit.place)
    if not about or phrase_is_plural(about) != (its["whose"] == "Their"):
        return Sentence(text)
    guess = f"“{its['whose']}” is taken to mean {about}’s"
    if its["person"]:
        return Sentence(f"{_opening(about)}’s {text[its.end() :]}", about, guess)
    owned = f"{its['what']} of {about}"
    return Sentence(f"The {owned} {its['rest']}", owned, guess)


def _subject_before(page: Page, unit: Unit, pronoun: re.Match[str]) -> str:
    """The subject of the sentence before, for `It`, `They`, `He` and `She`; "" where it does not fit, or another might."""
    clause = clause_of(main_of(without_link(unit.prior).rstrip(" .!")))
    if clause is None or len(clause.subject.split()) > LONGEST_BEFORE or re.search(r"\s[–—-]\s|[=|→]", clause.subject):
        return ""
    if pronoun["person"] and not all(page.is_name(word) for word in clause.subject.split()):
        return ""
    return named(clause.subject, page)


def _points_up(page: Page, unit: Unit, said: str) -> bool:
    """Whether `This explains …` is the first that a heading is followed by: then it is about that."""
    first = page.siblings(unit.place)[0] == unit.place and unit.opens
    return first and page.blocks[unit.place].parent >= 0 and word_at(f"it {said}", 1).verb


def _subject_beside(page: Page, unit: Unit) -> str:
    """The subject of the bullet before, that this one may go on with: `A neuron fires`, `Binds to …`; "" for none."""
    beside = page.siblings(unit.place)
    place = beside.index(unit.place)
    before = page.blocks[beside[place - 1]] if place else None
    clause = clause_of(before.text) if before is not None and before.kind == unit.kind else None
    return clause.subject if clause is not None and not _PRONOUN.match(f"{clause.subject} x") else ""


def subject_above(page: Page, place: int) -> str:
    """The nearest heading or bullet above a block that names one thing, as it stands inside a sentence; "" for none."""
    place = page.blocks[place].parent
    while place >= 0:
        block = page.blocks[place]
        if block.kind == "heading" and len(block.parts) > 1:
            return ""  # `Method: Design` names two things
        text = re.sub(r"\s*\([^)]*\)", "", block.parts[0] if len(block.parts) > 1 else block.text).strip(" :")
        if not page.is_label(text):
            shown = text if _is_titled(text) else page.plain_case(text)
            return named(shown, page) if _names_one_thing(text) else ""
        place = block.parent
    return ""


def _names_one_thing(text: str) -> bool:
    """`Mitochondrion`, `Memory cells`; not `Causes of floods`, `Exam tips`, `Key terms` or `Advantages`."""
    return (
        bool(hint_of(text))
        and len(text.split()) <= LONGEST_SUBJECT
        and not is_trivial_title(text)
        and is_noun_phrase(text)
        and (
            not re.search(r"\b(?:and|or|vs?|of|in|about|during|for|from|with|by|on|to|at)\b|[&/,]", text)
            or _is_titled(text)
        )
        and text.rsplit(maxsplit=1)[-1].casefold() not in word_list("listed")
    )


def _is_titled(text: str) -> bool:
    """`Treaty of Versailles`, `Bank of England`: a name of one thing, though it has a small word in it."""
    head, _, rest = text.partition(" of ")
    return (
        bool(rest)
        and head.removeprefix("The ").istitle()
        and len(head.split()) <= 2 + head.startswith("The ")
        and rest.removeprefix("the ")[:1].isupper()
        and not phrase_is_plural(head)
        and head.split()[-1].casefold() not in word_list("of-what")
        and not re.search(r"\b(?:and|or|vs?|in|about|during|for|from|with|by|on|to|at)\b|[&/,]", text)
    )


def _missing_verb(page: Page, text: str) -> str:
    """The verb that a line without a subject begins with, as its tag: VVZ, VVB, VVN, AJ0 for what only lacks `is`; "" else."""
    if not text or page.is_name(text.split(maxsplit=1)[0]) or clause_of(text):
        return ""
    bare = text[_HOW_OFTEN.match(text).end() :]  # type: ignore[union-attr]  # it may match nothing
    if _IS_SO.match(bare) or (_IS_THE.match(bare) and not has_verb(bare)):
        return "AJ0"
    return _first_verb(page, " ".join(bare.split()[:OPENING]), whole=bare == text)


def _first_verb(page: Page, text: str, *, whole: bool) -> str:
    """The verb or quality that the words a line begins with are; `whole` where no adverb stood before them."""
    words = tagged(f"it was {text[:1].lower()}{text[1:]}")[2:]
    if len(words) < 2:
        return ""
    first, second = words[0], words[1]
    if _is_quality(words):
        return "AJ0"
    if page.past and second.tag in {"CJT", "AT0", "DPS", "NP0"} and _is_past(text):
        return "VVD"
    if first.tag == "VVN" and first.text.endswith(("ed", "en", "wn", "ught", "und", "de", "ld", "ad")):
        return "VVN" if second.tag in {"PRP", "TO0"} or second.text == "of" else ""
    if starts_with_verb(text):
        return "VVZ"
    return "VVB" if whole and _opens_with_base(text) else ""


def _is_quality(words: Sequence[Word]) -> bool:
    """`worse at night`, `more common in winter`, `rich in protein`: how something is, before a preposition."""
    place = 1 if words[0].text.casefold() in {"more", "less", "most", "very", "not", "highly"} else 0
    if len(words) < place + 3 or words[place].text[0].isupper():
        return False
    return words[place].tag in {"AJ0", "AJC"} and words[place + 1].tag in {"PRP", "TO0"}


def with_be(text: str) -> str:
    """`CURB-65 used to assess severity`, `survival about 15%` with the `is` that notes leave out."""
    about = _ABOUT.match(text)
    what = about["what"] if about else _before_participle(text)
    if not what or not is_noun_phrase(what) or len(what.split()) > LONGEST_SUBJECT:
        return text
    return f"{what} {'are' if phrase_is_plural(what) else 'is'} {text[len(what) :].strip()}"


def _before_participle(text: str) -> str:
    """What stands before a participle that goes on with a preposition, in a line without another verb; "" for none.

    `the plan signed by both failed` has its verb later; what `if` opens is a clause of its own.
    """
    words = tagged(" ".join(text.split()[:LONGEST_WHOLE]))
    place = next((at for at, word in enumerate(words) if word.verb or (at and word.tag == "VVN")), 0)
    if not place or words[place].verb or place + 2 > len(words):
        return ""
    if words[place].base == words[place].text.casefold():
        return ""  # `two cells come from one`: as it stands it may be a plural's verb
    after = words[place + 1]
    whole = after.tag == "CJS" or not any(word.verb for word in words[place:])
    return text[: words[place - 1].end] if whole and after.tag in {"PRP", "TO0", "CJS"} else ""


def _did(text: str) -> bool:
    """`Learned from Leonardo` is what somebody did; `Born in Florence` and `Led by Kapp` is what was done."""
    base = word_at(f"they {text[:1].lower()}{text[1:]}", 1).base
    return text.split()[1] != "by" and base not in word_list("undergone") | word_list("placed")


def _is_past(text: str) -> bool:
    """`Believed that …`, `Founded the party`: what somebody did."""
    return word_at(f"they {text[:1].lower()}{text[1:]}", 1).tag in {"VVD", "VVN"}


def _opens_with_base(text: str) -> bool:
    """`Produce antibodies rapidly`: a verb that a plural goes before."""
    words: tuple[Word, ...] = tagged(f"they {text[:1].lower()}{text[1:]}")
    alone = tagged(text[:1].lower() + text[1:])
    return len(words) > 2 and words[1].tag in {"VVB", "VHB"} and bool(alone) and not alone[0].noun


def _fits(about: str, verb: str, text: str) -> bool:
    """Whether subject and verb agree in number."""
    if verb in {"VVN", "VVD", "AJ0"} or re.match(r"(?:can|may|must|will|should|could)\b", text, re.IGNORECASE):
        return True
    return phrase_is_plural(about) == (verb == "VVB")


def _with_be(page: Page, about: str, verb: str, text: str) -> str:
    said = text[:1].lower() + text[1:]
    if verb not in {"VVN", "AJ0"}:
        return said
    if _IS_THE.match(said):
        said = f"the {re.sub(r'^the ', '', said)}"
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
