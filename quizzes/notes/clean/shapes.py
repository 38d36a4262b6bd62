"""What a line is: a heading, an item, a step, a row of a table, a meaning or a line of text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from quizzes.notes.values import LineKind

TAB = 4  # columns
LONGEST_TITLE = 100
MOST_CELLS = 50
_HASHES = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_BULLET = re.compile(r"(\s*)(?:[-*+•·▪‣◦●○–—■□➢►▶∙⁃‒✓✔]|o(?=\s{2,}|\t))\s+(?=\S)")
_STEP = re.compile(r"(\s*)(?:(\()?(\d{1,3}|[A-Za-z]|[ivxIVX]{2,5})([.)])\s+(?=\S)|(\d{1,2})[.)](?=[A-Z]))")
_BANNER = re.compile(r"\s*(?:([-=_*~#·•–—])(?:\s*\1){2,}|[-=_*~#+─═━]{3,}|#{1,2})\s*$")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,})\s*$")
_MEANING = re.compile(r"\s{0,3}:\s+(?=\S)")
_RULE = re.compile(r"(?=.*-)\s*(?:>\s*)*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$")
_ROMAN = {"i": ("ii",), "v": ("iv", "vi"), "x": ("ix", "xi")}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a line is, its text without the sign that says so, and its level or indentation."""

    kind: LineKind
    text: str
    level: int = 0
    cells: tuple[str, ...] = ()
    header: bool = False


@dataclass(slots=True)
class Around:
    """A page as the shape of one line needs it: each line after the inline rules, which are skipped, the letters in use."""

    lines: list[str]
    skipped: set[int]
    letters: set[str] = field(default_factory=set)

    def near(self, at: int) -> str:
        """Return the line at this place, "" where there is none."""
        return self.lines[at] if 0 <= at < len(self.lines) else ""


def letters_in_use(lines: list[str]) -> set[str]:
    """The letters and Roman numbers that stand before a line as `a)` does."""
    steps = (_STEP.match(line) for line in lines)
    return {step[3] + step[4] for step in steps if step and step[3] and not step[3].isdigit()}


def _columns(blanks: str) -> int:
    return len(blanks.expandtabs(TAB))


def _indent(text: str) -> int:
    return _columns(text[: len(text) - len(text.lstrip())])


def _heading(text: str, around: Around, at: int) -> Shape | None:
    match = _HASHES.match(text)
    return Shape("heading", match[2], len(match[1])) if match else None


def _underlined(text: str, around: Around, at: int) -> Shape | None:
    """A short line with `===` or `---` below it."""
    below = around.near(at + 1)
    if not _UNDERLINE.match(below) or not text.strip() or len(text) > LONGEST_TITLE or text.rstrip()[-1:] in ".,;":
        return None
    if _BULLET.match(text) or _STEP.match(text) or "|" in text or _BANNER.match(text):
        return None
    return Shape("heading", text, 1 if "=" in below else 2)


def _banner(text: str, around: Around, at: int) -> Shape | None:
    return Shape("skip", "") if _BANNER.match(text) else None


def _meaning(text: str, around: Around, at: int) -> Shape | None:
    match = _MEANING.match(text)
    above = around.near(at - 1) or around.near(at - 2)
    return Shape("meaning", text[match.end() :], _indent(text)) if match and above.strip() else None


def _item(text: str, around: Around, at: int) -> Shape | None:
    match = _BULLET.match(text)
    return Shape("item", text[match.end() :], _columns(match[1])) if match else None


def _step(text: str, around: Around, at: int) -> Shape | None:
    match = _STEP.match(text)
    if not match or not _counts(match, around.letters):
        return None
    return Shape("step", text[match.end() :], _columns(match[1]))


