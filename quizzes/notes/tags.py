"""Parts of speech: which word of a line is a verb, a noun, a name. The tagger is loaded when drafting first asks."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from quizzes.english.words import base_form, frequency, is_word
from quizzes.notes.words import word_list

LONGEST_WORD = 25  # the tagger's time grows with the square of a word's length
MOST_UNKNOWN = 1_500  # words that are in no dictionary take milliseconds each
LONGEST_TAGGED = 600
MOST_PATHS = 5  # pairs of tags that are followed from one word to the next
COMMON_NOUN = 2_000_000  # how often it stands in texts
_TOKEN = re.compile(r"[^\W_]+(?:(?:[’'.\-/&]|,(?=\d{3}\b))[^\W_]+)*[’']?|[^\w\s]|_+")
VERBS = ("VVD", "VVZ", "VVB", "VBZ", "VBB", "VBD", "VHZ", "VHB", "VHD", "VDZ", "VDB", "VDD", "VM0")
NOUNS = ("NN0", "NN1", "NN2", "NP0", "UNC", "ZZ0")
_DETERMINERS = frozenset(["AT0", "DPS", "DT0", "CRD"])
BE = {"is", "are", "was", "were"}
_ALWAYS = {
    **dict.fromkeys(("is",), "VBZ"),
    **dict.fromkeys(("are",), "VBB"),
    **dict.fromkeys(("was", "were"), "VBD"),
    **dict.fromkeys(("can", "could", "will", "would", "shall", "should", "may", "might", "must", "cannot"), "VM0"),
    **dict.fromkeys(("who", "which", "whose"), "DTQ"),
    **dict.fromkeys(("and", "or", "but"), "CJC"),
    **dict.fromkeys(("because", "although", "if", "unless", "whereas", "while", "when", "where"), "CJS"),
}


class Word(NamedTuple):
    """A word of a sentence: as written, its part of speech (the BNC's tags), where it stands."""

    text: str
    tag: str
    start: int
    end: int

    @property
    def base(self) -> str:
        """Its base form: `fail` of `failed`."""
        return _base_of(self.text, self.tag)

    @property
    def noun(self) -> bool:
        return self.tag in NOUNS

    @property
    def verb(self) -> bool:
        """Whether it is a finite verb."""
        return self.tag in VERBS


@cache
def _tagger() -> Any:
    from HanTa import HanoverTagger  # noqa: PLC0415 -- 60 MB, only where notes are drafted

    tagger = HanoverTagger.HanoverTagger("morphmodel_en.pgz")
    # What a word may be, and its base form, do not depend on the sentence: most of the time goes into finding them.
    tagger.analyze_forward = lru_cache(maxsize=8_192)(tagger.analyze_forward)
    tagger._analyze = lru_cache(maxsize=16_384)(tagger._analyze)  # noqa: SLF001 -- HanTa has no cache of its own
    tagger._tag_word = lru_cache(maxsize=8_192)(tagger._tag_word)  # noqa: SLF001
    tagger.tag_sent_viterbi = partial(_likeliest_tags, tagger)
    return tagger


def _likeliest_tags(tagger: Any, words: list[str], _casesensitive: bool = True) -> list[int]:
    """The tags of a sentence that are likeliest together, after the Viterbi algorithm over pairs of tags.

    HanTa's own looks at every tag after every other; this one looks only at those that the word can have.
    """
    from HanTa.HanoverTagger import EMPTY, END, START, UNKNOWN  # noqa: PLC0415

    follows: Any = tagger.LP_trans_word
    row: dict[tuple[int, int], float] = {(EMPTY, START): 0.0}
    back: list[dict[tuple[int, int], tuple[int, int]]] = []
    for place, word in enumerate(words):
        may = dict(tagger._tag_word(word, cutoff=5, casesensitive=place > 0, conditional=True))  # noqa: SLF001
        may.pop(UNKNOWN, None) if len(may) == 1 else None
        row, before = _next_row(follows, row, may, END)
        back.append(before)
    state = max(row, key=lambda one: row[one] + follows[one].get(END, -math.inf))
    tags = []
    for before in reversed(back):
        tags.append(state[1])
        state = before[state]
    return tags[::-1]


def _next_row(
    follows: Any, row: dict[tuple[int, int], float], may: dict[int, float], end: int
) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], tuple[int, int]]]:
    """How likely each pair of tags is at the next word, and the pair that it follows. Only the likeliest go on."""
    least = sorted(row.values(), reverse=True)[MOST_PATHS] - 1 if len(row) > MOST_PATHS else -math.inf
    after: dict[tuple[int, int], float] = {}
    before: dict[tuple[int, int], tuple[int, int]] = {}
    for state, so_far in row.items():
        if so_far < least:
            continue
        likely = follows[state]
        for tag in may or likely:  # a word that nothing is known of may have any tag
            if tag == end or tag not in likely:
                continue
            new, sum_of_logs = (state[1], tag), so_far + likely[tag] + may.get(tag, 0.0)
            if sum_of_logs > after.get(new, -math.inf):
                after[new], before[new] = sum_of_logs, state
    return after, before


