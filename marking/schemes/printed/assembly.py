"""A printed scheme as it is put together: points, what belongs to them, groups, and what holds for the whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from marking.engine.notation import details
from marking.engine.notation.values import count_of
from marking.schemes.printed.draft import Detail, Entry, Group, Item, Raw, earnable
from marking.schemes.printed.marks import pieces_of, without_code, without_idea
from marking.schemes.printed.rows import Row
from marking.schemes.printed.values import Notes
from marking.schemes.printed.wordings import few_in, without_qualifier, wording_of
from quizzes.pure.wording import in_figures

MOST_WORDS_OF_A_DETAIL = 12


class Assembly:
    """Where the reading has got to: the entries so far, the point that details belong to, the group that is open."""

    def __init__(self, rows: Sequence[Row], notes: Notes, marks: Decimal | None) -> None:
        self.rows = rows
        self.notes = notes
        self.marks = marks
        self.entries: list[Entry] = []
        self.stem = ""
        self.stem_marks: Decimal | None = None
        self.rewritten = False
        self.point: Item | None = None
        self.point_indent = 0
        self.group: Group | None = None
        self.waiting: list[Detail] = []
        self.each: Decimal | None = None
        self.total: Decimal | None = None
        self.has_max = False
        self.tiers: list[Decimal] = []
        self.blanks = {row.number for row in rows if not row.text}
        self.joins = False
        # Whether the line had a label before it (`Answer:`), which our notation has not.
        self.labelled = False
        # Where a line begins with R (reject), A and I are letters of the same kind.
        self.coded = sum(without_code(row.text) is not None for row in rows) > 1
        # Points of a table's row that are still without marks: they stand beside the last of the row's lines.
        self.unmarked: list[Item] = []
        self.letters = any(re.match(r"R\s+[a-z]", row.text) for row in rows)

    def _after_points(self, raw: Raw) -> None:
        self.point = None
        self.entries.append(raw)

    def _comment(self, row: Row) -> None:
        text = f"# {row.text}"
        if self.point is not None:
            self.point.details.append(Detail(row.number, text))
        else:
            self.entries.append(Raw(row.number, text))

    def _is_plain(self, text: str, line: int) -> bool:
        """Whether a wording says the same in our notation as it stands."""
        trial = Notes(self.notes.answers)
        return not wording_of(text, line, trial, printed=False).changed and not trial.questions

    def _add_detail(self, keyword: str, rest: str, line: int, said: str) -> None:
        if keyword in {"feedback", "negated", "ao"}:
            self._put_detail(Detail(line, f"{keyword}: {rest}"))
            self.notes.say(line, f"“{said}” belongs to the point above, so it is indented under it.")
            return
        if details.is_about_spelling(rest) or details.is_permission(rest) or details.is_permission(f"accept {rest}"):
            self.notes.say(line, f"“{said}” is a rule for the marker; it is kept as a comment.", lost=True)
            self._put_detail(Detail(line, f"# {said}"))
            return
        for part in re.split(r"\s*;\s*", rest):
            if part.strip(" .;"):
                self._add_wording(keyword, part.strip(), line)

    def _add_wording(self, keyword: str, rest: str, line: int) -> None:
        if keyword == "ao":
            self._put_detail(Detail(line, f"ao: {rest}"))
            return
        inner = details.detail_of(rest)
        if inner is not None and not inner.native:
            keyword, rest = inner.keyword, inner.rest
        rest = re.sub(r"^(?:e\.?g\.?,?|such as|answers like)\s+", "", rest, flags=re.IGNORECASE)
        pieces = pieces_of(rest)
        rest = pieces[0].text.strip() if pieces else rest
        bare, alone = without_qualifier(rest)
        if keyword == "reject" and alone:
            self.notes.say(
                line,
                f"“{rest}” is not enough by itself, so it neither earns the point nor takes it away: ignore: {bare}.",
            )
            keyword, rest = "ignore", bare
        if len(rest.split()) > MOST_WORDS_OF_A_DETAIL:
            self.notes.say(
                line, f"“{keyword}: {rest}” is too long to be looked for; it is kept as a comment.", lost=True
            )
            self._put_detail(Detail(line, f"# {keyword}: {rest}"))
            return
        # Several wordings behind "accept" with commas are a list: any of them.
        rest = " / ".join(few_in(rest)) or rest
        said = wording_of(
            without_idea(rest).strip("“”\"'") if rest.count('"') != 2 else rest, line, self.notes, printed=True
        )
        self._put_detail(Detail(line, f"{keyword}: {said.text}"))
        whose = "the point above" if self.point is not None else "the point that follows"
        does = {"accept": "also earns", "reject": "takes away", "ignore": "neither earns nor takes away"}[keyword]
        self.notes.say(line, f"“{said.text}” {does} {whose} ({keyword}:).")

    def _put_detail(self, detail: Detail) -> None:
        self.rewritten = True
        (self.waiting if self.point is None else self.point.details).append(detail)

    def _close_group(self) -> None:
        group = self.group
        self.group = None
        if group is None:
            return
        self.point = group.items[-1] if group.items else None
        _share_out(group)
        if len(group.items) == 1 and group.count == 1 and not group.native:
            self.entries.append(group.items[0])
        else:
            self.entries.append(group)

    def _cap(self, row: Row, capped: Decimal) -> None:
        if self.group is not None:
            self.group.total = capped
        else:
            self.total = capped
        self.notes.say(row.number, f"At most {count_of(capped, 'mark')}, as “max” says.")

    def _put(self, item: Item, row: Row) -> None:
        if self.group is not None and self.each is None and self.group.each is not None and item.marks is None:
            item.marks = self.group.each
        if self.waiting:
            item.details, self.waiting = [*self.waiting, *item.details], []
        (self.entries if self.group is None else self.group.items).append(item)
        self.point, self.point_indent = item, row.indent

    def _finish(self) -> None:
        for detail in self.waiting:
            self.entries.append(self._entry_of(detail))
        total = self.total
        if total is None and len(self.tiers) > 1 and len(set(self.tiers)) > 1:
            total = max(self.tiers)
            self.notes.say(1, f"The better of the lines counts, so no answer gets more than {count_of(total, 'mark')}.")
        if total is None and self.notes.readings:
            total = self.stem_marks or self.marks
        if self.has_max or total is None or self.notes.questions or total >= earnable(self.entries):
            return
        self.notes.say(1, f"No answer gets more than {count_of(total, 'mark')}: max {total}.")
        self.entries.insert(0, Raw(0, f"max {in_figures(total)}"))

    def _entry_of(self, detail: Detail) -> Item | Raw:
        """A detail without a point: a comment, or what earns the mark where there is nothing but "Accept: …"."""
        has_points = any(isinstance(one, (Item, Group)) for one in self.entries)
        if detail.text.startswith("accept: ") and not has_points:
            return Item(detail.line, detail.text.removeprefix("accept: "))
        return Raw(detail.line, f"# {detail.text}")


def _share_out(group: Group) -> None:
    """Give each point of a group its marks where they are said once for all of them: `any two from: … [2]`."""
    last = group.items[-1].marks if group.items else None
    lonely = all(item.marks is None for item in group.items[:-1])
    if group.total is None and lonely and last is not None and last == group.count > 1:
        group.total, group.items[-1].marks, group.items[-1].native = last, None, ""
    each = group.each
    if each is None and group.total is not None and group.total % group.count == 0:
        each = group.total / group.count
    for item in group.items:
        if item.marks is None and each not in {None, Decimal(1)}:
            item.marks, item.native = each, ""
        elif item.marks is None and not item.native:
            item.marks = each
