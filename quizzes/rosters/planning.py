"""What becomes of each line of a class list, in view of what is there. Pure: it decides, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from quizzes.rosters.existing import (
    LEAVES,
    LEFT_OUT,
    MISSING,
    NEW,
    PERSON,
    PLACE,
    REFUSED,
    SAME,
    ExistingRows,
    Line,
    Plan,
    Ref,
    Seat,
)
from quizzes.rosters.people import People
from quizzes.rosters.reasons import FOR_TEACHERS, NO_TEACHER, NO_TEACHERS, NOT_YOURS, leave_out, refuse
from quizzes.rosters.values import STUDENT, TEACHER, ListedPlace, RosterFile


def decide(roster: RosterFile, existing: ExistingRows) -> Plan:
    """Return what the list would do to what is there, with a line on each of its rows."""
    return _Planner(roster, existing).plan()


class _Planner(People):
    """Goes through classes, people and places in this order, because each needs the one before."""

    def __init__(self, roster: RosterFile, existing: ExistingRows) -> None:
        super().__init__(roster, existing)
        self.seats = {(seat.class_pk, seat.user_pk): seat for seat in existing.seats}
        self.seat_by_pk = {seat.pk: seat for seat in existing.seats}
        self.placed: dict[tuple[Ref, Ref], int] = {}

    def plan(self) -> Plan:
        for skipped in self.roster.skipped:
            self._say(skipped, REFUSED if skipped.is_fault else LEFT_OUT, skipped.what, skipped.why)
        for row in self.roster.classes:
            self._try(row, row.title or row.sourced_id, self._class)
        self._find_people()
        for person in self.roster.people:
            self._try(person, person.name or person.username, self._person)
        for place in self.roster.places:
            self._try(place, self._what(place), self._place)
        missing = self._miss() if self.roster.is_whole else ()
        self.done.lines = [*missing, *sorted(self.said.values(), key=lambda line: line.position)]
        return self.done

    def _place(self, row: ListedPlace) -> None:
        if row.gone:
            self._leave(row)
            return
        before = self.said.get((row.file, row.line))
        if before is not None and before.fate in {REFUSED, LEFT_OUT}:
            return  # in a plain list the line has said it of the person
        class_ref, person_ref = self._class_ref(row.class_key), self._person_ref(row)
        if (class_ref, person_ref) in self.placed:
            raise leave_out(f"Line {self.placed[class_ref, person_ref]} says the same.")
        self.placed[class_ref, person_ref] = row.line
        seat = self._seat(class_ref, person_ref)
        if seat is None:
            self.done.new_places.append([class_ref, person_ref, row.role])
            self._say(row, NEW, self._what(row))
        elif not seat.is_here:
            self.done.back.append([seat.pk, row.role])
            self._say(row, NEW, self._what(row), "Comes back into the class.")
        elif seat.role != row.role:
            raise refuse(f"Is in the class as a {seat.role.lower()}, which an import does not change.")
        else:
            self._say(row, SAME, self._what(row))
        if row.sourced_id and (seat is None or self.existing.ids[PLACE].get(row.sourced_id) != seat.pk):
            self.done.ids.append([PLACE, row.sourced_id, [class_ref, person_ref]])

    def _person_ref(self, row: ListedPlace) -> Ref:
        """Return who takes a place, and refuse a role that is not theirs."""
        if row.role == TEACHER and not self.existing.is_admin:
            if self.person_of.get(row.person_key) == self.existing.importer:
                raise leave_out("You are the teacher of the class.")
            raise leave_out(NO_TEACHERS)
        ref = self.person_of.get(row.person_key)
        if ref is not None:
            if self.row_of[row.person_key].role != row.role:
                raise refuse("users.csv says otherwise of this person: student or teacher.")
            return ref
        account = self.existing.accounts.get(self.existing.ids[PERSON].get(row.person_key, 0))
        if row.person_key in self.row_of or account is None:
            raise leave_out("The person is not imported.")
        if account.may_teach != (row.role == TEACHER):
            raise refuse(FOR_TEACHERS if account.may_teach else NO_TEACHER)
        if row.role == STUDENT and not account.may_be_enrolled:
            raise refuse(NOT_YOURS)
        return account.pk

    def _seat(self, class_ref: Ref, person_ref: Ref) -> Seat | None:
        if isinstance(class_ref, int) and isinstance(person_ref, int):
            return self.seats.get((class_ref, person_ref))
        return None

    def _leave(self, row: ListedPlace) -> None:
        seat = self.seat_by_pk.get(self.existing.ids[PLACE].get(row.sourced_id, 0))
        if seat is None or not seat.is_here:
            raise leave_out("Is not in the class.")
        if seat.role == TEACHER:
            raise leave_out("A teacher is taken out on the page of the class.")
        if seat.pk not in self.done.leaving:
            self.done.leaving.append(seat.pk)
        self._say(row, LEAVES, self._seat_said(seat), "Leaves the class. The account and all work stay.")

    def _miss(self) -> Iterator[Line]:
        """Yield who came by an import into a class of this list, is in it still, and is not named any more."""
        named = {row.sourced_id for row in self.roster.places}
        kept = {pk for sourced_id, pk in self.existing.ids[PLACE].items() if sourced_id in named}
        kept |= {self.seats[pair].pk for pair in self.placed if pair in self.seats} | set(self.done.leaving)
        classes = set(self.class_of.values())
        for pk in sorted(self.linked[PLACE] - kept):
            seat = self.seat_by_pk.get(pk)
            if seat and seat.is_here and seat.role == STUDENT and seat.class_pk in classes:
                self.done.missing.append(pk)
                yield Line("", 0, MISSING, self._seat_said(seat), "The list claims to be whole and does not name it.")
