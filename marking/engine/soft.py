"""What puts in doubt that an answer means what it says: words that take it back without denying it.

They never change a mark; a person is asked. "They abolished censorship", "it is a myth that ...", "if he had used ...",
"everything except ...", "Was it Lenin?", "an unsure idk". English only.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from marking.engine.negation import NEGATIVE_WORDS, TRIGGERS, Near
from marking.engine.tokenise import CLAUSE
from quizzes.english.stop_words import FUNCTION_WORDS
from quizzes.english.words import is_real

# What is done to a thing so that it is no more, or never comes: their plain forms, and those that are no plain endings.
_ENDING = """stop end abolish ban prevent avoid abandon reverse hate dislike forbid outlaw cancel scrap cease undo
overthrow replace drop pretend imagine stunt inhibit hinder impede obstruct halt destroy eliminate
neglect ignore dismantle repeal dissolve eradicate undermine dodge evade skip omit exclude withdraw conceal hide fake
forgo wreck ruin sabotage suppress limit restrict minimise weaken curtail stifle thwart oust expel banish"""
_ENDED = """stopped stopping ended banned banning forbade forbidden cancelled cancelling scrapped scrapping undid undone
overthrew overthrown dropped dropping dodged hid hidden withdrew withdrawn forgone forwent expelled expelling omitted
omitting lost lose loses losing denies denied deny gave quit"""
# In front of a phrase they take it back, at most so many words away.
_BEFORE = frozenset(
    """rid except apart excluding myth false untrue incorrect wrong wrongly mistakenly falsely supposedly allegedly idk
    unlike unlikely few nearly almost denial lacking minus barring claimed claims mistaken misconception misbelief
    fallacy formerly previously insufficient inadequate""".split()
) | frozenset(
    [*_ENDED.split(), *(form for base in _ENDING.split() for form in (base, f"{base}s", f"{base}es",
     f"{base.removesuffix('e')}ed", f"{base.removesuffix('e')}ing"))]
)  # fmt: skip
# Only with the word after them: "gave up", "anything but".
_PAIRED = {
    "not": ("sure",),
    "gave": ("up",),
    "give": ("up",),
    "giving": ("up",),
    "apart": ("from",),
    **dict.fromkeys(
        ("anything", "nothing", "everybody", "everyone", "everything", "all", "anyone", "anybody"), ("but",)
    ),
    "did": ("away",),
    "rid": ("of",),
    "mistake": ("to",),
    "error": ("to",),
    "loss": ("of",),
    "removal": ("of",),
    "shortage": ("of",),
    "abolition": ("of",),
    "end": ("of", "to"),
    "collapse": ("of",),
    "failure": ("of",),
    "decline": ("of", "in"),
    "reduction": ("of", "in"),
    "decrease": ("of", "in"),
    "too": ("little", "few"),
    "so": ("called",),
    "used": ("to",),
    "other": ("than",),
    "exception": ("of",),
    "free": ("of", "from"),
    "similar": ("to",),
    "save": ("for",),
}
_BEFORE_PAIRED = frozenset(_PAIRED) - {"not", "apart", "rid"} | {"sure"}
# What others think or once thought, an answer may go on to correct.
_OTHERS = frozenset("people some many most others everyone everybody they textbooks historians scientists".split())
_OPINE = frozenset(
    "say said think thought believe believed claim claimed assume assumed argue argued call called".split()
)
_CORRECTS = frozenset("but really actually however although though whereas yet wrong".split())
# Right in front of a phrase they say that there is little of it, or that it is a bad one.
_LITTLE = frozenset(
    "less fewer little poorly badly former attempted failed fake mock imitation supposed alleged".split()
)
# Said of two things, one of which is meant less: "less X than Y", "more Y than X", "not so much X as Y".
_COMPARES = frozenset({"less", "fewer", "than", "much"})
# Right in front of a word they make another of it: "non renewable".
_GLUED = frozenset("non ex vice anti quasi pseudo semi counter half self ill mal".split())
_RIGHT_BEFORE = _GLUED | _LITTLE
WOULD = frozenset("would should could might".split())
_AFTER = frozenset(
    """no never nope myth wrong false untrue incorrect abolished avoided abandoned ended stopped failed banned
    prevented cancelled reversed fails
    misconception mistake fallacy nothing anymore removed destroyed eliminated missing absent disappears
    disappeared vanished vanishes lacking impossible unnecessary irrelevant scrapped stunted blocked refused""".split()
)
# The same with the word behind it: "is used up", "was broken down".
_AFTER_PAIRED = {
    "used": "up",
    "broken": "down",
    "died": "out",
    "dies": "out",
    "ran": "out",
    "runs": "out",
    "run": "out",
}
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
_BE = frozenset("is are was were be been being isnt arent wasnt werent can could get gets got".split())
_WHO = frozenset("i you he she it we they there people everyone some many".split())
_PAST = frozenset("change changed changes past believe believed think thought idea ideas view views belief".split())
_STATES = frozenset("be have think believe".split())
# Misspelt negations that are words of the list.
_SLIPS = frozenset("dint dont doesent".split())
# What is said of them is not said of those that the question is about.
_AGAINST = frozenset("enemy enemies opponent opponents rival rivals".split())
_FRONT = _COMPARES | _BEFORE | _BEFORE_PAIRED | _GLUED | _LITTLE | _OPINE | _AGAINST | WOULD | frozenset({"if", "had"})
# They do nothing without the word behind them.
ONLY_PAIRED = {word: _PAIRED[word] for word in _BEFORE_PAIRED - _BEFORE - _LITTLE - _COMPARES - _OPINE - {"sure"}}
_HAD = frozenset("had has have was were is are did do used got made took gave".split())
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
# Right behind a phrase they make another thing of it, mostly the lack of it: oxygen shortage, nitrogen dioxide.
_HEADS = frozenset(
    """shortage deficiency loss removal prevention avoidance ban bans abolition failure collapse refusal denial
    reduction dioxide monoxide trioxide oxide oxides peroxide chloride sulfate sulphate nitrate hydroxide
    carbonate vapour vapor""".split()
)
_BEHIND = _AFTER | _HEADS | _TURNS | frozenset(_AFTER_PAIRED) | {"out", "less"}
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
    return front * IN_FRONT + (word in _BEHIND) * BEHIND


@lru_cache(maxsize=50_000)
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
    if texts and texts[-1] in _RIGHT_BEFORE:
        return texts[-1]
    if texts[:1] == ["had"] or {"if", "had"} <= set(texts):
        return "had" if texts[0] == "had" else "if … had"
    return (
        _in_front(texts[-REACH:])
        or _behind(right)
        or _of_others(texts, right)
        or _compared(texts, [near.text for near in right[:REACH_AFTER]])
    )


def _in_front(near_by: Sequence[str]) -> str:
    """The word of those in front of a phrase that takes it back, "" where none does."""
    for index in range(len(near_by) - 1, -1, -1):
        word = near_by[index]
        ahead = near_by[index + 1] if index + 1 < len(near_by) else ""
        if word in _PAIRED:
            if ahead in _PAIRED[word] and _pairs(near_by, index):
                return f"{word} {ahead}"
            continue
        if word in _BEFORE and _touches(near_by[index + 1 :]):
            return word
        if word == "have" and index and near_by[index - 1] in WOULD:
            return f"{near_by[index - 1]} have"
        if _misspelt_negation(word):
            return word
    return ""


def _pairs(words: Sequence[str], index: int) -> bool:
    """Whether a word and the one behind it take something back: not so "no other than", nor "is used to"."""
    if words[index] == "other":
        return words[index - 1 : index] not in (["no"], ["none"], ["nothing"], ["nobody"])
    return words[index] != "used" or _is_past(words, index)


def _is_past(words: Sequence[str], used: int) -> bool:
    """Whether a "used to" tells of what is no more ("they used to have"), not what something is for."""
    told = words[used - 1] in _WHO if used else False
    return _BE.isdisjoint(words[max(used - 2, 0) : used]) and (
        told or not _STATES.isdisjoint(words[used + 2 : used + 3])
    )


def _of_others(before: Sequence[str], right: Sequence[Near]) -> str:
    """The word that makes of a phrase what other people think, where the answer corrects them."""
    for at, word in enumerate(before[1:], start=1):
        if word in _OPINE and before[at - 1] in _OTHERS and _corrects(right):
            return f"{before[at - 1]} {word}"
    for one, ahead in pairwise(before):
        if one in _AGAINST and ahead in _HAD:
            return one
    return ""


def _corrects(right: Sequence[Near]) -> bool:
    return not _CORRECTS.isdisjoint(near.text for near in right)


def is_of_the_past(said: str, question: Collection[str]) -> bool:
    """Whether what takes back tells what was so once, where the question asks for that."""
    told = said == "used to" or said.rpartition(" ")[2] in _OPINE
    return told and not _PAST.isdisjoint(question)


def _behind(right: Sequence[Near]) -> str:
    """The word of those behind a phrase that takes it back, "" where none does."""
    behind = [near.text for near in right[:REACH_AFTER]]
    if "out of the" in " ".join(behind):
        return "out of the"
    for at, word in enumerate(behind):
        if said := (_undone(behind, at) if _ends(behind[:at]) else ""):
            return said
        if at < 2 and word in _TURNS and (denial := _taken_back(behind[at + 1 :])):
            return f"{word} … {denial}"
    return ""


def _undone(behind: Sequence[str], at: int) -> str:
    """The word at a place behind a phrase that says it is no more, or less: "abolished", "used up", "less quickly"."""
    word, ahead = behind[at], behind[at + 1] if at + 1 < len(behind) else ""
    if (word in _AFTER and (at or word != "nothing")) or (word in _HEADS and not at):
        return word
    less = word == "less" and not at and (ahead.endswith("ly") or ahead == "than")
    return f"{word} {ahead}" if less or (ahead and _AFTER_PAIRED.get(word) == ahead) else ""


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


def reaches(chunks: Sequence[str], stops: set[str]) -> bool:
    """Whether the first of some chunks may take back what stands behind the last: no clause ends between.

    "would" does so only with "have", "if" with "had"; the "but" of "anything but" ends nothing.
    """
    if chunks[0] in WOULD:
        return "have" in chunks[1:2] and stops.isdisjoint(chunks)
    if chunks[0] in {"if", "If"}:
        return "had" in chunks
    if (paired := ONLY_PAIRED.get(chunks[0])) is not None:
        return len(chunks) > 1 and chunks[1] in paired
    return not any(chunk in stops and chunk not in {"but", "except"} for chunk in chunks)
