"""What a line is, and which lines of a page are no notes at all: front matter, code, comments, running heads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"\s*(?:>\s*)*(`{3,}|~{3,})\s*([\w+#./-]*)([^`]*)$")
_KEY = re.compile(r"\s*[\w.-]+(?: [\w.-]+){0,2}\s*[:=](?:\s|$)|\s*-\s|\s*#|\s*\[|\s*$|\s{2,}\S")
_LONGEST_MATTER = 200  # lines
_WORDS = frozenset(["text", "txt", "plaintext", "note", "notes", "ad-note", "ad-info", "ad-tip", "ad-summary", "quote"])
_CODE_LINE = re.compile(
    r"[;{}]\s*$|^\s*(?:def|class|import|from|return|if|for|while|else|elif|print|public|private|static|void|int|var|let"
    r"|const|function|SELECT|INSERT|UPDATE|DELETE|WHERE|#include|//|/\*|\$|>>>)\b.*[(){}=:;*]|[\w.]+\([^)]*\)\s*$"
    r"|^\s*(?:#include|//|>>>|\$ )"
)
_DRAWN = re.compile(r"[│┃├└┌┐┘┤┬┴┼─━═║╔╗╚╝▼▲◄]|[-=_+|/\\]{3,}|\^{2,}|<-{2,}|-{2,}>")


def _front_matter(lines: list[str]) -> Iterator[int]:
    """YAML between `---` or TOML between `+++` at the head of the page."""
    first = next((at for at, line in enumerate(lines) if line.strip()), -1)
    if first < 0 or lines[first].strip() not in {"---", "+++"}:
        return
    ends = {"---", "..."} if lines[first].strip() == "---" else {"+++"}
    for at in range(first + 1, min(len(lines), first + _LONGEST_MATTER)):
        if lines[at].strip() in ends:
            if at > first + 1:
                yield from range(first, at + 1)
            return
        if not _KEY.match(lines[at]):
            return


def _fences(lines: list[str]) -> Iterator[int]:
    """The signs of a fence, and all that is in it unless it reads as notes."""
    at = 0
    while at < len(lines):
        opened = _FENCE.match(lines[at])
        if not opened:
            at += 1
            continue
        end = at + 1
        while end < len(lines) and not _closes(lines[end], opened[1]):
            end += 1
        yield at
        language = opened[2].lower()
        if language not in _WORDS and (language or not _reads_as_notes(lines[at + 1 : end])):
            yield from range(at + 1, end)
        if end < len(lines):
            yield end
        at = end + 1


def _closes(line: str, sign: str) -> bool:
    said = line.strip().lstrip("> ")
    return said.startswith(sign[0] * len(sign)) and not said.strip(sign[0])


def _reads_as_notes(lines: list[str]) -> bool:
    """Whether what stands in a fence is words: no code, no sums, no drawing."""
    said = [line for line in lines if line.strip()]
    if not said:
        return False
    odd = sum(bool(_CODE_LINE.search(line) or _DRAWN.search(line)) for line in said)
    text = "".join(said)
    letters = sum(map(str.isalpha, text)) + text.count(" ")
    words = len(" ".join(said).split())
    return odd * 5 <= len(said) and letters * 4 >= len(text) * 3 and words >= 3 * len(said)


def _between(opens: str, closes: str) -> Callable[[list[str]], Iterator[int]]:
    """Lines from one that begins with `opens` up to one that ends with `closes`, where both are on lines apart."""
    first, last = re.compile(opens), re.compile(closes)

    def found(lines: list[str]) -> Iterator[int]:
        at = 0
        nothing_after = False
        while at < len(lines):
            start = first.match(lines[at])
            if not start or nothing_after or last.search(lines[at], start.end()):
                at += 1
                continue
            end = at + 1
            while end < len(lines) and not last.search(lines[end]):
                end += 1
            if end == len(lines):
                nothing_after = True
                at += 1
                continue
            yield from range(at, end + 1)
            at = end + 1

    return found


_NOTE_BODY = re.compile(r"\s{0,3}\[\^[^\]\s]{1,60}\]:")


def _footnotes(lines: list[str]) -> Iterator[int]:
    """The text of a footnote with its indented lines."""
    within = False
    for at, line in enumerate(lines):
        within = bool(_NOTE_BODY.match(line)) or (within and line.startswith(("    ", "\t")))
        if within:
            yield at


_NUMBER = re.compile(r"\s*(\d{1,4})\s*$")
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-–—|]\s*\d{1,4}\s*[-–—|]|(?:page|seite|página|slide|folie)\s*\d{1,4}(?:\s*(?:of|/|von|de|sur)\s*\d{1,4})?"
    r"|\d{1,4}\s*(?:of|/|von|sur)\s*\d{1,4})\s*$",
    re.IGNORECASE,
)


def _page_numbers(lines: list[str]) -> Iterator[int]:
    """`Page 3 of 12`, and lone numbers that count up: a number alone may well be an answer."""
    yield from (at for at, line in enumerate(lines) if _PAGE_NUMBER.match(line))
    run: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        match = _NUMBER.match(line)
        if not match:
            continue
        number = int(match[1])
        if run and number != run[-1][1] + 1:
            yield from _pages(run)
            run = []
        run.append((at, number))
    yield from _pages(run)


def _pages(run: list[tuple[int, int]]) -> Iterator[int]:
    return (at for at, _ in run if len(run) >= 3)


def _running_heads(lines: list[str]) -> Iterator[int]:
    """What stands beside the number of a page three times or more is the page's head or foot."""
    numbers = set(_page_numbers(lines))
    beside: dict[str, list[int]] = {}
    for at in numbers:
        for near in (_said(lines, at, -1), _said(lines, at, 1)):
            if near >= 0 and near not in numbers:
                beside.setdefault(re.sub(r"\d+", "0", lines[near].strip()), []).append(near)
    for places in beside.values():
        if len(set(places)) >= 3:
            yield from places


