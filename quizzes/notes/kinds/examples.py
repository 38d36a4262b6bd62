"""Lists in prose: examples (`such as`, `For example, …`), and what a sentence counts and then names after its colon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from quizzes.english.words import frequency
from quizzes.notes.clauses import clause_of, is_noun_phrase, main_of, phrase_is_plural
from quizzes.notes.kinds import Example
from quizzes.notes.page import Asked, Page, Unit, content_words, has_verb
from quizzes.notes.schemes import phrase, point_of, points
from quizzes.notes.statements import thing_before
from quizzes.notes.subjects import with_subject
from quizzes.notes.tags import tagged
from quizzes.notes.wording import NUMBERS, gives_away, leans, named, question
from quizzes.notes.words import word_list

MOST, LONGEST_ITEM, LONGEST_SUBJECT = 3, 6, 6  # examples asked for; words of one; words of what they are examples of
TELLING = 20_000_000  # how often a word stands in texts that says of what examples are
ONLY_EXAMPLES = "others would do as well: take what else you taught"
_SUCH = re.compile(
    r",? (?:such as|for example,?|for instance,?|e\.g\.?,?|\(e\.g\.?,?|\((?:for example|such as),?) (?P<said>[^;:()–.]{3,120})"
)
_ALONE = re.compile(
    r"(?:For example|For instance|E\.g\.?|Eg|Examples?(?: are| include)?|Examples?:)[,:]? (?P<said>[^;:()–]{3,120})$"
)
_SOME = re.compile(r"(?:many|some|most|other|few|several) ", re.IGNORECASE)  # what is said of some is not what they are
_ENDS = re.compile(
    r" (?:which|that|who|when|where|while|because|is|are|was|were|can|may|will|has|have|to|in order|so) |,? (?:etc|and so on|and others)\b|\. "
)
_COUNTED = re.compile(
    r"(?P<number>two|three|four|five|six|seven|eight)(?P<kind> (?:main|major|key|basic|different|types of|kinds of|types|stages of))? (?P<what>[a-z].{2,60})$"
)
_MANNER = re.compile(r"(?P<start>.+) in (?P<number>two|three|four) (?:main |different )?ways$")

EXAMPLES = (
    Example(
        "Marrow is found in flat bones such as the sternum, ribs and pelvis.",
        {"Give two examples of flat bones.": "any 2 from:\n    sternum [1]\n    ribs [1]\n    pelvis [1]"},
    ),
    Example(
        "Fiat money is money by law. It has no value of its own. For example, rupee or dollar.",
        {"Give an example of fiat money.": "rupee / dollar [1]"},
        to_check=("Give an example of fiat money.",),
    ),
    Example(
        "The heart has four main chambers: the atria, the ventricles, all of muscle.",
        never=("Which four",),
    ),
    Example(
        "Ainsworth found three types of attachment: secure, avoidant and resistant.",
        {"Which three types of attachment did Ainsworth find?": "secure [1]\navoidant [1]\nresistant [1]"},
    ),
    Example(
        "Heart valves can fail in two ways: they stiffen, or they leak.",
        {"In which two ways can heart valves fail?": ""},
    ),
    # Of what is not said, of much, of some, what is no list, pairs.
    Example("Some metals, such as iron, cobalt and nickel, pull at a magnet.", never=("Give",)),
    Example("The heart has four chambers: atria and ventricles, left and right.", never=("Which four",)),
    Example("It is good for things such as bread and milk.", never=("Give",)),
    Example("Storms such as these are rare.", never=("Give",)),
    Example("For example, the river floods.", never=("Give",)),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask for examples, and for what is counted."""
    if unit.kind == "row":
        return
    if alone := _ALONE.match(unit.text.rstrip(" .")):
        yield from _of_the_one_before(page, unit, alone["said"])
        return
    if unit.sign == ":" and len(unit.parts) == 2:
        yield from _counted(page, unit)
    text = with_subject(page, unit).text
    for such in _SUCH.finditer(text):
        what = thing_before(text, tagged(text[: such.start()]))
        what, several = re.sub(r"^(?:the|all) ", "", what), _SOME.match(what)
        items = _items(such["said"])
        if items and not several and _is_kind(page, what):
            yield from _some(page, what, items)


