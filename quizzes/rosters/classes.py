"""What becomes of each class of a class list, and what is said of any of its lines. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from quizzes.rosters.checks import fold
from quizzes.rosters.existing import (
    CHANGED,
    CLASS,
    LEAVES,
    LEFT_OUT,
    MISSING,
    NEW,
    PERSON,
    REFUSED,
    SAME,
    ClassThere,
    ExistingRows,
    Line,
    Plan,
    Ref,
    Seat,
)
from quizzes.rosters.reasons import ARCHIVED, Stop, leave_out, refuse
from quizzes.rosters.values import ListedClass, ListedPerson, ListedPlace, RosterFile, Skipped

# When several things are said of one line, the first of these is what becomes of it.
RANK = (
    REFUSED,
    LEFT_OUT,
    LEAVES,
    NEW,
    CHANGED,
    SAME,
    MISSING,
)

Row = ListedClass | ListedPerson | ListedPlace | Skipped


class Classes:
    """Decides on the classes, and keeps what is decided and said for those who decide on people and places."""

    def __init__(self, roster: RosterFile, existing: ExistingRows) -> None:
        self.roster, self.existing = roster, existing
        self.done = Plan()
        self.said: dict[tuple[str, int], Line] = {}
        self.class_of: dict[str, Ref] = {}  # by key; a class that cannot be used is not in it
        self.row_of = {row.key: row for row in roster.people}
        self.title_of = {row.key: row.title for row in roster.classes}
        self.skipped_as = {(row.file, row.key): row.what for row in roster.skipped}
        self.linked = {kind: set(rows.values()) for kind, rows in existing.ids.items()}
        self.titles = Counter(fold(row.title) for row in roster.classes if not row.gone)

    # ---- saying ----------------------------------------------------------------------------------------------

    def _say(self, row: Row, fate: str, what: str, why: str = "") -> None:
        """Note what becomes of a row; a plain list has a person and a place in one line."""
        key = (row.file, row.line)
        before = self.said.get(key)
        if before is not None:
            fate = min(before.fate, fate, key=RANK.index)
            what = max(before.what, what, key=len)
            why = " ".join(dict.fromkeys(part for part in (before.why, why) if part))
        self.said[key] = Line(row.file, row.line, fate, what, why)

    def _try(self, row: Row, what: str, act: Callable[[Any], None]) -> None:
        try:
            act(row)
        except Stop as stop:
            self._say(row, stop.fate, what, str(stop))

    def _what(self, place: ListedPlace) -> str:
        person = self.row_of.get(place.person_key)
        name = person.name if person else self._name_of(self.existing.ids[PERSON].get(place.person_key))
        title = self.title_of.get(place.class_key) or self._title_of(self.existing.ids[CLASS].get(place.class_key))
        name = name or self.skipped_as.get(("users.csv", place.person_key), place.person_key)
        title = title or self.skipped_as.get(("classes.csv", place.class_key), place.class_key)
        return f"{name} in {title}"

    def _name_of(self, pk: int | None) -> str:
        account = self.existing.accounts.get(pk) if pk else None
        return account.name if account else ""

    def _seat_said(self, seat: Seat) -> str:
        return f"{self._name_of(seat.user_pk)} in {self._title_of(seat.class_pk)}"

    def _title_of(self, pk: int | None) -> str:
        there = self.existing.classes.get(pk) if pk else None
        return there.name if there else ""

    # ---- classes ---------------------------------------------------------------------------------------------

    def _class(self, row: ListedClass) -> None:
        if self.existing.into is not None:
            self._into(row, self.existing.into)
            return
        pk = self.existing.ids[CLASS].get(row.sourced_id) if row.sourced_id else None
        there = self.existing.classes.get(pk) if pk else None
        if row.gone:
            self._archive(row, there)
            return
        if pk and there is None:
            raise refuse("An earlier import made this class, and you no longer teach it.")
        there = there or self._class_by_name(row)
        if there is None:
            self.done.new_classes.append([row.key, row.title])
            self.class_of[row.key] = row.key
            self._say(row, NEW, row.title)
        else:
            self._use(row, there)
        if row.sourced_id and not pk:
            self.done.ids.append([CLASS, row.sourced_id, self.class_of[row.key]])

    def _into(self, row: ListedClass, pk: int) -> None:
        there = self.existing.classes.get(pk)
        if there is None:
            raise refuse("You no longer teach this class.")
        if there.is_archived:
            raise refuse(ARCHIVED)
        self.class_of[row.key] = pk

    def _archive(self, row: ListedClass, there: ClassThere | None) -> None:
        if there is None or there.is_archived:
            raise leave_out("The class is not in use here.")
        self.done.archived.append(there.pk)
        self._say(row, LEAVES, there.name, "It goes into the archive; all work stays.")

    def _class_by_name(self, row: ListedClass) -> ClassThere | None:
        """Return the class of this name that no other id holds. Of several that share it none is guessed."""
        if self.titles[fold(row.title)] > 1:
            return None
        namesakes = [
            there
            for there in self.existing.classes.values()
            if fold(there.name) == fold(row.title) and there.pk not in self.linked[CLASS] and not there.is_archived
        ]
        if len(namesakes) > 1:
            raise refuse(f"{len(namesakes)} classes have this name here. Give them names of their own first.")
        return namesakes[0] if namesakes else None

    def _use(self, row: ListedClass, there: ClassThere) -> None:
        if there.is_archived:
            raise refuse(ARCHIVED)
        self.class_of[row.key] = there.pk
        if there.name == row.title or not row.sourced_id:
            self._say(row, SAME, there.name)
            return
        self.done.renamed_classes.append([there.pk, row.title])
        self._say(row, CHANGED, row.title, f"It is called “{there.name}” now.")

    def _class_ref(self, key: str) -> Ref:
        """Return the class of a place, which an earlier import may have brought."""
        if key in self.class_of:
            return self.class_of[key]
        there = self.existing.classes.get(self.existing.ids[CLASS].get(key, 0))
        if key in self.title_of or there is None:
            raise leave_out("The class is not imported.")
        if there.is_archived:
            raise refuse(ARCHIVED)
        return there.pk