class _Budget:
    """How many unknown words have been tagged: a page of nothing else must not take minutes."""

    def __init__(self) -> None:
        self.seen: set[str] = set()


_budget = _Budget()


def start_page() -> None:
    """Begin a page: forget what the last one used up."""
    _budget.seen.clear()


_NO_WORD = Word("", "", 0, 0)


@lru_cache(maxsize=8_192)
def tagged(text: str) -> tuple[Word, ...]:
    """The words and signs of a sentence with their parts of speech. "" and what is too long have none."""
    matches = list(_TOKEN.finditer(text[:LONGEST_TAGGED]))
    if not matches:
        return ()
    given = [_as_tagged(token[0], first=number == 0) for number, token in enumerate(matches)]
    tags = _tagger().tag_sent(given, taglevel=0)
    return tuple(_mended([_word(token, tag) for token, tag in zip(matches, tags, strict=True)]))


def word_at(text: str, place: int = 0) -> Word:
    """The word at a place of a sentence, from its end below 0; one without a tag where there is none."""
    words = tagged(text)
    return words[place] if -len(words) <= place < len(words) else _NO_WORD


def _word(token: re.Match[str], tag: str) -> Word:
    written, folded = token[0], token[0].casefold()
    if written.islower() or (token.start() == 0 and folded != "may"):
        tag = _ALWAYS.get(folded, tag)
    elif tag == "VM0":
        tag = "NP0"
    if written.isupper() and len(written) > 1 and (tag == "PNP" or (tag[0] == "V" and not is_word(folded))):
        tag = "NP0"  # `US`, `COPD`
    return Word(written, tag, token.start(), token.end())


@lru_cache(maxsize=8_192)
def _base_of(word: str, tag: str) -> str:
    """Found only when it is asked for: that takes as long as to find what the word may be."""
    folded = word.casefold()
    if len(word) > LONGEST_WORD or (not frequency(folded) and word not in _budget.seen):
        return folded
    base = str(_tagger().analyze(word, pos=tag)[0])
    return base_form(word) if tag.startswith("V") and base == folded and not frequency(base) else base


def _as_tagged(word: str, *, first: bool) -> str:
    """What the tagger is given for a word: it takes a sentence's first word for a name unless it is small."""
    if len(word) > LONGEST_WORD:
        return "thing"
    folded = word.casefold()
    if not word[0].isalpha() or frequency(folded):
        return folded if first and word[1:].islower() and is_word(folded) and not _likely_name(word) else word
    if len(_budget.seen) >= MOST_UNKNOWN and word not in _budget.seen:
        return "Thing" if word[0].isupper() else "thing"
    _budget.seen.add(word)
    return word


def _likely_name(word: str) -> bool:
    return frequency(word) < 200_000


