"""Expressions: `/` between alternatives, `+` and `~` for and, groups, optional words, and the mark behind them.

The grammar is Lark's (LALR, so the time grows with the length). Brackets and quotes are checked before it runs,
because a teacher wants to know which bracket was left open, not which token was not expected.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedToken

from marking.engine.notation.brackets import Wrong, check_brackets
from marking.engine.notation.errors import Code
from marking.engine.notation.source import Line
from marking.engine.notation.values import read_mark
from marking.engine.types import Both, Choice, Either, Expression, Phrase, Quoted, Term, Together

_SIGN = r"""(?:\\.|[^\s\/+~{}()\[\]"*\\])"""
# A bracket without a space before it is a part of the word where it holds a capital, a digit or one letter: iron(II),
# 3(a); and so is all that stands behind the name of a function: O(n log n). Not so colour(s), where it may be left out.
_GLUED = r"""(?:\([^\s()\/+~{}\[\]"*\\]*[A-Z0-9][^\s()\/+~{}\[\]"*\\]*\)|\([a-rt-z]\))"""
_FUNCTION = r"""(?<![\w\\])(?:[OofghPpE]|ln|log|sin|cos|tan|exp|lim|max|min|det|Var)\((?:\\.|[^()\/~{}\[\]"*\\])+\)"""
# Digits with a stroke and no space are a fraction, a date or a year (1/3, 9/11, 1928/29); two years are alternatives.
_STROKE = r"""(?<![\w\/])\d{1,4}\/\d{1,3}(?:\/\d{1,4})?(?![\w\/])"""
_WORD = rf"(?:{_STROKE}|{_FUNCTION}{_SIGN}*|{_SIGN}(?:{_SIGN}|{_GLUED})*)"
_GRAMMAR = rf"""
point: either MARKS?
either: both (SLASH both)*
both: together (PLUS together)*
together: sequence (TILDE sequence)*
sequence: part+
?part: WORD -> word | PREFIX -> prefix | QUOTED -> quoted | group | optional
group: LBRACE either _RBRACE
optional: LPAR either _RPAR

SLASH: "/"
PLUS: "+"
TILDE: "~"
LBRACE: "{{"
_RBRACE: "}}"
LPAR: "("
_RPAR: ")"
MARKS: /\[[^\]]*\]/
QUOTED: /"(\\.|[^"\\])*"/
WORD: /{_WORD}/
PREFIX.2: /{_SIGN}+\*/
%ignore /\s+/
"""
_NOTHING_TO_COMPARE = frozenset("-,.;:!?'…_")
_EMPTY = "/, + and ~ need a word or phrase on both sides"


@dataclass(frozen=True, slots=True)
class _Found:
    """An expression, where its first + or ~ stands (for the errors), and where it begins."""

    value: Expression
    at: int
    sign_at: int = -1


# What a part of a phrase may be while it is read; None has nothing to compare.
_Value = Term | Quoted | Choice | _Found | None
# A number or a letter with one, as formulas have them: 2x, n, 4.
_OPERAND = re.compile(r"\d{0,3}[a-z]?|[a-z]\d?")


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a phrase, None where it has nothing to compare, and where it begins."""

    value: _Value
    at: int
    dash: bool = False


def _place(token: Token) -> int:
    return token.start_pos or 0


class _Build(Transformer[Token, Any]):
    """Turns Lark's tree into expressions while it parses."""

    def word(self, children: list[Token]) -> _Part:
        text, at = str(children[0]), _place(children[0])
        exact = text.startswith("=")
        if text == "=":
            raise Wrong("= must come right before a word, like =Lenin", at, "=", "=Lenin")
        if not exact and len(pieces := text.split()) > 1:
            terms = tuple(term for piece in pieces if (term := _term(piece)) is not None)
            return _Part(_Found(Phrase(terms), at), at)
        return _Part(_term(text[1:] if exact else text, exact=exact), at, dash=text == "-")

    def prefix(self, children: list[Token]) -> _Part:
        text, at = str(children[0]), _place(children[0])
        if text.startswith("="):
            message = "a word can be exact (=) or a beginning (*), not both"
            raise Wrong(message, at, text, text[1:], Code.EXACT_AND_OPEN)
        term = _term(text[:-1], prefix=True)
        if term is None:
            raise Wrong("* must come at the end of a word, like communis*", at, text, "for example communis*")
        return _Part(term, at)

    def quoted(self, children: list[Token]) -> _Part:
        text, at = str(children[0]), _place(children[0])
        terms = tuple(term for word in text[1:-1].split() if (term := _term(word, exact=True)) is not None)
        if not terms:
            raise Wrong("there is no word between the quotation marks", at, text, 'for example "social fascists"')
        return _Part(Quoted(terms), at)

    def group(self, children: list[Any]) -> _Part:
        return _Part(children[1], _place(children[0]))

    def optional(self, children: list[Any]) -> _Part:
        return _Part(Choice(_options(children[1]), optional=True), _place(children[0]))

    def sequence(self, children: list[_Part]) -> _Found:
        parts = [part for part in _ranges(children) if part.value is not None]
        if not parts:
            raise Wrong("a word or a number is needed here, not only punctuation", children[0].at, "", _EMPTY)
        if len(parts) == 1 and isinstance(parts[0].value, _Found):
            return parts[0].value
        flat = tuple(piece for part in parts for piece in _phrase_parts(part.value))
        if all(isinstance(piece, Choice) and piece.optional for piece in flat):
            raise Wrong(
                "a word outside the brackets is needed: words in ( ) need not be there",
                parts[0].at,
                "(",
                "for example (the) USSR",
            )
        return _Found(Phrase(flat), parts[0].at)

    def together(self, children: list[Any]) -> _Found:
        return _joined(children, Together)

    def both(self, children: list[Any]) -> _Found:
        return _joined(children, Both)

    def either(self, children: list[Any]) -> _Found:
        return _joined(children, Either)

    def point(self, children: list[Any]) -> tuple[_Found, Token | None]:
        return children[0], children[1] if len(children) > 1 else None


def _term(text: str, *, exact: bool = False, prefix: bool = False) -> Term | None:
    """The word without backslashes and soft hyphens; None where only punctuation is left."""
    bare = re.sub(r"\\(.)", r"\1", text).replace("\u00ad", "")
    return Term(bare, prefix=prefix, exact=exact) if set(bare) - _NOTHING_TO_COMPARE else None


def _ranges(parts: list[_Part]) -> list[_Part]:
    """The parts that a dash with spaces stands between made one: 1914 - 18 is 1914-18, n - 1 is n-1."""
    joined: list[_Part] = []
    for part in parts:
        before = joined[-2:]
        if len(before) == 2 and before[1].dash and _are_joined(before[0].value, part.value):
            low, high = before[0].value, part.value
            joined[-2:] = [_Part(Term(f"{low.text}-{high.text}"), before[0].at)]  # type: ignore[union-attr]
        else:
            joined.append(part)
    return joined


def _are_joined(low: _Value, high: _Value) -> bool:
    """Whether a dash between two parts makes a range of numbers, or takes one thing of a formula from another."""
    if _is_number(low) and _is_number(high):
        return True
    return all(isinstance(one, Term) and not one.exact and _OPERAND.fullmatch(one.text) for one in (low, high))


def _is_number(value: _Value) -> bool:
    return isinstance(value, Term) and value.text.isdigit() and not (value.exact or value.prefix)


def _phrase_parts(value: _Value) -> tuple[Term | Quoted | Choice, ...]:
    """What a part gives to its phrase: `{a b}` gives its words, `{a / b}` a choice."""
    if isinstance(value, _Found):
        options = _options(value)
        return options[0].parts if len(options) == 1 else (Choice(options, optional=False),)
    return (value,) if value is not None else ()


def _options(inner: _Found) -> tuple[Phrase, ...]:
    """The alternatives of a group inside a phrase, which must be phrases themselves."""
    choices = inner.value.options if isinstance(inner.value, Either) else (inner.value,)
    phrases = tuple(choice for choice in choices if isinstance(choice, Phrase))
    if len(phrases) < len(choices):
        raise Wrong(
            "+ and ~ cannot come inside brackets that belong to a phrase",
            inner.sign_at,
            "+ or ~",
            "put / between the words in the brackets, or give the group a side of its own",
        )
    return phrases


def _joined(children: list[Any], kind: type[Either | Both | Together]) -> _Found:
    """The sides of one sign as one expression, with groups of the same sign taken apart."""
    sides: list[_Found] = children[::2]
    if len(sides) == 1:
        return sides[0]
    flat: list[Expression] = []
    for side in sides:
        if isinstance(side.value, kind):
            flat.extend(side.value.options if isinstance(side.value, Either) else side.value.parts)
        else:
            flat.append(side.value)
    inner = [side.sign_at for side in sides if side.sign_at >= 0]
    sign_at = min(inner, default=-1) if kind is Either else _place(children[1])
    return _Found(kind(tuple(flat)), sides[0].at, sign_at)


_LARK = Lark(_GRAMMAR, parser="lalr", start=["point", "either", "sequence"], transformer=_Build())


def read_point(line: Line) -> tuple[Expression, Decimal, int]:
    """An expression, the mark behind it (1 where none is given) and where that stands. Raises MarkSchemeError."""
    expression, marks = _parse(line, 0, len(line.text), "point")
    if marks is None:
        return expression.value, Decimal(1), len(line.text)
    at = _place(marks)
    return expression.value, read_mark(line, str(marks), at), at


def read_expression(line: Line, start: int) -> Expression:
    """The expression from `start` to the end of the line. Raises MarkSchemeError."""
    value: Expression = _parse(line, start, len(line.text), "either").value
    return value


def read_words(line: Line, start: int, end: int) -> Phrase:
    """Plain words between two places of the line, as a `same:` line has them. Raises MarkSchemeError."""
    read: _Found = _parse(line, start, end, "sequence")
    value = read.value
    if not isinstance(value, Phrase) or not all(
        isinstance(part, Quoted) or (isinstance(part, Term) and not part.prefix) for part in value.parts
    ):
        text = line.text[start:end]
        at = start + len(text) - len(text.lstrip())
        message = "same: takes plain words and phrases, without brackets, / or *"
        raise line.error(message, at, text.strip(), "for example same: USSR = Soviet Union")
    return value


def _parse(line: Line, start: int, end: int, rule: str) -> Any:
    # Only what stands between the two places is read, so that a line of a thousand parts takes a thousand short looks.
    text = line.text[start:end]
    try:
        check_brackets(text)
        return _LARK.parse(text, start=rule)
    except UnexpectedToken as error:
        wrong = _explain(text, error.token, rule)
    except Wrong as error:
        wrong = error
    raise line.error(wrong.message, start + wrong.at, wrong.found, wrong.hint, wrong.code)


def _explain(text: str, token: Token, rule: str) -> Wrong:
    """What a teacher did, where Lark only knows that a token was not expected."""
    at = len(text) if token.type == "$END" else _place(token)
    before = text[:at].rstrip()
    last = before[-1:]
    if last == "]":
        return Wrong(
            "marks go at the end of the line, like [1]", at, text[at:], "for example socialism / communism [1]"
        )
    if token.type == "MARKS" and last and last not in "/+~":
        return Wrong("marks go in the line of the point itself", at, str(token), "leave them out here")
    if rule == "sequence" and token.type in {"SLASH", "PLUS", "TILDE"}:
        return Wrong(
            "words that count as the same are joined by =", at, str(token), "for example same: USSR = Soviet Union"
        )
    if last and last in "({" and token.type in {"_RPAR", "_RBRACE"}:
        return Wrong("there is nothing between the brackets", len(before) - 1, last + str(token), "for example (the)")
    if last and token.type not in {"SLASH", "PLUS", "TILDE"}:
        message = f"there is nothing after {last}: {_EMPTY}"
        return Wrong(message, len(before) - 1, last, "a word, or no sign", Code.NOTHING_BESIDE)
    if token.type in {"$END", "MARKS"}:
        return Wrong("a word or phrase is missing here", 0, str(token), "for example socialism [1]")
    message = f"there is nothing before {token}: {_EMPTY}"
    return Wrong(message, at, str(token), "a word, or no sign", Code.NOTHING_BESIDE)
