"""What stands inside a printed point: OR and AND, dates, ranges, abbreviations; written as our notation has it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from marking.engine.notation import MarkSchemeError, parse
from marking.schemes.printed.values import Choice, Notes
from quizzes.english.stop_words import FUNCTION_WORDS

# What boards add behind a wording, and what it means. Short ones in small letters only where a sign parts them off.
_ABBREVIATIONS = (
    (
        r"AW|A\.W\.|OWTTE|O\.W\.T\.T\.E\.|WTTE|OE|[Aa]lternative wording|[Oo]r words to that effect|[Oo]r equivalent",
        r"aw|owtte|wtte|oe|o\.e\.|eq|equiv\.?",
        "other words with the same meaning; only the wordings given here are looked for",
    ),
    (
        r"ORA|O\.R\.A\.|[Oo]r reverse argument|[Rr]everse argument",
        "ora",
        "the same argument the other way round; write that wording too, after a /",
    ),
    (
        r"ECF|E\.C\.F\.|ecf|e\.c\.f\.|[Ee]rror carried forward|[Ff]ollow through",
        "ft",
        "an error carried forward, which only a person can follow",
    ),
    (r"CAO|C\.A\.O\.|cao|[Cc]orrect answer only|ISW|isw", "nfww", "a rule for the marker"),
)
_ABBREVIATION = [
    (re.compile(rf"(?:\s*[;,/(\[]\s*(?P<parted>{long}|{short})|\s+(?P<said>{long}))\s*[)\]]?[.;]?\s*$"), meaning)
    for long, short, meaning in _ABBREVIATIONS
]
_ALONE = [
    (re.compile(rf"[(\[]?\s*(?:{long}|{short})\s*[)\]]?[.;]?"), meaning) for long, short, meaning in _ABBREVIATIONS
]
_DETAIL_IN_BRACKETS = re.compile(
    r"\s*[(\[]\s*(?P<keyword>do not (?:accept|allow|credit)|don't accept|not|reject|ignore"
    r"|(?:also\s+)?(?:accept|allow|credit)|or accept)\b\s*:?\s*(?P<rest>[^()\[\]]+)[)\]]",
    re.IGNORECASE,
)
_OBJECTIVE = re.compile(r"\s*[-,;(\[]+\s*(AO\s?\d[a-z]?)\s*[)\]]?\s*$")
_OR = re.compile(r"\s+(?:OR|Or)\s+|\s*//\s*|\s*\bAND/OR\b\s*|\s+and\s?/\s?or\s+")
_LITTLE_OR = re.compile(r"\s+or(?:\s+else|\s+even)?\s+")
_AND = re.compile(r"\s+(?:AND|plus|PLUS)\s+|\s+&\s+")
# Pairs that belong together: nobody means one of the two alone.
_FIXED = re.compile(
    r"\b(?:sooner or later|life or death|dead or alive|win or lose|right or wrong|true or false|yes or no"
    r"|one or two|\w+ or (?:more|less|fewer|over|under|above|below))\b",
    re.IGNORECASE,
)
_NOTATION = re.compile(r"[/+~{}\"*|]")
_GLUED = re.compile(r"(?<=[\w)])(?P<sign>\++|=+)|(?<![\w\\])(?P<before>\+)(?=\w)")
_QUALIFIED = re.compile(
    r"\s*[,;]?\s*\(?\b(?:alone|only|on its own|on their own|by itself|unqualified|unless qualified)\)?\s*$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Wording:
    """A wording as our notation has it, with what stood in brackets beside it; `changed` where it isn't as typed."""

    text: str
    changed: bool = False
    details: list[tuple[str, str]] = field(default_factory=list)

    def put(self, text: str) -> None:
        """Take over another text; whether it differs is remembered."""
        self.changed = self.changed or text != self.text
        self.text = text


def wording_of(text: str, line: int, notes: Notes, *, printed: bool) -> Wording:
    """Return a wording in our notation. `printed`: its line is known to be a board's, not our notation."""
    said = Wording(text.strip())
    _take_abbreviations(said, line, notes)
    _take_objective(said, line, notes)
    _take_details(said, line, notes)
    _take_or(said, line, notes)
    _take_and(said, line, notes, printed=printed)
    if printed:
        said.put(said.text.rstrip(" .,;:") or said.text)
    _escape(said, line, notes)
    return said


def is_abbreviation(text: str) -> str:
    """Return what a text that is only AW, ORA or the like means, "" for any other."""
    return next((meaning for pattern, meaning in _ALONE if pattern.fullmatch(text.strip())), "")


