"""The outline of a page of notes: headings, bullets, steps, tables and paragraphs, each with its source lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from quizzes.english.words import is_word
from quizzes.notes.values import Block, BlockKind

LONGEST_HEADING = 70
LONGEST_SPLIT = 1200  # what is longer is a paragraph, whatever signs it holds
WRAPPED_FROM = 50  # a line at least this long that stops in mid-sentence was wrapped, not ended
_BULLET = re.compile(r"\s*(?:[-*+•·▪‣◦●○–—■□➢✓►▶]|o(?=\s{2,}|\t))\s+(?=\S)")
_NUMBERED = re.compile(r"\s*\(?(?:\d{1,2}|[a-hA-H]|[ivxIVX]{1,4})[.)]\s+(?=\S)")
_HASHES = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|_{3,}|\*{3,})\s*$")
_RULE_CELL = re.compile(r":?-+:?")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|__)(?=\S)([^*_]{1,200}?)(?<=\S)\1(?![\w*])|`([^`]{1,200})`")
_LINK = re.compile(r"!?\[([^\]\[]+)\]\((?:https?:|/|#|mailto:)[^()\s]*\)")
_DASH = re.compile(r"\s*(?:->|=>|→|⇒)\s*|\s+[–—-]{1,2}\s*(?=\S)|(?<=\S)[–—]\s+")
_ARROW = re.compile(r"->|=>|→|⇒")
_EQUALS = re.compile(r"\s+=\s+|(?<=[^\W\d])=(?=[^\W\d])")
_COLON = re.compile(r":\s+")
_QUOTED_PIECE = re.compile(r"\([^()]{0,200}\)|“[^“”]{0,200}”|\"[^\"]{0,200}\"")


@dataclass(frozen=True, slots=True)
class _Raw:
    """A line as typed, with its number."""

    number: int
    text: str

    @property
    def indent(self) -> int:
        return len(self.text[: len(self.text) - len(self.text.lstrip())].expandtabs(4))


def outline(text: str) -> tuple[Block, ...]:
    """The pieces of `text` in the order they stand, broken lines joined. Never fails; linear in the text."""
    lines = [_Raw(number, line) for number, line in enumerate(text.splitlines(), start=1)]
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        at = _read_block(lines, at, blocks)
    return tuple(_with_parents(_mended(blocks)))


def plain(text: str) -> str:
    """The text without markdown's emphasis, code marks and links, blanks squeezed."""
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub(lambda found: found[2] or found[3] or "", text)
    return " ".join(text.replace("\u00ad", "").split())


def split_parts(text: str) -> tuple[str, tuple[str, ...]]:
    """What spaced dashes, an equals sign or a colon divide, and which of these signs came first.

    `1926 – general strike` gives `("–", ("1926", "general strike"))`. A sign inside quotes or brackets, a
    hyphen inside a word and a dash between two years divide nothing.
    """
    if len(text) > LONGEST_SPLIT:
        return "", (text,)
    hidden = _QUOTED_PIECE.sub(lambda found: "x" * len(found[0]), text)
    for sign, pattern in (("=", _EQUALS), ("–", _DASH), (":", _COLON)):
        cuts = [found for found in pattern.finditer(hidden) if not _between_numbers(text, found)]
        if not cuts:
            continue
        starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(text)]
        pieces = [text[start:end].strip(" ,;:") for start, end in zip(starts, ends, strict=True)]
        parts = tuple(piece for piece in pieces if piece)
        if len(parts) > 1:
            arrow = sign == "–" and _ARROW.search(cuts[0][0])
            return "→" if arrow else sign, _with_dashes(parts) if sign == "=" else parts
    return "", (text,)


def _with_dashes(parts: tuple[str, ...]) -> tuple[str, ...]:
    """`A = B – C` has three parts, of which the dashes divide the last."""
    last = [piece.strip(" ,;:") for piece in _DASH.split(parts[-1])]
    return (*parts[:-1], *(piece for piece in last if piece)) if all(last) else parts


def _between_numbers(text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()].rstrip()[-2:], text[found.end() :][:2]
    if not (before[-1:].isdigit() and after[:1].isdigit()):
        return False
    return len(found[0].strip()) < 2 and found[0].strip() in {"-", "–", "—"}