def _counts(match: re.Match[str], letters: set[str]) -> bool:
    """Whether what stands before a line numbers it; `E. coli` and `A. Smith` do not, unless a neighbour counts too."""
    mark, sign = match[3], match[4]
    if match[5] or match[2] or mark.isdigit() or len(mark) > 1:
        return True
    near = [chr(ord(mark) - 1), chr(ord(mark) + 1)]
    near += [roman if mark.islower() else roman.upper() for roman in _ROMAN.get(mark.lower(), ())]
    return any(other + sign in letters for other in near)


def _row(text: str, around: Around, at: int) -> Shape | None:
    if "|" not in text and "\t" not in text:
        return None
    cells = cells_of(text)
    if len(cells) > MOST_CELLS:
        return Shape("skip", "")
    if len(cells) < 2 and not (text.count("|") >= 2 and cells[0]):
        return None
    if text.count("|") == 1 and not text.lstrip().startswith("|") and not _in_table(text, around, at):
        return None
    header = bool(_RULE.match(around.near(at + 1)))
    return Shape("row", text, _indent(text), tuple(cells), header)


def _in_table(text: str, around: Around, at: int) -> bool:
    """Whether the line above or below has bars too."""
    return any("|" in around.near(near) for near in (at - 1, at + 1))


def cells_of(text: str) -> list[str]:
    """What bars or tabs divide."""
    body = text.strip()
    if "|" in body:
        inner = body.removeprefix("|")
        return [cell.strip() for cell in inner.removesuffix("|").split("|")]
    return [cell.strip() for cell in re.split(r"\t+", body)]


Reader = Callable[[str, Around, int], Shape | None]


@dataclass(frozen=True, slots=True)
class ShapeRule:
    """One shape a line may have: how it is read, and pages of which `examples` says what their lines are."""

    name: str
    read: Reader
    examples: tuple[tuple[str, str], ...]


SHAPES: tuple[ShapeRule, ...] = (
    ShapeRule("heading", _heading, (
        ("### Erosion ###", "### Erosion"),
    )),
    ShapeRule("underlined heading", _underlined, (
        ("Erosion\n=======\nCoasts\n---", "# Erosion\n## Coasts"),
        ("It wears the bed.\n---\n- cliffs\n---", "It wears the bed.\n- cliffs"),
    )),
    ShapeRule("banner", _banner, (
        ("Abrasion wears\n\n* * *\n==========\n---\n##\nSolution dissolves", "Abrasion wears\nSolution dissolves"),
    )),
    ShapeRule("meaning", _meaning, (
        ("Abrasion\n:   stones scrape the bed", "Abrasion\n=> stones scrape the bed"),
    )),
    ShapeRule("item", _item, (
        ("- Abrasion\n\t• stones\n    o  pebbles\n➢ Solution", "- Abrasion\n- stones\n- pebbles\n- Solution"),
    )),
    ShapeRule("step", _step, (
        ("1. Rain falls\n2)  It runs off\n3.It seeps in\n(c) It rises\niv. It flows", "1. Rain falls\n1. It runs off\n1. It seeps in\n1. It rises\n1. It flows"),
        ("a) Rain\nb) Snow", "1. Rain\n1. Snow"),
        ("E. coli lives in the gut\nA. Smith wrote it", "E. coli lives in the gut\nA. Smith wrote it"),
    )),
    ShapeRule("row", _row, (
        ("| Part | Job |\n| Xylem | carries water |", "Part | Job\nXylem | carries water"),
        ("Xylem\tcarries water\nthe set {x | x > 0}", "Xylem | carries water\nthe set {x | x > 0}"),
        ("Part | Job\nXylem | carries water", "Part | Job\nXylem | carries water"),
    )),
)  # fmt: skip


def shape_of(text: str, around: Around, at: int, without: frozenset[str]) -> Shape:
    """The shape of the line at this place: the first of `SHAPES` that fits, else text."""
    for rule in SHAPES:
        if rule.name not in without and (shape := rule.read(text, around, at)) is not None:
            return shape
    return Shape("text", text, _indent(text))
