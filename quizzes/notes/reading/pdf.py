"""The text of PDF files: lines in reading order, without running heads and page numbers, wrapped lines as one."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from quizzes.english.words import is_word
from quizzes.notes.reading.lines import Page, Piece, joined
from quizzes.notes.values import NotesError

MOST_PAGES = 200
MOST_PDF_TEXT = 150_000  # characters, running heads and all; a page takes a tenth of a second to read
_EDGE = 2  # lines at the top and the foot of a page that may be a running head
_LONGEST_TITLE = 100
_SMALL = 0.8  # of the line's size: a raised or lowered letter is smaller
_LARGE = 1.12  # of the size most text has: a heading is larger
_WRAPPED = 0.85  # of the longest lines: what reaches so far was wrapped
_NARROWEST = 40  # characters of a column whose lines may have been wrapped
_BULLET = re.compile(r"\s*(?:[•·▪‣◦●○■□➢►▶∙⁃✓\ue000-\uf8ff]|[-–](?=\s)|o(?=\s))\s*")
_NUMBERED = re.compile(r"\s*(\d{1,2})[.)]\s+(?=\S)")
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.|slide|seite)?\s*\d{1,4}(?:\s*(?:/|of|von|sur|de)\s*\d{1,4})?\W*$", re.IGNORECASE
)
_GLYPH = re.compile(r"/(?:g|gid|cid|uni)\d+|\(cid:\d+\)")
_ENDED = (".", "!", "?", ":", ";")


@dataclass(slots=True)
class _Line:
    """A line of a page: its pieces, where it begins (points from the left and the foot), its size, whether all is bold."""

    x: float
    y: float
    size: float
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_bold(self) -> bool:
        return all(piece.bold for piece in self.pieces if piece.text.strip())


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    x: float
    y: float
    size: float
    bold: bool


def read_pdf(data: bytes) -> str:
    """The text of a PDF file's pages. Raises NotesError for an encrypted or broken file, or one without text."""
    pages = [list(_lines(runs)) for runs in _runs_of(data)]
    if not any(line.text.strip() for lines in pages for line in lines):
        raise NotesError("this PDF holds pictures of pages, no text; paste the text, or scan it with text recognition")
    if _is_unreadable(pages):
        raise NotesError("this PDF names its letters in a way that cannot be read; open it, copy the text and paste it")
    writer = _Writer(pages)
    for lines in _without_heads(pages):
        writer.write(lines)
    return writer.finished()


def _is_unreadable(pages: list[list[_Line]]) -> bool:
    """Whether a good part of the text is numbers of glyphs, for a font that does not say which letters they are."""
    text = "".join(line.text for lines in pages for line in lines)
    return sum(len(found) for found in _GLYPH.findall(text)) * 5 > len(text)


def _runs_of(data: bytes) -> list[list[_Run]]:
    """What is written on each page, in the order the file writes it. Raises NotesError."""
    from pypdf import PdfReader  # noqa: PLC0415  (slow to import, and few notes are PDF files)
    from pypdf.errors import FileNotDecryptedError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotesError("this PDF is encrypted; save it without a password")
        if len(reader.pages) > MOST_PAGES:
            raise NotesError(f"this PDF has {len(reader.pages)} pages; notes may have {MOST_PAGES}")
        return list(_read_pages(reader.pages))
    except NotesError:
        raise
    except FileNotDecryptedError as error:
        raise NotesError("this PDF is encrypted; save it without a password") from error
    except Exception as error:  # a library that reads strangers' files may raise anything
        raise NotesError(
            "this PDF is broken or uses what cannot be read here; save it again, or paste the text"
        ) from error


def _read_pages(pages: Iterable[Any]) -> Iterator[list[_Run]]:
    total = 0
    for page in pages:
        runs: list[_Run] = []

        def visit(text: str, cm: Any, tm: Any, font: Any, size: Any, runs: list[_Run] = runs) -> None:
            if text:
                runs.append(_run(text, cm, tm, font, size))

        page.extract_text(visitor_text=visit)
        total += sum(len(run.text) for run in runs)
        if total > MOST_PDF_TEXT:
            raise NotesError("this PDF holds far more text than notes do; paste the pages you need")
        yield runs


def _run(text: str, cm: list[float], tm: list[float], font: dict[str, Any] | None, size: float | None) -> _Run:
    across, up = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[2]) or 1.0
    name = str((font or {}).get("/BaseFont", "")).lower()
    return _Run(
        text, across, up, round(float(size or 0) * scale, 1), "bold" in name or "black" in name or "-bd" in name
    )


def _lines(runs: list[_Run]) -> Iterator[_Line]:
    """Runs as lines; what is small and off the line is raised or lowered."""
    line: list[_Run] = []
    for run in runs:
        first, *rest = run.text.split("\n")
        line.append(_Run(first, run.x, run.y, run.size, run.bold))
        for text in rest:
            yield from _line(line)
            line = [_Run(text, run.x, run.y, run.size, run.bold)] if text else []
    yield from _line(line)


def _line(runs: list[_Run]) -> Iterator[_Line]:
    said = [run for run in runs if run.text.strip()]
    if not said:
        return
    main = Counter({run.size: 0 for run in said})
    for run in said:
        main[run.size] += len(run.text.strip())
    size = main.most_common(1)[0][0]
    base = next(run.y for run in said if run.size == size)
    found = _Line(said[0].x, base, size)
    for run in runs:
        small = bool(run.text.strip()) and run.size < size * _SMALL
        off = (run.y - base) if small else 0.0
        found.pieces.append(Piece(run.text, run.bold, raised=0 if abs(off) < size * 0.08 else 1 if off > 0 else -1))
    yield found


