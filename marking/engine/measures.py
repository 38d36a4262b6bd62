"""Quantities: what a number counts in, the same amount in another unit, a time of the day in other words.

Nothing here changes a mark; a person is asked. "300 mA" for 0.3 A may be right, "20.1 cm" for 20.1 mm is not, and
"half past two" may be 14:30. Names of units are English, their signs are those of all languages.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from marking.engine.coverage import paths_in
from marking.engine.match import Match
from marking.engine.number_words import VALUES
from marking.engine.program import Program
from marking.engine.sheet import Sheet


class Amount(NamedTuple):
    """So much of a kind ("length", in metres; "clock", in minutes), and the words that say it."""

    kind: str
    value: float
    said: str


# Of each kind the units, with how many of the first each is. Signs of one letter, and those that begin with m or M,
# are compared as typed, all others in small letters.
_UNITS = {
    "length": "m metre meter 1; km kilometre kilometer 1e3; cm centimetre centimeter .01;"
    " mm millimetre millimeter .001; µm micrometre micrometer micron 1e-6; nm nanometre nanometer 1e-9;"
    " mile 1609.344; yard .9144; foot feet ft .3048; inch .0254",
    "mass": "kg kilogram kilogramme kilo 1; g gram gramme .001; mg milligram 1e-6; tonne 1e3; lb .4536",
    "time": "s sec second 1; ms millisecond .001; min minute 60; h hr hour 3600; day 86400; week 604800;"
    " fortnight 1209600",
    "calendar": "month 1; year yr 12; decade 120; century centurie 1200; millennium 12000",
    "volume": "l L litre liter 1; ml mL millilitre milliliter .001; dm3 1; cm3 cc .001; m3 1e3",
    "area": "m2 1; cm2 1e-4; mm2 1e-6; km2 1e6; hectare ha 1e4",
    "current": "A amp ampere 1; mA milliamp milliampere .001",
    "voltage": "V volt 1; mV millivolt .001; kV kilovolt 1e3",
    "power": "W watt 1; mW milliwatt .001; kW kilowatt 1e3; MW megawatt 1e6",
    "energy": "J joule 1; kJ kilojoule 1e3; MJ megajoule 1e6",
    "force": "N newton 1; kN kilonewton 1e3",
    "frequency": "Hz hertz 1; kHz kilohertz 1e3; MHz megahertz 1e6",
    "pressure": "Pa pascal 1; kPa kilopascal 1e3",
    "resistance": "Ω ohm 1; kΩ kilohm 1e3",
    "data": "byte 8; bit 1; kb kilobyte 8e3; MB megabyte 8e6; gb gigabyte 8e9; tb terabyte 8e12",
    "celsius": "C celsius centigrade 1",
    "fahrenheit": "F fahrenheit 1",
    "kelvin": "K kelvin 1",
    "speed": "m/s 1; km/h kph .277778; mph .44704",
}
_TABLE = {
    name if len(name) == 1 or name[0] in "mM" else name.lower(): (kind, float(names.split()[-1]))
    for kind, line in _UNITS.items()
    for names in line.split(";")
    for name in names.split()[:-1]
}
_PARTS = {"half": 0.5, "quarter": 0.25}
_WORDS = {word: value for word, value in VALUES.items() if not word.endswith(("th", "st", "nd", "rd"))}
_COUNT = (
    r"(?P<figure>\d[\d,]*(?:\.\d+)?|\.\d+)|(?P<part>half|quarter of) an?|"
    rf"(?P<word>\b(?:an?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b)"
)
_UNIT = r"(?P<unit>[^\W\d_]+(?:/[^\W\d_]+|[23](?!\d))?)"
_AMOUNT = re.compile(rf"(?<![\w.])(?:{_COUNT})[\s°-]*{_UNIT}", re.IGNORECASE)
_BEHIND = re.compile(rf"\)?[\s°-]*{_UNIT}")
_CLOCK = re.compile(
    r"(?<![\d.:])(?P<hour>\d{1,2})(?:\s?[:.]\s?(?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b"
    r"|(?<![\d.:])(?P<hour24>[01]?\d|2[0-4])[:.](?P<minute24>[0-5]\d)(?![\d:.])"
    r"|\b(?P<to>half|quarter|\w+) (?P<way>past|to) (?P<named>\w+)|\bhalf (?P<short>\w+)",
    re.IGNORECASE,
)
_SAYS_CLOCK = re.compile(r"\d:[0-5]\d|\d ?[ap]\.?m\b|o'clock", re.IGNORECASE)
_HALF = re.compile(r"[ap]\.?m\b", re.IGNORECASE)
_YEAR = re.compile(r"1\d{3}|20\d\d")
# A year without its century, a century without the word: "in 33", "the 18th".
_SHORT = re.compile(r"(?<![\w.,:/£$€-])'?(\d\d)(?:st|nd|rd|th)?(?![\w%:/-]|[.,]\d)")
_DAY, _HALF_DAY, _HOUR = 1440, 720, 60
_CLOCK_PARTS = {"half": 30, "quarter": 15}


class Measures:
    """What one scheme's numbers count in; `question` says it where the scheme does not."""

    def __init__(self, question: str, compiled: Program) -> None:
        texts = [path.text for point in compiled.points for path in paths_in(point.ways)]
        self._wanted = [one for text in map(_plain, texts) for one in amounts(text, clock=_SAYS_CLOCK.search(text))]
        self._clock = any(one.kind == "clock" for one in self._wanted)
        self._asked = {found for match in re.finditer(_UNIT, question) if (found := unit(match["unit"]))}
        self._wanted += [amount for text in texts if (amount := self._in_asked(text))]
        self._number = any(one.number is not None for one in compiled.units)
        self._short = dict(_short_forms(compiled, question))

    def _in_asked(self, text: str) -> Amount | None:
        """A number of the scheme in the unit that the question asks for: 12 where it asks how many months."""
        # No `²`, which is a digit and no number, and nothing too long to reckon with.
        if not re.fullmatch(r"[0-9]{1,15}", text) or len(self._asked) != 1:
            return None
        ((kind, each),) = self._asked
        return Amount(kind, int(text) * each, text)

    def same(self, answer: str) -> tuple[str, str] | None:
        """What an answer says that may be an amount which the scheme has in another form, and that; None else."""
        for short in _SHORT.finditer(answer) if self._short else ():
            if short[1] in self._short:
                return short[0], self._short[short[1]]
        if not self._wanted:
            return None
        for said in amounts(answer, clock=self._clock):
            for wanted in self._wanted:
                if said.kind == wanted.kind and said.said.lower() != wanted.said.lower() and _agree(said, wanted):
                    return said.said, wanted.said
        return None

    def other(self, pieces: Sequence[Match], sheet: Sheet) -> str:
        """The unit behind a number that was met, where the scheme's is another one, or the question's; "" else."""
        if not self._number:
            return ""
        for piece in pieces:
            if sheet.word(piece.trail[-1][1]).text.isalpha():
                continue
            behind = _BEHIND.match(sheet.text, sheet.offsets(piece.first, piece.last)[1])
            said = unit(behind["unit"]) if behind else None
            if behind is None or said is None or not _ends_in_number(piece, sheet):
                continue
            own = {one for one in map(unit, re.findall(_UNIT, _plain(piece.path.text))) if one}
            known = own or {one for one in self._asked if one[0] == said[0]}
            if known and said not in known:
                return behind["unit"]
        return ""