def without_qualifier(text: str) -> tuple[str, str]:
    """Return a wording without `alone` or `only` at its end, and the word that was taken off."""
    match = _QUALIFIED.search(text)
    if match is None or not text[: match.start()].strip():
        return text, ""
    return text[: match.start()].strip(), match[0].strip(" ,;()")


def readable(expression: str) -> bool:
    """Whether the notation can read this as a point."""
    try:
        parse(f"{expression} [1]")
    except MarkSchemeError:
        return False
    return True


def _take_abbreviations(said: Wording, line: int, notes: Notes) -> None:
    going = True
    while going:
        going = False
        for pattern, meaning in _ABBREVIATION:
            match = pattern.search(said.text)
            if match is not None and said.text[: match.start()].strip():
                notes.say(
                    line, f"“{match['said'] or match['parted']}” stands for {meaning}; it is left out.", lost=True
                )
                said.put(said.text[: match.start()].rstrip())
                going = True


def _take_objective(said: Wording, line: int, notes: Notes) -> None:
    """`glucose (AO1)`: the assessment objective."""
    match = _OBJECTIVE.search(said.text)
    if match is not None and said.text[: match.start()].strip():
        said.details.append(("ao", match[1].replace(" ", "")))
        said.put(said.text[: match.start()].rstrip())
        notes.say(line, f"“{match[1]}” is read as the assessment objective (ao:).")


def _take_details(said: Wording, line: int, notes: Notes) -> None:
    """`glucose (accept sugar)`: what stands in the brackets belongs under the point."""
    for match in list(_DETAIL_IN_BRACKETS.finditer(said.text)):
        word = match["keyword"].casefold()
        keyword = "ignore" if word == "ignore" else "reject" if word.startswith(("do", "not", "reject")) else "accept"
        said.details.append((keyword, match["rest"].strip()))
        said.put(
            (said.text[: match.start()] + said.text[match.end() :]).strip() if match[0] in said.text else said.text
        )
        said.put(said.text.replace(match[0], "").strip())
        notes.say(line, f"“{match[0].strip()}” is read as {keyword}: {match['rest'].strip()}.")


def _take_or(said: Wording, line: int, notes: Notes) -> None:
    text = said.text
    if re.match(r"either:?\s+", text, re.IGNORECASE) and re.search(r"\bor\b", text, re.IGNORECASE):
        text = re.sub(r"^either:?\s+", "", text, flags=re.IGNORECASE)
        text = _LITTLE_OR.sub(" OR ", text)
    if "|" in text and "\\|" not in text and not re.search(r"[{}]", text):
        text = re.sub(r"\s*\|\s*", " OR ", text)
    parted = _OR.sub(" / ", text)
    if parted != text or text != said.text:
        notes.say(line, f"“{said.text}”: either will do, so / stands between the wordings.")
        said.put(parted)
    if _LITTLE_OR.search(said.text) and not _FIXED.search(said.text) and '"' not in said.text:
        said.put(" / ".join(_little_or(side.strip(), line, notes) for side in _sides(said.text)))


def _sides(text: str) -> list[str]:
    """The sides of `/` outside brackets."""
    sides, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        depth += (sign in "({") - (sign in ")}")
        if sign == "/" and not depth and text[at - 1 : at] != "\\":
            sides.append(text[start:at])
            start = at + 1
    return [*sides, text[start:]]


def _little_or(side: str, line: int, notes: Notes) -> str:
    """`glucose or sugar` is either word; where one side is longer, only a person knows how far the `or` reaches."""
    if not _LITTLE_OR.search(side) or _NOTATION.search(side) or re.search(r"[(){}]", side):
        return side
    parts = [part.strip(" ,") for part in _LITTLE_OR.split(side)]
    if "," in side:
        parts = [piece.strip() for part in parts for piece in part.split(",") if piece.strip()]
    words = [part.split() for part in parts]
    whole = " / ".join(parts)
    if all(len(part) == 1 for part in words):
        notes.say(line, f"“{side}”: either word will do, so / stands between them.")
        return whole
    choices = [Choice("whole", f"any one of these: {_listed(parts)}", whole)]
    if len(parts) == 2:
        choices += _nearest(words[0], words[1])
    choices.append(Choice("as-typed", f"these very words, “{side}”", _LITTLE_OR.sub(r" \\or ", side)))
    taken = notes.ask(line, "or", side, f"How far does “or” reach in “{side}”?", choices)
    return taken.notation if taken else side


