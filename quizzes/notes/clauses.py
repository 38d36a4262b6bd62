"""A plain look at an English clause: who, did what, to what; enough to ask after it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from quizzes.english.words import is_word
from quizzes.notes.tags import Word, can_be_verb, tagged
from quizzes.notes.words import word_list

LONGEST_SUBJECT = 12
LONGEST_CLAUSE = 40
LONGEST_OPENING = 8  # words before a comma
OPENING = 6  # words that show how a text begins
_IN_PHRASE = frozenset("AT0 DT0 CRD ORD AJ0 AJC AJS AV0 NN0 NN1 NN2 NP0 UNC ZZ0 PRF PRP CJC POS VVN VVG".split())  # noqa: SIM905
_AUXILIARY = frozenset("VBZ VBB VBD VM0 VHZ VHB VHD VDZ VDB VDD".split())  # noqa: SIM905
_PARTICIPLES = frozenset("VVN VBN VHN VDN VVD".split())  # noqa: SIM905
_NEVER_FIRST = frozenset("this that these those such there it they he she we you i both here one".split())  # noqa: SIM905
SETTING = re.compile(
    r"(?P<setting>(?:In|At|On|During|After|Before|By|For|Within|Throughout|Among|Under|Until|Since|From|Over) [^,;:()]{2,60}), (?P<main>[^\s].*)$"
)
_LINKED = re.compile(
    r",? on the other hand,?(?= )|, (?:however|therefore|thus|moreover|in fact|of course|in turn|indeed|too|also),(?= )"
)
_DENIED = re.compile(
    r"(?P<who>[A-Za-z][^,;:]{1,70}?) (?P<helper>(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|must|may|might|should)(?= not |n[’']t )|cannot)(?: not|n[’']t)? (?P<rest>[a-z].+)$"
)
NO_SETTING = re.compile(
    r"(?:For (?:example|instance)|In (?:addition|contrast|fact|other words|general|short|turn|particular|reality|theory|conclusion|summary|practice|this|these|that|those|such)|On the (?:other|one) hand"
    r"|At (?:first|last|least|this)|By (?:contrast|comparison|this)|On this|During this|After this|Over time|By then|From this|For this)\b"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """`subject` did it: `verb` as written and in its `base`, then `rest`.

    `helper` is the word that goes before the subject in a question (`is`, `can`, `was`), "" where do is used.
    """

    subject: str
    verb: str
    base: str
    rest: str
    helper: str = ""
    tense: str = "VVD"
    adverb: str = ""
    plural: bool = False

    def ask(self, opening: str) -> str:
        """`opening` (`In which year`) and the clause turned into a question, without its question mark."""
        do = "did" if self.tense == "VVD" else "do" if self.plural else "does"
        verb = "" if self.helper else self.base
        said = (opening, self.helper or do, self.subject, self.adverb, verb, self.rest)
        return " ".join(part for part in said if part)

    def ask_with(self, opening: str, end: str = "") -> str:
        """The clause as a question with another end than its own: `What does the spleen filter`."""
        return replace(self, rest=end).ask(opening)

    @property
    def predicate(self) -> str:
        """What is said of the subject, as written."""
        verb = self.helper or self.verb
        return " ".join(part for part in (self.adverb, verb, self.rest) if part)


def clause_of(text: str) -> Clause | None:
    """The clause that `text` is, None where it has no subject and verb that can be told."""
    words = tagged(text.strip())
    if len(words) > LONGEST_CLAUSE:
        return None
    for place, word in enumerate(words[: LONGEST_SUBJECT + 2]):
        if place and word.verb:
            return _with_verb(text.strip(), words, place)
        if word.tag not in _IN_PHRASE and word.text not in {"-", "(", ")", "’", "'"}:
            return None
    return None


def _with_verb(text: str, words: tuple[Word, ...], place: int) -> Clause | None:
    before = list(words[:place])
    adverbs: list[str] = []
    while len(before) > 1 and before[-1].tag == "AV0":
        adverbs.insert(0, before.pop().text)
    if not good_subject(before):
        return None
    verb, after = words[place], words[place + 1 :]
    subject, rest = text[: before[-1].end], text[verb.end :].strip(" ,;:.")
    clause = Clause(subject, verb.text, verb.base, rest, adverb=" ".join(adverbs), plural=is_plural(before))
    if verb.tag in _AUXILIARY:
        return _with_auxiliary(clause, verb, after)
    if verb.tag == "VVD":
        return _in_the_past(clause, before[-1], verb, after)
    return replace(clause, tense=verb.tag)


def _in_the_past(clause: Clause, noun: Word, verb: Word, after: tuple[Word, ...]) -> Clause | None:
    """`the plan failed` as it is, `the treaty signed by both` with its `was`; `forced collectivisation` is no clause."""
    following = after[0] if after else None
    ends = following is None or following.tag in {"PRP", "PRF"}
    # `prices fell by 2 %` is how much, not by whom.
    by_whom = (
        following is not None
        and following.text == "by"
        and not re.search(r"\d", "".join(one.text for one in after[1:3]))
    )
    if by_whom or (ends and (verb.base in word_list("undergone") or verb.text == "born")):
        rest = f"{verb.text} {clause.rest}".strip()
        return replace(clause, helper="were" if clause.plural else "was", rest=rest)
    if noun.tag == "AJ0" and following is not None and following.tag in {"NN1", "NN2"}:
        return None
    return replace(clause, tense="VVD")


def _with_auxiliary(clause: Clause, verb: Word, after: tuple[Word, ...]) -> Clause | None:
    """`has grown` and `can grow` turn round by their first word; `has no nucleus` and `does harm` do not."""
    if not after or verb.text.casefold() in {"cannot", "ca", "wo"} or after[0].text in {"not", "n’t", "n't", ","}:
        return None
    if verb.tag[1] in "HD":
        helping = next((word.tag for word in after if word.tag not in {"AV0", "XX0"}), "") in _PARTICIPLES
        if not helping:
            tense = {"D": "VVD", "Z": "VVZ", "B": "VVB"}[verb.tag[2]]
            return replace(clause, base="have" if verb.tag[1] == "H" else "do", tense=tense)
    return replace(clause, helper=verb.text.casefold())


def first_predicate(clause: Clause) -> Clause:
    """A clause without what its subject did besides: `declared war and entered it` ends before `and`."""
    words = tagged(f"it {clause.rest}")[1:]
    for place, word in enumerate(words[1:-1], start=1):
        after = words[place + 1]
        tags = {"VVD", "VVZ", "VBZ", "VBD", "VHZ", "VHD", clause.tense, "VVB" if clause.plural else ""}
        second = after.verb and after.tag in tags
        if word.tag == "CJC" and (second or _may_be_verb(clause, words[place + 1 :])):
            return replace(clause, rest=clause.rest[: word.start - len("it ")].strip(" ,;"))
    return clause


def _may_be_verb(clause: Clause, words: tuple[Word, ...]) -> bool:
    """`controls balance and stores habits`: a plural that can be a verb, right before another noun."""
    if clause.tense != "VVZ" or clause.helper or len(words) < 2 or words[0].tag != "NN2":
        return False
    return words[1].tag in {"AT0", "NN1", "NN2", "DPS"} and can_be_verb(words[0].text)


def good_subject(words: list[Word]) -> bool:
    """Whether words can stand as the subject of a question: a noun phrase that points at nothing outside it."""
    if not words or len(words) > LONGEST_SUBJECT or words[0].text.casefold() in _NEVER_FIRST:
        return False
    if words[0].tag in {"PRP", "PRF", "CJC", "AV0", "VVN"} or not any(word.noun for word in words):
        return False
    if any(word.tag in {"PNP", "DPS", "PNX"} for word in words):
        return False
    return _ends_well(words) and _head(words).casefold() not in {"thing", "things"}


def _ends_well(words: list[Word]) -> bool:
    """Whether a noun phrase is whole: its brackets closed, its last word a noun."""
    last = words[-1]
    if last.text.endswith(("(", "-", "’", "'", "’s", "'s")) or sum(word.text == "(" for word in words) != sum(
        word.text == ")" for word in words
    ):
        return False
    return last.noun or last.tag in {"VVG", "CRD"} or last.text == ")"


def is_plural(words: list[Word]) -> bool:
    """Whether a noun phrase takes `are`: its head is a plural, or it joins two with `and`."""
    head: Word | None = None
    for word in words:
        if word.tag in {"PRF", "PRP"}:
            break
        if word.text.casefold() in {"and", "&"} and head is not None and words[0].text.casefold() not in {"a", "an"}:
            return True
        head = word if word.noun and not word.text.endswith(("’s", "'s")) else head
    return head is not None and _is_many(head)


def _is_many(head: Word) -> bool:
    """Whether a noun is a plural: `mitochondria`; `pancreas` and `physics` only end like one."""
    folded = head.text.casefold()
    if folded in word_list("plurals"):
        return True
    if head.tag != "NN2" or folded in word_list("singular"):
        return False
    return not folded.endswith("s") or not is_word(folded) or is_word(folded[:-1]) or folded.endswith(("es", "ss"))


def phrase_is_plural(text: str) -> bool:
    """Whether a noun phrase takes `are`."""
    return is_plural(list(tagged(text)))


def is_noun_phrase(text: str) -> bool:
    """Whether a text is a noun phrase: it names something and says nothing about it."""
    words = [word for word in tagged(text) if any(sign.isalnum() for sign in word.text)]
    return bool(words) and not any(word.verb for word in words) and good_subject(words)


def head_noun(text: str) -> str:
    """The noun a phrase is about: its last noun before the first preposition; "" for none."""
    return _head(tagged(text))


def _head(words: Iterable[Word]) -> str:
    head = ""
    for word in words:
        if head and word.tag in {"PRF", "PRP", "CJT", "DTQ", "PNQ", "PUN", "CJS"}:
            break
        head = word.text if word.noun else head
    return head


def starts_with_verb(text: str) -> bool:
    """Whether a text goes on after a subject that it does not name: `controls what goes in`."""
    text = " ".join(text.split(maxsplit=OPENING)[:OPENING])
    words = tagged(f"it {re.sub(r'^(?:also|often|only|always|usually) ', '', text[:1].lower() + text[1:])}")
    return len(words) > 1 and words[1].tag in {"VVZ", "VBZ", "VHZ", "VM0", "VDZ"}


def denied_clause(text: str) -> Clause | None:
    """The clause that a text denies: `solids do not conduct`, `it cannot boil`; its adverb is `not`. None for no such clause."""
    match = _DENIED.match(text)
    before = list(tagged(match["who"])) if match else []
    if match is None or not good_subject(before) or any(word.verb for word in before):
        return None
    helper = match["helper"].casefold().removesuffix("n’t").removesuffix("n't").removesuffix("not").strip()
    rest = match["rest"].strip(" ,;:.")
    return Clause(match["who"], helper, helper, rest, helper=helper, adverb="not", plural=is_plural(before))


def main_of(text: str) -> str:
    """A sentence without when or where it opens with, and without what stands between its subject and its verb."""
    text = without_links(text)
    match = SETTING.match(text)
    return without_aside(match["main"] if match and len(match["setting"].split()) <= LONGEST_OPENING else text)


def without_links(text: str) -> str:
    """A sentence without what only links it to another in its middle: `, however,`, `on the other hand`."""
    return _LINKED.sub("", text)


def without_aside(text: str) -> str:
    """`Methane, which cows make, is a gas` without what stands between its commas."""
    words = tagged(text)
    first = next((place for place, word in enumerate(words[: LONGEST_OPENING + 1]) if word.text == ","), 0)
    if not first or not good_subject(list(words[:first])) or words[first + 1 : first + 2] == ():
        return text
    if words[first + 1].text.casefold() not in word_list("asides"):
        return text
    for place, word in enumerate(words[first + 2 : -2], start=first + 2):
        if word.text == "," and (words[place + 1].verb or (words[place + 1].tag == "AV0" and words[place + 2].verb)):
            return f"{text[: words[first].start]} {text[words[place + 1].start :]}"
    return text
