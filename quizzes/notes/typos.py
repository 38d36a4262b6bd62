"""Likely slips of the pen in notes: misspelt names and words, stray letters, impossible dates, broken lines."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from quizzes.english.words import frequency, is_word, pairs
from quizzes.notes.clean import clean
from quizzes.notes.dates import MONTHS, find_dates, impossible
from quizzes.notes.outline import broken_word
from quizzes.notes.spelling import (
    allowed_slips,
    distance,
    inflected,
    keys_beside,
    likelier,
    longer_words,
    near_words,
    one_typing_slip,
    sounding_alike,
)
from quizzes.notes.stray import stray_letters
from quizzes.notes.tokens import Token, bare
from quizzes.notes.values import Typo
from quizzes.notes.words import word_list

STOP_WORDS = word_list("small")
MOST_SLIPS = 200
MOST_COMPARED = 2_000
STRONG_PAIR = 10_000_000
SURE_PAIR = 100_000_000
COMMON = 5_000_000
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s)\]>]{1,500}")
# Words of which a part is in bold or in brackets: `**M**ilitarism`, `hex(adecimal)`.
_PIECES = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,30}(?:\*{1,3}[^\W\d_]{1,30}|\([^\W\d_]{1,20}\))")
_KEY = re.compile(r"[\s#>*+•-]*(?:\d{1,2}[.)]\s+)?\**(?P<key>[^:=–—\n]{2,60}?)\**(?::\**\s|\s[=–—-]\s|\s*::)")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_GLUED = re.compile(r"(?<![\w./@])(?P<before>[a-z]{2,}|\d{2,4})(?P<stop>[.!?])(?P<after>[A-Z][a-z]{2,}\b)(?!\.\w)")
_DOUBLED = re.compile(r"\b(?P<word>[^\W\d_]+)\s+(?P=word)\b", re.IGNORECASE)
_MAY_DOUBLE = frozenset({"had", "that", "is", "very", "so", "no", "ha", "bye"})


_Shelves = dict[tuple[str, int], list[str]]


@dataclass(slots=True)
class _Words:
    """The tokens of a page and how often each word occurs, in any case, with a capital, and in small letters."""

    tokens: list[Token]
    counts: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)
    small: Counter[str] = field(default_factory=Counter)
    shown: dict[str, str] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    mixed: set[str] = field(default_factory=set)


def find_typos(text: str) -> tuple[Typo, ...]:
    """The likely slips of a page, in order, at most one a word. Never fails; the time grows with the length."""
    text = _readable(text)
    words = _count(_tokens(text))
    words.keys = _keys(text)
    typos: dict[tuple[int, int], Typo] = {}
    lines = text.splitlines()
    for slip in (
        *_broken_lines(lines),
        *_line_slips(lines),
        *_name_slips(words),
        *_acronym_slips(words),
        *_word_slips(words),
        *stray_letters(words.tokens, lines),
        *_small_names(words),
    ):
        typos.setdefault((slip.line, slip.column), slip)
    ordered = sorted(typos.values(), key=lambda slip: (slip.line, slip.column))
    return tuple(_apart(ordered)[:MOST_SLIPS])


def _readable(text: str) -> str:
    """The text with blanks for what is no writing: front matter, code, addresses. Lines and columns stay."""
    lines = [
        " " * len(line) if clean_line.kind == "skip" else line
        for line, clean_line in zip(text.splitlines(), clean(text), strict=True)
    ]
    return _PIECES.sub(
        lambda match: " " * len(match[0]), _ADDRESS.sub(lambda match: " " * len(match[0]), "\n".join(lines))
    )


def _keys(text: str) -> set[str]:
    """The words of what stands to the left of a sign, the terms and names of a list: none of them is another's slip."""
    keys: set[str] = set()
    for line in text.splitlines():
        if line.lstrip().startswith("#"):
            keys.update(word.casefold() for word in _WORD.findall(line[:120]))
        head = _KEY.match(line[:120])
        if head and len(head["key"].split()) <= 5:
            keys.update(word.casefold() for word in _WORD.findall(head["key"]))
    return keys


def _apart(slips: list[Typo]) -> list[Typo]:
    """Without those that begin inside the one before."""
    kept: list[Typo] = []
    for slip in slips:
        if kept and kept[-1].line == slip.line and slip.column < kept[-1].column + len(kept[-1].written):
            continue
        kept.append(slip)
    return kept


def _tokens(text: str) -> list[Token]:
    tokens = []
    for number, line in enumerate(text.splitlines(), start=1):
        matches = list(_WORD.finditer(line))
        for at, word in enumerate(matches):
            gap = line[matches[at - 1].end() : word.start()] if at else line[: word.start()]
            after = line[word.end() : matches[at + 1].start()] if at + 1 < len(matches) else "."
            joined = bool(at) and not gap.strip()
            tokens.append(
                Token(
                    word[0],
                    number,
                    word.start() + 1,
                    matches[at - 1][0] if joined else "",
                    matches[at + 1][0] if at + 1 < len(matches) and not after.strip() else "",
                    starts=not joined and (not at or gap.strip()[-1:] not in {",", "&", "-", "/"}),
                )
            )
    return tokens


