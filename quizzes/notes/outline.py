"""The outline of a page of notes: headings, bullets, steps, tables and paragraphs, each with its source lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from quizzes.english.words import is_word
from quizzes.notes.clean import clean
from quizzes.notes.values import Block, BlockKind, Line, Span
from quizzes.notes.wrapping import with_ends

LONGEST_HEADING = 70
LONGEST_SPLIT = 1200  # what is longer is a paragraph, whatever signs it holds
WRAPPED_FROM = 50  # a line at least this long that stops in mid-sentence was wrapped, not ended
LONGEST_TITLE_WORDS = 6
SHORTEST_TITLE = 3
TITLE, LABEL = 7, 8  # the levels of headings that only the layout tells: a short line by itself, `Effects:`
_APART = frozenset(["", "blank", "heading", "skip"])
_LISTED = frozenset(["item", "step", "row"])
_DASH = re.compile(
    r"\s*(?:-{1,3}>|={1,2}>|→|⇒|⟶)\s*|\s+(?:[–—-]{1,2}|::|>>)\s*(?=\S)|(?<=\S)[–—]\s+|(?<=[\w)])::(?=[\w“\"(])"
)
_ARROW = re.compile(r"-{1,3}>|={1,2}>|→|⇒|⟶")
_EQUALS = re.compile(r"\s+=\s+|(?<=[^\W\d])=(?=[^\W\d])")
_COLON = re.compile(r":\s+")
_SIGNS = (("=", _EQUALS), ("–", _DASH), (":", _COLON))
_QUOTED_PIECE = re.compile(r"\([^()]{0,200}\)|“[^“”]{0,200}”|\"[^\"]{0,200}\"")
_LEFT_OPEN = re.compile(r"\b(?:an?|the|to|are|is|were|by|include|includes|of|as follows)$")
_LETTER = re.compile(r"[A-Z]\)\s*(?=\S)")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s*[–—-]?\s+[A-Z][^.;:!?=]{2,60}")
_NUMBER = re.compile(r"^\(?(?:\d{1,2}(?:\.\d{1,2})*[.):]?|[IVX]{1,4}[.):]|[IVX]{2,4}|[a-h][.):]?)\s+(?=\S)")


def outline(text: str) -> tuple[Block, ...]:
    """The pieces of `text` in the order they stand, broken lines joined. Never fails; linear in the text."""
    lines = with_ends(clean(text))
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        at = _read_block(lines, at, blocks)
    return tuple(_with_parents(_mended(blocks), lines))


def split_parts(text: str) -> tuple[str, tuple[str, ...]]:
    """What spaced dashes, an equals sign or a colon divide, and which of these signs came first.

    `1926 – general strike` gives `("–", ("1926", "general strike"))`. A sign inside quotes or brackets, a
    hyphen inside a word and a dash between two years divide nothing.
    """
    if len(text) > LONGEST_SPLIT:
        return "", (text,)
    hidden = _QUOTED_PIECE.sub(lambda match: "x" * len(match[0]), text)
    for sign, pattern in sorted(_SIGNS, key=lambda pair: _first(pair[1], hidden, pair[0])):
        cuts = [match for match in pattern.finditer(hidden) if not _between_numbers(text, match)]
        parts = _divided(text, cuts[:1] if sign == ":" else cuts)
        if len(parts) > 1:
            arrow = sign == "–" and _ARROW.search(cuts[0][0])
            return "→" if arrow else sign, _with_dashes(parts) if sign == "=" else parts
    return "", (text,)


def _divided(text: str, cuts: Sequence[re.Match[str]]) -> tuple[str, ...]:
    """What stands before, between and after the cuts, where anything does."""
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(text)]
    pieces = (text[start:end].strip(" ,;:") for start, end in zip(starts, ends, strict=True))
    return tuple(piece for piece in pieces if piece)


def _with_dashes(parts: tuple[str, ...]) -> tuple[str, ...]:
    """`A = B – C` has three parts, of which the dash divides the last."""
    last = [piece.strip(" ,;:") for piece in _DASH.split(parts[-1])]
    return (*parts[:-1], *last) if all(last) else parts


def _first(pattern: re.Pattern[str], text: str, sign: str) -> tuple[bool, int, str]:
    """The order of signs: an equals sign divides before all else, then whichever of dash and colon comes first."""
    match = pattern.search(text)
    return sign != "=", match.start() if match else len(text), sign


def _between_numbers(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()].rstrip()[-2:], text[match.end() :][:2]
    if not (before[-1:].isdigit() and after[:1].isdigit()) or _is_date_of_number(text, match):
        return False
    return len(match[0].strip()) < 2 and match[0].strip() in {"-", "–", "—"}


def _is_date_of_number(text: str, match: re.Match[str]) -> bool:
    """`1920 - 250,000 men`, `1923 - 600 guards`: a spaced dash between a year and another number spans no years."""
    year = re.search(r"\b(?:1\d{3}|20\d{2})$", text[: match.start()])
    number = re.match(r"\d[\d,]*", text[match.end() :])
    return bool(year and number and match[0][:1].isspace() and ("," in number[0].rstrip(",") or len(number[0]) == 3))


def _read_block(lines: Sequence[Line], at: int, blocks: list[Block]) -> int:
    """Add the block that begins at `lines[at]` and return where the next one begins."""
    line = lines[at]
    if line.kind in {"blank", "skip"} or not line.text:
        return at + 1
    if line.kind == "row":
        return _read_table(lines, at, blocks)
    if line.kind == "meaning":
        return _read_meaning(line, at, blocks)
    if level := line.level if line.kind == "heading" else _heading_level(lines, at):
        text = heading_text(line.text)
        if text:
            blocks.append(Block("heading", text, (line.number, line.number), level, marked=_spans(line)))
        return at + 1
    end = at + 1
    while end < len(lines) and _continues(lines[end - 1], lines[end], line) and not _heads_next(line, lines, end):
        end += 1
    kind: BlockKind = "item" if line.kind == "item" else "step" if line.kind == "step" else "text"
    text, starts, marked = _joined(lines[at:end])
    if kind == "item":
        text, starts, marked = _without_letter(text, starts, marked)
    blocks.append(Block(kind, text, (line.number, lines[end - 1].number), line.level, starts=starts, marked=marked))
    return end


def _without_letter(
    text: str, starts: tuple[int, ...], marked: tuple[Span, ...]
) -> tuple[str, tuple[int, ...], tuple[Span, ...]]:
    """`P) One reason was …` without the letter, which only says which part of a paragraph it is."""
    letter = _LETTER.match(text)
    cut = letter.end() if letter else 0
    moved = tuple((max(start - cut, 0), stop - cut) for start, stop in marked if stop > cut)
    return text[cut:], tuple(max(start - cut, 0) for start in starts), moved


def _spans(line: Line) -> tuple[Span, ...]:
    return tuple(sorted({*line.bold, *line.highlighted}))


def _joined(lines: Sequence[Line]) -> tuple[str, tuple[int, ...], tuple[Span, ...]]:
    """Wrapped lines as one, where in it each begins, what is marked; a word hyphenated at a line's end is put together."""
    text, starts, marked = "", [], list[Span]()
    for line in lines:
        last, first = re.search(r"([^\W\d_]{1,30})-$", text[-40:]), re.match(r"[^\W\d_]+", line.text)
        if last and first and first[0].islower() and is_word(last[1] + first[0]):
            text = text[:-1]
        elif text:
            text += " "
        starts.append(len(text))
        marked += [(len(text) + start, len(text) + end) for start, end in _spans(line)]
        text += line.text
    return text, tuple(starts), tuple(marked)