def _said(lines: list[str], at: int, step: int) -> int:
    """The next line above or below that is not blank, within two; -1 for none."""
    for near in (at + step, at + 2 * step):
        if 0 <= near < len(lines) and lines[near].strip():
            return near
    return -1


_LINE_SKIPPED = {
    "link definition": (("]:",), re.compile(r"\s{0,3}\[[^\]^][^\]]{0,200}\]:\s*\S+(?:\s+[\"'(].{0,300})?\s*$")),
    "table rule": (("-",), re.compile(r"(?=.*-)\s*(?:>\s*)*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$")),
    "container": ((":::",), re.compile(r"\s*:{3,}(?:\s*\{?[\w. -]*\}?)?\s*$")),
    "callout": (("[!",), re.compile(r"\s*(?:>\s*)+\[![\w/-]+\][+-]?\s*$")),
    "property": (
        ("::",),
        re.compile(
            r"\s*(?:[-*+]\s+)?(?:[a-z]+\.[\w.-]+|tags?|alias(?:es)?|title|type|id|collapsed|icon|created|updated|public|source|author|date|status|card-[\w-]+)::\s"
        ),
    ),
    "macro": (
        ("\\",),
        re.compile(r"\s*\\(?:newpage|pagebreak|begin|end|maketitle|tableofcontents|vspace|hspace|centering|label)\b"),
    ),
}


def _matching(pattern: re.Pattern[str]) -> Callable[[list[str]], Iterator[int]]:
    return lambda lines: (at for at, line in enumerate(lines) if pattern.match(line))


@dataclass(frozen=True, slots=True)
class BlockRule:
    """Lines that are no notes: how they are found on a page that holds one of the `signs` (on any, where it has none),
    and pages of which `examples` says what is left.
    """

    name: str
    signs: tuple[str, ...]
    find: Callable[[list[str]], Iterator[int]]
    examples: tuple[tuple[str, str], ...]


