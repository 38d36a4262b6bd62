"""The text of a Rich Text file: paragraphs, lists, tables, bold and powers; what is hidden or struck out left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from quizzes.notes.reading.lines import Page, Piece, cell, joined
from quizzes.notes.values import NotesError

_TOKEN = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z\d'])|([{}])|([\r\n]+)|([^\\{}\r\n]+)|(.)",
    re.IGNORECASE,
)
_DEEPEST = 200
# Groups that hold no text of the page.
_UNREAD = frozenset(
    [
        "fonttbl",
        "colortbl",
        "info",
        "pict",
        "object",
        "header",
        "headerl",
        "headerr",
        "headerf",
        "footer",
        "footerl",
        "footerr",
        "footerf",
        "footnote",
        "annotation",
        "atnid",
        "atnauthor",
        "fldinst",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "generator",
        "themedata",
        "datastore",
        "latentstyles",
        "xmlnstbl",
        "bkmkstart",
        "bkmkend",
        "filetbl",
        "revtbl",
        "nonshppict",
    ]
)
_SIGNS = {
    "line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ", "softline": "\n",
}  # fmt: skip
_ESCAPED = {"~": " ", "_": "-", "-": "", "\\": "\\", "{": "{", "}": "}"}
_RAISED = {"super": 1, "up": 1, "sub": -1, "dn": -1, "nosupersub": 0}
_CHARSETS = {
    0: "cp1252", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 186: "cp1257", 204: "cp1251", 238: "cp1250",
}  # fmt: skip
_MARKER = re.compile(r"\s*(?:(\d{1,3})[.)]|([A-Za-z]|[ivxIVX]{1,5})[.)]|\S)\s*$")


@dataclass(frozen=True, slots=True)
class _State:
    """How text looks within a group."""

    bold: bool = False
    underlined: bool = False
    struck: bool = False
    hidden: bool = False
    deleted: bool = False
    lit: bool = False
    raised: int = 0
    unread: bool = False
    font: int = -1
    skip: int = 1  # the characters that stand for one in Unicode
    marker: bool = False
    styles: bool = False


def read_rtf(data: bytes) -> str:
    """A Rich Text file's text. Raises NotesError."""
    if not data.startswith(b"{\\rtf"):
        raise NotesError("this is not an .rtf file, whatever its name says; save the notes again as .docx or .txt")
    reader = _Reader()
    reader.read(data.decode("latin-1"))
    return reader.page.text()