def _mended(words: list[Word]) -> list[Word]:
    """Put right what the tagger often gets wrong in notes: `plants use`, `heart pumps blood`."""
    if any(word.verb for word in words):
        return words
    for place, word in enumerate(words):
        # `The plan failed`: a participle with no form of be before it is the past.
        if place and word.tag == "VVN" and words[place - 1].noun and _noun_phrase_opens(words[:place]):
            return [*words[:place], word._replace(tag="VVD"), *words[place + 1 :]]
    for place, word in enumerate(words[1:-1], start=1):
        if tag := _verb_between_nouns(words[place - 1], word, words[place + 1], last=place == len(words) - 2):
            return [*words[:place], word._replace(tag=tag), *words[place + 1 :]]
    for place, word in enumerate(words[1:-1], start=1):
        if word.text in word_list("intransitive") and words[place - 1].noun and words[place + 1].tag in {"PRP", "PRF"}:
            return [*words[:place], word._replace(tag="VVZ"), *words[place + 1 :]]
    return words


def _verb_between_nouns(before: Word, word: Word, after: Word, *, last: bool) -> str:
    """The tag of a verb that was taken for a noun, "" where it is a noun. `last`: nothing stands behind `after`."""
    if not (before.noun and word.noun) or word.text != word.text.casefold() or not can_be_verb(word.text):
        return ""
    if before.tag == "NN2" or before.text.casefold() in word_list("plurals"):
        leads_on = after.tag in {"PRP", "NN2"} and not last
        return "VVB" if word.tag == "NN1" and (after.tag in _DETERMINERS or leads_on) else ""
    return "VVZ" if word.tag == "NN2" and after.tag in {*_DETERMINERS, "AV0"} else ""


def _noun_phrase_opens(words: list[Word]) -> bool:
    """Whether words begin with an article or a name and hold no sign: `The plan`, `Lenin`, not `a lake`."""
    first = words[0]
    opens = first.text.casefold() == "the" or first.tag in {"NP0", "NN2"}
    return opens and all(word.text[0].isalnum() and word.tag not in {"PRP", "CJC"} for word in words)


@lru_cache(maxsize=8_192)
def takes_capital(word: str) -> bool:
    """Whether the tagger takes a word with a capital for a name."""
    return len(word) <= LONGEST_WORD and str(_tagger().tag_sent(["about", word])[1][2]) == "NP0"


@lru_cache(maxsize=8_192)
def is_proper(word: str) -> bool:
    """Whether the tagger takes a word with a capital for a name, and it is no common noun in small letters."""
    if not takes_capital(word):
        return False
    small = str(_tagger().tag_sent(["about", word.casefold()])[1][2])
    return not (small in {"NN1", "NN2", "NN0"} and frequency(word) > COMMON_NOUN)


@lru_cache(maxsize=8_192)
def can_be_verb(word: str) -> bool:
    """Whether the word can be a verb's form: the tagger finds one for it after `they` or `it`."""
    answer = _tagger().tag_sent(["they", "often", word, "the", "thing"])[2][2]
    other = _tagger().tag_sent(["it", "often", word, "the", "thing"])[2][2]
    return str(answer).startswith("VV") or str(other).startswith("VV")


def noun_runs(words: tuple[Word, ...]) -> Iterator[list[Word]]:
    """Up to three nouns that stand next to each other, with what has a capital beside them."""
    run: list[Word] = []
    for word in (*words, Word("", "END", 0, 0)):
        noun = word.tag in {"NN0", "NN1", "NN2", "NP0"} and word.text[0].isalpha()
        # `Western Front`, `Nicolas II`: what has a capital inside a sentence is part of the name beside it.
        inside = noun or (word.start > 0 and word.text[0].isupper() and word.tag in {"AJ0", "CRD", "ORD"})
        if inside and (not run or word.start == run[-1].end + 1):
            run.append(word)
            continue
        if 0 < len(run) <= 3 and any(one.noun for one in run):
            yield run
        run = [word] if inside else []