BLOCK_RULES: tuple[BlockRule, ...] = (
    BlockRule("front matter", ("---", "+++"), _front_matter, (
        ("---\ntitle: Rivers\ndate: 2023-05-01\ntags:\n  - geo\n---\nAbrasion: rocks scrape", "Abrasion: rocks scrape"),
        ("+++\ntitle = 'Rivers'\n+++\nAbrasion: rocks scrape", "Abrasion: rocks scrape"),
        ("---\nSpec points: 2.1\n---\nAbrasion: rocks scrape", "Abrasion: rocks scrape"),
        ("---\n\nAbrasion wears the bed\n\n---\nand the banks", "Abrasion wears the bed\nand the banks"),
    )),
    BlockRule("fence", ("```", "~~~"), _fences, (
        ("```\n1923 - Ruhr - French troops march in\n1924 - Dawes - loans come\n```", "1923 - Ruhr - French troops march in\n1924 - Dawes - loans come"),
        ("A loop:\n```python\nfor x in y:\n    print(x)\n```", "A loop:"),
        ("```\n  +----+\n  | OS |---> disk\n  +----+\n```\nThe OS loads", "The OS loads"),
        ("```\n12 + 7 = 19\n19 x 2 = 38\n```\nDouble it", "Double it"),
        ("```mermaid\ngraph of the water cycle here\n```\nRain falls", "Rain falls"),
    )),
    BlockRule("comment", ("<!--",), _between(r"\s*(?:<!--)", r"-->"), (
        ("<!-- to do:\ncheck the dates -->\nAbrasion wears", "Abrasion wears"),
    )),
    BlockRule("obsidian comment", ("%%",), _between(r"\s*%%", r"%%"), (
        ("%%\nask Tom about this\n%%\nAbrasion wears", "Abrasion wears"),
    )),
    BlockRule("formula", ("$$",), _between(r"\s*(?:>\s*)*\$\$", r"\$\$"), (
        ("Lens:\n$$\n\\frac{1}{f} = \\frac{1}{u} + \\frac{1}{v}\n$$", "Lens:"),
    )),
    BlockRule("bracketed formula", ("\\[",), _between(r"\s*\\\[", r"\\\]"), (
        ("Lens:\n\\[\nf = u + v\n\\]", "Lens:"),
    )),
    BlockRule("environment", ("\\begin",), _between(r"\s*\\begin\{(?:align|equation|gather|array|tikz|figure|tabular)", r"\\end\{(?:align|equation|gather|array|tikz|figure|tabular)"), (
        ("\\begin{align}\nx &= 1\n\\end{align}\nSo x is 1", "So x is 1"),
    )),
    BlockRule("style", ("<s",), _between(r"\s*<(?:style|script)\b", r"</(?:style|script)>"), (
        ("<style>\nb {color: red}\n</style>\nAbrasion wears", "Abrasion wears"),
    )),
    BlockRule("footnote", ("[^",), _footnotes, (
        ("The plan began.[^1]\n\n[^1]: Smith, page 3\n    and more\nIt ended.", "The plan began.\nIt ended."),
    )),
    BlockRule("running head", (), _running_heads, (
        ("Rivers\n1\n\nA\n\n\nRivers\n2\n\nB\n\n\nRivers\n3\n\nC", "A\nB\nC"),
    )),
    BlockRule("page number", (), _page_numbers, (
        ("Abrasion wears\nPage 3 of 12\nSolution dissolves\n- 4 -\n", "Abrasion wears\nSolution dissolves"),
        ("Abrasion\n7\nSolution\n8\nAttrition\n9", "Abrasion\nSolution\nAttrition"),
        ("When did it begin?\n1928\nHow many died?\n12", "When did it begin?\n1928\nHow many died?\n12"),
    )),
    *(BlockRule(name, signs, _matching(pattern), example) for (name, (signs, pattern)), example in zip(_LINE_SKIPPED.items(), (
        (("[1]: https://example.org \"x\"\nAbrasion wears", "Abrasion wears"),),
        (("| a | b |\n|:--|--:|\n| c | d |", "a | b\nc | d"),),
        (("::: {.note}\nAbrasion wears\n:::", "Abrasion wears"),),
        (("> [!note]\n> Abrasion wears", "Abrasion wears"),),
        (("tags:: #rivers\n- Abrasion wears\n  logseq.order-list-type:: number\nSolution :: acid dissolves", "- Abrasion wears\nSolution :: acid dissolves"),),
        (("\\newpage\nAbrasion wears", "Abrasion wears"),),
    ), strict=True)),
)  # fmt: skip


def block_rules_for(text: str) -> tuple[BlockRule, ...]:
    """The rules that a page may need."""
    return tuple(rule for rule in BLOCK_RULES if not rule.signs or any(sign in text for sign in rule.signs))