def _read_block(lines: list[_Raw], at: int, blocks: list[Block]) -> int:
    """Add the block that begins at `lines[at]` and return where the next one begins."""
    line = lines[at]
    if not line.text.strip() or _UNDERLINE.match(line.text):
        return at + 1
    for read in (_read_heading, _read_table):
        after = read(lines, at, blocks)
        if after > at:
            return after
    bullet, number = _BULLET.match(line.text), _NUMBERED.match(line.text)
    marker = bullet or number
    kind: BlockKind = "item" if bullet else "step" if number else "text"
    start = marker.end() if marker else 0
    end = _end_of_block(lines, at, indented=marker is not None)
    pieces = [line.text[start:], *(raw.text for raw in lines[at + 1 : end])]
    text, starts = _joined(pieces)
    if text:
        # Depth is the indentation for now; _with_parents turns it into a level.
        span = (line.number, lines[end - 1].number)
        blocks.append(Block(kind, text, span, line.indent if marker else 0, starts=starts))
    return end


def _joined(pieces: list[str]) -> tuple[str, tuple[int, ...]]:
    """Wrapped lines as one and where in it each begins; a word hyphenated at a line's end is put together."""
    joined, starts = [plain(pieces[0])], [0]
    length = len(joined[0])
    for piece in map(plain, pieces[1:]):
        last, first = re.search(r"([^\W\d_]+)-$", joined[-1]), re.match(r"[^\W\d_]+", piece)
        if last and first and first[0].islower() and is_word(last[1] + first[0]):
            joined[-1] = joined[-1][:-1]
            length -= 1
        elif piece and length:
            joined.append(" ")
            length += 1
        starts.append(length)
        joined.append(piece)
        length += len(piece)
    return "".join(joined), tuple(starts)


def _end_of_block(lines: list[_Raw], at: int, *, indented: bool) -> int:
    end = at + 1
    while end < len(lines) and _continues(lines[end - 1], lines[end], lines[at], indented=indented):
        end += 1
    return end


def _continues(before: _Raw, line: _Raw, first: _Raw, *, indented: bool) -> bool:
    """Whether `line` goes on with what `before` says, rather than beginning anew."""
    text, last = line.text.strip(), before.text.rstrip()
    if text.startswith(": ") and not _starts_block(before.text):
        return True
    if not text or _starts_block(line.text):
        return False
    if indented and line.indent > first.indent:
        return True
    if text[:1].islower():
        return not last.endswith((".", "!", "?", ":"))
    if _looks_paired(first.text) and not last.endswith(("-", ",")) and not indented:
        return False
    ended = last.endswith((".", "!", "?", ":", ";"))
    wrapped = len(last) >= WRAPPED_FROM
    return wrapped and not _looks_paired(text) and (not ended or len(text) >= WRAPPED_FROM or not indented)


def _looks_paired(text: str) -> bool:
    """`term – definition` at the head of a line begins anew even after a long line."""
    sign, parts = split_parts(text)
    return bool(sign) and len(parts[0].split()) <= 5


def _starts_block(text: str) -> bool:
    starts = (_BULLET, _NUMBERED, _HASHES, _UNDERLINE)
    return any(pattern.match(text) for pattern in starts) or len(_cells(text)) > 1


def _read_heading(lines: list[_Raw], at: int, blocks: list[Block]) -> int:
    line = lines[at]
    hashes = _HASHES.match(line.text)
    if hashes:
        if plain(hashes[2]):
            blocks.append(Block("heading", _heading_text(hashes[2]), (line.number, line.number), len(hashes[1])))
        return at + 1
    text = plain(line.text)
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    underlined = bool(following.strip()) and _UNDERLINE.match(following)
    level = _heading_level(lines, at, text, underlined=bool(underlined))
    if not level:
        return at
    blocks.append(Block("heading", _heading_text(text), (line.number, line.number), level))
    return at + (2 if underlined else 1)


def _heading_text(text: str) -> str:
    text = plain(text).strip(" :*_")
    text = re.sub(r"^\(?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4})[.)]\s+", "", text)
    if text.isupper() and (len(text) > 5 or is_word(text)):
        # Words in capitals that are no English words may be acronyms: they keep their letters.
        text = " ".join(w if len(w) <= 5 and not is_word(w) else w.lower() for w in text.split())
        text = text[:1].upper() + text[1:]
    return text


def _heading_level(lines: list[_Raw], at: int, text: str, *, underlined: bool) -> int:
    """1 to 3 where the line reads as a heading, 0 where not."""
    line = lines[at]
    bold = bool(re.fullmatch(r"\s*(\*\*|__)[^*_]+(\*\*|__):?\s*", line.text))
    if (
        re.match(r"[QA]\s*\d*[.:)]\s", text)
        or not text
        or len(text) > LONGEST_HEADING * (1 + text.isupper())
        or not any(map(str.isalpha, text))
    ):
        return 0
    if underlined and not _BULLET.match(line.text):
        return 1
    if _BULLET.match(line.text) or (_NUMBERED.match(line.text) and not text.isupper()) or len(_cells(line.text)) > 1:
        return 0
    if text.isupper() and len(text.split()) + len(text) > 5:
        return 1
    if bold:
        return 2
    blank_before = at == 0 or not lines[at - 1].text.strip()
    blank_after = at + 1 < len(lines) and not lines[at + 1].text.strip()
    opens = at + 1 < len(lines) and any(raw.text.strip() for raw in lines[at + 1 : at + 3])
    if text.endswith(":") and opens and (blank_before or blank_after):
        return 0 if _is_sentence(text) else 2
    alone = blank_before and (blank_after or at == 0) and opens
    if alone and _reads_as_title(text):
        return 2
    before_list = blank_before and opens and not blank_after and _starts_block(lines[at + 1].text)
    return 3 if before_list and len(text.split()) <= 6 and _reads_as_title(text) else 0


