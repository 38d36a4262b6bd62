"""Formulas: the formula for a quantity, what a sign in it stands for, the value of a constant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.english.words import is_word
from quizzes.notes.clauses import is_noun_phrase, phrase_is_plural
from quizzes.notes.kinds import Example
from quizzes.notes.page import Asked, Page, Unit, content_words
from quizzes.notes.schemes import escape, phrase
from quizzes.notes.tags import tagged
from quizzes.notes.wording import leans, named, question

NEAR = 10  # blocks between a formula and what its signs mean
LONGEST_NAME, LONGEST_FORMULA = 6, 60
OTHER_WAYS = "add the other ways that students may write this"
_OPERATOR = re.compile(r"[×*÷√^²³⁻]|\s[+−–/x-]\s|[\w)]/[\w(]")
_IN_WORDS = re.compile(
    r"[a-z’'-]{3,}(?: [a-z’'-]{2,}){0,3}(?: \([a-z]{1,3}\))?(?: ?[x×*÷+−–/-] [a-z’'-]{3,}(?: [a-z’'-]{2,}){0,3}(?: \([a-z]{1,3}\))?){1,3}",
    re.IGNORECASE,
)
_SIGN = r"(?:[A-Za-zΑ-Ωα-ω][\w₀-₉]{0,2}(?:_\w{1,6})?|[A-Z][a-z]{2,8}_\w+)"
_STANDS = re.compile(
    rf"(?:^|where |and |, )(?P<sign>{_SIGN})(?: is| are| =| represents) (?:the )?(?P<what>[a-z][\w’' -]{{2,50}}?)(?= \(|[,;.(]| and {_SIGN} |$)"
)
_AMOUNT = re.compile(r"[£$€]?[−-]?\d[\d,.]*(?:\s?[×x]\s?10\S{1,4})?\s?(?:[A-Za-z%°Ω/µ·⁻¹²³^ -]{0,16})")

EXAMPLES = (
    Example("Added value = selling price - cost of materials", {"What is the formula for added value?": ""}),
    Example(
        "E = hf\n\n- E is energy\n- f is frequency",
        {
            "What does f stand for in “E = hf”?": "frequency [1]",
            "What is the formula for energy (E)?": "",
        },
        to_check=("What is the formula for energy (E)?",),
    ),
    Example(
        "F = ma, where m is the mass and a is the acceleration", {"What does m stand for in “F = ma”?": "mass [1]"}
    ),
    Example("Planck's constant: 6.63 × 10⁻³⁴ J s", {"What is Planck's constant?": ""}),
    Example("Boiling point of water = 100 °C", {"What is the boiling point of water?": "100 °C [1]"}),
    # Words for words, a sign without a formula, worked sums, what points elsewhere.
    Example("Comintern = the left of the party", never=("What is the formula",)),
    Example("F = ma\n\n- t is time", never=("What does t",)),
    Example("- I is current", never=("What does I",)),
    Example("This value = 3 × 4", never=("What is",)),
    Example("3 × 4 = 12", never=("What is",)),
    Example("2026: 12", never=("What is",)),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask for a formula, for what its signs stand for, and for a constant."""
    if unit.kind == "row":
        return
    if len(unit.parts) > 1 and unit.sign in {"=", ":"} and unit.opens:
        if "=" in unit.text:
            yield from _formula(page, unit)
        yield from _constant(page, unit)
    yield from _signs(page, unit)


def _formula(page: Page, unit: Unit) -> Iterator[Asked]:
    left, right = (part.strip(" .") for part in unit.text.split("=")[:2])
    left = re.sub(r": ?\S{1,3}$", "", left)
    in_words = bool(_IN_WORDS.fullmatch(right))
    if not in_words and re.search(r"[a-z]{4}|,", right):
        return
    if unit.sign != "=" or not _is_formula(f"{left} = {right}") or not _is_quantity(left):
        return
    stem = question(f"What is the formula for {named(page.plain_case(left), page)}")
    why = "" if in_words else OTHER_WAYS
    yield Asked(stem, f"{escape(right)} [1]", right, "formula", 0.7 if in_words else 0.6, why=why)


def _is_formula(text: str) -> bool:
    """Whether a text reckons: an equals sign and a sign or letters that multiply, add or divide."""
    left, _, right = text.partition("=")
    one_sign = len(left.strip()) <= 3 and not re.search(r"[^\W\d_]{4}", right)
    return bool(right.strip()) and len(text) <= LONGEST_FORMULA * 2 and (one_sign or bool(_OPERATOR.search(right)))


def _is_quantity(text: str) -> bool:
    """Whether a left side names what is reckoned, in words."""
    named_in_words = (
        bool(re.search(r"[^\W\d_]{3}", text))
        and (" " in text or is_word(text.casefold()))
        and not re.search(r"[_^×*/+\d]", text)
    )
    words = tagged(text)
    return (
        named_in_words
        and len(text.split()) <= LONGEST_NAME
        and (words[-1].noun or text.endswith("constant"))
        and not leans(text)
    )


def _constant(page: Page, unit: Unit) -> Iterator[Asked]:
    left, right = unit.parts[0], unit.parts[1]
    if len(unit.parts) > 2 or not _AMOUNT.fullmatch(right) or not _is_quantity(left) or len(content_words(left)) < 2:
        return
    of = re.match(r"[\w’' -]+? (?:of|in|for) ", left)
    thing = page.lowered(left)
    stem = question(
        f"What {'are' if phrase_is_plural(left) else 'is'} {'the ' if of and thing[0].islower() else ''}{thing}"
    )
    yield Asked(stem, f"{phrase(right)} [1]", right, "fact", 0.75)


def _signs(page: Page, unit: Unit) -> Iterator[Asked]:
    for match in _STANDS.finditer(unit.text):
        sign, what = match["sign"], match["what"].strip()
        formula = _formula_with(page, unit, sign)
        if not formula or not is_noun_phrase(what) or sign.casefold() in {"it", "he", "we", "a"} - {sign}:
            continue
        yield Asked(question(f"What does {sign} stand for in “{formula}”"), f"{phrase(what)} [1]", what, "term", 0.75)
        left, _, right = (part.strip() for part in formula.partition("="))
        if left == sign:
            stem = question(f"What is the formula for {what} ({sign})")
            yield Asked(stem, f"{escape(right)} [1]", right, "formula", 0.6, why=OTHER_WAYS)


def _formula_with(page: Page, unit: Unit, sign: str) -> str:
    """The formula with that sign that stands in the unit or shortly before it; "" for none."""
    before = [page.blocks[place].text for place in range(unit.place, max(unit.place - NEAR, -1), -1)]
    for text in before:
        formula = re.split(r",? where\b|[;,]", text)[0].strip()
        if len(formula) <= LONGEST_FORMULA and _is_formula(formula) and _holds(formula, sign):
            return formula
    return ""


def _holds(formula: str, sign: str) -> bool:
    """Whether a formula has a sign of this letter: `f` in `E = hf`, not in `force = mass × acceleration`."""
    if re.search(r"[^\W\d_]{4}", formula):
        return bool(re.search(rf"(?<!\w){re.escape(sign)}(?!\w)", formula))
    return sign in formula