class _Reader:
    def __init__(self) -> None:
        self.page = Page()
        self.state = _State()
        self.stack: list[_State] = []
        self.encoding = "cp1252"
        self.bytes = bytearray()
        self.to_skip = 0
        self.pieces: list[Piece] = []
        self.marker = ""
        self.level = 0
        self.outline = 0
        self.headings: dict[int, int] = {}
        self.fonts: dict[int, str] = {}
        self.style = 0
        self.cells: list[str] | None = None
        self.cell: list[str] = []
        self.rows: list[list[str]] = []
        self.in_table = False
        self.last_kind = ""

    def read(self, text: str) -> None:
        """Read a whole file, in one pass."""
        first_in_group = False
        for match in _TOKEN.finditer(text):
            word, number, code, escaped, brace, _, plain, _ = match.groups()
            if code is None and plain is None:
                self._flush()
            if brace:
                self._group(brace)
            elif word:
                self._word(word.lower(), int(number) if number else None)
            elif code or plain:
                self._bytes(bytes.fromhex(code) if code else plain.encode("latin-1"))
            elif escaped == "*" and first_in_group:
                self.state = replace(self.state, unread=True)
            else:
                self._say(_ESCAPED.get(escaped, ""))
            first_in_group = brace == "{"
        self._flush()
        self._end_paragraph()
        self.in_table = False
        self._end_table()
        for left in self.cell:
            self.page.paragraph(left)

    def _flush(self) -> None:
        if self.bytes:
            encoding = self.fonts.get(self.state.font, self.encoding)
            text = bytes(self.bytes).decode(encoding, errors="replace")
            self.bytes.clear()
            self._say(text)

    def _bytes(self, said: bytes) -> None:
        """Keep bytes until what they spell is known; those that only stand for a Unicode sign are left out."""
        skipped = min(self.to_skip, len(said))
        self.to_skip -= skipped
        self.bytes += said[skipped:]

    def _group(self, brace: str) -> None:
        if brace == "{":
            if len(self.stack) >= _DEEPEST:
                raise NotesError("this .rtf file is nested deeper than notes are; paste the text")
            self.stack.append(self.state)
        elif self.stack:
            self.state = self.stack.pop()

    def _say(self, text: str) -> None:
        state = self.state
        if state.marker:
            self.marker += text
        elif state.styles:
            self._name_style(text)
        elif text and not (state.unread or state.hidden or state.struck or state.deleted):
            self.pieces.append(Piece(text, state.bold or state.underlined, state.lit, state.raised))

    def _name_style(self, name: str) -> None:
        heading = re.match(r"\s*(?:heading|Überschrift|Titre|Título) (\d)|\s*(Title);", name, re.IGNORECASE)
        if heading:
            self.headings[self.style] = int(heading[1]) if heading[1] else 1

    def _word(self, word: str, number: int | None) -> None:
        on = number != 0
        if word in _UNREAD:
            self.state = replace(self.state, unread=True)
        elif word == "stylesheet":
            self.state = replace(self.state, styles=True, unread=True)
        elif word in {"pntext", "listtext"}:
            self.marker = ""
            self.state = replace(self.state, marker=True)
        elif word == "u" and number is not None:
            self._say(chr(number % 0x10000) if not 0xD800 <= number % 0x10000 <= 0xDFFF else "")
            self.to_skip = self.state.skip
        elif word == "uc":
            self.state = replace(self.state, skip=min(number or 0, 10))
        elif word == "ansicpg" and number in {1250, 1251, 1252, 1253, 1254, 1257}:
            self.encoding = f"cp{number}"
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif word in _LOOKS:
            self.state = replace(self.state, **{_LOOKS[word]: on})
        else:
            self._place(word, number)

    def _place(self, word: str, number: int | None) -> None:
        """Powers, fonts, paragraphs and tables."""
        if word in _RAISED:
            self.state = replace(self.state, raised=_RAISED[word] if number != 0 else 0)
        elif word == "f" and number is not None:
            self.state = replace(self.state, font=number)
        elif word == "fcharset" and number in _CHARSETS:
            self.fonts[self.state.font] = _CHARSETS[number]
        elif word == "ulnone":
            self.state = replace(self.state, underlined=False)
        elif word == "plain":
            kept = self.state
            self.state = _State(unread=kept.unread, skip=kept.skip, marker=kept.marker, styles=kept.styles)
        elif word in {"par", "sect", "page"}:
            self._end_paragraph()
        else:
            self._paragraph(word, number)

    def _paragraph(self, word: str, number: int | None) -> None:
        """What a paragraph is: its style and level, or a part of a table."""
        if word == "s" and number is not None:
            self.style = number
        elif word == "ilvl" and number is not None:
            self.level = number
        elif word == "outlinelevel" and number is not None and not self.state.styles:
            self.outline = number + 1
        elif word == "pard":
            self.level = self.outline = self.style = 0
            self.in_table = False
        elif word == "intbl":
            self.in_table = True
        elif word in {"cell", "nestcell"}:
            self._end_cell()
        elif word == "row":
            self.rows.append(self.cells or [])
            self.cells, self.in_table = None, False

    def _end_paragraph(self) -> None:
        pieces, self.pieces = self.pieces, []
        if self.state.unread:
            return
        level = self.outline if 0 < self.outline < 7 else self.headings.get(self.style, 0)
        text = joined(pieces, plain=bool(level))
        marker, self.marker = self.marker, ""
        if self.in_table:
            self.cell.append(text)
            return
        self._end_table()
        if not text:
            return
        match = _MARKER.match(marker)
        if level:
            self.page.heading(text, level)
        elif match:
            self._item(text, match)
        else:
            self.page.paragraph(text)
            self.last_kind = ""

    def _item(self, text: str, marker: re.Match[str]) -> None:
        letter = marker[2] or ""
        number = int(marker[1]) if marker[1] else (ord(letter.lower()) - 96 if len(letter) == 1 else 1) if letter else 0
        kind = "number" if number else "bullet"
        if self.level == 0 and self.last_kind not in {"", kind}:
            self.page.blank()
        self.last_kind = kind if self.level == 0 else self.last_kind
        self.page.item(text, self.level, number)

    def _end_cell(self) -> None:
        self.cell.append(joined(self.pieces))
        self.pieces = []
        self.cells = [*(self.cells or []), cell(self.cell)]
        self.cell = []

    def _end_table(self) -> None:
        if self.rows and not self.in_table:
            said = [text for text in self.rows[0] if text]
            header = bool(said) and all(text.startswith("**") and text.endswith("**") for text in said)
            if header:
                self.rows[0] = [text.replace("**", "") for text in self.rows[0]]
            self.page.table(self.rows, header=header)
            self.rows = []


_LOOKS = {
    "b": "bold", "ul": "underlined", "strike": "struck", "striked": "struck", "v": "hidden", "deleted": "deleted", "highlight": "lit",
}  # fmt: skip
