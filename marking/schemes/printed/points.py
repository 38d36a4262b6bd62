"""Lines of a printed scheme that are points: one, or several parted by marks, semicolons or dashes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from marking.engine.notation import details
from marking.engine.notation.source import BULLET, tidy
from marking.engine.notation.values import count_of
from marking.schemes.printed import headings
from marking.schemes.printed.assembly import Assembly
from marking.schemes.printed.draft import Detail, Group, Item
from marking.schemes.printed.marks import NATIVE, Lead, Piece, lead_of, pieces_of, without_code, without_idea
from marking.schemes.printed.rows import Row
from marking.schemes.printed.values import Choice
from marking.schemes.printed.wordings import (
    is_abbreviation,
    items_of,
    listed_in,
    readable,
    without_qualifier,
    wording_of,
)

_CONNECTOR = re.compile(r"^[\s,;:.+&\-]*(?:(?:and|plus|AND|then)\s+)?(?:also\s+)?")
_EITHER = re.compile(r"EITHER\b|[Ee]ither\s*:")
_OR_LED = re.compile(r"^[\s,;]*(?:or|OR|Or)\s+(?=\S)")


class Points(Assembly):
    """Reads the lines that are points, and what stands beside them in a table."""

    def _lead(self, row: Row) -> bool:
        """`1 mark for …`"""
        lead = lead_of(row.text)
        if lead is None:
            return False
        text, capped = headings.trailing_max(lead.rest)
        if capped is not None:
            self.total = capped
        if lead.each:
            self._each(row, lead, text)
            return True
        if not text:
            self.each = lead.marks
            self.notes.say(row.number, f"“{row.text}”: the points that follow earn {count_of(lead.marks, 'mark')}.")
            return True
        if self.group is not None and not (row.indent > self.group.indent or row.bullet):
            self._close_group()
        if lead.tier or re.search(r"\bonly\b", text):
            self.tiers.append(lead.marks)
        bare, _ = without_qualifier(text)
        self._part(bare, lead.marks, row, printed=True, said=True)
        extra = f", without “{lead.lead_in}”" if lead.lead_in else ""
        self.notes.say(row.number, f"“{row.text}” is read as a point worth {count_of(lead.marks, 'mark')}{extra}.")
        self._beside(row)
        return True

    def _each(self, row: Row, lead: Lead, text: str) -> None:
        self._close_group()
        self.each = lead.marks
        group = headings.group_of(text) if text else None
        if group is not None:
            self.group = Group(row.number, group.count, indent=row.indent, each=lead.marks)
            self.point = None
            if group.rest:
                self._items_beside(row, group.rest)
            return
        for item in items_of(text) if text else []:
            self._part(item, lead.marks, row, printed=True, said=True)
        said = "each of them" if text else "each of the points that follow"
        self.notes.say(row.number, f"“{row.text}”: {said} earns {count_of(lead.marks, 'mark')}.")

    def _points(self, row: Row) -> bool:
        """A line of one point or of several."""
        in_group = self._in_group(row)
        if self.each is not None and not row.bullet and row.indent <= self.point_indent and not in_group:
            self.each = self.each if not self._had_blank(row) else None
        text, capped = headings.trailing_max(row.text)
        if capped is not None:
            self._cap(row, capped)
        if self._native(row, text):
            return True
        whole = text
        text = self._branch(headings.keywords_in(text) or headings.without_label(text), row)
        self.labelled = text != whole
        if self.labelled and (label := whole[: len(whole) - len(text)].strip()):
            self.notes.say(row.number, f"“{label}” is not looked for.")
        coded = without_code(text) if self.coded else None
        pieces = [Piece(*coded)] if coded else pieces_of(text)
        for piece in pieces:
            self._piece(piece.text, piece.marks if piece.marks is not None else self._marks_for(row, pieces), row)
        self._share_row(row)
        self._beside(row)
        return True

    def _branch(self, text: str, row: Row) -> str:
        """A line without the `EITHER` or `OR` before it; where each has one point, the second is another wording."""
        if _EITHER.match(text) and not re.search(r"\bOR\b|\bor\b", text):
            return re.sub(r"^either\b\s*:?\s*", "", text, flags=re.IGNORECASE)
        match = re.match(r"OR\b\s*:?\s+(?=\S)", text)
        if match is None or self.point is None:
            return text
        rest = text[match.end() :]
        alone = len(pieces_of(rest)) == 1 and ";" not in rest
        if alone and sum(isinstance(one, Item) and one.line == self.point.line for one in self.entries) == 1:
            self.joins = True
        else:
            said = f"“{row.text}”: only one of the two lines should count, but here the marks of both add up."
            self.notes.say(row.number, said, lost=True)
        return rest

    def _share_row(self, row: Row) -> None:
        """Marks of a table's row that stand beside the last of its lines are for all of them."""
        if not row.of_table or self.point is None or self.group is not None:
            self.unmarked = []
        elif row.marks is None:
            self.unmarked.append(self.point)
        else:
            items = [*self.unmarked, self.point]
            if len(items) > 1 and self.point.marks == row.marks and row.marks % len(items) == 0:
                for item in items:
                    item.marks = row.marks / len(items)
                said = count_of(row.marks / len(items), "mark")
                self.notes.say(
                    row.number, f"The {count_of(row.marks, 'mark')} are for {len(items)} points of {said} each."
                )
            self.unmarked = []

    def _marks_for(self, row: Row, pieces: Sequence[object]) -> Decimal | None:
        return row.marks if row.marks is not None and len(pieces) == 1 else self.each

    def _had_blank(self, row: Row) -> bool:
        return row.number - 1 in self.blanks

    def _native(self, row: Row, text: str) -> bool:
        """A line that is our notation already stays as it is."""
        if text != row.text or row.of_table or row.marks is not None:
            return False
        if self.each is not None or self.joins or self.coded or _EITHER.match(text):
            return False
        marked = NATIVE.search(text)
        bare = text[: marked.start()] if marked else text
        if len(pieces_of(text)) > 1 or _says_more(row, bare):
            return False
        if not (readable(bare) and self._is_plain(bare, row.number)):
            return False
        # The marks are `[1]` or none: as our notation has them.
        self._put(Item(row.number, bare.strip(), native=self._as_typed(row)), row)
        if marked:
            self.point.marks = pieces_of(text)[0].marks if pieces_of(text) else None  # type: ignore[union-attr]
        return True

    def _as_typed(self, row: Row) -> str:
        """The line as it is; a bullet that our notation does not know goes."""
        typed = row.typed.strip()
        if row.bullet and not BULLET.match(tidy(typed)):
            self.notes.say(row.number, f"“{typed.split(maxsplit=1)[0]}” is read as a bullet.")
            return row.text
        # Marks of emphasis (**) are no part of what is looked for.
        self.rewritten = self.rewritten or row.text not in tidy(typed)
        return typed if row.text in tidy(typed) else row.text

    def _piece(self, text: str, marks: Decimal | None, row: Row) -> None:
        """A stretch with its marks: one point, or several parted by ; or dashes."""
        if _OR_LED.match(text) and self.point is not None and self.point.line == row.number:
            self.joins = True
            text = text[_OR_LED.match(text).end() :]  # type: ignore[union-attr]
        text = _CONNECTOR.sub("", text) if self.point is not None and self.point.line == row.number else text
        text = without_idea(text.strip())
        if is_abbreviation(text):
            self.notes.say(row.number, f"“{text}” stands for {is_abbreviation(text)}; it is left out.", lost=True)
            return
        detail = details.detail_of(text) if self.point is not None and self.point.line == row.number else None
        if detail is not None:
            self._add_detail(detail.keyword, detail.rest, row.number, text)
            return
        parts = self._parts(text, marks, row)
        shares = self._shares(parts, marks, row)
        for part in parts:
            self._part(
                part, shares, row, printed=marks is not None or len(parts) > 1 or self.labelled, said=len(parts) > 1
            )

    def _parts(self, text: str, marks: Decimal | None, row: Row) -> list[str]:
        if ";" in text:
            parts = [part.strip() for part in text.split(";") if part.strip(" .")]
            if len(parts) > 1:
                return parts
            return [text.strip(" ;")]
        if (dashed := _dashed(row, text)) and (marks is None or marks == len(dashed) or len(dashed) > 2):
            return dashed
        items = listed_in(text)
        if not items:
            return [text]
        choices = [
            Choice("each", f"each of the {len(items)} earns a mark", "\n".join(f"{item} [1]" for item in items)),
            Choice("any", "any one of them is enough", " / ".join(items)),
            Choice("all", "all of them are needed, in any order", " + ".join(items)),
            Choice("as-typed", "these words, one after the other", " ".join(items)),
        ]
        taken = self.notes.ask(row.number, "list", text, f"What earns the marks in “{text}”?", choices)
        if taken is None:
            return [text]
        self.rewritten = True
        return items if taken.key == "each" else [taken.notation]

    def _shares(self, parts: Sequence[str], marks: Decimal | None, row: Row) -> Decimal | None:
        """What each of several parts earns: `a; b; c [3]` gives 1 each."""
        points = [part for part in parts if details.detail_of(part) is None and not is_abbreviation(part)]
        if len(points) < 2:
            return marks
        if marks is not None and marks != len(points) and marks > 1 and marks % len(points) == 0:
            each = marks / len(points)
        else:
            each = Decimal(1)
        if marks is not None and marks < len(points) and self.group is None:
            self.total = marks if self.total is None else self.total + marks
        self.notes.say(row.number, f"“{row.text}” is read as {len(points)} points of {count_of(each, 'mark')} each.")
        return each

    def _part(self, text: str, marks: Decimal | None, row: Row, *, printed: bool, said: bool = False) -> None:
        """One point, or what belongs to the point before it."""
        if self.point is not None and self.point.line == row.number and self._adds_detail(text, row):
            return
        text = without_idea(text.strip())
        wording = wording_of(text, row.number, self.notes, printed=printed or row.of_table)
        self.rewritten = self.rewritten or wording.changed or printed or row.of_table
        if not wording.text.strip(" .,;:-"):
            return
        if self.joins and self.point is not None:
            self.joins = False
            self.point.details.append(Detail(row.number, f"accept: {wording.text}"))
            self.rewritten = True
            return
        self._put(Item(row.number, wording.text, marks), row)
        for keyword, rest in wording.details:
            self._add_wording(keyword, rest, row.number)
        if marks is not None and not said and not NATIVE.search(row.text):
            self.notes.say(row.number, f"“{wording.text}” is read as a point worth {count_of(marks, 'mark')}.")

    def _adds_detail(self, text: str, row: Row) -> bool:
        """Whether a stretch belongs to the point before it on its line, and was put there: a detail, or "owtte"."""
        detail = details.detail_of(text)
        if detail is not None:
            self._add_detail(detail.keyword, detail.rest, row.number, text)
            return True
        if is_abbreviation(text):
            self.notes.say(row.number, f"“{text}” stands for {is_abbreviation(text)}; it is left out.", lost=True)
            return True
        return False

    def _beside(self, row: Row) -> None:
        """The guidance of a table's row."""
        for name, text in row.guidance:
            for part in re.split(r"\s*;\s*|(?<=[a-z])\.\s+(?=[A-Z])|\s{3,}", text):
                self._guidance(name, part.strip(), row.number)

    def _guidance(self, name: str, text: str, line: int) -> None:
        if not text.strip(" .-"):
            return
        if name in {"accept", "reject", "ignore"} and details.detail_of(text) is None:
            self._add_detail(name, text, line, text)
            return
        detail = details.detail_of(text)
        if detail is not None:
            self._add_detail(detail.keyword, detail.rest, line, text)
        elif (letter := details.letter_of(text)) is not None:
            self._add_detail(letter[0], letter[1], line, text)
        elif is_abbreviation(text):
            self.notes.say(line, f"“{text}” stands for {is_abbreviation(text)}; it is left out.", lost=True)
        else:
            self.notes.say(line, f"“{text}” says nothing that can be looked for; it is kept as a comment.", lost=True)
            self._put_detail(Detail(line, f"# {text}"))

    def _items_beside(self, row: Row, rest: str) -> None:
        """`Any two from: coal; iron; steel (2)`"""
        assert self.group is not None  # noqa: S101 -- the caller has just opened it
        pieces = pieces_of(rest)
        if len(pieces) == 1:
            self.group.total = self.group.total if pieces[0].each else pieces[0].marks or self.group.total
            self.group.each = pieces[0].marks if pieces[0].each else self.group.each
            items: list[tuple[str, Decimal | None]] = [(text, None) for text in items_of(pieces[0].text)]
        else:
            items = [(piece.text, piece.marks) for piece in pieces]
        for text, marks in items:
            self._part(text, marks, row, printed=True)
        self.notes.say(
            row.number,
            f"“{row.text}”: the best {self.group.count} of {count_of(len(self.group.items), 'point')} count.",
        )
        self._close_group()

    def _in_group(self, row: Row) -> bool:
        """Whether a line is one of the open group's points; closes the group where it is not."""
        group = self.group
        if group is None:
            return False
        if group.bulleted is None:
            group.bulleted = row.bullet
        if row.indent > group.indent or row.of_table or row.bullet == group.bulleted:
            return True
        self._close_group()
        return False


def _says_more(row: Row, text: str) -> bool:
    """Whether a line without its marks says something that our notation has no word for, or several points."""
    if ";" in text or pieces_of(text)[0].marks is not None:
        return True
    if headings.without_label(text) != text or headings.keywords_in(text) or without_idea(text) != text:
        return True
    return bool(listed_in(text.strip()) or _dashed(row, text))


def _dashed(row: Row, text: str) -> list[str]:
    """The parts of `– the purges – show trials – Kirov’s murder` in one line."""
    if not row.bullet or " - " not in text:
        return []
    marks = pieces_of(row.text)
    parts = [part.strip(" .,") for part in re.split(r"\s+-\s+", text) if part.strip(" .,")]
    said = marks[0].marks if len(marks) == 1 else None
    enough = len(parts) > 2 or (len(parts) == 2 and row.bullet and said == 2)
    return parts if enough and row.bullet and not any(part.isdigit() for part in parts) else []
