"""What a question says against an answer in which something was met: the opposite of what it asks, the wrong one.

Nothing here changes a mark; a person is asked. English only.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from marking.engine.affixes import opposites_of
from marking.engine.contrast import TITLES
from marking.engine.match import Found
from marking.engine.numbers import DERIVED
from marking.engine.opposites import OPPOSITES
from marking.engine.places import SHIFT
from marking.engine.program import Program
from marking.engine.sheet import Sheet
from marking.engine.stems import stems
from marking.engine.tokenise import CURRENCIES, words_of
from quizzes.english.forms import PAST_FORMS
from quizzes.english.stop_words import FUNCTION_WORDS

# What a question may ask for, and its opposites, besides those that a scheme may want.
_PAIRS = """grow shrink;grow fall;grow decline;growth decline;rise drop;rise decline;increase drop;increase fall;
win lose;won lost;winner loser;start end;start finish;begin finish;arrive leave;arrive depart;enter leave;enter exit;
open close;born died;birth death;love hate;like dislike;like hate;accept reject;accept refuse;allow ban;
allow forbid;build destroy;create destroy;support oppose;attack defend;succeed fail;success failure;
advantage disadvantage;benefit drawback;strength weakness;similar different;similarity difference;victory defeat;
victor loser;friend enemy;hero villain;predator prey;host parasite;reactant product;solute solvent;oldest youngest;
most least;largest smallest;biggest smallest;highest lowest;longest shortest;hottest coldest;fastest slowest;
nearest furthest;nearest farthest;closest furthest;independent dependent;top bottom;front back;legal illegal;
profit loss;gain loss;absorb release;absorb emit;absorb reflect;heat cool;melt freeze;evaporate condense;
expand shrink;stretch compress;join leave;sink float;lend borrow;teach learn;push pull;send receive;ask answer;
ancient modern;rural urban;domestic wild;native foreign;majority minority;optimist pessimist;introduce abolish;
introduce remove;gain give;grow fell;increase fell;rise fell;need produce;need release;use produce;use release;
require produce;take give;consume produce;consume release;need emit;need give;
oxidation reduction;oxidise reduce""".replace("\n", "")
_LITTLE = frozenset(
    "before after in during and or not for against with without pre post true false yes no "
    "more less fewer many one every all none everything nothing always never better worse".split()
)
_CONTRASTS = re.compile(
    r"\b(?:rather than|instead of|as opposed to|unlike|in contrast to|"
    r"differ(?:s|ent|ently)? (?:from|to)|compared (?:to|with))\b",
    re.IGNORECASE,
)
_SET_AGAINST = re.compile(r"\b(?:unlike|than|to|from|with|of|by|like) ?(?:the|a|an)?$")
_CLAUSE = re.compile(r"[?.;:!]")
# What asks for a form of a word rather than for the word.
_FORMS = re.compile(
    r"\btranslat|\b(?:french|german|spanish|latin|italian|welsh|irish|english) (?:for|word|phrase|of)\b|"
    r"\b(?:plural|singular|past tense|past participle|comparative|superlative|infinitive|imperative) (?:form )?of\b|"
    r"\bconjugat",
    re.IGNORECASE,
)
_MONEY = {**dict.fromkeys(CURRENCIES), "dollar": "$", "dollars": "$", "pound": "£", "pounds": "£", "euro": "€",
          "euros": "€", "pence": "p", "cents": "c", "yen": "¥", "rupees": "₹"}  # fmt: skip
# They ask for whom something was done to, or for no person at all.
_NO_AGENT = frozenset("by is was were whom did does do".split())
# They do nothing to anybody: "he was called", "it became", "I said".
_NO_DEED = frozenset(
    "was were been had did became called named said thought guessed known meant got went came died lived used "
    "supposed believed titled styled entitled".split()
)
_DEEDS = tuple("beat defeat kill murder assassinat invad conquer attack betray marr hit hurt help hate love".split())
# A question for one thing, to which a reason is no answer.
_NAMES = re.compile(r"[^?]*?\b(?:which|what|who|name|state|identify|give|is|are|was|were)\b", re.IGNORECASE)
_REASONS = frozenset("why how explain describe reason reasons because cause caused effect effects evaluate".split())
_BECAUSE = frozenset("because since as whereas while unlike".split())
_WHAT_IS = re.compile(r"\s*(?:what (?:is|are|does|do)|define)\b", re.IGNORECASE)
_ARTICLES = frozenset({"the", "a", "an"})
# A verb and whom it was done to have hardly more words between them than an article and a title.
_BETWEEN = frozenset(
    "the a an his her their to of from it him them king queen lady lord sir mr mrs miss dr president prince".split()
)
_REACH = 2


def _opposites() -> dict[str, set[str]]:
    key = stems("en").key
    found: dict[str, set[str]] = {}
    pairs = [pair.split() for pair in _PAIRS.split(";")]
    pairs += [[one, other] for one, others in OPPOSITES.items() for other in others]
    for one, other in pairs:
        if not {one, other} & _LITTLE:
            found.setdefault(key(one), set()).add(key(other))
            found.setdefault(key(other), set()).add(key(one))
    return found


class Asked:
    """What the words of one question say against answers to it; a question may be ""."""

    def __init__(self, question: str, compiled: Program, *, english: bool) -> None:
        self._key = stems("en").key
        self._checks: list[Callable[[Found, Sheet], str]] = []
        # The answers of a class use the same words again and again.
        self._turned_in = lru_cache(maxsize=20_000)(self._first_turned)
        if question and english:
            self._look_for(question, words_of(question), compiled)
        elif _FORMS.search(question):
            self._checks.append(_other_form)

    def _look_for(self, question: str, words: list[str], compiled: Program) -> None:
        """Chooses what to look for in the answers to a question."""
        scheme = {self._key(unit.text) for unit in compiled.units if unit.text.isalpha()}
        self._words = {self._key(word) for word in words if word not in FUNCTION_WORDS}
        self._turned = self._opposites_in(words) - self._words - scheme
        self._options = self._choices(question, scheme)
        self._contrast = _contrast(question)
        text = f"{question} {' '.join(sign for unit in compiled.units for sign in unit.signs)}"
        self._money = _money(text)
        # Whether a percentage is no answer: nothing in the question or the scheme speaks of one.
        self._plain = "%" not in text and _SHARES.isdisjoint(words) and not _wants_part(compiled)
        asks_who = ("who" in words or "which" in words) and _NO_AGENT.isdisjoint(words)
        asks_name = _NAMES.match(question) is not None and _REASONS.isdisjoint(words)
        looked_for = (
            (self._turned, self._opposite),
            (self._options, self._other_option),
            (asks_who, self._done_to),
            (asks_who, self._belongs),
            (asks_name, self._another_first),
            (_WHAT_IS.match(question), self._another_subject),
            (self._contrast[1], self._of_the_other),
            (_FORMS.search(question), _other_form),
            (self._plain or self._money, self._other_money),
        )
        self._checks += [check for applies, check in looked_for if applies]

    def _opposites_in(self, words: list[str]) -> set[str]:
        """The keys of the opposites of a question's words: of "grow" and "legal" those of "fall" and "illegal"."""
        turned = {other for word in self._words for other in _OPPOSITES.get(word, ())}
        telling = set(words) - FUNCTION_WORDS
        return turned | {self._key(other) for word in telling for other in _negated(word)}

    def against(self, found: Found, sheet: Sheet) -> str:
        """The word of an answer that says something else of what was met than the question asks, "" where none does."""
        for check in self._checks:
            if said := check(found, sheet):
                return said
        return ""

    def _opposite(self, _: Found, sheet: Sheet) -> str:
        """The opposite of a word of the question, where the answer has not that word itself: "grow", "it fell"."""
        said = next(filter(None, map(self._turned_in, sheet.chunks)), "")
        if not said:
            return ""
        words = [word.text for number in range(len(sheet.chunks)) for word in sheet.chunk(number).words]
        opposites = {*_OPPOSITES.get(self._key(said), ()), *map(self._key, _negated(said))}
        return "" if any(self._key(word) in opposites for word in words) else said

    def _first_turned(self, chunk: str) -> str:
        """The opposite of a word of the question in a chunk of an answer, "" where it has none."""
        return next((word for word in words_of(chunk) if self._key(word) in self._turned), "")

    def _choices(self, question: str, scheme: set[str]) -> set[str]:
        """What the question gives to choose from beside what the scheme wants: "exothermic or endothermic"."""
        pairs = [(self._key(one), self._key(other)) for one, other in _options(question)]
        return {side for pair in pairs if len({*pair} & scheme) == 1 for side in pair} - scheme

    def _other_option(self, _: Found, sheet: Sheet) -> str:
        """The other one of two things that the question gives to choose from, where the answer says that first."""
        words = (word.text for number in range(len(sheet.chunks)) for word in sheet.chunk(number).words)
        return next((word for word in words if self._key(word) in self._options), "")

    def _done_to(self, found: Found, sheet: Sheet) -> str:
        """The verb in front of what was met where somebody else stands before it: who won? "Harold beat William"."""
        piece = found.pieces[0]
        at = (piece.first >> SHIFT) - 1
        while at >= 0 and sheet.chunks[at].lower() in _BETWEEN:
            at -= 1
        words = sheet.chunk(at).words if at >= 0 else ()
        verb = words[-1].text if words and not sheet.chunk(at).tail else ""
        if not self._is_deed(verb):
            return ""
        before = [typed for typed in sheet.chunks[max(at - _REACH, 0) : at] if typed[0].isalpha()]
        return verb if any(typed.lower() not in FUNCTION_WORDS or typed.lower() == "who" for typed in before) else ""

    def _is_deed(self, word: str) -> bool:
        """Whether a word tells what somebody did to somebody: a past, or the verb of the question."""
        if not word or word in _NO_DEED:
            return False
        past = word in PAST_FORMS or word.endswith("ed") or word.startswith(_DEEDS)
        return past or (self._key(word) in self._words and word.endswith("s"))

    def _belongs(self, found: Found, sheet: Sheet) -> str:
        """Who belongs to whom was met: "a follower of Gandhi"."""
        start = found.pieces[0].first >> SHIFT
        if start < _REACH or sheet.chunks[start - 1].lower() != "of":
            return ""
        word = sheet.chunk(start - 2).words[-1].text if sheet.chunk(start - 2).words else ""
        known = not word or word in FUNCTION_WORDS or word in TITLES or self._key(word) in self._words
        return "" if known or sheet.vocabulary.meets(word) else f"{word} of"

    def _another_first(self, found: Found, sheet: Sheet) -> str:
        """The "because" between another answer and what was met: it is a simile because a metaphor is longer."""
        start = found.pieces[0].first >> SHIFT
        typed = [chunk.lower().strip(",.;") for chunk in sheet.chunks[:start]]
        at = next((at for at, word in enumerate(typed) if word in _BECAUSE), 0)
        first = [word.text for number in range(at) for word in sheet.chunk(number).words]
        said = [word for word in first if word not in FUNCTION_WORDS and self._key(word) not in self._words]
        return f"{said[-1]} {typed[at]}" if said and not any(map(sheet.vocabulary.meets, first)) else ""

    def _of_the_other(self, found: Found, sheet: Sheet) -> str:
        """The thing that the question sets against what it asks about, where what was met is said of that one.

        That one alone is in the answer, or alone before what was met: "ROM is volatile but RAM isn't".
        """
        own, other = self._contrast
        first = min(piece.first for piece in found.pieces) >> SHIFT
        every, before = _text_of(sheet, len(sheet.chunks)), _text_of(sheet, first)
        said = _first_in(every, other)
        if not said or _SET_AGAINST.search(every.partition(f" {said} ")[0]):
            return ""
        before_own = f" {said} " in before and not _first_in(before, own)
        return said if before_own or not _first_in(every, own) else ""

    def _another_subject(self, found: Found, sheet: Sheet) -> str:
        """What an answer speaks of in place of the thing that the question asks about: what is oxidation?"""
        words = [word.text for number in range(len(sheet.chunks)) for word in sheet.chunk(number).words]
        if words[:1] and words[0] in _ARTICLES:
            words = words[1:]
        subject, ahead = [*words[:2], "", ""][:2]
        known = subject in FUNCTION_WORDS or self._key(subject) in self._words or sheet.vocabulary.meets(subject)
        return subject if ahead in {"is", "are"} and not known and found.pieces[0].first >> SHIFT else ""

    def _other_money(self, found: Found, sheet: Sheet) -> str:
        """Another money than the question's or the scheme's beside a number that was met."""
        piece = found.pieces[0]
        start, end = sheet.offsets(piece.first, piece.last)
        said = sheet.text[start:end]
        if not any(letter.isdigit() for letter in said):
            return ""
        if self._plain and sheet.text[end : end + 1] == "%":
            return "%"
        if not self._money:
            return ""
        other = _money(sheet.text[max(start - 1, 0) : end + 10]) - self._money
        return min(other, default="")


