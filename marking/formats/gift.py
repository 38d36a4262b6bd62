"""GIFT, Moodle's text format: read into items, and those into questions; and written.

The format as Moodle documents it (docs.moodle.org, "GIFT format"): items stand between blank lines, answers between
braces, `=` before right and `~` before wrong ones, `%n%` is a weight, `#` begins feedback, `//` a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from marking.formats.answers import (
    Accepted,
    accepted_of,
    formatted,
    has_pictures,
    numbers_between,
    plain,
    scheme_of,
)
from marking.formats.values import (
    ESSAY,
    Dropped,
    Exported,
    FileBank,
    FileQuestion,
    Imported,
    bank_left_behind,
    decoded,
    left_behind,
    number_in,
)

BLANK = "_____"
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


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its format: "moodle", "html", "markdown" or "plain"."""

    text: str
    format: str = "moodle"

    @property
    def plain(self) -> str:
        """The text without markup."""
        return plain(self.text, self.format)


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

    `kind` is Category, Description, Essay, Short, Choice, Truth, Matching, Numerical or Broken.
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


class _Broken(ValueError):
    """An item that cannot be read; the message says why."""


def _raw_items(text: str) -> Iterator[tuple[int, str, str, tuple[str, ...]]]:
    """Yield the first line's number, the text, the id and the tags of each item."""
    kept: list[str] = []
    first, depth, identity, tags = 0, 0, "", list[str]()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate([*lines, ""], start=1):
        if line.lstrip().startswith("//"):
            if found := _ID.search(line):
                identity = found[1].strip()
            tags += [tag.strip() for tag in _TAG.findall(line)]
            continue
        starts_anew = depth > 0 and kept and not kept[-1].strip() and line.lstrip().startswith(("::", "$CATEGORY:"))
        ends = (not line.strip() and depth == 0) or starts_anew or number > len(lines)
        if ends and any(part.strip() for part in kept):
            yield first, "\n".join(kept), identity, tuple(tags)
            kept, depth, identity, tags = [], 0, "", []
        elif ends:
            kept = []
        if _CATEGORY.match(line) and depth == 0:
            yield number, line, "", ()
            continue
        if line.strip() and not kept:
            first = number
        if line.strip() or kept:
            kept.append(line)
        depth = _depth(line, depth)


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


def _find(text: str, sign: str, start: int = 0) -> int:
    """Return where `sign` first stands without a backslash, -1 for nowhere."""
    at = start
    while (at := text.find(sign, at)) >= 0:
        before = len(text[:at]) - len(text[:at].rstrip("\\"))
        if before % 2 == 0:
            return at
        at += 1
    return -1


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
    if (found := _FORMAT.match(rest)) is not None:
        style, rest = found[1].lower(), rest[found.end() :]
    opening = _find(rest, "{")
    if opening < 0:
        if (closing := _find(rest, "}")) >= 0 and not rest[:closing].strip():
            raise _Broken("there is a } without a { before it")
        item.stem = _text(rest, style)
        return item
    closing = _find(rest, "}", opening)
    if closing < 0:
        raise _Broken("the answers begin with { and do not end; put } behind them")
    before, after = rest[:opening].rstrip(), rest[closing + 1 :].strip()
    item.embedded = bool(after)
    item.stem = _text(f"{before} {BLANK} {after}" if after else before, style)
    _read_answers(item, rest[opening + 1 : closing], style)
    return item


def _text(raw: str, style: str) -> Text:
    """Return a text with its own format if it names one, else `style`; only Moodle's folds its lines."""
    if (found := _FORMAT.match(raw)) is not None:
        style, raw = found[1].lower(), raw[found.end() :]
    raw = " ".join(raw.split()) if style == "moodle" else raw.strip()
    return Text(_unescaped(raw), style)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


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


def _all(text: str, sign: str) -> Iterator[int]:
    at = -1
    while (at := _find(text, sign, at + 1)) >= 0:
        yield at


def _split(raw: str, style: str) -> tuple[str, Decimal | None, Text | None]:
    """Return the answer, its weight, and its feedback."""
    raw, weight, feedback = raw.strip(), None, None
    if (found := _WEIGHT.match(raw)) is not None:
        weight, raw = number_in(found[1]), raw[found.end() :]
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
    if (found := _RANGE.match(text)) is not None:
        ends = number_in(found[1]), number_in(found[2])
        return None if None in ends else Numeric(*sorted(end for end in ends if end is not None))
    if (found := _AROUND.match(text)) is not None:
        middle, around = number_in(found[1]), number_in(found[2] or "0")
        if middle is not None and around is not None:
            return Numeric(middle - abs(around), middle + abs(around))
    return None


# ---- items to questions ------------------------------------------------------------------------------------

_WHY_NOT = {
    "Description": "It asks nothing: a description without answers.",
    "Truth": "A true–false question is not answered in words.",
    "Matching": "A matching question is not answered in words.",
}


def read(data: bytes, *, marks: Decimal = Decimal(1), choices_too: bool = False) -> Imported:
    """Return what a GIFT file holds. GIFT has no marks a question: each is worth `marks`.

    `choices_too`: a multiple choice with one right answer becomes a short answer. Raises FormatError for a file that
    is no text.
    """
    text, remarks = decoded(data)
    questions: list[FileQuestion] = []
    dropped: list[Dropped] = []
    topic = ""
    for item in read_items(text):
        if item.kind == "Category":
            topic = topic_of(item.title)
            continue
        found = _question(item, topic, marks, choices_too=choices_too)
        if isinstance(found, Dropped):
            dropped.append(found)
        else:
            questions.append(found)
    return Imported(tuple(questions), tuple(dropped), remarks)


