"""Marks as they are printed: `(1)`, `[2 marks]`, `✓✓`, `[M1 A1]`, `1 mark for`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from marking.engine.notation.values import NUMBER_WORDS, plain, read_number

_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten"
_UNIT = r"(?:marks?|mks?|m|points?|pts?)\b\.?"
_FIGURES = r"(?:\d{1,2}(?:\.5)?½?|½)"
_NUMBER = rf"(?:{_FIGURES}|{_WORDS})"
_CODE = r"(?:[ABCEMPQ]|DM|dM|SC)\s?[1-9](?:ft|cao)?"
# A number in round brackets without "marks" is one of marks only while it is small: (1934) is a year.
MARKS = re.compile(
    rf"""(?<!\\)(?:
        \[\s*\+?\s*(?P<square>{_FIGURES}|{_NUMBER}(?=\s*{_UNIT}))\s*(?:{_UNIT})?\s*(?P<each>each)?\s*\]
      | \(\s*\+?\s*(?P<round>{_NUMBER})\s*{_UNIT}\s*(?P<round_each>each)?\s*\)
      | (?:(?<![\w)])|(?<=[a-z]{{3}})(?=\(1\)\s*$))\(\s*\+?(?P<bare>[1-9](?:\.5)?|½)\s*(?P<bare_each>each)?\s*\)
      | [\[(]\s*(?P<codes>{_CODE}(?:[\s,+]*{_CODE})*)\s*[\])]
      | [\[(]?\s*(?P<ticks>(?:[✓✔☑]|√(?!\w))(?:\s*(?:[✓✔☑]|√(?!\w)))*)\s*[\])]?
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# `glucose – 1 mark`, `glucose 2 marks`
_BEHIND = re.compile(rf"\s*(?:[-:,=|]\s*|\s)(?P<number>{_NUMBER})\s+(?:marks?|mks?|points?|pts?)\.?$", re.IGNORECASE)
# Marks that our notation has itself, at the end of a line.
NATIVE = re.compile(r"\[\s*[+-]?\s*(?:\d{1,4}(?:\.\d{1,4})?½?|\.\d{1,4}|½)\s*(?:marks?)?\s*\]$", re.IGNORECASE)
_LEAD = re.compile(
    rf"""^(?:(?:please\s+)?(?:award(?:ed)?|give|allow|credit|for)\s+)?
    [\[(]?(?:(?P<number>{_NUMBER})\s*{_UNIT}
      |(?:an?|another|the)?\s*(?P<a>(?:further|second|additional|extra|first|third|fourth|final|other|1st|2nd|3rd)\s+)?mark\b)[\])]?\s*
    (?:(?:is|are|to\s+be)\s+(?:awarded|given)\s*)?
    (?P<each>each\b\s*)?
    (?P<sign>for\b\s*(?::\s*)?|if\b\s*|[-:=]\s*|(?<=[\])])\s*)
    (?P<of>(?:each|every)\b\s*(?:(?:correct|valid)\s+)?(?:of\b\s*(?:the\s+following|these|those)?|(?:\w+\s*)?(?=:|$)|(?:of\s+)?)\s*:?\s*)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LEAD_IN = re.compile(
    r"""^(?:(?:(?:clearly|correctly)\s+)?(?:say(?:s|ing)?|nam(?:es?|ing)|stat(?:es?|ing)|mention(?:s|ing)?|identif(?:y|ies|ying)
    |giv(?:es?|ing)|writ(?:es?|ing)|recogni[sz](?:es?|ing)|know(?:s|ing)|not(?:es?|ing)|refer(?:s|ring)\s+to|realis(?:es|ing)
    |describ(?:es?|ing)|explain(?:s|ing)?|suggest(?:s|ing)|answer(?:s|ing)?)\b(?!\s*[/+~]) (?:\s+that\b)?
    |(?:any\s+)?(?:references?\s+to|mention\s+of)\b
    |(?:the\s+)?(?:idea|statement|understanding)\s+(?:that|of)\b|(?:the\s+)?(?:correct\s+)?(?:answer|word|term)s?\s*:)\s+""",
    re.IGNORECASE | re.VERBOSE,
)
_IDEA = re.compile(
    r"^(?:any\s+)?(?:the\s+)?(?:idea|statement|reference|references|mention)\s+(?:that|of|to)\b\s*:?\s*", re.IGNORECASE
)


_NEXT_LEAD = re.compile(
    rf"\s*[,;.&]?\s*(?:and\s+|then\s+)?(?=(?:another|a\s+(?:further|second)|{_NUMBER})\s+marks?\s+(?:for|if)\b)",
    re.IGNORECASE,
)
_CODED = re.compile(r"(?:dM|DM|[ABM])\s?[1-4](?=\s+[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line with the marks that stand beside it, None where none do. `each`: for each thing in it."""

    text: str
    marks: Decimal | None
    each: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """`1 mark for …`: the marks, whether each of what follows earns them, what follows, and whether it is a tier.

    A tier is `2 marks: …`, which stands beside `1 mark: …`: the better of the two counts.
    """

    marks: Decimal
    each: bool
    rest: str
    tier: bool
    lead_in: str


def number_of(text: str) -> Decimal | None:
    """Return a number in digits or words, None for none."""
    word = NUMBER_WORDS.get(text.strip().casefold())
    value = Decimal(word) if word is not None else read_number(text.strip())
    return None if value is None else plain(value)


def cell_marks(cell: str) -> Decimal | None:
    """Return the marks that a cell of a table holds and nothing else, None for none."""
    text = cell.strip()
    if re.fullmatch(r"[1-9]\d?(?:\.5)?|½", text):
        return number_of(text)
    match = MARKS.fullmatch(text) or re.fullmatch(
        rf"(?P<square>{_NUMBER})\s*(?:max\.?\s*)?{_UNIT}", text, re.IGNORECASE
    )
    if match is not None:
        return _value(match)
    codes = re.fullmatch(rf"{_CODE}(?:[\s,+]*{_CODE})*", text)
    return _of_codes(text) if codes else None


def _value(match: re.Match[str]) -> Decimal | None:
    groups = match.groupdict()
    if groups.get("ticks"):
        return Decimal(len(re.sub(r"\s", "", groups["ticks"])))
    if groups.get("codes"):
        return _of_codes(groups["codes"])
    text = groups.get("square") or groups.get("round") or groups.get("bare") or ""
    return number_of(text)


def _of_codes(text: str) -> Decimal:
    return Decimal(sum(int(digit) for digit in re.findall(r"\d", text)))


def pieces_of(text: str) -> list[Piece]:
    """Return the stretches of a line with their marks: `glucose (1) and oxygen (1)` has two."""
    matches = [one for one in MARKS.finditer(text) if (value := _value(one)) is not None and 0 < value <= 100]
    if not matches:
        return [_whole(text)]
    first = _stand_before(matches, text)
    cuts = [one.start() for one in matches] if first else [one.end() for one in matches]
    stretches = _cut(text, cuts)
    pieces = []
    for place, stretch in enumerate(stretches[1:] if first else stretches):
        own = matches[place] if place < len(matches) else None
        bare = MARKS.sub(" ", stretch).strip(" ,;")
        if bare.strip(" .:-"):
            pieces.append(Piece(bare, None) if own is None else Piece(bare, _value(own), _says_each(own)))
    return pieces or [Piece(text, None)]


def _stand_before(matches: Sequence[re.Match[str]], text: str) -> bool:
    """Whether each mark stands before its stretch, not behind it."""
    if text[: matches[0].start()].strip():
        return False
    # Else it is a heading's mark, and each piece has its own behind it.
    return len(matches) == 1 or bool(text[matches[-1].end() :].strip(" .;,"))


def _whole(text: str) -> Piece:
    """A line without marks of its own; a number behind it may be its marks."""
    behind = _BEHIND.search(text)
    if behind is not None and text[: behind.start()].strip():
        return Piece(text[: behind.start()], number_of(behind["number"]))
    return Piece(text, None)


def _says_each(match: re.Match[str]) -> bool:
    return any(match.groupdict().get(name) for name in ("each", "round_each", "bare_each"))


def _cut(text: str, cuts: list[int]) -> list[str]:
    ends = [0, *cuts, len(text)]
    return [text[start:end] for start, end in itertools.pairwise(ends)]


def leads_of(text: str) -> list[str]:
    """Return a line in which several `1 mark for …` stand one after the other, parted; else the line."""
    lead = lead_of(text)
    if lead is None or not lead.rest:
        return [text]
    first, *others = filter(str.strip, _NEXT_LEAD.split(lead.rest))
    return [text[: len(text.rstrip()) - len(lead.rest)] + first, *others] if others else [text]


def without_code(text: str) -> tuple[str, Decimal] | None:
    """Return a line without `B1` or `M1` before it and those marks; None for another line."""
    match = _CODED.match(text)
    return (text[match.end() :].strip(), _of_codes(match[0])) if match else None


def lead_of(text: str) -> Lead | None:
    """Return what `1 mark for …` says, None where a line begins with no such thing."""
    match = _LEAD.match(text)
    if match is None or not match[0].strip():
        return None
    marks = number_of(match["number"]) if match["number"] else Decimal(1)
    if marks is None or marks <= 0:
        return None
    rest = text[match.end() :].strip()
    lead_in = _LEAD_IN.match(rest)
    if lead_in is not None and rest[lead_in.end() :].strip():
        rest = rest[lead_in.end() :].strip()
    tier = match["sign"].strip()[:1] in {":", "-", "="}
    return Lead(marks, bool(match["each"] or match["of"]), rest, tier, lead_in[0].strip() if lead_in else "")


def without_idea(text: str) -> str:
    """Return a wording without `idea that` before it, which no answer says."""
    match = _IDEA.match(text)
    return text[match.end() :] if match and text[match.end() :].strip() else text