def _continues(before: Line, line: Line, first: Line) -> bool:
    """Whether `line` goes on with what `before` says, rather than beginning anew."""
    text, last = line.text, before.text.rstrip()
    if line.kind != "text" or not text or before.kind == "heading" or before.ends or text.startswith("?"):
        return False
    if first.kind in {"item", "step"} and line.level > first.level:
        return not last.endswith("?") and not (before is first and _is_title_of(first.text, text))
    if text[:1].islower():
        both = _looks_paired(first.text) and _looks_paired(text)  # `vector: what carries it`, below it `host: …`
        return not last.endswith((".", "!", "?", ":")) and not both
    return _is_wrapped(last, text, first)


def _heads_next(first: Line, lines: Sequence[Line], at: int) -> bool:
    """Whether a short line at the margin after a long bullet is the title of the bullets below it."""
    line, below = lines[at], lines[at + 1] if at + 1 < len(lines) else None
    if below is not None and below.kind == "item" and first.kind == "text" and _looks_paired(first.text):
        return (
            len(line.text.split()) <= SHORTEST_TITLE and line.text[-1:].isalnum()
        )  # a term among terms, its meaning below
    title = len(line.text.split()) <= LONGEST_TITLE_WORDS and _reads_as_title(line.text) and not line.level
    return title and below is not None and below.kind == first.kind == "item" and below.level == first.level


def _is_wrapped(last: str, text: str, first: Line) -> bool:
    """Whether `text` with a capital goes on after a line so long that it was wrapped; `first` is the paragraph's first."""
    if first.kind == "text" and _looks_paired(first.text) and not last.endswith(("-", ",")):
        return False
    if len(last) < WRAPPED_FROM or last.endswith("?") or _looks_paired(text):
        return False
    return first.kind == "text" or len(text) >= WRAPPED_FROM or not last.endswith((".", "!", ":", ";"))


