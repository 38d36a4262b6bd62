"""Dates in notes: finding them, writing them in a scheme, telling impossible ones."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

MONTHS = tuple(calendar.month_name)[1:]
SHORTEST_CUT = 4  # letters of a month that nobody writes shorter
_MONTH = (
    r"(?i:" + "|".join(f"{name[:3]}(?:{name[3:]}|\\.)?" if len(name) > 3 else name for name in MONTHS) + r"|Sept\.?)"
)
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
_UNITS = r"(?!\s*(?:%|°|m\b|mm\b|cm\b|km\b|kg\b|g\b|ml\b|l\b|kJ\b|J\b|W\b|V\b|Hz\b|N\b|metres|tonnes|people|million|years\b|years’|members|miles|men\b|workers))"
_ERA = r"(?:\s*(?:BCE?|CE|AD|bce?|ce)\b)?"
DATE = re.compile(
    rf"(?<![\w£$€.,/-])(?P<about>(?:c\.?|ca\.?|circa|early|mid|late|the|about)[\s-]*)?"
    rf"(?:(?P<day>\d{{1,2}}(?:(?:st|nd|rd|th)?\s?[/–-]\s?\d{{1,2}})?)(?:st|nd|rd|th)?(?:\s+of)?\s+)?"
    rf"(?:(?P<month>{_MONTH})\s*,?\s*(?:(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?)?"
    rf"(?:(?P<year>{_YEAR})(?P<decade>s)?(?:\s(?P<month2>{_MONTH})(?=\s*(?:[,.:;)–—-]|$)))?|(?P<old>\d{{1,4}})(?=(?:\s*(?:-|–|\bto\b)\s*\d{{1,4}})?\s*(?:BCE?|CE|AD|bce?|ce)\b)){_ERA}"
    rf"(?:\s*(?:-|–|—|/|\bto\b|\buntil\b|\band\b(?=\s*{_YEAR}))\s*(?P<end>{_YEAR}|\d{{2}}(?!\d)|\d{{1,4}}(?=\s*(?:BCE?|CE|AD|bce?|ce)\b)){_ERA})?{_UNITS}(?![\w]|[.,]\d)"
    rf"(?P<onwards>\s+onwards?\b)?",
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written at `text[start:end]`; the parts that are not given are 0 or ""."""

    written: str
    start: int
    end: int
    year: str
    month: str = ""
    day: str = ""
    last: str = ""
    decade: bool = False
    onwards: bool = False

    @property
    def key(self) -> str:
        """What it is found again by."""
        return " ".join(part for part in (self.day, self.month[:3].title(), self.year, self.last) if part)

    @property
    def days(self) -> list[str]:
        """The day, or the two of a night (`8/9 November`)."""
        return re.findall(r"\d+", self.day)

    @property
    def question(self) -> str:
        """How one asks for it: `In which year`."""
        if self.last:
            return "Between which years"
        if self.decade:
            return "In which decade"
        if self.day:
            return "On what date"
        if self.month:
            return "In which month and year"
        return "From which year" if self.onwards else "In which year"

    @property
    def when(self) -> str:
        """How one says it in a question: `in March 1926`."""
        said = re.sub(r"\s+", " ", self.written).strip(" ,")
        if self.onwards:
            return f"from {said}"
        if self.last:
            years = re.sub(r"\s*(?:-|–|—|/|to|until|and)\s*(?=\d{2,4}$)", " to ", said)
            return f"from {years}"
        if self.decade and not said.startswith(("the", "The")):
            return f"in the {said}"
        return f"on {said}" if self.day else f"in {said}"

    def scheme(self) -> tuple[str, int]:
        """The marking points for it, and their marks."""
        if self.last:
            return f"{self.year} [1]\n{self.last} [1]", 2
        if self.decade:
            return f"{self._decade_words()} [1]", 1
        if self.day:
            days = " / ".join(f"{day} {self.month}" for day in self.days)
            return f"{days} [1]\n{self.year} [1]", 2
        if self.month:
            short = f" / {self.month[:3]}" if len(self.month) > SHORTEST_CUT else ""
            return f"{self.month}{short} [1]\n{self.year} [1]", 2
        return f"{self.year} [1]", 1

    def _decade_words(self) -> str:
        return re.sub(r"\s+", " ", re.sub(r"^the\s+", "", self.written.strip(), flags=re.IGNORECASE))


def find_dates(text: str) -> list[Date]:
    """The dates in a text, in order: years, months with a year, full dates, decades and spans of years."""
    dates = []
    for match in DATE.finditer(text):
        if _only_counts(text, match):
            continue
        about = (match["about"] or "").strip(" -.").casefold()
        start = match.start() if match["decade"] and about in {"early", "mid", "late"} else match.end("about")
        start = match.start() if not match["about"] else start
        year, last = _years_of(match)
        dates.append(
            Date(
                written=text[start : match.end()].strip(),
                start=match.start(),
                end=match.end(),
                year=year,
                month=_full_name(match["month"] or match["month2"] or ""),
                day=(match["day"] or match["day2"] or "") if match["month"] or match["month2"] else "",
                last=last,
                decade=bool(match["decade"]),
                onwards=bool(match["onwards"]),
            )
        )
    return dates


def _full_name(month: str) -> str:
    """`November` for `nov`."""
    return next((name for name in MONTHS if month and name[:3] == month[:3].title()), "")


def _years_of(match: re.Match[str]) -> tuple[str, str]:
    """The year, with its era where that is before ours (of ours nobody says so), and the last year of a span."""
    year, last = match["year"] or match["old"] or "", match["end"] or ""
    if len(last) == 2 and len(year) == 4:
        last = year[:2] + last
    before = re.search(r"\d\s*(BCE?)\b", match[0], re.IGNORECASE)
    return f"{year} {before[1].upper()}" if before else year, last


_COUNTING = re.compile(r"(?:\b(?:is|are|has|have|contains?|than|x)|[=×]) $")
_COUNTED = re.compile(r" [a-z]{2,}s\b")


def _only_counts(text: str, match: re.Match[str]) -> bool:
    """`A megabyte is 1000 kilobytes`: a number of things, no year."""
    bare = not (match["month"] or match["decade"] or match["old"] or match["end"])
    return bare and bool(_COUNTING.search(text[: match.start()]) and _COUNTED.match(text[match.end() :]))


def impossible(date: Date) -> str:
    """Why a date cannot be right, "" where it can."""
    year = int(re.sub(r"\D", "", date.year) or 1)
    if date.day and date.month:
        month = next(n for n, name in enumerate(MONTHS, start=1) if name[:3] == date.month[:3])
        days = calendar.monthrange(max(year, 1), month)[1]
        if not all(1 <= int(day) <= days for day in date.days):
            return f"{MONTHS[month - 1]} {year} has {days} days"
    if date.last and "BC" not in date.written.upper() and int(date.last) < year:
        return "the span ends before it begins"
    return ""
