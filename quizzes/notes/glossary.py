"""Words that count as the same, as the notes themselves spell them out: acronyms, and names in two spellings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from quizzes.english.words import is_word, pairs
from quizzes.notes.values import Same, Typo
from quizzes.notes.words import word_list

_ACRONYM = r"[A-Z][A-Za-z.]{0,5}[A-Z](?:\.|\b)"
_EXPLAINED = re.compile(rf"(?<![\w’'-])(?P<long>(?:[\w’'-]{{1,40}}\s{{1,4}}){{1,7}})\((?P<short>{_ACRONYM})s?\)")
_UNFOLDED = re.compile(
    rf"\b(?P<short>{_ACRONYM})\s*(?:\(|=|:|–|-|, or|stands for|means)\s*(?P<long>[\w’'-]+(?:\s+[\w’'-]+){{0,7}})"
)
_ACRONYMS = re.compile(rf"\b{_ACRONYM}")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_STOP = re.compile(r"[.,;:!?–—]")
_OWNER = re.compile(r"[’']s$")
_SMALL = word_list("small")
COMMON_PAIR = 100_000_000
MOST = 200


def find_glossary(text: str, slips: Iterable[Typo]) -> tuple[Same, ...]:
    """Lines like `GMD = Guomindang`. Sure are those whose initials fit and that the notes put side by side.

    Never fails; the time grows with the length of the text.
    """
    pairs: dict[str, Same] = {}
    for short, long in _spelled_out(text):
        pairs.setdefault(short, Same(f"{short} = {long}"))
    shorts = Counter(word.replace(".", "") for word in _ACRONYMS.findall(text))
    left = {short for short in shorts if short not in pairs and short.isupper() and 1 < len(short) <= 6}
    for short, long in _matched(text, left):
        pairs.setdefault(short, Same(f"{short} = {long}", sure=False))
    same = [*pairs.values()]
    same += [
        Same(f"{slip.meant} = {slip.written}", sure=False) for slip in slips if slip.why.startswith("the same name")
    ]
    return tuple({one.line: one for one in same}.values())[:MOST]


def _spelled_out(text: str) -> Iterator[tuple[str, str]]:
    """`Guomindang (GMD)`, `GMD = Guomindang`, `GMD (Guomindang)`."""
    for match in _EXPLAINED.finditer(text):
        short = match["short"].replace(".", "")
        words = match["long"].split()
        for size in range(1, len(words) + 1):
            if spells(short, words[-size:]):
                yield short, " ".join(words[-size:])
                break
    for match in _UNFOLDED.finditer(text):
        short, words = match["short"].replace(".", ""), match["long"].split()
        for size in range(len(words), 0, -1):
            if spells(short, words[:size]):
                yield short, " ".join(words[:size])
                break


def spells(short: str, words: list[str]) -> bool:
    """Whether the words' first letters make the acronym, small words left out or not; or one word holds its letters."""
    letters = short.casefold()
    if all(len(word) == 1 for word in words):
        return False
    pieces = [piece for word in words for piece in word.split("-") if piece]
    if len(pieces) == 1:
        return len(letters) > 2 and len(pieces[0]) > len(letters) + 1 and _holds(pieces[0].casefold(), letters)
    for chosen in (pieces, [piece for piece in pieces if piece.casefold() not in _SMALL]):
        if "".join(piece[0] for piece in chosen).casefold() == letters:
            return pieces[0].casefold() not in _SMALL
    return False


def _holds(word: str, letters: str) -> bool:
    if word[0] != letters[0]:
        return False
    at = 0
    for letter in letters:
        at = word.find(letter, at) + 1
        if not at:
            return False
    return True


def _matched(text: str, shorts: set[str]) -> Iterator[tuple[str, str]]:
    """Acronyms that the notes never explain, but whose words they also write out."""
    if not shorts:
        return
    sizes = {len(short) for short in shorts}
    for line in text.splitlines():
        words = list(_WORD.finditer(line))
        for at, first in enumerate(words):
            for size in sizes:
                yield from _by_initials(line, words[at : at + size], shorts)
            yield from _by_letters(first[0], shorts)


def _by_initials(line: str, run: list[re.Match[str]], shorts: set[str]) -> Iterator[tuple[str, str]]:
    """Words side by side, with nothing but blanks between them, that begin with the letters of an acronym."""
    initials = "".join(match[0][0] for match in run).upper()
    if initials not in shorts:
        return
    said, words = line[run[0].start() : run[-1].end()], [match[0] for match in run]
    if len(said.split()) == len(run) and not _STOP.search(said) and _named(words):
        yield initials, " ".join(_OWNER.sub("", word) for word in words)


def _by_letters(word: str, shorts: set[str]) -> Iterator[tuple[str, str]]:
    """A name in one word that holds an acronym's letters: `Guomindang` for GMD."""
    if word[0].isupper() and len(word) > 5 and not is_word(word):
        for short in shorts:
            if len(short) > 2 and spells(short, [word]):
                yield short, _OWNER.sub("", word)


def _named(words: list[str]) -> bool:
    if any(word.isupper() and len(word) > 1 for word in words):
        return False
    if len(words) > 2 and all(word[0].isupper() for word in words):
        return True
    return (
        len(words) == 2 and not _SMALL.intersection(words) and pairs().get(" ".join(words).casefold(), 0) >= COMMON_PAIR
    )