def _count(tokens: list[Token]) -> _Words:
    words = _Words(tokens)
    for token in tokens:
        words.counts[token.folded] += 1
        if not token.text[1:].islower() and not token.text.isupper():
            words.mixed.add(token.folded)
        if token.text[0].isupper():
            words.capital[token.folded] += 1
            if not token.starts or token.folded not in words.shown:
                words.shown[token.folded] = bare(token.text)
        else:
            words.small[token.folded] += 1
    return words


def _slip(token: Token, meant: str, why: str) -> Typo:
    ending = token.text[len(bare(token.text)) :]
    return Typo(token.text, meant + ending if meant else "", token.line, token.column, why)


# ---- names -----------------------------------------------------------------------------------------------


def _name_slips(words: _Words) -> Iterator[Typo]:
    """Words that stand close to a name the notes use more often, or that spell the same name in another way."""
    shelves = _shelves(words)
    rare = [word for word in words.counts if len(word) > 3 and words.counts[word] <= 3][:MOST_COMPARED]
    meant: dict[str, tuple[str, str]] = {}
    for word in rare:
        if word in words.keys or word in words.mixed:
            continue
        best = _nearest_name(words, shelves, word)
        if best and (why := _why_name(words, word, best)):
            meant[word] = best, why
    for word, (best, _) in list(meant.items()):
        if meant.get(best, ("", ""))[0] == word:
            meant.pop(likelier(word, best))
    for token in words.tokens:
        if token.folded in meant:
            best, why = meant[token.folded]
            yield _slip(token, words.shown.get(best, best.title()), why)


def _shelves(words: _Words) -> _Shelves:
    """The names of a page in order, by first letter and length. A name mostly has a capital, and is no month."""
    months = {month.casefold() for month in MONTHS}
    shelves: _Shelves = defaultdict(list)
    for name in sorted(words.capital):
        common = name in STOP_WORDS or name in months
        if len(name) > 3 and not common and words.capital[name] > words.small[name]:
            shelves[name[0], len(name)].append(name)
    return shelves


def _nearest_name(words: _Words, shelves: _Shelves, word: str) -> str:
    """The name within a slip or two of a word that the page has most often, "" for none."""
    most = allowed_slips(word)
    near = [
        name
        for size in range(-2, 3)
        for name in shelves.get((word[0], len(word) + size), ())[:200]
        if name != word and distance(word, name, most) <= most
    ]
    return max(near, key=lambda name: (words.counts[name], -distance(word, name), name), default="")


def _why_name(words: _Words, word: str, name: str) -> str:
    """Why `word` is likely meant to be `name`, "" where it is not."""
    here, there = words.counts[word], words.counts[name]
    often = f"the notes say {words.shown.get(name, name)} {there} times" if there > 1 else "close to another name"
    if inflected(word, name):
        return ""
    if is_word(word):
        return f"another word, but {often}" if _is_another_word(words, word, name) else ""
    if word.startswith(name):
        return ""
    if there >= 3 * here and (not is_word(name) or one_typing_slip(word, name)):
        return f"no English word, and {often}"
    return "the same name is spelt in two ways" if _is_another_spelling(words, word, name) else ""


def _is_another_word(words: _Words, word: str, name: str) -> bool:
    """Whether an English word is a name mistyped: always with a capital, far less often than the name."""
    if words.small[word] or not words.capital[word] or not one_typing_slip(word, name):
        return False
    here, there = words.counts[word], words.counts[name]
    return there >= 10 * here or (there >= 4 * here and frequency(word) * 10 < frequency(name))


def _is_another_spelling(words: _Words, word: str, name: str) -> bool:
    """Whether two words that no dictionary has are one name; `Georgii` and `Georgy` are two ways to write it, both right."""
    if is_word(name) or len(word) <= 5 or not words.capital[word]:
        return False
    return word.rstrip("iy") != name.rstrip("iy") and likelier(name, word) == name


def _acronym_slips(words: _Words) -> Iterator[Typo]:
    """`VVP` beside `CCP`, unless the notes say what it stands for."""
    counts = Counter(token.text for token in words.tokens if token.text.isupper() and 2 < len(token.text) < 7)
    for token in words.tokens:
        if counts[token.text] == 1 and not is_word(token.text) and token.folded not in words.keys:
            for other, often in counts.items():
                if often > 2 and other != token.text and keys_beside(token.text, other):
                    yield _slip(token, other, f"the keys lie side by side, and the notes say {other} {often} times")


def _small_names(words: _Words) -> Iterator[Typo]:
    for token in words.tokens:
        word = token.folded
        if token.text.islower() and words.small[word] == 1 and words.capital[word] >= 8 and word not in STOP_WORDS:
            yield _slip(token, words.shown[word], "elsewhere this name has a capital letter")


# ---- other words -----------------------------------------------------------------------------------------


