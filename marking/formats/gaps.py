"""Texts with gaps, in which several words are asked for: their mark scheme, and the code that Moodle writes them in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal

from marking.formats.answers import NO_RANGE, Accepted, numbers_between, scheme_of, usable
from marking.formats.markup import plain_answer
from marking.formats.values import HALF, number_in
from quizzes.pure.wording import in_figures

BLANK = "_____"
_CLOZE = re.compile(r"\{(\d*):([A-Za-z_]+):((?:\\.|[^}\\])*)\}", re.DOTALL)
_IN_WORDS = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_IN_NUMBERS = {"NUMERICAL", "NM"}
_NUMBER = re.compile(r"\s*(-?\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?\s*$")


class NotInWordsError(ValueError):
    """The gaps cannot be answered in words, or not in one box; the message says why."""


@dataclass(slots=True)
class Gap:
    """One gap: what is accepted there, and how much it weighs beside the others."""

    answers: list[Accepted] = field(default_factory=list)
    weight: Decimal = Decimal(1)
    cased: bool = False

    def key(self) -> frozenset[tuple[str, Decimal]]:
        """What it accepts, to tell gaps apart that ask for the same."""
        return frozenset(
            (" ".join(one.text.casefold().split()), one.percent) for one in self.answers if one.percent > 0
        )


def numbered(texts: Sequence[str]) -> str:
    """Return the pieces of a text with a blank between each two; several blanks get numbers."""
    if len(texts) <= 2:
        return BLANK.join(texts)
    return texts[0] + "".join(f"({number}) {BLANK}{text}" for number, text in enumerate(texts[1:], 1))


def spaced(texts: Sequence[str]) -> str:
    """Return what `numbered` returns, with single spaces round the blanks."""
    joined = numbered([f" {text.strip()} " if text.strip() else " " for text in texts])
    return re.sub(rf"({BLANK}) (?=[.,;:!?)])", r"\1", re.sub(r"[ \t]+", " ", joined)).strip()


def scheme_of_gaps(gaps: Sequence[Gap], *, marks: Decimal, remarks: list[str]) -> str:
    """Return the mark scheme of a text with gaps that is worth `marks`: a point a gap, `any N from` for equal gaps.

    Raises NotInWordsError where two gaps want the same word, which one box for all cannot tell.
    """
    if len(gaps) == 1:
        (gap,) = gaps
        return scheme_of(gap.answers, marks=marks, remarks=remarks, cased=gap.cased)
    total = sum((gap.weight for gap in gaps), Decimal(0)) or Decimal(len(gaps))
    shares = [marks * gap.weight / total for gap in gaps]
    exact = all(share % HALF == 0 and share > 0 for share in shares)
    if not exact:
        shares = [Decimal(1)] * len(gaps)
    lines = [line for group in _groups(gaps, shares) for line in _lines(group, remarks)]
    if not lines:
        return ""
    if not exact:
        lines.insert(0, _levels(len(gaps), marks, remarks))
    remarks.append("All its gaps are answered in one box; a word counts wherever it comes in the answer.")
    remarks += overlaps(gaps)
    return usable("\n".join(lines) + "\n", remarks)


def _levels(count: int, marks: Decimal, remarks: list[str]) -> str:
    """Return the line that shares `marks` out where a gap is not worth halves: so many right give so much."""
    steps: list[str] = []
    before = Decimal(0)
    for right in range(1, count + 1):
        given = (marks * right / count / HALF).to_integral_value(ROUND_FLOOR) * HALF
        if given != before:
            steps.append(f"{right}{'+' if right == count else ''} -> {in_figures(given)}")
            before = given
    remarks.append(
        f"Its {count} gaps earn {in_figures(marks)} together. Marks go in halves here, so the line “levels” says "
        "what so many right ones give."
    )
    return f"levels: {', '.join(steps)}"


@dataclass(slots=True)
class _Group:
    gap: Gap
    share: Decimal
    numbers: list[int]


def _groups(gaps: Sequence[Gap], shares: Sequence[Decimal]) -> list[_Group]:
    groups: dict[object, _Group] = {}
    for number, (gap, share) in enumerate(zip(gaps, shares, strict=True), 1):
        if not gap.key():
            raise NotInWordsError(f"Gap {number} has no answer to look for.")
        key = (gap.key(), share)
        groups.setdefault(key, _Group(gap, share, [])).numbers.append(number)
    made = list(groups.values())
    for group in made:
        words = {text for text, _percent in group.gap.key()}
        if len(words) < len(group.numbers):
            named = " and ".join(filter(None, [", ".join(map(str, group.numbers[:-1])), str(group.numbers[-1])]))
            raise NotInWordsError(
                f"Gaps {named} ask for the same ({', '.join(sorted(words))[:80]}). Here all gaps are answered in one "
                "box, where a word once written would earn them all: ask for each in a question of its own."
            )
    return made


def _lines(group: _Group, remarks: list[str]) -> Iterator[str]:
    if len(group.numbers) > 1:
        yield f"any {len(group.numbers)} from:"
        each = [one for one in group.gap.answers if one.percent > 0]
        for answer in each:
            for line in scheme_of([answer], marks=group.share, remarks=remarks).splitlines():
                yield f"    {line}"
        return
    scheme = scheme_of(group.gap.answers, marks=group.share, remarks=remarks, cased=group.gap.cased)
    lines = [line for line in scheme.splitlines() if not line.startswith("max ")]
    if sum(not line.startswith(" ") for line in lines) < 2:
        yield from lines
    else:
        yield "any 1 from:"
        yield from (f"    {line}" for line in lines)


def overlaps(gaps: Sequence[Gap]) -> Iterator[str]:
    """Yield what to know of gaps that accept some of the same words."""
    where: dict[str, list[int]] = {}
    keys = [gap.key() for gap in gaps]
    same = Counter(keys)
    for number, key in enumerate(keys, 1):
        for text, _percent in key if same[key] == 1 else ():
            where.setdefault(text, []).append(number)
    shared = [(text, numbers) for text, numbers in where.items() if len(numbers) > 1]
    for text, numbers in shared[:5]:
        listed = ", ".join(map(str, numbers[:-1]))
        yield f"“{text}” is accepted in gaps {listed} and {numbers[-1]}: written once it earns each of them."


# ---- Moodle's code for gaps --------------------------------------------------------------------------------


def read_cloze(text: str, remarks: list[str]) -> tuple[list[str], list[Gap]]:
    """Return the pieces of a text between its gaps, and the gaps. Raises NotInWordsError for those to be chosen."""
    pieces: list[str] = []
    gaps: list[Gap] = []
    at = 0
    for match in _CLOZE.finditer(text):
        pieces.append(text[at : match.start()])
        gaps.append(gap_of(match[1], match[2], match[3], remarks))
        at = match.end()
    return [*pieces, text[at:]], gaps


def gap_of(weight: str, kind: str, inner: str, remarks: list[str]) -> Gap:
    """Return one gap of Moodle's code. Raises NotInWordsError."""
    kind = kind.upper()
    if kind not in _IN_WORDS | _IN_NUMBERS:
        raise NotInWordsError("It has gaps in which words are chosen from a list, not written.")
    gap = Gap(weight=number_in(weight or "1") or Decimal(1), cased=kind in {"SHORTANSWER_C", "SAC", "MWC"})
    for part in re.split(r"(?<!\\)~", inner):
        percent, text = Decimal(0), part.strip()
        if (share := re.match(r"%(-?\d+(?:\.\d+)?)%", text)) is not None:
            percent, text = number_in(share[1]) or Decimal(0), text[share.end() :]
        elif text.startswith("="):
            percent, text = Decimal(100), text[1:]
        text = re.sub(r"\\(.)", r"\1", re.split(r"(?<!\\)#", text)[0])
        if kind in _IN_NUMBERS:
            gap.answers += _numbers(text, percent, remarks)
        else:
            gap.answers.append(Accepted(plain_answer(text), percent))
    return gap


def _numbers(text: str, percent: Decimal, remarks: list[str]) -> list[Accepted]:
    if percent <= 0:
        return []
    match = _NUMBER.match(text)
    middle, around = (number_in(match[1]), number_in(match[2] or "0")) if match else (None, None)
    listed = (
        [] if middle is None or around is None else numbers_between(middle - around, middle + around, percent, remarks)
    )
    if not listed:
        raise NotInWordsError(NO_RANGE)
    return listed
