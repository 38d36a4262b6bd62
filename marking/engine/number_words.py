"""Words that are numbers, or parts of them, with what they come to. English only."""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
# A number is misspelt in no other way.
_SLIPS = {
    5: "fith", 8: "eigth", 9: "nineth", 12: "twelth twelvth twelveth", 15: "fifthteen fiveteen", 16: "sixtenth",
    17: "sevententh", 18: "eightteen eightteenth", 19: "ninteen ninteenth", 20: "tweny twentyth", 40: "fourty",
    90: "ninty nintey",
}  # fmt: skip
VALUES: dict[str, int] = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: value for value, word in enumerate(_ORDINALS)},
    **{word: 10 * tens for tens, word in enumerate(_TENS, start=2)},
    **{word[:-1] + "ieth": 10 * tens for tens, word in enumerate(_TENS, start=2)},
    **{word: value for value, slips in _SLIPS.items() for word in slips.split()},
    "dozen": 12,
    "nought": 0,
    "naught": 0,
}
DECADES = {word[:-1] + "ies": 10 * tens for tens, word in enumerate(_TENS, start=2)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SCALES |= {"hundered": 100, "thousend": 1000, "millon": 10**6, "mil": 10**6}
SCALES |= {word + "th": value for word, value in SCALES.items()}
# Parts, of which a number word says how many: "two thirds".
_PARTS = {
    "third": 3, "quarter": 4, "quater": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10,
}  # fmt: skip
PARTS = {f"{word}{s}": part for word, part in _PARTS.items() for s in ("", "s")} | {"half": 2, "halves": 2}