def _word_slips(words: _Words) -> Iterator[Typo]:
    """Words that are no English words and stand one slip from a frequent one."""
    for token in words.tokens:
        word = token.folded
        if words.counts[word] > 2 or word in words.keys or not _may_be_slip(token):
            continue
        if glued := _two_words(token, word):
            yield _slip(token, glued, "a space is missing between two words")
        elif best := _best_word(token, word):
            # `Bangladeshi` is made of `Bangladesh`, and no slip for it.
            likely = frequency(best) >= COMMON and not word.startswith(best)
            if token.text[0].islower() or likely:
                yield _slip(token, best.capitalize() if token.text[0].isupper() else best, "no English word")


def _may_be_slip(token: Token) -> bool:
    """Whether a token is no English word and, where it has a capital, so long that it is hardly a name."""
    word = token.folded
    if len(word) < 3 or not (word.isascii() and word.isalpha()) or is_word(word):
        return False
    longest_name = 0 if token.text[0].islower() else 7 if token.starts else 9
    return len(word) > longest_name and token.text[1:].islower()


def _two_words(token: Token, word: str) -> str:
    """`isa` as `is a`: two small words that English often has together and beside the neighbours; "" for none."""
    counts = pairs()
    if not token.text.islower() or not token.before or not token.after:
        return ""
    for at in range(1, len(word)):
        left, right = word[:at], word[at:]
        if left not in STOP_WORDS or right not in STOP_WORDS or counts.get(f"{left} {right}", 0) < SURE_PAIR:
            continue
        if f"{token.before.casefold()} {left}" in counts and f"{right} {token.after.casefold()}" in counts:
            return f"{left} {right}"
    return ""


def _best_word(token: Token, word: str) -> str:
    """The word meant, where its neighbours or its length speak for it; "" where not."""
    if len(word) > 5 and (alike := sounding_alike(word)):
        return max(alike, key=frequency)
    near = _candidates(word)
    scored = [(_fits(token, other), frequency(other), other) for other in near]
    good = [entry for entry in scored if entry[0] >= STRONG_PAIR and _fits_all(token, entry[2])]
    if good:
        return max(good)[2]
    sure = [entry for entry in scored if len(word) >= 8 and entry[1] >= 100_000]
    return max(sure)[2] if sure else ""


def _candidates(word: str) -> list[str]:
    """The English words that `word` may be meant for."""
    near = [other for other in near_words(word) if other[0] == word[0] or len(word) > 6][:8] + list(longer_words(word))
    # `otherworldy` lacks a letter; that its last one is too many is the poorer guess.
    return [other for other in near if other != word[:-1]] if any(len(other) > len(word) for other in near) else near


def _fits_all(token: Token, word: str) -> bool:
    """Whether English has `word` beside both neighbours of `token`, or beside the only one."""
    counts = pairs()
    left, right = f"{token.before.casefold()} {word}" in counts, f"{word} {token.after.casefold()}" in counts
    return (left or not token.before) and (right or not token.after)


def _fits(token: Token, word: str) -> int:
    """How often English has `word` beside the neighbours of `token`."""
    counts = pairs()
    before, after = token.before.casefold(), token.after.casefold()
    return counts.get(f"{before} {word}", 0) + counts.get(f"{word} {after}", 0)


# ---- lines -----------------------------------------------------------------------------------------------


def _line_slips(lines: list[str]) -> Iterator[Typo]:
    for number, line in enumerate(lines, start=1):
        for match in _GLUED.finditer(line):
            after = match["after"]
            if not is_word(after) and (near := near_words(after.casefold())):
                after = near[0].capitalize()
            meant = f"{match['before']}{match['stop']} {after}"
            yield Typo(match[0], meant, number, match.start() + 1, "a space is missing after the full stop")
        for match in _DOUBLED.finditer(line):
            if match["word"].casefold() not in _MAY_DOUBLE and (
                match["word"].islower() or match["word"].casefold() in STOP_WORDS
            ):
                yield Typo(match[0], match["word"], number, match.start() + 1, "the word stands twice")
        for date in find_dates(line):
            if why := impossible(date):
                yield Typo(date.written, "", number, date.start + 1, why)


def _broken_lines(lines: list[str]) -> Iterator[Typo]:
    last = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        before = lines[last - 1].rstrip() if last else ""
        here = line.strip()
        if last and number > last + 1 and broken_word(before[-60:], here[:60]):
            start = re.search(r"[^\W\d_]+$", before)
            rest = re.match(r"[^\W\d_]+", here)
            if start and rest:
                yield Typo(start[0], start[0] + rest[0], last, start.start() + 1, "the line breaks inside this word")
        last = number


def corrected(text: str, slips: Iterable[Typo]) -> str:
    """The text with each slip's correction in its place, line for line; what has no correction stays."""
    lines = text.splitlines()
    for slip in sorted(slips, key=lambda slip: (slip.line, -slip.column)):
        line, start = lines[slip.line - 1], slip.column - 1
        if slip.meant and line.startswith(slip.written, start) and not slip.why.startswith("the line"):
            lines[slip.line - 1] = line[:start] + slip.meant + line[start + len(slip.written) :]
    return "\n".join(lines)