def _without_heads(pages: list[list[_Line]]) -> Iterator[list[_Line]]:
    """The lines of each page without its running heads: what stands at the edge of most pages, numbers aside."""
    edges = [_edge(lines) for lines in pages]
    counted = Counter(key for edge in edges for key in {_key(line) for line in edge})
    often = max(3, len(pages) // 2 + 1) if len(pages) > 2 else 2
    heads = {key for key, times in counted.items() if times >= often}
    for lines, edge in zip(pages, edges, strict=True):
        numbers = {id(line) for line in edge if _PAGE_NUMBER.fullmatch(line.text.strip()) and len(pages) > 1}
        gone = numbers | {id(line) for line in edge if _key(line) in heads}
        yield [line for line in lines if id(line) not in gone]


def _edge(lines: list[_Line]) -> list[_Line]:
    by_height = sorted(lines, key=lambda line: line.y)
    return by_height[:_EDGE] + by_height[_EDGE:][-_EDGE:]


def _key(line: _Line) -> str:
    return re.sub(r"\d+", "0", " ".join(line.text.split()))


class _Writer:
    """Writes the lines of pages as headings, items and paragraphs."""

    def __init__(self, pages: list[list[_Line]]) -> None:
        sizes: Counter[float] = Counter()
        for line in (line for lines in pages for line in lines):
            sizes[line.size] += len(line.text)
        self.body = sizes.most_common(1)[0][0]
        large = sorted({size for size in sizes if size > self.body * _LARGE}, reverse=True)
        self.levels = {size: min(at, 3) for at, size in enumerate(large, start=1)}
        lengths = sorted(len(line.text) for lines in pages for line in lines if line.size == self.body)
        self.width = lengths[len(lengths) * 9 // 10] if lengths else 0
        self.page = Page()
        self.left = 0.0
        self.pieces: list[Piece] = []
        self.last: _Line | None = None
        self.first: _Line | None = None

    def write(self, lines: list[_Line]) -> None:
        """Write a page's lines. A paragraph may go on from the page before."""
        marks = [line.x for line in lines if _BULLET.match(line.text)]
        self.left = min(marks, default=0.0)
        for line in lines:
            if self.last is not None and self._goes_on(self.last, line):
                self._join(line)
            else:
                self._end(line)
                self.pieces, self.first = list(line.pieces), line
            self.last = line

    def finished(self) -> str:
        """Return all that was written."""
        self._end(None)
        return self.page.text()

    def _goes_on(self, last: _Line, line: _Line) -> bool:
        """Whether a line was wrapped from the one before."""
        text, before = line.text.strip(), last.text.strip()
        if (
            not text
            or line.size != last.size
            or _BULLET.match(text)
            or _NUMBERED.match(text)
            or line.is_bold != last.is_bold
        ):
            return False
        if _BULLET.fullmatch(last.text):
            return True
        if 0 < last.y - line.y > line.size * 2.2:
            return False
        if line.size in self.levels:
            return len(before) + len(text) <= _LONGEST_TITLE and abs(last.y - line.y) < line.size * 1.6
        if text[0].islower():
            return not before.endswith(_ENDED)
        return self.width >= _NARROWEST and len(before) >= self.width * _WRAPPED and not before.endswith(_ENDED)

    def _join(self, line: _Line) -> None:
        """Add a wrapped line; a word that was broken for it is put together."""
        last, first = re.search(r"([^\W\d_]+)-\s*$", self.pieces[-1].text), re.match(r"\s*([^\W\d_]+)", line.text)
        if last and first and first[1][0].islower():
            kept = self.pieces[-1].text.rstrip()
            whole = is_word((last[1] + first[1]).lower())
            self.pieces[-1] = Piece(kept[:-1] if whole else kept, self.pieces[-1].bold, raised=self.pieces[-1].raised)
        else:
            self.pieces.append(Piece(" "))
        self.pieces += line.pieces

    def _end(self, following: _Line | None) -> None:
        """Write the paragraph that has ended."""
        pieces, first = self.pieces, self.first
        self.pieces = []
        if first is None or not any(piece.text.strip() for piece in pieces):
            return
        plain = joined(pieces, plain=True)
        if first.size in self.levels and len(plain) <= _LONGEST_TITLE and any(map(str.isalpha, plain)):
            self.page.heading(plain, self.levels[first.size])
            return
        bullet, number = _BULLET.match(plain), _NUMBERED.match(plain)
        if bullet and bullet.end() < len(plain):
            depth = int(max(first.x - self.left, 0) / max(first.size * 1.2, 1))
            self.page.item(_after(joined(pieces), bullet), depth)
        elif number:
            self.page.item(_after(joined(pieces), number), 0, int(number[1]))
        elif plain:
            self.page.lines.append(joined(pieces))
            if following is None or self.last is None or abs(self.last.y - following.y) > first.size * 1.7:
                self.page.blank()


def _after(text: str, mark: re.Match[str]) -> str:
    """The text of an item without its bullet or number, which may have been bold."""
    said = text.removeprefix("**")
    rest = said[len(mark[0]) :] if said.startswith(mark[0]) else said.removeprefix(mark[0].strip()).lstrip()
    return f"**{rest.lstrip()}" if text.startswith("**") and not rest.startswith("**") else rest.removeprefix("** ")
