"""The items of a GIFT text: their names, texts, answers and gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from marking.formats.answers import NO_RANGE, Accepted, numbers_between
from marking.formats.files import File
from marking.formats.gaps import Gap, NotInWordsError, gap_of, spaced
from marking.formats.markup import plain, plain_answer
from marking.formats.values import number_in

_FORMAT = re.compile(r"\s*\[(html|markdown|moodle|plain)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")
_TRUTH = re.compile(r"(TRUE|FALSE|T|F)\s*(?=#|$)", re.IGNORECASE)
_ID = re.compile(r"\[id:([^\]]+)\]")
_TAG = re.compile(r"\[tag:([^\]]+)\]")
_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*$")
_AROUND = re.compile(rf"\s*({_NUMBER})\s*(?::\s*({_NUMBER}))?\s*$")
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_GIFT = re.compile(
    r"\{\s*(?:[=~#]|\}|(?:T|F|TRUE|FALSE)\s*[}#]|\d*:[A-Z_]+:)|^\s*(?:::.*?::|\$CATEGORY:)|\?\s*\{[^{}\n]+\}",
    re.MULTILINE,
)
_CLOZE = re.compile(r"(\d*):([A-Za-z_]+):(.*)", re.DOTALL)
# What stands without a backslash before it: each sign that means something, found in one pass over the text.
_UNESCAPED = {sign: re.compile(rf"\\.|{re.escape(sign)}", re.DOTALL) for sign in ("{", "}", "=", "~", "#", "::", "->")}


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its format: "moodle", "html", "markdown" or "plain"."""

    text: str
    format: str = "moodle"

    @property
    def plain(self) -> str:
        """The text without markup."""
        return plain(self.text, self.format)

    @property
    def typed(self) -> str:
        """The text without markup, as an answer."""
        return plain_answer(self.text, self.format)


@dataclass(frozen=True, slots=True)
class Numeric:
    """The numbers that are right, from `low` to `high`."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class GiftChoice:
    """One answer between the braces. `weight` is in per cent, None where none is given."""

    right: bool
    text: Text
    weight: Decimal | None = None
    feedback: Text | None = None
    number: Numeric | None = None

    @property
    def percent(self) -> Decimal:
        """What the answer earns, in per cent of the marks."""
        return self.weight if self.weight is not None else Decimal(100 if self.right else 0)


@dataclass(slots=True)
class GiftItem:
    """One item of a file.

    `kind` is Category, Description, Essay, Short, Choice, Truth, Matching, Numerical, Gaps or Broken. `gaps` are those
    of a text with several, or with gaps in Moodle's other code; `remarks` are about reading it.
    """

    line: int
    kind: str
    title: str = ""
    stem: Text = Text("")
    embedded: bool = False
    id: str = ""
    tags: tuple[str, ...] = ()
    choices: list[GiftChoice] = field(default_factory=list)
    general: Text | None = None
    pairs: list[tuple[Text, str]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    truth: bool | None = None
    problem: str = ""


# ---- reading -----------------------------------------------------------------------------------------------


def read_items(text: str) -> list[GiftItem]:
    """Return the items of a GIFT text in order. Never raises: what cannot be read is an item of kind "Broken"."""
    items = []
    for line, raw, identity, tags in _raw_items(text):
        if (category := _CATEGORY.match(raw)) is not None:
            items.append(GiftItem(line, "Category", title=_unescaped(category[1].strip())))
            continue
        try:
            item = _read(line, raw)
        except _Broken as error:
            item = GiftItem(line, "Broken", stem=Text(" ".join(raw.split())[:80]), problem=str(error))
        item.id, item.tags = identity, tags
        items.append(item)
    return items


def knows(file: File) -> bool:
    """Whether a text has answers in braces as GIFT has them, and not only braces, as programs and diagrams do."""
    return _GIFT.search(file.text) is not None


class _Broken(ValueError):
    """An item that cannot be read; the message says why."""


def _raw_items(text: str) -> Iterator[tuple[int, str, str, tuple[str, ...]]]:
    """Yield the first line's number, the text, the id and the tags of each item."""
    item = _Gathered()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate([*lines, ""], start=1):
        if line.lstrip().startswith("//"):
            item.note(line)
            continue
        if number > len(lines) or item.ends_before(line):
            if any(part.strip() for part in item.lines):
                yield item.first, "\n".join(item.lines), item.identity, tuple(item.tags)
                item = _Gathered()
            item.lines = []
        if _CATEGORY.match(line) and item.depth == 0:
            yield number, line, "", ()
        else:
            item.add(number, line)


