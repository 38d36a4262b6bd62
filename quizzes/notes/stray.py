"""Letters that stand alone where they are no words: `city f Leeds`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from quizzes.english.words import pairs
from quizzes.notes.tokens import Token
from quizzes.notes.values import Typo

OFTEN = 3  # what stands alone as often is meant: a list's letter, a variable
MUCH = 1_000_000  # how much more the notes' own use of a word says than English at large
NEARLY = 5  # times as often as another word: then the other is not meant
WHY = "a letter stands alone"
_MATHS = re.compile(r"[=+×÷<>*/^]")
_SMALL_WORDS = ("of", "on", "to", "in", "it", "is", "if", "at", "by", "or", "an", "as")


def stray_letters(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Typo]:
    """Each letter that may be what is left of a small word, with that word; where several fit, with none."""
    alone = Counter(token.text for token in tokens if len(token.text) == 1)
    for token in tokens:
        if alone[token.text] in range(1, OFTEN) and _is_stray(token, lines[token.line - 1]):
            yield from _as_slip(token, _likely(_fitting(token, lines)))


def _is_stray(token: Token, line: str) -> bool:
    """Whether a letter stands between words, and beside no sum or number."""
    if not token.text.islower() or token.text in "aixyzn" or len(token.before) < 2 or len(token.after) < 2:
        return False
    around = line[max(0, token.column - 4) : token.column + 3]
    return not _MATHS.search(around) and not any(map(str.isdigit, around))


def _as_slip(token: Token, likely: list[str]) -> Iterator[Typo]:
    letter, after = token.text, token.after
    if not likely and after.casefold().startswith(letter) and len(after) <= 3:
        yield Typo(f"{letter} {after}", after, token.line, token.column, WHY)
    elif len(likely) == 1:
        yield Typo(letter, likely[0], token.line, token.column, WHY)
    elif likely:
        yield Typo(letter, "", token.line, token.column, f"{WHY}: {' or '.join(likely)}")


def _fitting(token: Token, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The small words with this letter, and how well each fits between its neighbours."""
    rest = lines[token.line - 1][token.column :].split()
    for small in _SMALL_WORDS:
        if token.text in small:
            yield _fits_both(token, small) * (1 + MUCH * _said_elsewhere(small, rest, lines)), small


def _likely(fitting: Iterable[tuple[int, str]]) -> list[str]:
    """The words that fit nearly as well as the best: where there are several, only the writer knows which."""
    ranked = sorted(fitting, reverse=True)
    return [word for score, word in ranked if score and score * NEARLY >= ranked[0][0]]


def _fits_both(token: Token, word: str) -> int:
    """As _fits, but 0 where English never has `word` after what stands before."""
    left = pairs().get(f"{token.before.casefold()} {word}", 0)
    return left * (1 + pairs().get(f"{word} {token.after.casefold()}", 0)) if left else 0


def _said_elsewhere(small: str, rest: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether the notes have the word before the like elsewhere: `o the German side` beside `on the Russian side`."""
    if len(rest) < 3 or rest[0].casefold() != "the":
        return False
    last = re.escape(rest[2].strip(".,;:"))
    return any(re.search(rf"\b{small} the \w+ {last}\b", line) for line in lines)
