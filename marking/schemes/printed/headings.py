"""Lines of a printed scheme that are no points: headings, totals, the question itself, the beginnings of groups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from marking.schemes.printed.marks import number_of

_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten"
_N = rf"(?:\d{{1,2}}(?:\.5)?|½|{_WORDS})"
_UNIT = r"(?:marks?|mks?|m|points?|pts?)"
_HEADING = re.compile(
    r"(?:(?:the\s+)?(?:mark(?:ing)?\s*scheme|mark(?:ing)?\s+points?|(?:possible|expected|acceptable|suggested|model|correct|indicative|key)\s+"
    r"(?:answers?|points?|content|words?|ideas?|terms?|responses?)|answers?|points?|key\s?words?|guidance|notes?|marks?|rubric)"
    r"(?:\s+(?:may|might|could|can|should)\s+include)?(?:\s+for\s+(?:question\s*)?\S+)?)\s*[:.\-]?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:(?:possible|expected|acceptable|suggested|correct|key)\s+)?(?:answers?|points?)|marking\s+points?(?:\s*\d+)?|point\s*\d+|ans)"
    r"\s*(?:[:=]|\d?\s*-\s)\s*(?=\S)|MP\s?\d+\s*[:.\-]?\s+(?=\S)"
    r"|(?:(?:the\s+)?(?:answers?|students?|candidates?|pupils?)\s+)?(?:should|must|may|might|could)\s+"
    r"(?:mention|include|refer\s+to|state|say)(?:\s+that)?(?:\s*:\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_KEYWORDS = re.compile(
    r"(?:key\s*(?:words?|terms?|ideas?)|words?\s+to\s+look\s+for|look\s+for)\s*[:\-]\s*(?P<rest>\S.*)$", re.IGNORECASE
)
_TOTAL = re.compile(
    rf"[(\[]?\s*(?:(?:total|sub-?total|maximum|max\.?)(?:\s+(?:marks?|for\b.*?))?\s*[:=\-]?\s*(?P<after>{_N})\s*{_UNIT}?(?:\s+(?:in\s+total|max\.?))?"
    rf"|(?P<before>{_N})\s*{_UNIT}\s*(?:in\s+total|total|max(?:imum)?\.?)"
    rf"|(?P<short>{_N})\s*max\.?|any\s+(?P<any>{_N}))\s*[)\]]?\.?",
    re.IGNORECASE,
)
_TRAILING_MAX = re.compile(
    rf"(?:\s*[(\[]\s*(?:max(?:imum)?\.?\s*(?:of\s*)?(?P<after>{_N})\s*{_UNIT}?|(?P<before>{_N})\s*{_UNIT}?\s*max(?:imum)?\.?)\s*[)\]]\s*:?"
    rf"|(?<=[)\]✓.;])\s*max(?:imum)?\.?\s*(?P<bare>{_N})\s*{_UNIT}?)\s*$",
    re.IGNORECASE,
)
_CAP = re.compile(
    rf"(?:award\s+|give\s+|allow\s+)?(?:up\s+to|a?\s*max(?:imum)?\.?(?:\s+of)?)\s+(?P<most>{_N})\s*{_UNIT}\s*(?:for|from)?"
    r"\s*(?:any\s+of\s+)?(?:the\s+following|these)?\s*(?::\s*(?P<rest>.*)|$)",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(
    rf"any\s+(?P<count>{_N})(?:\s+[a-z]+){{0,3}}?\s*[,:;(\-]?\s*(?:e\.?g\.?,?|such\s+as|including|for\s+example)\s*:?\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_GROUP = re.compile(
    rf"""^(?:(?:award|give|accept|credit|allow)\s+)?
    (?:(?P<each>{_N})\s*{_UNIT}\s*(?:each\s+)?(?:for|from)\s*:?\s*(?:each\s+of\s+)?|for\s+{_N}\s*{_UNIT}\s*:?\s*)?
    (?P<any>any\s+|up\s+to\s+|max(?:imum)?\.?\s+(?:of\s+)?|at\s+least\s+|choose\s+|list\s+)?
    (?P<count>{_N})\b\s*(?:(?!from\b|of\b|out\b)[a-z]+\s+){{0,2}}?
    (?P<of>from|of|out\s+of)?\b(?:\s+(?:any\s+of\s+)?(?:these|those(?:\s+below)?|(?:the\s+)?(?:following|list|below))(?:\s+(?!$)[a-z]+){{0,2}})?
    \s*(?P<marks>[(\[][^)\]]*[)\]])?\s*(?P<colon>[:\-])?\s*(?P<rest>.*)$""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMAND = (
    "explain|describe|state|give|name|why|what|how|when|where|who|whom|which|define|outline|suggest|identify|compare|"
    "calculate|evaluate|discuss|list|complete|write|label|assess|analyse|analyze|justify|summarise|using|use|"
    "in what way|to what extent|is|are|was|were|did|does|do|can"
)
_NUMBERED = re.compile(
    r"(?:(?:Q(?:uestion)?|Task|Ex(?:ercise)?)\.?\s*(?:\d{1,2})?\s*(?:\([a-z]\)|[a-z]\b(?=[).:\s]))?\s*(?:\([ivx]+\))?\s*[.:)\-]?"
    r"|\(?\d{1,2}\s*[.):]?\s*\([a-z]\)\s*(?:\([ivx]+\))?|\d{1,2}\s*[.):]|\d{1,2}\b)\s+",
    re.IGNORECASE,
)
_STEM_MARKS = re.compile(rf"\s*[(\[]\s*(?:total\s*:?\s*)?(?P<number>{_N})\s*{_UNIT}?\s*[)\]]\s*$", re.IGNORECASE)
_UNIT_SAID = re.compile(rf"[(\[]\s*(?:total\s*:?\s*)?{_N}\s*(?:marks?|mks?|points?|pts?)\s*[)\]]\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The beginning of a group: how many count, what stands behind the colon, marks for each and in all."""

    count: int
    rest: str
    each: Decimal | None
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class StemLine:
    """A question above its scheme."""

    text: str
    marks: Decimal | None


def is_heading(text: str) -> bool:
    """Whether a line is only a heading: `Mark scheme`, `Answers:`, or a few words before a colon."""
    if _HEADING.fullmatch(text):
        return True
    return text.endswith(":") and not text.endswith("\\:") and len(text.split()) <= 8


def without_label(text: str) -> str:
    """Return a line without `Answer:` or `MP1 -` before it."""
    match = _LABEL.match(text)
    return text[match.end() :] if match else text


def keywords_in(text: str) -> str:
    """Return what stands behind `Keywords:`, "" for another line."""
    match = _KEYWORDS.match(text)
    return match["rest"] if match else ""


def total_of(text: str) -> Decimal | None:
    """Return what `Total: 4 marks`, `[max 2]` or `3 max` says, None for another line."""
    match = _TOTAL.fullmatch(text.strip())
    return number_of(match["after"] or match["before"] or match["short"] or match["any"]) if match else None


def trailing_max(text: str) -> tuple[str, Decimal | None]:
    """Return a line without `[max 2]` at its end, and the number."""
    match = _TRAILING_MAX.search(text)
    if match is None or not text[: match.start()].strip():
        return text, None
    return text[: match.start()].strip(), number_of(match["after"] or match["before"] or match["bare"])


def cap_of(text: str) -> tuple[Decimal, str] | None:
    """Return what `up to 2 marks for:` says, and what stands behind it; None for another line."""
    match = _CAP.fullmatch(text)
    most = number_of(match["most"]) if match else None
    return (most, (match["rest"] or "").strip()) if match and most else None


def group_of(text: str) -> GroupLine | None:
    """Return the group that a line begins: `Any two from:`, `One from:`, `2 from: a; b`; None for another line."""
    named = _EXAMPLES.match(text)
    if named is not None and (count := number_of(named["count"])) is not None:
        return GroupLine(int(count), named["rest"].rstrip(") "), None, None)
    match = _GROUP.match(text)
    if match is None:
        return None
    rest = match["rest"].strip()
    if not _begins_group(match, rest):
        return None
    count = number_of(match["count"])
    if count is None or count != int(count) or count < 1:
        return None
    beside = match["marks"] or ""
    if re.fullmatch(r"[(\[][^)\]]*[)\]]", rest):
        beside, rest = rest, ""
    each, total = _marks_of(beside, match["each"])
    return GroupLine(int(count), rest, each, total)


def _begins_group(match: re.Match[str], rest: str) -> bool:
    """Whether a line with a number begins a group: "One of Stalin's aims" is a point, "One of:" is none."""
    if rest and not match["colon"]:
        return False
    if match["any"]:
        return bool(match["of"] or (match["colon"] and match["any"].strip().casefold() == "any"))
    return match["of"] is not None and bool(match["colon"] or match["of"].casefold() == "from")


def _marks_of(beside: str, lead: str | None) -> tuple[Decimal | None, Decimal | None]:
    inner = re.search(rf"({_N})", beside, re.IGNORECASE)
    value = number_of(inner[1]) if inner else None
    if value is not None:
        return (value, None) if "each" in beside.casefold() else (None, value)
    return (number_of(lead) if lead else None), None


def stem_of(text: str, *, more_follow: bool) -> StemLine | None:
    """Return the question that a line asks, None for a line that asks nothing.

    A number before it, a question mark or "marks" at its end tells; `State planning [1]` is a point.
    """
    if not more_follow:
        return None
    number = _NUMBERED.match(text)
    body = text[number.end() :] if number else text
    marks = _STEM_MARKS.search(body)
    said = body[: marks.start()] if marks else body
    asks = said.rstrip().endswith("?")
    named = number is not None and number[0].strip()[:1].casefold() in {"q", "t", "e"}
    words = len(said.split())
    if words < 3 and not (named and asks):
        return None
    if not (asks or _commands(said, body, number, marks) or (named and words > 3)):
        return None
    return StemLine(said.strip(), number_of(marks["number"]) if marks else None)


def _commands(said: str, body: str, number: re.Match[str] | None, marks: re.Match[str] | None) -> bool:
    """Whether a line tells students what to do: `Explain why rivers flood. (2)`, `Name a gas [1 mark]`."""
    if re.match(rf"(?:{_COMMAND})\b", said, re.IGNORECASE) is None:
        return False
    sentence = marks is not None and said.rstrip().endswith((".", "?")) and len(said.split()) > 3
    return sentence or _UNIT_SAID.search(body) is not None or number is not None
