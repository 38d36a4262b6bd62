"""Lists of accepted answers, as other programs keep them, become a mark scheme of our notation; and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from textwrap import dedent

from marking.engine import MarkScheme, MarkSchemeError
from marking.engine.notation import format_scheme, parse
from marking.engine.notation.formatting import format_expression
from marking.engine.types import Choice, Either, Expression, Phrase, Point, Quoted, Scheme, Term
from marking.formats.values import in_halves
from quizzes.pure.wording import count, in_figures

# A span of years or a count is a list of answers; more numbers than this are better marked by a person.
MOST_NUMBERS = 21
NO_RANGE = (
    "Its numbers are a range that is too wide for a list; nothing here marks by range. Write the numbers that you take "
    "as a question of your own."
)
# So many ways to write a phrase with choices in it are multiplied out.
MOST_WAYS = 40
# One point on a line, as most imported questions have it.
_SINGLE = re.compile(r"[\w ',.-]+(?: / [\w ',.-]+)* \[(\d+(?:\.5)?)\]\n", re.ASCII)
# Signs that an answer stands or falls with, at a letter or a figure: -5, C++, Na+, 2x+3, £5, 50%, <br>.
_SIGNED = re.compile(r"(?<!\w)[-+−±]\d|\w[+#%°=<>≤≥×÷]|[£$€<>≤≥=×÷√]\w")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Accepted:
    """An answer and the share of the marks that it earns, in per cent. `*` in its text is a wildcard."""

    text: str
    percent: Decimal = Decimal(100)
    feedback: str = ""


def phrase_of(text: str, remarks: list[str]) -> str:
    """Return an accepted answer as a phrase of the notation; "" where nothing is left to look for.

    A `*` at the outside asks for nothing of its own here, since a phrase is found anywhere in an answer; at the end
    of a word it is our prefix sign; between words it becomes `~` (both, within one sentence); within a word there is
    no such thing, which is remarked on.
    """
    text = text.replace("\\*", "\x00")
    parts = [_words(part, text, remarks) for part in re.split(r"(?:^|\s)\*+(?=\s|$)", text)]
    return " ~ ".join(part for part in parts if part)


def _words(part: str, whole: str, remarks: list[str]) -> str:
    terms: list[Term] = []
    for word in part.split():
        bare = word.strip("*")
        if "*" in bare:
            shown = whole.replace("\x00", "*")
            remarks.append(f"“{shown}”: a wildcard within a word is not known here; the word is taken as it stands.")
            bare = bare.replace("*", "")
        bare = bare.replace("\x00", "*")
        if not any(sign.isalnum() for sign in bare):
            continue
        terms.append(Term(bare, prefix=word.endswith("*") and len(bare) > 1))
    return format_expression(Phrase(tuple(terms))) if terms else ""


def scheme_of(
    answers: Sequence[Accepted], *, marks: Decimal = Decimal(1), remarks: list[str] | None = None, cased: bool = False
) -> str:
    """Return the mark scheme for a list of accepted answers, "" where none of them earns anything.

    All that earn the same stand in one line; `max` keeps two of them from adding up. Marks go in halves here: a share
    that does not is rounded, and remarked on. Wrong answers that hold a right one are rejected, other wrong ones need
    no line.
    """
    notes = remarks if remarks is not None else []
    by_mark = _phrases_by_mark(answers, marks, notes)
    lines = [f"max {in_figures(max(by_mark))}"] if len(by_mark) > 1 else []
    for given in sorted(by_mark, reverse=True):
        lines.append(f"{' / '.join(by_mark[given].values())} [{in_figures(given)}]")
        lines += _rejects(answers, given == max(by_mark), notes)
    signed = [one.text for one in answers if one.percent > 0 and _SIGNED.search(one.text)]
    if signed and lines:
        notes.append(
            f"“{signed[0][:60]}” holds signs. An answer without them, or with others, earns the mark too and "
            "comes to you to be checked."
        )
    if cased and lines:
        notes.append("Small and capital letters counted as different; here they do not.")
    return usable("\n".join(lines) + "\n", notes) if lines else ""


def _phrases_by_mark(answers: Sequence[Accepted], marks: Decimal, notes: list[str]) -> dict[Decimal, dict[str, str]]:
    """Return what earns each mark: the phrases by their text without capitals, which make no difference here."""
    by_mark: dict[Decimal, dict[str, str]] = {}
    for answer in answers:
        if answer.percent <= 0:
            continue
        exact = marks * answer.percent / 100
        given = in_halves(exact, ROUND_HALF_UP)
        if given != exact:
            shown = in_figures(exact)
            notes.append(
                f"“{answer.text}” earned {shown} marks; marks go in halves here, so it earns {in_figures(given)}."
            )
        phrase = phrase_of(answer.text, notes)
        if not phrase:
            if answer.text.strip():
                notes.append(f"“{answer.text}” holds no word that could be looked for; it was left out.")
        elif given > 0:
            by_mark.setdefault(given, {}).setdefault(phrase.casefold(), phrase)
    return by_mark


def numbers_between(low: Decimal, high: Decimal, percent: Decimal, remarks: list[str]) -> list[Accepted]:
    """Return the one number, or those of a range with as many places as its ends; none where they cannot be listed."""
    if low == high:
        return [Accepted(in_figures(low), percent)]
    places = max(0, *(-int(end.normalize().as_tuple().exponent) for end in (low, high)))
    first, last = (int(end.scaleb(places)) for end in (low, high))
    if last - first >= MOST_NUMBERS:
        return []
    listed = "whole numbers" if not places else f"numbers with {count(places, 'place')}"
    more = "" if not places else " Answers with more places come to you to be checked."
    remarks.append(f"The range from {low:f} to {high:f} became a list of {listed}.{more}")
    return [Accepted(in_figures(Decimal(number).scaleb(-places)), percent) for number in range(first, last + 1)]


def _rejects(answers: Sequence[Accepted], wanted: bool, remarks: list[str]) -> list[str]:
    if not wanted:
        return []
    right = [answer.text.casefold() for answer in answers if answer.percent > 0]
    rejects = []
    for answer in answers:
        wrong = answer.text.casefold()
        holds = any(text and text in wrong and text != wrong for text in right)
        if answer.percent <= 0 and holds and (phrase := phrase_of(answer.text, remarks)):
            rejects.append(f"    reject: {phrase}")
    return rejects


def usable(scheme: str, remarks: list[str]) -> str:
    """Return the scheme if the engine can read it; else "" with a remark."""
    try:
        parse(scheme)
    except MarkSchemeError as error:
        remarks.append(f"The accepted answers could not be written as a mark scheme ({error.message}).")
        return ""
    return scheme


def worth_of(scheme_text: str) -> Decimal:
    """Return the most that a scheme gives. Raises MarkSchemeError.

    One point says so itself; making a scheme ready to mark takes far longer.
    """
    if (single := _SINGLE.fullmatch(scheme_text)) is not None:
        return Decimal(single[1])
    scheme = parse(scheme_text)
    if scheme.grid is not None:
        return scheme.grid.marks
    only = scheme.items[0] if len(scheme.items) == 1 and not scheme.levels else None
    if not isinstance(only, Point):
        return MarkScheme.parse(scheme_text).max
    marks = max(only.marks, Decimal(0))
    return min(marks, scheme.cap) if scheme.cap is not None else marks


def scheme_in(text: str) -> str:
    """Return a mark scheme in our notation that stands in a marker's notes, "" where they are something else.

    Prose reads as a scheme of one very long phrase; only text with marks in square brackets, or a levels grid, is taken
    for one.
    """
    text = text.strip("\n").rstrip()
    text = text if text[:1] != " " else dedent(text)
    if not re.search(r"\[\d+(?:\.5)?\]|^grid:", text, re.MULTILINE):
        return ""
    try:
        parse(text)
    except MarkSchemeError:
        return ""
    return text + "\n"


# ---- back ------------------------------------------------------------------------------------------------


def _phrases_of(point: Point) -> list[Phrase] | None:
    """Return the phrases that a point accepts, None where it asks for something that is no phrase."""
    options = [
        option
        for expression in (point.expression, *point.accept)
        for option in (expression.options if isinstance(expression, Either) else (expression,))
    ]
    phrases = [option for option in options if isinstance(option, Phrase)]
    return phrases if len(phrases) == len(options) else None


def accepted_of(scheme_text: str) -> tuple[list[Accepted], list[str]] | None:
    """Return the answers that a scheme of one line accepts, and what a list of answers cannot say; None for more lines.

    A list of whole answers is what GIFT, Moodle's short answer and QTI's text entry can carry.
    """
    scheme = parse(scheme_text)
    if len(scheme.items) != 1 or not isinstance(scheme.items[0], Point) or scheme.levels:
        return None
    point = scheme.items[0]
    phrases = _phrases_of(point)
    if phrases is None:
        return None
    texts = list(dict.fromkeys(text for phrase in phrases for text in _written(phrase)))
    lost = _said_beside(scheme, point, scheme_text)
    answers = [Accepted(text) for text in texts]
    wrongs = [text for wrong in point.reject for text in _all_written(wrong)]
    if not all(_is_listed(wrong) for wrong in point.reject):
        lost.append("what is rejected only where several things come together")
    if len(texts) >= MOST_WAYS or len(wrongs) >= MOST_WAYS:
        lost.append(f"some ways to write it, of which a list holds {MOST_WAYS} at most")
    answers += [Accepted(text, Decimal(0)) for text in wrongs]
    return answers, lost


def _said_beside(scheme: Scheme, point: Point, text: str) -> list[str]:
    """Return what a scheme says beside its answers, which a list of answers cannot carry."""
    marks = in_figures(point.marks)
    said = {
        "the feedback for those who miss the point": bool(point.feedback),
        "what is to be ignored": bool(point.ignore),
        "words that count as the same": bool(scheme.same),
        "that some words must be spelt exactly so": any(map(_has_exact, (point.expression, *point.accept))),
        "that it counts even where an answer denies it": point.negated_counts,
        "the assessment objective": bool(point.ao),
        f"that of its {marks} marks not all are given": scheme.cap is not None and scheme.cap < point.marks,
        "how strictly spelling counts": scheme.spelling != "normal",
        "the language of the answers": scheme.language != "en",
        "the notes to oneself": any(line.lstrip().startswith("#") for line in text.splitlines()),
    }
    whole = "answers are compared whole, so words around them and misspellings no longer count"
    return [whole, *(what for what, is_so in said.items() if is_so)]


def _has_exact(expression: Expression) -> bool:
    if isinstance(expression, Phrase):
        return any(_part_is_exact(part) for part in expression.parts)
    return isinstance(expression, Either) and any(map(_has_exact, expression.options))


def _part_is_exact(part: Term | Quoted | Choice) -> bool:
    if isinstance(part, Choice):
        return any(map(_has_exact, part.options))
    return isinstance(part, Quoted) or part.exact


def _is_listed(expression: Expression) -> bool:
    """Whether an expression is nothing but ways to write one thing."""
    if isinstance(expression, Either):
        return all(map(_is_listed, expression.options))
    return isinstance(expression, Phrase)


def _all_written(expression: Expression) -> Iterable[str]:
    if isinstance(expression, Phrase):
        return _written(expression)
    if isinstance(expression, Either):
        return [text for option in expression.options for text in _all_written(option)]
    return []


def _written(phrase: Phrase, most: int = MOST_WAYS) -> list[str]:
    """Return the ways to write a phrase, its choices multiplied out."""
    ways = [""]
    for part in phrase.parts:
        ways = [f"{way} {text}".strip() for way in ways for text in _part(part)][:most]
    return [_SPACE.sub(" ", way) for way in ways if way]


def _part(part: Term | Quoted | Choice) -> list[str]:
    if isinstance(part, Term):
        return [part.text.replace("*", "\\*") + ("*" if part.prefix else "")]
    if isinstance(part, Quoted):
        return [" ".join(term.text for term in part.terms)]
    texts = [text for option in part.options for text in _written(option)]
    return [*texts, ""] if part.optional else texts


def formatted(scheme_text: str) -> str:
    """Return a scheme in its normal form, as it is shown to people who do not know the notation's liberties."""
    return format_scheme(parse(scheme_text))