def topic_of(category: str) -> str:
    """Return a category's path as a topic: without the course, `top` and “Default for …” before what it is called."""
    parts = [part.strip() for part in re.split(r"(?<!/)/(?!/)", category)]
    while parts and (parts[0] in {"top", ""} or parts[0].startswith("$")):
        parts.pop(0)
    return " / ".join(part.replace("//", "/") for part in parts)[:200]


def _question(item: GiftItem, topic: str, marks: Decimal, *, choices_too: bool) -> FileQuestion | Dropped:
    what = item.title or item.stem.plain[:80]
    if item.kind == "Broken":
        return Dropped(item.line, what, f"It cannot be read: {item.problem}.")
    if item.kind in _WHY_NOT:
        return Dropped(item.line, what, _WHY_NOT[item.kind])
    if not item.stem.plain:
        return Dropped(item.line, what, "It has no question text.")
    remarks: list[str] = []
    if item.kind == "Choice":
        right = [choice for choice in item.choices if choice.percent >= 100]
        if not choices_too or len(right) != 1:
            why = "A multiple choice is not answered in words."
            more = " It has one right answer and could be asked as a short answer." if len(right) == 1 else ""
            return Dropped(item.line, what, why + more)
        remarks.append("A multiple choice is asked as a short answer; its wrong choices are left out.")
        answers = [Accepted(right[0].text.plain)]
    elif item.kind == "Numerical":
        answers = _numbers(item, remarks)
        if not answers:
            return Dropped(
                item.line, what, "Its numbers are a range that cannot be listed; nothing here marks by range."
            )
    else:
        answers = [Accepted(choice.text.plain, choice.percent) for choice in item.choices]
    return FileQuestion(
        stem=item.stem.plain,
        kind=ESSAY if item.kind == "Essay" else "SHORT",
        scheme=scheme_of(answers, marks=marks, remarks=remarks),
        line=item.line,
        title=item.title,
        topic=topic,
        model_answer=item.general.plain if item.general else "",
        external_id=item.id,
        tags=item.tags,
        remarks=(*remarks, *_unsaid(item)),
    )


def _unsaid(item: GiftItem) -> Iterator[str]:
    if item.kind == "Essay":
        yield "GIFT has no mark scheme for essays: write one before you use it."
    if any(choice.feedback for choice in item.choices):
        yield "Feedback on single answers is left out: here it goes to those who miss a point."
    if item.stem.format == "html" and has_pictures(item.stem.text):
        yield "Pictures and media are left out."


def _numbers(item: GiftItem, remarks: list[str]) -> list[Accepted]:
    """Return the numbers that are right as answers, none where one of them cannot be listed."""
    found: list[Accepted] = []
    for choice in item.choices:
        if choice.number is None or choice.percent <= 0:
            continue
        listed = numbers_between(choice.number.low, choice.number.high, choice.percent, remarks)
        if not listed:
            return []
        found += listed
    return found


# ---- writing -----------------------------------------------------------------------------------------------


def write(bank: FileBank) -> Exported:
    """Return a bank as GIFT. Schemes of more than one line cannot be carried: their questions become essays."""
    done = Exported()
    pieces: list[str] = []
    topic = ""
    for question in bank.questions:
        if question.topic != topic:
            topic = question.topic
            pieces.append(f"$CATEGORY: {topic or bank.title}\n")
        pieces.append(_written(question, done.lost))
    done.data = "\n".join(pieces).encode()
    done.lost += bank_left_behind(bank)
    return done


def _written(question: FileQuestion, lost: list[str]) -> str:
    name = question.name
    head = "".join(
        [
            f"// [id:{question.external_id}]\n" if question.external_id else "",
            "".join(f"// [tag:{tag}]\n" for tag in question.tags),
            f"::{_escaped(name)}::[plain]{_escaped(question.stem)} ",
        ]
    )
    lost += left_behind(question, "word_limit", "examples", "source")
    found = accepted_of(question.scheme) if question.scheme and question.kind != ESSAY else None
    general = f"\n\t####[plain]{_escaped(question.model_answer)}" if question.model_answer else ""
    if found is None:
        if question.scheme:
            lost.append(f"{name}: the mark scheme; GIFT has none of more than one line, so it became an essay")
            lost += left_behind(question, "model_answer")
            general = f"\n\t####[plain]{_escaped(formatted(question.scheme).strip())}"
        return f"{head}{{{general}\n}}\n"
    answers, unsaid = found
    lost += [f"{name}: {what}" for what in unsaid]
    lines = "".join(
        f"\n\t=%{answer.percent:f}%{_escaped(answer.text)}"
        if answer.percent != 100
        else f"\n\t={_escaped(answer.text)}"
        for answer in answers
    )
    return f"{head}{{{lines}{general}\n}}\n"


def _escaped(text: str) -> str:
    text = re.sub(r"([~=#{}:\\])", r"\\\1", text)
    return text.replace("\r", "").replace("\n", "\\n")