def _is_title_of(title: str, text: str) -> bool:
    """Whether a short bullet is the title of the indented sentence under it: `Temperature`, then `Heat makes …`."""
    return len(title.split()) <= 5 and title[-1:].isalnum() and text[:1].isupper() and text[-1:] in {".", "!"}


def _looks_paired(text: str) -> bool:
    """`term – definition` at the head of a line begins anew even after a long line."""
    sign, parts = split_parts(text)
    return bool(sign) and len(parts[0].split()) <= 5


def heading_text(text: str) -> str:
    """A heading's words: without a number before them, and not in capitals."""
    text = _NUMBER.sub("", re.sub(r"\s*\[\d{1,3}\]", "", text).strip(" :*_")).strip(" :–—-")
    if text.isupper() and (len(text) > 5 or is_word(text)):
        # Words in capitals that are no English words may be acronyms: they keep their letters.
        text = " ".join(w if len(w) <= 5 and not is_word(w) else w.lower() for w in text.split())
        text = text[:1].upper() + text[1:]
    return text


def _heading_level(lines: Sequence[Line], at: int) -> int:
    """Whether a line without a heading's markup is laid out as one: its level, or 0."""
    text = lines[at].text
    if lines[at].kind != "text" or not _may_head(text) or not _has_text_below(lines, at):
        return 0
    if (text.isupper() and len(text.split()) + len(text) > 5) or _NUMBERED.fullmatch(text):
        return TITLE - 1
    above, below = lines[at - 1].kind if at else "", lines[at + 1].kind
    if text.endswith(":"):
        return LABEL if _is_label(text, above, below) else 0
    return TITLE if _is_title(text, above, below) else 0


def _may_head(text: str) -> bool:
    """Whether a line is short enough for a heading and says something; one in capitals may be twice as long."""
    longest = LONGEST_HEADING * (1 + text.isupper())
    return len(text) <= longest and any(map(str.isalpha, text)) and not text.endswith("?")


def _has_text_below(lines: Sequence[Line], at: int) -> bool:
    """Whether something that a heading can head stands in one of the next three lines."""
    below = next((line for line in lines[at + 1 : at + 4] if line.kind not in {"blank", "skip"}), None)
    return below is not None and below.kind != "meaning"


def _is_label(text: str, above: str, below: str) -> bool:
    """`Effects:` before a list, or apart from what stands above or below. The kinds of the lines beside it; "" for none."""
    return not _is_sentence(text) and (above in _APART or below in {"blank", *_LISTED})


def _is_title(text: str, above: str, below: str) -> bool:
    """`The water cycle` by itself, or a few words right above a list."""
    if not _reads_as_title(text):
        return False
    by_itself = above in _APART and (below == "blank" or not above)
    return by_itself or (below in _LISTED and len(text.split()) <= 6)


def _is_sentence(text: str) -> bool:
    """`There are four processes:` leads to a list; it is no heading."""
    return bool(re.match(r"there |these |this |it |they ", text, re.IGNORECASE))


def _reads_as_title(text: str) -> bool:
    if text.endswith((".", "!", ";", ",", "?", ":")) or split_parts(text)[0] or "=" in text or _is_sentence(text):
        return False
    words = text.split()
    return len(words) <= 8 and words[0][:1].isupper() and not re.match(r"\d|[QA][.:)]", text)


def _read_meaning(line: Line, at: int, blocks: list[Block]) -> int:
    """`:   what it means` under a term: the two are one block."""
    last = blocks[-1] if blocks else None
    if last is None or last.kind not in {"text", "heading"} or len(last.text.split()) > 8:
        blocks.append(Block("text", line.text, (line.number, line.number), marked=_spans(line)))
    elif last.sign == ":" and last.parts:
        text = f"{last.text}; {line.text}"
        blocks[-1] = replace(
            last, text=text, lines=(last.lines[0], line.number), parts=(last.parts[0], text.partition(": ")[2])
        )
    else:
        text, start = f"{last.text}: {line.text}", len(last.text) + 2
        lines = (last.lines[0], line.number)
        blocks[-1] = Block("text", text, lines, starts=(0, start), sign=":", parts=(last.text, line.text))
    return at + 1