def _nearest(before: list[str], after: list[str]) -> list[Choice]:
    """`plants make glucose or sugar`: plants make one of the two; `coal or iron ore`: one of the two ores."""
    choices = []
    if len(before) > len(after):
        head, first = " ".join(before[: -len(after)]), " ".join(before[-len(after) :])
        text = f"{head} {{{first} / {' '.join(after)}}}"
        choices.append(Choice("end", f"“{head}” with either “{first}” or “{' '.join(after)}”", text))
    if len(after) > 1:
        width = min(len(before), len(after) - 1)
        start, tail = " ".join(after[:width]), " ".join(after[width:])
        text = f"{{{' '.join(before)} / {start}}} {tail}"
        choices.append(Choice("start", f"either “{' '.join(before)}” or “{start}”, with “{tail}”", text))
    return choices


def _take_and(said: Wording, line: int, notes: Notes, *, printed: bool) -> None:
    text = re.sub(r"^(?:both|BOTH)\s+(?=.*\s(?:and|AND)\s)", "", said.text)
    both = text != said.text
    parted = _AND.sub(" + ", text)
    # A title in capitals ("War and Peace") says its words in this order; two plain things are meant in any.
    if (printed or both) and not _NOTATION.search(text) and "(" not in text and "," not in text:
        sides = re.split(r"\s*,?\s+and\s+", parted)
        if len(sides) == 2 and all(len(side.split()) <= 2 and _is_plain(side) for side in sides):
            parted = " + ".join(sides)
    if parted != said.text:
        notes.say(line, f"“{said.text}”: all of it is needed, in any order, so + stands between.")
        said.put(parted)


def _is_plain(side: str) -> bool:
    return bool(side.split()) and not any(word in FUNCTION_WORDS for word in side.casefold().split())


def listed_in(text: str) -> list[str]:
    """Return the things of a bare list: three or more of at most three words, parted by commas; else none."""
    if _NOTATION.search(text) or re.search(r"[(){}\[\];:.?!]", text) or "," not in text:
        return []
    items = [item.strip() for item in re.split(r",(?!\d)\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+", text) if item.strip()]
    few = all(len(item.split()) <= 3 for item in items)
    plain = not any(item.split()[0].casefold() in FUNCTION_WORDS - {"a", "an", "the"} for item in items)
    return items if len(items) > 2 and few and plain else []


def few_in(text: str) -> list[str]:
    """Return the things of a list behind `accept:`, which may be of two; none where a name may stand there."""
    if _NOTATION.search(text) or re.search(r"[(){}\[\];:.?!]|\b\w\b", text) or "," not in text:
        return []
    items = [item.strip() for item in re.split(r",(?!\d)\s*(?:and\s+|or\s+)?", text) if item.strip()]
    return items if len(items) > 1 and all(len(item.split()) < 4 for item in items) else []


def items_of(text: str) -> list[str]:
    """Return the things of what is known to be a list: parted by ; or / or commas, or by "and"."""
    for pattern in (r"\s*;\s*", r"\s+/\s+", r",(?!\d)\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+|\s+-\s+"):
        items = [item.strip(" .") for item in re.split(pattern, text.strip(" .")) if item.strip(" .")]
        if len(items) > 1:
            return items
    return [text.strip()]


def _escape(said: Wording, line: int, notes: Notes) -> None:
    """Signs of a formula (`F = ma`, `C++`) that the notation would trip over get a backslash."""
    if readable(said.text):
        return
    # In a formula a stroke divides: `speed = distance / time`.
    formula = re.sub(r"(?<!\\)([=/])", r"\\\1", said.text)
    if re.search(r"\w\s=\s\w[^=]*\w\s?/\s?\w", said.text) and readable(formula):
        said.put(formula)
        notes.say(line, f"“{said.text}” is read as a formula, whose signs are taken as they stand.")
        return
    tried = re.sub(r"(?<=\s)(=+|\++|[<>]+)(?=\s)", r"\\\1", said.text) if re.search(r"\s=+\s", said.text) else said.text
    for attempt in (tried, _GLUED.sub(_escaped, tried), re.sub(r"(?<!\\)([+~*=])", r"\\\1", said.text)):
        if attempt != said.text and readable(attempt):
            notes.say(line, f"The signs in “{said.text}” are taken literally, so they have a backslash.")
            said.put(attempt)
            return


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"\\{sign}" for sign in match[0])


def _listed(parts: list[str]) -> str:
    return ", ".join(f"“{part}”" for part in parts[:-1]) + f" or “{parts[-1]}”"