def _short_forms(compiled: Program, question: str) -> Iterator[tuple[str, str]]:
    """Two digits that may stand for a number of the scheme, and that: of a year, of a century that is asked for."""
    for one in compiled.units:
        if one.number is None:
            continue
        if _YEAR.fullmatch(one.text):
            yield one.text[2:], one.text
        elif one.number.kind == "century" and "centur" in question.lower():
            yield f"{int(one.number.high // 100)}", one.raw or one.text


def _ends_in_number(piece: Match, sheet: Sheet) -> bool:
    start, end = sheet.offsets(*piece.trail[-1][:2])
    return sheet.text[start:end].replace(",", "").replace(".", "").isdigit()


def _agree(one: Amount, other: Amount) -> bool:
    if one.kind == "clock":
        told = all(_HALF.search(each.said) for each in (one, other))
        return math.isclose(one.value % _HALF_DAY, other.value % _HALF_DAY) and not (told and one.value != other.value)
    return math.isclose(one.value, other.value, rel_tol=1e-6)


@lru_cache(maxsize=10_000)
def unit(typed: str) -> tuple[str, float] | None:
    """The kind of a unit, and how many of its kind's first one it is; None for a word that is none."""
    for name in (typed, typed.lower()):
        for form in (name, name.removesuffix("s")):
            if form in _TABLE and (len(form) > 1 or form == typed):
                return _TABLE[form]
    return None


def amounts(text: str, *, clock: object) -> Iterator[Amount]:
    """The quantities in a text, and with `clock` the times of the day."""
    for match in _AMOUNT.finditer(text):
        found, count = unit(match["unit"]), _count(match)
        if found and count is not None:
            yield Amount(found[0], count * found[1], match[0])
    for match in _CLOCK.finditer(text) if clock else ():
        if (minutes := _minutes(match)) is not None:
            yield Amount("clock", minutes, match[0])


def _count(match: re.Match[str]) -> float | None:
    if match["figure"]:
        return float(match["figure"].replace(",", ""))
    if match["part"]:
        return _PARTS[match["part"].split()[0].lower()]
    word = match["word"].lower()
    return 1.0 if word in {"a", "an"} else _WORDS.get(word)


def _minutes(match: re.Match[str]) -> float | None:
    """How many minutes after midnight a time of the day is; None where it is no time."""
    if match["hour"]:
        return int(match["hour"]) % 12 * _HOUR + int(match["minute"] or 0) + (match["half"] in "pP") * _HALF_DAY
    if match["hour24"]:
        return int(match["hour24"]) % 24 * _HOUR + int(match["minute24"])
    if match["short"]:
        hour = _hour(match["short"])
        return None if hour is None else hour * _HOUR + 30
    hour, part = _hour(match["named"]), match["to"].lower()
    past = _CLOCK_PARTS.get(part, _WORDS.get(part))
    if hour is None or past is None:
        return None
    return (hour * _HOUR + (past if match["way"].lower() == "past" else -past)) % _DAY


def _hour(word: str) -> int | None:
    value = int(word) if re.fullmatch(r"[0-9]{1,2}", word) else _WORDS.get(word.lower())
    return value if value is not None and 0 < value <= 24 else None


def _plain(text: str) -> str:
    """The text of a phrase without what its notation adds."""
    return " ".join(text.replace("\\", "").replace("(", " ").replace(")", " ").split())