def _text_of(sheet: Sheet, until: int) -> str:
    """The plain words of an answer before a chunk, with a space around each."""
    return f" {' '.join(word.text for number in range(until) for word in sheet.chunk(number).words)} "


def _first_in(text: str, wordings: tuple[str, ...]) -> str:
    """The first of some wordings that such a text has, "" where it has none."""
    return next((one for one in wordings if f" {one} " in text), "")


_OPPOSITES = _opposites()


_SHARES = frozenset("percent percentage per proportion fraction probability chance share much rate".split())


def _wants_part(compiled: Program) -> bool:
    """Whether a scheme wants a part of one, or says "percent"."""
    return any(unit.text in _SHARES or (unit.number is not None and 0 < unit.number.low < 1) for unit in compiled.units)


def _negated(word: str) -> Iterator[str]:
    """The words that a longer word may be the opposite of by its beginning, and those that are its opposites."""
    if len(word) >= _SHORTEST_TURNED:
        yield from opposites_of(word)
        yield from (f"a{word}", f"an{word}")
        if word.startswith("an"):
            yield word.removeprefix("an")


_SHORTEST_TURNED = 5


def _money(text: str) -> set[str]:
    """The currencies that a text names, by their signs."""
    named = {_MONEY[word] or word for word in words_of(text) if word in _MONEY}
    return named | (CURRENCIES & set(text))