def _is_sentence(text: str) -> bool:
    """`There are four processes:` leads to a list; it is no heading."""
    return bool(re.match(r"there |these |this |it |they ", text, re.IGNORECASE))


def _reads_as_title(text: str) -> bool:
    if text.endswith((".", "!", ";", ",", "?")) or split_parts(text)[0] or "=" in text:
        return False
    words = text.split()
    return len(words) <= 8 and words[0][:1].isupper() and not re.match(r"\d", text)


def _cells(text: str) -> list[str]:
    if text.count("|") >= 1 and (text.count("|") >= 2 or " | " in text):
        return [plain(cell) for cell in text.strip().strip("|").split("|")]
    body = text.strip()
    return [plain(cell) for cell in re.split(r"\t+", body)] if "\t" in body else [body]


def _read_table(lines: list[_Raw], at: int, blocks: list[Block]) -> int:
    """Add the rows of the table that begins here: two or more lines with as many cells each."""
    width = len(_cells(lines[at].text))
    if width < 2 or _BULLET.match(lines[at].text):
        return at
    end = at
    while end < len(lines) and len(_cells(lines[end].text)) == width:
        end += 1
    if end - at < 2:
        return at
    header: tuple[str, ...] = ()
    for raw in lines[at:end]:
        cells = tuple(_cells(raw.text))
        if all(_RULE_CELL.fullmatch(cell) or not cell for cell in cells):
            continue
        if not header:
            header = cells
            continue
        row = Block("row", " | ".join(cells), (raw.number, raw.number), parts=cells, sign="|", header=header)
        blocks.append(row)
    return end


def _mended(blocks: list[Block]) -> list[Block]:
    """Paragraphs that a blank line broke in the middle of a word are one again (`wo`, blank, `uld remain`)."""
    mended: list[Block] = []
    for block in blocks:
        if mended and block.kind == "text" and (text := broken_word(mended[-1].text, block.text)):
            last = mended[-1]
            starts = (*last.starts, *(len(last.text) + start for start in block.starts))
            mended[-1] = replace(last, text=text, lines=(last.lines[0], block.lines[1]), starts=starts)
        else:
            mended.append(block)
    return mended


def broken_word(before: str, after: str) -> str:
    """Two pieces of text as one where the cut went through a word, "" where it did not."""
    last, first = re.search(r"([^\W\d_]+)$", before), re.match(r"[a-zà-ÿ]+", after)
    if not last or not first or not is_word(last[1] + first[0]):
        return ""
    return before + after if not is_word(first[0]) or not is_word(last[1]) else ""


def _with_parents(blocks: list[Block]) -> list[Block]:
    """Depths as levels, and for each block the place of what it stands under."""
    done: list[Block] = []
    headings: list[tuple[int, int]] = []
    items: list[tuple[int, int]] = []
    for place, block in enumerate(blocks):
        sign, parts = (block.sign, block.parts) if block.kind == "row" else split_parts(block.text)
        depth = block.depth
        if block.kind == "heading":
            items = []
            headings = _opened(headings, depth)
            parent = headings[-1][1] if headings else -1
            headings.append((depth, place))
        elif block.kind in {"item", "step"}:
            items = _opened(items, depth)
            parent = items[-1][1] if items else _above(headings, done)
            items.append((depth, place))
            depth = len(items) - 1
        else:
            items = []
            parent = headings[-1][1] if headings else -1
        done.append(replace(block, depth=depth, parent=parent, parts=parts, sign=sign))
    return done


def _above(headings: list[tuple[int, int]], done: list[Block]) -> int:
    """A list stands under the line before it where that line ends in a colon, else under the heading."""
    heading = headings[-1][1] if headings else -1
    place = len(done) - 1
    while place > heading and done[place].kind in {"item", "step"}:
        place = done[place].parent
    if place > heading and done[place].kind == "text" and done[place].text.endswith(":"):
        return place
    return heading


def _opened(stack: list[tuple[int, int]], depth: int) -> list[tuple[int, int]]:
    """What is still open when something of this depth begins."""
    return [entry for entry in stack if entry[0] < depth]