@dataclass(slots=True)
class _Gathered:
    """The lines of one item, gathered one by one, and what the comments above it say."""

    first: int = 0
    depth: int = 0
    identity: str = ""
    tags: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def note(self, comment: str) -> None:
        """Keep the id and the tags that a comment names."""
        if match := _ID.search(comment):
            self.identity = match[1].strip()
        self.tags += [tag.strip() for tag in _TAG.findall(comment)]

    def ends_before(self, line: str) -> bool:
        """Return whether a line ends the item: an empty one outside the answers, or the beginning of another."""
        starts_anew = line.lstrip().startswith(("::", "$CATEGORY:")) and self._is_complete()
        return (not line.strip() and self.depth == 0) or starts_anew

    def _is_complete(self) -> bool:
        """Whether a name or a category begins an item here: behind the answers, or where they never end."""
        if not self.lines:
            return False
        last = self.lines[-1]
        return not last.strip() if self.depth > 0 else last.rstrip().endswith("}")

    def add(self, number: int, line: str) -> None:
        """Take a line in; empty ones before the first are none of it."""
        if line.strip() and not self.lines:
            self.first = number
        if line.strip() or self.lines:
            self.lines.append(line)
        self.depth = _depth(line, self.depth)


def _depth(line: str, depth: int) -> int:
    """Whether the end of a line is within braces, 1 or 0; a brace within braces is text."""
    escaped = False
    for sign in line:
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == "{":
            depth = 1
        elif sign == "}":
            depth = 0
    return depth


def _all(text: str, sign: str, start: int = 0) -> Iterator[int]:
    """Yield where `sign` stands without a backslash."""
    return (match.start() for match in _UNESCAPED[sign].finditer(text, start) if match[0] == sign)


def _find(text: str, sign: str, start: int = 0) -> int:
    """Return where `sign` first stands without a backslash, -1 for nowhere."""
    return next(_all(text, sign, start), -1)


def _read(line: int, raw: str) -> GiftItem:
    item = GiftItem(line, "Description")
    rest = raw.strip()
    if rest.startswith("::"):
        end = _find(rest, "::", 2)
        if end < 0:
            raise _Broken("the name begins with :: and does not end; put :: behind it")
        while rest[end : end + 3] == ":::":  # an escaped colon may stand before the end
            end += 1
        item.title, rest = _unescaped(" ".join(rest[2:end].split())), rest[end + 2 :]
    style = "moodle"
    if (match := _FORMAT.match(rest)) is not None:
        style, rest = match[1].lower(), rest[match.end() :]
    pieces, answers = _parts(rest)
    if not answers:
        if (closing := _find(rest, "}")) >= 0 and not rest[:closing].strip():
            raise _Broken("there is a } without a { before it")
        item.stem = _text(rest, style)
    elif len(answers) > 1 or _CLOZE.fullmatch(answers[0].strip()):
        _read_gaps(item, pieces, answers, style)
    else:
        before, after = pieces[0].rstrip(), pieces[1].strip()
        item.embedded = bool(after)
        item.stem = _text(spaced([before, after]) if after else before, style)
        _read_answers(item, answers[0], style)
    return item


def _parts(text: str) -> tuple[list[str], list[str]]:
    """Return the pieces of an item between its braces, and what stands within them.

    Where some braces hold answers with their signs, others without any are text, as in `\\frac{1}{2}`.
    """
    pieces, answers = [""], list[str]()
    at = 0
    while (opening := _find(text, "{", at)) >= 0:
        closing = _find(text, "}", opening)
        if closing < 0:
            raise _Broken("the answers begin with { and do not end; put } behind them")
        pieces[-1] += text[at:opening]
        answers.append(text[opening + 1 : closing])
        pieces.append("")
        at = closing + 1
    pieces[-1] += text[at:]
    if len(answers) > 1 and any(map(_has_signs, answers)):
        return _without_text(pieces, answers)
    return pieces, answers


def _has_signs(inner: str) -> bool:
    return bool(not inner.strip() or inner.lstrip()[0] in "=~#" or _CLOZE.fullmatch(inner.strip()))


def _without_text(pieces: list[str], answers: list[str]) -> tuple[list[str], list[str]]:
    kept, taken = [pieces[0]], list[str]()
    for inner, after in zip(answers, pieces[1:], strict=True):
        if _has_signs(inner):
            taken.append(inner)
            kept.append(after)
        else:
            kept[-1] += f"\\{{{inner}\\}}{after}"
    return kept, taken


def _read_gaps(item: GiftItem, pieces: list[str], answers: list[str], style: str) -> None:
    """Read a text with several gaps, or with gaps in the code of Moodle's cloze."""
    item.kind, item.embedded = "Gaps", True
    if not pieces[-1].strip() and len(answers) == 1:
        pieces, item.embedded = [pieces[0]], False
    item.stem = _text(spaced(pieces), style)
    try:
        item.gaps = [_gap(inner, style, item.remarks) for inner in answers]
    except NotInWordsError as error:
        raise _Broken(str(error).rstrip(".")) from error


