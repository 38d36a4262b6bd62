"""What puts in doubt that an answer means what it says: words that take it back without denying it.

They never change a mark; a person is asked. "They abolished censorship", "it is a myth that ...", "if he had used ...",
"everything except ...", "Was it Lenin?", "an unsure idk". English only.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from marking.engine.negation import NEGATIVE_WORDS, TRIGGERS, Near
from marking.engine.tokenise import CLAUSE
from quizzes.english.stop_words import FUNCTION_WORDS
from quizzes.english.words import is_real

# In front of a phrase they take it back, at most so many words away.
_BEFORE = frozenset(
    """stopped stops stop stopping ended ending ends abolished abolishes abolishing abolition banned bans banning ban
    prevented prevents prevent preventing avoided avoids avoid avoiding abandoned abandons abandoning reversed reverses
    hated hates hate disliked rid except apart excluding myth false untrue incorrect wrong wrongly mistakenly falsely
    supposedly allegedly idk unlike unlikely few nearly almost deny denial forbade forbidden forbid outlawed cancelled
    scrapped ceased cease undid undo overthrew replaced replacing gave quit dropped lacking minus barring
    mistaken misconception misbelief fallacy claimed claims pretended pretends imagined""".split()
)
# Only with the word after them: "gave up", "anything but".
_PAIRED = {
    "not": "sure",
    "gave": "up",
    "apart": "from",
    "anything": "but",
    "nothing": "but",
    "did": "away",
    "rid": "of",
    "mistake": "to",
    "error": "to",
}
_BEFORE_PAIRED = frozenset({"anything", "did", "sure", "nothing", "mistake", "error"})
# Said of two things, one of which is meant less: "less X than Y", "more Y than X", "not so much X as Y".
_COMPARES = frozenset({"less", "fewer", "than", "much"})
# Right in front of a word they make another of it: "non renewable".
_GLUED = frozenset("non ex vice anti quasi pseudo semi counter half self".split())
WOULD = frozenset("would should could might".split())
_AFTER = frozenset(
    """no never nope myth wrong false untrue incorrect abolished avoided abandoned ended stopped failed banned
    prevented cancelled reversed fails
    misconception mistake fallacy nothing anymore""".split()
)
# Behind a phrase they begin what takes it back, with a negation close by: "but it never happened", "but was not used".
_TURNS = frozenset("but however though yet although".split())
_DENIES = NEGATIVE_WORDS | frozenset("wrong false untrue incorrect failed fails hardly".split())
_TAKEN_UP = frozenset(
    """it that this these those they he she we i was were is are did do does has had have would could will can really
    in fact actually""".split()
)
# Verbs that may stand between a phrase and what says that it was nothing: "plays no part".
_PLAYS = frozenset(
    "took take place is a plays played has had have got gets common just complete total makes made".split()
)
# Misspelt negations that are words of the list.
_SLIPS = frozenset("dint dont doesent".split())
_FRONT = _COMPARES | _BEFORE | _BEFORE_PAIRED | _GLUED | WOULD | frozenset({"if", "had"})
# What says no in the other languages of a scheme. They are not weighed as English ones are: a person is asked.
NEGATORS = {
    code: frozenset(words.split())
    for code, words in {
        "da": "ikke ingen intet aldrig uden hverken nej",
        "de": "nicht kein keine keinen keiner keinem keines nie niemals ohne weder nein statt",
        "es": "no nunca jamas sin ningun ninguna ninguno tampoco ni nadie",
        "fi": "ei en et emme ette eivat ilman eika koskaan",
        "fr": "ne n pas non jamais sans aucun aucune ni rien",
        "it": "non no mai senza nessun nessuna nessuno ne",
        "nl": "niet geen nooit zonder nee noch",
        "no": "ikke ingen intet aldri uten verken nei",
        "pt": "nao nunca jamais sem nenhum nenhuma nem",
        "ro": "nu niciodata fara nici niciun nicio",
        "sv": "inte ingen inget inga aldrig utan varken nej ej",
    }.items()
}
# How far they reach, in words (and chunks).
REACH, REACH_AFTER = 5, 4
_SHORTEST_NEGATOR = 4
_FIGURES = str.maketrans("013", "oie")


# Where a word may take something back: in front of it, behind it.
IN_FRONT, BEHIND = 1, 2
BESIDE = IN_FRONT | BEHIND


@lru_cache(maxsize=50_000)
def soft_places(word: str, typed: str) -> int:
    """Where a folded word may put in doubt what stands beside it: IN_FRONT, BEHIND, both added up, or 0.

    `typed` tells "Had he used" from "he had used". Misspelt negations do so on both sides ("dident", "n0t").
    """
    if _misspelt_negation(word):
        return IN_FRONT | BEHIND
    front = word in _FRONT and (word != "had" or typed[:1].isupper())
    return front * IN_FRONT + (word in _AFTER or word in _TURNS or word == "out") * BEHIND


def _misspelt_negation(word: str) -> bool:
    if word in TRIGGERS or is_real(word):
        return word in _SLIPS and word not in TRIGGERS
    if word.translate(_FIGURES) in NEGATIVE_WORDS:
        return True
    return len(word) >= _SHORTEST_NEGATOR and any(
        len(known) >= _SHORTEST_NEGATOR and OSA.distance(word, known, score_cutoff=1) <= 1 for known in NEGATIVE_WORDS
    )


def doubting(left: Sequence[Near], right: Sequence[Near]) -> str:
    """The word that puts a phrase in doubt, "" where none does; `left` and `right` are the words around it."""
    begin = 0
    for place in range(len(left) - 1, 0, -1):
        if left[place].gap >= CLAUSE:
            begin = place
            break
    texts = [near.text for near in left[begin:]]
    if texts and texts[-1] in _GLUED:
        return texts[-1]
    if texts[:1] == ["had"] or {"if", "had"} <= set(texts):
        return "had" if texts[0] == "had" else "if … had"
    return _in_front(texts[-REACH:]) or _behind(right) or _compared(texts, [near.text for near in right[:REACH_AFTER]])


def _in_front(near_by: Sequence[str]) -> str:
    """The word of those in front of a phrase that takes it back, "" where none does."""
    for index in range(len(near_by) - 1, -1, -1):
        word = near_by[index]
        ahead = near_by[index + 1] if index + 1 < len(near_by) else ""
        if ahead and _PAIRED.get(word) == ahead:
            return f"{word} {ahead}"
        if word in _PAIRED:
            continue
        if word in _BEFORE and _touches(near_by[index + 1 :]):
            return word
        if word == "have" and index and near_by[index - 1] in WOULD:
            return f"{near_by[index - 1]} have"
        if _misspelt_negation(word):
            return word
    return ""


def _behind(right: Sequence[Near]) -> str:
    """The word of those behind a phrase that takes it back, "" where none does."""
    behind = [near.text for near in right[:REACH_AFTER]]
    if "out of the" in " ".join(behind):
        return "out of the"
    for at, word in enumerate(behind):
        if word in _AFTER and _ends(behind[:at]) and (at or word != "nothing"):
            return word
        if at < 2 and word in _TURNS and (denial := _taken_back(behind[at + 1 :])):
            return f"{word} … {denial}"
    return ""


def _taken_back(words: Sequence[str]) -> str:
    """The word that denies, behind a "but", what stood before it: "it never happened", "did not", "wasn't"."""
    for at, word in enumerate(words):
        if word in _DENIES:
            # "X, but not Y" takes nothing back.
            return word if at or word not in {"not", "no", "never", "hardly"} else ""
        if word not in _TAKEN_UP:
            return ""
    return ""


def _compared(before: Sequence[str], behind: Sequence[str]) -> str:
    """What makes little of a phrase beside another thing."""
    if before[-3:] == ["not", "so", "much"]:
        return "not so much"
    if before[-1:] in (["less"], ["fewer"]) and "than" in behind:
        return f"{before[-1]} … than"
    if (
        "more" in before[:-1]
        and "than" in before[before.index("more") :]
        and _touches(before[before.index("than") + 1 :])
    ):
        return "more … than"
    return ""


def _touches(between: Sequence[str]) -> bool:
    """Whether only little words, or one other, stand between."""
    return sum(word not in FUNCTION_WORDS for word in between) <= 1


def _ends(between: Sequence[str]) -> bool:
    """Whether only little words and forms of "be" stand between a phrase and what takes it back behind it."""
    return all(word in FUNCTION_WORDS or word in _PLAYS for word in between)