def _contrast(question: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a question sets against each other: the words of the one it asks about, and those of the other."""
    found = _CONTRASTS.search(question)
    if found is None:
        return (), ()
    ours = words_of(_CLAUSE.split(question[: found.start()])[-1])
    theirs = words_of(_CLAUSE.split(question[found.end() :])[0])
    own = _telling(ours, theirs)
    other = _telling(theirs, ours)
    return own, other


def _options(question: str) -> list[tuple[str, str]]:
    """The words on both sides of each "or" of a question."""
    words = words_of(question)
    sides = [(words[at - 1], words[at + 1]) for at in range(1, len(words) - 1) if words[at] == "or"]
    return [pair for pair in sides if FUNCTION_WORDS.isdisjoint(pair)]


def _telling(words: list[str], others: list[str]) -> tuple[str, ...]:
    """The words that one side has and the other has not, a little word with the word behind it ("while loop")."""
    told = [word for word in words if word not in FUNCTION_WORDS and word not in others]
    told += [
        f"{word} {ahead}"
        for word, ahead in itertools.pairwise(words)
        if word in FUNCTION_WORDS - {"a", "an", "the", "of", "to", "in"} and word not in others and ahead in others
    ]
    return tuple(told)


def _other_form(found: Found, sheet: Sheet) -> str:
    """A word that was met in another form than the scheme's, where the question asks for a form."""
    units = sheet.vocabulary.units
    for piece in found.pieces:
        wanted = {units[unit].text for unit in range(piece.path.units.bit_length()) if piece.path.units >> unit & 1}
        for place, end, edits, how in piece.trail:
            word = sheet.word(place).text
            plain = how <= DERIVED and not edits and place == end
            if plain and word.isalpha() and word not in wanted and not any(unit.prefix for unit in units):
                return word
    return ""