def _gap(inner: str, style: str, remarks: list[str]) -> Gap:
    if (cloze := _CLOZE.fullmatch(inner.strip())) is not None:
        return gap_of(cloze[1], cloze[2], cloze[3], remarks)
    within = GiftItem(0, "Gap")
    _read_answers(within, inner, style)
    if within.kind == "Numerical":
        return Gap(numbers_of(within.choices, remarks))
    if within.kind != "Short":
        raise NotInWordsError("it has several gaps, and not all of them are answered in words")
    return Gap([Accepted(choice.text.typed, choice.percent) for choice in within.choices])


def numbers_of(choices: list[GiftChoice], remarks: list[str]) -> list[Accepted]:
    """Return the numbers that are right as answers. Raises NotInWordsError where one of them cannot be listed."""
    numbers: list[Accepted] = []
    for choice in choices:
        if choice.number is None or choice.percent <= 0:
            continue
        listed = numbers_between(choice.number.low, choice.number.high, choice.percent, remarks)
        if not listed:
            raise NotInWordsError(NO_RANGE)
        numbers += listed
    return numbers


def _text(raw: str, style: str) -> Text:
    """Return a text with its own format if it names one, else `style`; only Moodle's folds its lines."""
    if (match := _FORMAT.match(raw)) is not None:
        style, raw = match[1].lower(), raw[match.end() :]
    raw = " ".join(raw.split()) if style == "moodle" else raw.strip("\n").rstrip()
    return Text(_unescaped(raw), style)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], text)


def _read_answers(item: GiftItem, inner: str, style: str) -> None:
    cut = inner.rfind("####")
    if cut >= 0 and not inner[:cut].endswith("\\"):
        item.general, inner = _text(inner[cut + 4 :], style), inner[:cut]
    inner = inner.strip()
    if not inner:
        item.kind = "Essay"
    elif inner.startswith("#"):
        item.kind = "Numerical"
        item.choices = [_numerical(part, style) for part in _answers(inner[1:])]
    elif (truth := _TRUTH.match(inner)) is not None:
        item.kind, item.truth = "Truth", truth[1].upper().startswith("T")
    else:
        _read_words(item, inner, style)


def _read_words(item: GiftItem, inner: str, style: str) -> None:
    parts = list(_answers(inner))
    if all(sign == "=" and _find(text, "->") >= 0 for sign, text in parts):
        item.kind = "Matching"
        for _, text in parts:
            left, _, right = text.partition("->")
            item.pairs.append((_text(left, style), _unescaped(" ".join(right.split()))))
        return
    item.kind = "Choice" if any(sign == "~" for sign, _ in parts) else "Short"
    item.choices = [_choice(sign, text, style) for sign, text in parts]


def _answers(inner: str) -> Iterator[tuple[str, str]]:
    """Yield the sign and the text of each answer; one without a sign is right."""
    places = sorted(place for sign in "=~" for place in _all(inner, sign))
    if not places or inner[: places[0]].strip():
        yield "=", inner[: places[0]] if places else inner
    for place, end in pairwise([*places, len(inner)]):
        if inner[place + 1 : end].strip():
            yield inner[place], inner[place + 1 : end]


def _split(raw: str, style: str) -> tuple[str, Decimal | None, Text | None]:
    """Return the answer, its weight, and its feedback."""
    raw, weight, feedback = raw.strip(), None, None
    if (match := _WEIGHT.match(raw)) is not None:
        weight, raw = number_in(match[1]), raw[match.end() :]
        if weight is None:
            raise _Broken("a weight is no share of the marks; right would be %50%")
    if (at := _find(raw, "#")) >= 0:
        raw, said = raw[:at], _text(raw[at + 1 :], style)
        feedback = said if said.text else None
    return raw, weight, feedback


def _choice(sign: str, raw: str, style: str) -> GiftChoice:
    text, weight, feedback = _split(raw, style)
    return GiftChoice(sign == "=", _text(text, style), weight, feedback)


def _numerical(part: tuple[str, str], style: str) -> GiftChoice:
    sign, raw = part
    text, weight, feedback = _split(raw, style)
    return GiftChoice(sign == "=", _text(text or "*", style), weight, feedback, _numeric(text))


def _numeric(text: str) -> Numeric | None:
    if (match := _RANGE.match(text)) is not None:
        ends = number_in(match[1]), number_in(match[2])
        return None if None in ends else Numeric(*sorted(end for end in ends if end is not None))
    if (match := _AROUND.match(text)) is not None:
        middle, around = number_in(match[1]), number_in(match[2] or "0")
        if middle is not None and around is not None:
            return Numeric(middle - abs(around), middle + abs(around))
    return None