def _of_the_one_before(page: Page, unit: Unit, said: str) -> Iterator[Asked]:
    """`For example, gold or tobacco.`: of what the sentence before is about."""
    clause = clause_of(main_of(unit.prior.rstrip(" ."))) if unit.prior else None
    items = _items(said)
    if clause is None or not items or leans(clause.subject) or len(clause.subject.split()) > LONGEST_SUBJECT:
        return
    what = named(clause.subject, page)
    if not any(gives_away(what, item) for item in items):
        yield _one_of(what, items)


def _some(page: Page, what: str, items: list[str]) -> Iterator[Asked]:
    what = page.lowered(what)
    if any(gives_away(what, item) for item in items):
        return
    number = min(len(items) - 1, MOST) or 1
    if number == 1:
        yield _one_of(what, items)
        return
    stem = f"Give {NUMBERS[number]} examples of {what}."
    yield Asked(stem, points(items, asked=number), "; ".join(items), "list", 0.6, number, ONLY_EXAMPLES)


def _one_of(what: str, items: list[str]) -> Asked:
    return Asked(f"Give an example of {what}.", f"{' / '.join(items)} [1]", items[0], "list", 0.6, why=ONLY_EXAMPLES)


def _items(said: str) -> list[str]:
    """The short things that a list names, as expressions; none where it is no list of such."""
    said = _ENDS.split(said.strip(" ."))[0]
    items = [one.strip() for one in re.split(r",\s*(?:and |or )?| and | or ", said) if one.strip()]
    while len(items) > 2 and has_verb(items[-1]):
        items.pop()
    fit = all(len(one.split()) <= LONGEST_ITEM and content_words(one) and not leans(one) for one in items)
    if not items or not fit or has_verb(said):
        return []
    return list(dict.fromkeys(filter(None, map(phrase, items))))


def _is_kind(page: Page, what: str) -> bool:
    """`flat bones`: a plural that says of what examples are wanted; not `things`, `other factors`."""
    if (
        not what
        or what.split(maxsplit=1)[0].casefold() in NUMBERS
        or not phrase_is_plural(what)
        or not is_noun_phrase(what)
        or len(what.split()) > LONGEST_SUBJECT
    ):
        return False
    words = content_words(what)
    head = words[-1].casefold() if words else ""
    if head in word_list("vague-kinds"):
        return False
    return len(words) > 1 or page.is_term(what) or frequency(head) < TELLING


def _counted(page: Page, unit: Unit) -> Iterator[Asked]:
    """`X has four chambers: A, B, C and D`: which four."""
    lead = with_subject(page, replace(unit, text=unit.parts[0], parts=(unit.parts[0],), sign=""))
    clause = clause_of(main_of(lead.text))
    if clause is None or leans(lead.text):
        return
    way, counted = _MANNER.match(lead.text), _COUNTED.match(clause.rest)
    if way and (whole := clause_of(way["start"])) is not None:
        number = way["number"]
        stem = question(replace(whole, subject=named(whole.subject, page)).ask(f"In which {number} ways"))
    elif counted and not clause.helper:
        number, kind = counted["number"], counted["kind"] or ""
        clause = replace(clause, subject=named(clause.subject, page))
        stem = question(clause.ask_with(f"Which {number}{kind} {counted['what']}"))
    else:
        return
    items = _as_many(unit.parts[1], NUMBERS.index(number))
    written = list(dict.fromkeys(filter(None, map(point_of, items))))
    if len(written) == NUMBERS.index(number):
        sure = 0.6 if lead.guess else 0.7
        yield Asked(stem, points(written), "; ".join(items), "list", sure, len(written), lead.guess)


def _as_many(said: str, number: int) -> list[str]:
    """The items of a list, divided where that gives as many as were counted."""
    for divides in (r";\s*(?:and |or )?", r",?\s+(?:and|or|&)\s+", r",\s+(?:and |or |& )?|\s+(?:and|or|&)\s+"):
        items = [one.strip(" .") for one in re.split(divides, said) if one.strip(" .")]
        # `atria and ventricles, left and right` counts four only where all that divides is taken together.
        paired = "," in said and re.search(r" (?:and|or|&) ", said.rpartition(",")[0])
        if len(items) == number and not paired:
            return items
    return []
