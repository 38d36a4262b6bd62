"""Whether an answer denies what it says: negations, how far they reach, and what undoes them.

The reach is the clause, in the manner of NegEx (Chapman and others 2001, doi:10.1006/jbin.2001.1029): triggers before
a phrase and after it, words that look like triggers and are none ("not only"), and words that end the reach
("but"). An even number of negations in one clause is a claim ("he did not fail to build it"). English only.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from marking.engine.tokenise import CLAUSE
from quizzes.english.forms import PAST_FORMS
from quizzes.english.stop_words import FUNCTION_WORDS


class Near(NamedTuple):
    """A word around a match: its plain form, its place, and the break before it."""

    text: str
    place: int
    gap: int


# They make a phrase of the scheme a denial, and deny what follows in an answer.
NEGATIVE_WORDS = frozenset(
    """not never no cannot cant nor neither dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt shouldnt
    hasnt havent hadnt aint mustnt neednt nt""".split()
)
_DENYING = frozenset("hardly barely scarcely nobody none nothing without lack lacked lacks lacking absence".split())
# They deny what follows only with "to" ("failed to", "unable to"), or without "by" ("opposed", not "opposed by").
_WITH_TO = frozenset("failed fails fail failing failure unable declined refusal opposition reluctant unwilling".split())
_WITHOUT_BY = frozenset(
    """refused refuses refuse refusing opposed opposes oppose opposing rejected rejects reject rejecting denied denies
    deny denying disagreed disagrees disagree""".split()
)
_PAIRS = {"rather": "than", "instead": "of", "far": "from", "incapable": "of"}
# "Against" denies a view ("was against", "argued against"), not a thing done ("protection against").
_OPINIONS = frozenset(
    """is was were are be been being am not strongly very totally completely firmly always voted vote argued argue spoke
    speak turned decided came campaigned wholly deeply entirely absolutely still people he she they""".split()
)
NOT_ONLY = frozenset("only just merely simply solely alone surprisingly least".split())
_NO_DOUBT = frozenset("doubt matter wonder question sooner".split())
# Nobody doubts what nobody denies: right behind a negation, or a word later, they take it back.
_DOUBTING = frozenset("doubt doubts doubted doubting dispute disputes disputed question questions questioned".split())
# What ends the reach of a negation.
_ENDERS = frozenset(
    """but however although though because since so while whereas which who whose when where if unless until till
    except therefore thus yet then than nor as""".split()
)
# The same as seen from afar: between them and a phrase no negation gets through.
STOPS = _ENDERS - {"nor", "than"}
# Right behind a negation they begin what it denies: "it was not because of fear", "not when it is cold".
_DENIED_TOO = frozenset("because when where if as since while".split())
_SUBJECTS = frozenset("he she they it we i you".split())
_VERBS = frozenset(
    "is are was were be been has have had did does do can could will would shall should may might".split()
)
# Of these triggers the reach is a noun, not the clause: a subject after them begins something else.
_OF_NOUNS = frozenset({"rather", "instead", "without", "against", "no", "lack", "absence", "far"})
_DETERMINERS = frozenset("the a an his her their its this these those".split())
_BE = frozenset("is are was were be been being isnt arent wasnt werent".split())
_BE_NOT = frozenset("isnt arent wasnt werent".split())
_NOT = frozenset({"not", "never", "nt"})
_UNTRUE = frozenset("rejected denied opposed refused false wrong untrue incorrect abandoned".split())
_HAPPEN = frozenset("happen occur exist apply matter".split())
_HAPPENED = frozenset("happen happened occur occurred exist existed".split())
_DO_NOT = frozenset("didnt doesnt dont wont wouldnt couldnt cant cannot".split())
_DO = frozenset("did does do will would could can".split())
TRIGGERS = NEGATIVE_WORDS | _DENYING | _WITH_TO | _WITHOUT_BY | frozenset({*_PAIRS, "against"}) | _UNTRUE
HEDGES = frozenset("either maybe perhaps possibly probably guess guessing unsure dunno idk".split())
# How far a negation can reach, in words (and chunks), before the phrase and after it.
BEFORE, AFTER = 12, 4


@dataclass(slots=True)
class _Walk:
    """What has been passed on the way back from a phrase to the beginning of its clause."""

    denied_by: str = ""
    count: int = 0
    verb: bool = False
    subject: bool = False


def denial(left: Sequence[Near], inner: Sequence[Near], right: Sequence[Near], met: frozenset[int]) -> str:
    """The word that denies a phrase, "" where none does.

    `left`, `inner` and `right` are the words before the phrase, from its first to its last word, and after it;
    `met` are the places of the words that are the phrase itself.
    """
    walk = _Walk(verb=bool(inner) and _verb(inner[0].text))
    if inner and inner[0].gap < CLAUSE:
        _back([*left, inner[0]], walk)
    for index, near in enumerate(inner):
        if near.place not in met and _triggers(inner, index):
            walk.count += 1
            walk.denied_by = near.text
    after = _after(right)
    if after:
        walk.count += 1
        walk.denied_by = after
    return walk.denied_by if walk.count % 2 else ""


def _back(words: Sequence[Near], walk: _Walk) -> None:
    """Goes back from the last of the words, the phrase's first, to where the clause begins, counting what denies.

    "he did not want *peace*" counts one, "he did not fail to build *it*" two, which come to none. "he did not sign and
    wanted *peace*" counts none: at "and" the verb "wanted" has been passed, so what is before it has one of its own.
    "without loans the economy saw *growth*" counts none: the noun that "without" speaks of is over at "the".
    """
    begin = max((place for place, word in enumerate(words) if word.gap >= CLAUSE), default=0)
    for index in range(len(words) - 2, begin - 1, -1):
        text = words[index].text
        if text == "than" and index and words[index - 1].text == "rather":
            continue
        if _triggers(words, index):
            _count(words, index, walk)
            if text == "nor":
                return
        elif _ends(text, walk) and not (index > begin and denies_reason(*_two_before(words, index), text)):
            return
        walk.subject = walk.subject or text in _SUBJECTS
        walk.verb = walk.verb or _verb(text)


def _count(words: Sequence[Near], index: int, walk: _Walk) -> None:
    """Counts a word that denies, unless the noun it speaks of is over by the phrase."""
    text = words[index].text
    if not (text in _OF_NOUNS and (walk.subject or _new_noun(words, index))):
        walk.count += 1
        walk.denied_by = walk.denied_by or text


def _two_before(words: Sequence[Near], index: int) -> tuple[str, str]:
    return words[index - 2].text if index > 1 else "", words[index - 1].text


def reach(chunks: Sequence[str], number: int, here: int) -> Sequence[str]:
    """The chunks from one that denies to before another, without a "because" that belongs to the denial."""
    if number + 1 >= here or chunks[number + 1] not in _DENIED_TOO:
        return chunks[number:here]
    before, negator = (_plain(chunks[at]) if at >= 0 else "" for at in (number - 1, number))
    denied = denies_reason(before, negator, chunks[number + 1])
    return [chunks[number], *chunks[number + 2 : here]] if denied else chunks[number:here]


def _plain(chunk: str) -> str:
    return chunk.lower().replace("'", "").replace("’", "")


def denies_reason(before: str, negation: str, text: str) -> bool:
    """Whether a negation denies what a word like "because" begins: "was not because", but not "did not because"."""
    if text not in _DENIED_TOO:
        return False
    return negation in _BE_NOT or (negation in _NOT and before not in _DO and before not in FUNCTION_WORDS - _BE)


def _ends(text: str, walk: _Walk) -> bool:
    """Whether a word ends the reach of what stands before it."""
    if text in _ENDERS or (text == "instead" and walk.subject):
        return True
    return text in {"and", "or"} and (walk.count > 0 or (text == "and" and (walk.verb or walk.subject)))


def _new_noun(words: Sequence[Near], trigger: int) -> bool:
    """Whether the noun that a trigger speaks of is over: "without loans the economy …"."""
    return any(
        words[index].text in _DETERMINERS
        and words[index - 1].text not in FUNCTION_WORDS
        and not words[index - 1].text.endswith("ing")
        for index in range(trigger + 2, len(words))
    )


def _verb(text: str) -> bool:
    """Whether a word looks like the verb of a clause of its own."""
    return text in _VERBS or text in PAST_FORMS or (len(text) > 4 and text.endswith("ed"))


def _triggers(words: Sequence[Near], index: int) -> bool:
    """Whether a word denies what follows it, where it stands."""
    text = words[index].text
    if text not in TRIGGERS:
        return False
    ahead = words[index + 1].text if index + 1 < len(words) else ""
    before = words[index - 1].text if index else ""
    if _doubts_nothing(words, index):
        return False
    if text in NEGATIVE_WORDS:
        return ahead not in NOT_ONLY
    if text in _PAIRS:
        return ahead == _PAIRS[text]
    if text == "against":
        return before in _OPINIONS
    if text in _WITH_TO:
        return ahead == "to"
    if text in _WITHOUT_BY:
        return ahead != "by" and not (text == "denied" and before in _BE)
    return text in _DENYING and not (text == "without" and ahead == "doubt")


def _doubts_nothing(words: Sequence[Near], index: int) -> bool:
    """Whether a negation is of doubt, which says that a thing is so: "nobody doubts", "no one would dispute"."""
    text = words[index].text
    if text == "no" and index + 1 < len(words) and words[index + 1].text in _NO_DOUBT:
        return True
    negative = text in NEGATIVE_WORDS or text == "nobody"
    return negative and any(near.text in _DOUBTING for near in words[index + 1 : index + 4] if near.gap < CLAUSE)


def _after(right: Sequence[Near]) -> str:
    """What denies a phrase from behind: "was not", "never happened", "was rejected"."""
    words = [near.text for near in takewhile(lambda near: near.gap < CLAUSE, right[:AFTER])]
    first, second, third = [*words, "", "", ""][:3]
    if first in _BE and second not in NOT_ONLY:
        return _denied_being(first, second, third)
    if (first in _DO_NOT and _happens(words[1:])) or (first in _DO and second in _NOT and _happens(words[2:])):
        return first if first in _DO_NOT else second
    return first if first == "never" and (second in _HAPPENED or words[1:3] == ["took", "place"]) else ""


def _denied_being(first: str, second: str, third: str) -> str:
    """What denies a phrase of which something is said to be: "was not", "isn't", "is untrue"."""
    if second in _NOT:
        return second if third not in NOT_ONLY else ""
    if first in _BE_NOT:
        return first
    return second if second in _UNTRUE else ""


def _happens(words: Sequence[str]) -> bool:
    return words[:1] != [] and (words[0] in _HAPPEN or list(words[:2]) == ["take", "place"])