def _read_table(lines: Sequence[Line], at: int, blocks: list[Block]) -> int:
    """Add the rows of the table that begins here. Without a rule under it the first row is a header if it looks it."""
    width, end = len(lines[at].cells), at
    rows: list[Line] = []
    while end < len(lines) and lines[end].kind in {"row", "skip"}:
        if lines[end].kind == "row" and len(lines[end].cells) != width:
            break
        rows += [lines[end]] if lines[end].kind == "row" else []
        end += 1
    header: tuple[str, ...] = ()
    if rows and (rows[0].header or _looks_header(rows)):
        header, rows = rows[0].cells, rows[1:]
    blocks.extend(
        Block("row", " | ".join(row.cells), (row.number, row.number), parts=row.cells, sign="|", header=header)
        for row in rows
    )
    return max(end, at + 1)


_HEADS = frozenset(
    """term terms word words meaning definition definitions name function role type part cause effect date event
    year country feature features advantage advantages disadvantage disadvantages example examples description
    key person method purpose explanation structure use uses strengths weaknesses cue cues question notes answer
    symbol unit units""".split()  # noqa: SIM905
)


def _looks_header(rows: Sequence[Line]) -> bool:
    """Whether a table's first row names its columns: short cells, one of them a column's usual name."""
    first = rows[0].cells
    if len(rows) < 2 or any(len(cell.split()) > 4 for cell in first):
        return False
    usual = any(word in _HEADS for cell in first for word in re.findall(r"[a-z]+", cell.casefold()))
    return usual or (len(first) > 2 and all(cell[:1].isupper() or not cell for cell in first) and len(rows) > 2)


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
    last, first = re.search(r"([^\W\d_]{1,30})$", before[-31:]), re.match(r"[a-zà-ÿ]{1,30}\b", after)
    if not last or not first or not is_word(last[1] + first[0]):
        return ""
    return before + after if not is_word(first[0]) or not is_word(last[1]) else ""


def _with_parents(blocks: list[Block], lines: Sequence[Line]) -> list[Block]:
    """Depths as levels, and for each block the place of what it stands under."""
    done: list[Block] = []
    headings: list[tuple[int, int]] = []
    items: list[tuple[int, int]] = []
    for place, block in enumerate(blocks):
        sign, parts = (block.sign, block.parts) if block.parts else split_parts(block.text)
        depth = block.depth
        if block.kind == "heading":
            items = []
            headings = _opened(headings, depth)
            parent = _innermost(headings)
            headings.append((depth, place))
        elif block.kind in {"item", "step"}:
            items = [] if _is_another_list(block, done, lines) else _opened(items, depth)
            parent = items[-1][1] if items else _above(headings, done, lines, block)
            items.append((depth, place))
            depth = len(items) - 1
        else:
            items = _opened(items, depth) if block.kind == "text" and depth else []
            parent = _innermost(items or headings)
            depth = 0 if block.kind == "text" else depth
        done.append(replace(block, depth=depth, parent=parent, parts=parts, sign=sign))
    return done


def _innermost(stack: list[tuple[int, int]]) -> int:
    """The place of what was opened last, -1 where nothing is open."""
    return stack[-1][1] if stack else -1


def _is_another_list(block: Block, done: list[Block], lines: Sequence[Line]) -> bool:
    """Whether bullets after steps, or steps after bullets, begin a list that does not hang on the one before."""
    if block.depth or not done or done[-1].kind == block.kind or block.lines[0] < 2:
        return False
    return lines[block.lines[0] - 2].kind == "blank"


def _above(headings: list[tuple[int, int]], done: list[Block], lines: Sequence[Line], block: Block) -> int:
    """A list stands under the line right before it where that leads to it, else under the heading."""
    heading = headings[-1][1] if headings else -1
    place = len(done) - 1
    first = block
    while place > heading and done[place].kind in {"item", "step"}:
        if done[place].kind != block.kind:
            return done[place].parent if done[place].parent == heading else heading
        parent = done[place].parent
        if parent > heading and done[parent].kind == "text":
            return parent  # where the point before it stands
        first = done[place]
        place = parent if parent > heading else place - 1
    if place <= heading or done[place].kind != "text":
        return heading
    return place if _leads(done, place, first) else heading


def _leads(done: list[Block], place: int, first: Block) -> bool:
    """Whether the line at `place` leads to the list that begins with `first`; a line right below another is more of the same."""
    lead, before = done[place], done[place - 1] if place else None
    if lead.text.endswith((":", "?")):
        return True
    if before is not None and before.kind == "text" and lead.lines[0] - before.lines[1] == 1:
        return False
    last = re.split(r"[.!?]\s", lead.text)[-1]
    opens = (len(last.split()) <= 8 and last[-1:] not in {".", "!"}) or _LEFT_OPEN.search(last)
    return first.lines[0] - lead.lines[1] == 1 and bool(opens)


def _opened(stack: list[tuple[int, int]], depth: int) -> list[tuple[int, int]]:
    """What is still open when something of this depth begins."""
    return [entry for entry in stack if entry[0] < depth]
