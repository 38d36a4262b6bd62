"""What becomes of each line of a class list, in view of what is there. Pure: it decides, and writes nothing.

A person is known again by the id that an earlier import kept, then by username, then – where a list gives none –
by the name among the students of the class. Nobody is ever taken for somebody whom the importer may not enrol.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
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
    PLACE,
    REFUSED,
    SAME,
    Account,
    ClassThere,
    Line,
    Plan,
    Ref,
    Seat,
    World,
)
from quizzes.rosters.reasons import (
    ARCHIVED,
    FOR_TEACHERS,
    NO_TEACHER,
    NO_TEACHERS,
    NOT_IN_USE,
    NOT_YOURS,
    Stop,
    leave_out,
    refuse,
)
from quizzes.rosters.values import STUDENT, TEACHER, ListedClass, ListedPerson, ListedPlace, RosterFile, Skipped

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


def decide(roster: RosterFile, world: World) -> Plan:
    """Return what the list would do to the world, with a line on each of its rows."""
    return _Decider(roster, world).plan()


class _Decider:
    """Goes through classes, people and places in this order, because each needs the one before."""

    def __init__(self, roster: RosterFile, world: World) -> None:
        self.roster, self.world = roster, world
        self.done = Plan()
        self.said: dict[tuple[str, int], Line] = {}
        self.class_of: dict[str, Ref] = {}  # by key; a class that cannot be used is not in it
        self.person_of: dict[str, Ref] = {}
        self.row_of = {row.key: row for row in roster.people}
        self.title_of = {row.key: row.title for row in roster.classes}
        self.skipped_as = {(row.file, row.key): row.what for row in roster.skipped}
        self.claimed: dict[int, int] = {}  # accounts, and the line that they were found by
        self.seats = {(seat.class_pk, seat.user_pk): seat for seat in world.seats}
        self.seat_by_pk = {seat.pk: seat for seat in world.seats}
        self.linked = {kind: set(rows.values()) for kind, rows in world.ids.items()}
        self.titles = Counter(fold(row.title) for row in roster.classes if not row.gone)
        self.by_key: dict[str, int] = {}  # accounts by the key of the person
        self.placed: dict[tuple[Ref, Ref], int] = {}
        self.places_of: dict[str, list[ListedPlace]] = defaultdict(list)
        for place in roster.places:
            if not place.gone:
                self.places_of[place.person_key].append(place)

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
        name = person.name if person else self._name_of(self.world.ids[PERSON].get(place.person_key))
        title = self.title_of.get(place.class_key) or self._title_of(self.world.ids[CLASS].get(place.class_key))
        name = name or self.skipped_as.get(("users.csv", place.person_key), place.person_key)
        title = title or self.skipped_as.get(("classes.csv", place.class_key), place.class_key)
        return f"{name} in {title}"

    def _name_of(self, pk: int | None) -> str:
        account = self.world.accounts.get(pk) if pk else None
        return account.name if account else ""

    def _seat_said(self, seat: Seat) -> str:
        return f"{self._name_of(seat.user_pk)} in {self._title_of(seat.class_pk)}"

    def _title_of(self, pk: int | None) -> str:
        there = self.world.classes.get(pk) if pk else None
        return there.name if there else ""

    # ---- classes ---------------------------------------------------------------------------------------------

    def _class(self, row: ListedClass) -> None:
        if self.world.into is not None:
            self._into(row, self.world.into)
            return
        pk = self.world.ids[CLASS].get(row.sourced_id) if row.sourced_id else None
        there = self.world.classes.get(pk) if pk else None
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
        there = self.world.classes.get(pk)
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
            for there in self.world.classes.values()
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
        there = self.world.classes.get(self.world.ids[CLASS].get(key, 0))
        if key in self.title_of or there is None:
            raise leave_out("The class is not imported.")
        if there.is_archived:
            raise refuse(ARCHIVED)
        return there.pk

    # ---- people ----------------------------------------------------------------------------------------------

    def _find_people(self) -> None:
        """Find the accounts of the list: first all by id and username, so that no name takes one of those away."""
        for row in self.roster.people:
            pk = self._account_of(row)
            if pk:
                self.by_key[row.key] = pk
        taken = set(self.by_key.values())
        by_name = self._students_by_name()
        for place in self.roster.places:
            person = self.row_of.get(place.person_key)
            ref = self.class_of.get(place.class_key)
            if person is None or person.username or person.key in self.by_key or not isinstance(ref, int):
                continue
            alike = (pk for pk in by_name[ref, fold(person.name)] if pk not in taken)
            # Whom an id names already is not another id's.
            pk = next((pk for pk in alike if not (person.sourced_id and pk in self.linked[PERSON])), None)
            if pk:
                self.by_key[person.key] = pk
                taken.add(pk)
        asked = Counter(fold(row.username) for row in self.roster.people if row.username and not row.gone)
        self.doubled = {username for username, times in asked.items() if times > 1}
        self.names_there = by_name

    def _account_of(self, row: ListedPerson) -> int | None:
        by_id = self.world.ids[PERSON].get(row.sourced_id) if row.sourced_id else None
        return by_id or (self.world.usernames.get(row.username.casefold()) if row.username else None)

    def _students_by_name(self) -> dict[tuple[int, str], list[int]]:
        """Return the students by class and name, those in the class before those who have left."""
        by_name: dict[tuple[int, str], list[int]] = defaultdict(list)
        for seat in sorted(self.world.seats, key=lambda seat: (not seat.is_here, seat.user_pk)):
            account = self.world.accounts.get(seat.user_pk)
            if account and seat.role == STUDENT:
                by_name[seat.class_pk, fold(account.name)].append(account.pk)
        return by_name

    def _person(self, row: ListedPerson) -> None:
        pk = self.by_key.get(row.key)
        if row.gone:
            self._gone(row, pk)
            return
        if row.role == TEACHER and not self.world.is_admin and pk != self.world.importer:
            raise leave_out(NO_TEACHERS)
        if fold(row.username) in self.doubled:
            raise refuse(f"The list gives the username “{row.username}” to more than one person.")
        if pk is None:
            self._new_person(row)
        else:
            self._known_person(row, self._allowed(row, pk))
        if row.sourced_id and self.world.ids[PERSON].get(row.sourced_id) is None:
            self.done.ids.append([PERSON, row.sourced_id, self.person_of[row.key]])

    def _gone(self, row: ListedPerson, pk: int | None) -> None:
        """Take somebody out of the classes that imports brought; the account and the work stay."""
        if not pk or pk not in self.linked[PERSON]:
            raise leave_out("This person is not here.")
        seats = [
            seat
            for seat in self.world.seats
            if seat.user_pk == pk and seat.is_here and seat.role == STUDENT and seat.class_pk in self.linked[CLASS]
        ]
        self.done.leaving += [seat.pk for seat in seats if seat.pk not in self.done.leaving]
        if not seats:
            raise leave_out("This person is no longer in any of these classes.")
        classes = "1 class" if len(seats) == 1 else f"{len(seats)} classes"
        self._say(row, LEAVES, self._name_of(pk), f"Leaves {classes}. The account and all work stay.")

    def _allowed(self, row: ListedPerson, pk: int) -> Account:
        """Return the account if the importer may put it to this use."""
        account = self.world.accounts.get(pk)
        if pk in self.claimed:
            raise refuse(f"Line {self.claimed[pk]} is the same account.")
        if account is None:
            raise refuse(NOT_YOURS)
        if row.role == TEACHER:
            if not account.may_teach:
                raise refuse(NO_TEACHER)
        elif account.may_teach:
            raise refuse(FOR_TEACHERS if self.world.is_admin else NOT_YOURS)
        elif not account.may_be_enrolled:
            raise refuse(NOT_IN_USE if self.world.is_admin else NOT_YOURS)
        self.claimed[pk] = row.line
        return account

    def _known_person(self, row: ListedPerson, account: Account) -> None:
        self.person_of[row.key] = account.pk
        remarks = []
        fate = SAME
        if (account.first_name, account.last_name) != (row.first_name, row.last_name) and account.name != row.name:
            if account.may_be_renamed:
                fate = CHANGED
                self.done.renamed_people.append([account.pk, row.first_name, row.last_name])
                remarks.append(f"Is called {account.name} here now.")
            else:
                remarks.append(f"Is called {account.name} here; the name stays.")
        if row.username and row.username.casefold() != account.username.casefold():
            remarks.append(f"The username stays {account.username}.")
        if row.extra_percent and row.extra_percent != account.extra_percent:
            if account.unlimited:
                remarks.append("Has no time limit already; the extra time is ignored.")
            else:
                fate = CHANGED
                remarks.append(self._grant(row, account.pk))
        self._say(row, fate, row.name, " ".join(remarks))

    def _grant(self, row: ListedPerson, ref: Ref) -> str:
        self.done.extra.append([ref, row.extra_percent])
        return f"Gets {row.extra_percent} % more time."

    def _new_person(self, row: ListedPerson) -> None:
        refs = self._classes_of(row)
        if not refs:
            raise leave_out("Is in no class that is imported.")
        self.done.new_people.append([row.key, row.first_name, row.last_name, row.username, row.role])
        self.person_of[row.key] = row.key
        remarks = [f"New account{f' {row.username}' if row.username else ''}."]
        alike = {pk for ref in refs if isinstance(ref, int) for pk in self.names_there[ref, fold(row.name)]}
        alike -= set(self.by_key.values())
        if alike:
            usernames = ", ".join(sorted(self.world.accounts[pk].username for pk in alike))
            remarks.append(f"Somebody of this name is in the class already: {usernames}.")
        if row.extra_percent:
            remarks.append(self._grant(row, row.key))
        self._say(row, NEW, row.name, " ".join(remarks))

    def _classes_of(self, row: ListedPerson) -> list[Ref]:
        """Return the classes that somebody new will be in."""
        refs = []
        for place in self.places_of[row.key]:
            if place.role == row.role:
                with suppress(Stop):
                    refs.append(self._class_ref(place.class_key))
        return refs

    # ---- places ----------------------------------------------------------------------------------------------

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
        if row.sourced_id and (seat is None or self.world.ids[PLACE].get(row.sourced_id) != seat.pk):
            self.done.ids.append([PLACE, row.sourced_id, [class_ref, person_ref]])

    def _person_ref(self, row: ListedPlace) -> Ref:
        """Return who takes a place, and refuse a role that is not theirs."""
        if row.role == TEACHER and not self.world.is_admin:
            if self.person_of.get(row.person_key) == self.world.importer:
                raise leave_out("You are the teacher of the class.")
            raise leave_out(NO_TEACHERS)
        ref = self.person_of.get(row.person_key)
        if ref is not None:
            if self.row_of[row.person_key].role != row.role:
                raise refuse("users.csv says otherwise of this person: student or teacher.")
            return ref
        account = self.world.accounts.get(self.world.ids[PERSON].get(row.person_key, 0))
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
        seat = self.seat_by_pk.get(self.world.ids[PLACE].get(row.sourced_id, 0))
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
        kept = {pk for sourced_id, pk in self.world.ids[PLACE].items() if sourced_id in named}
        kept |= {self.seats[pair].pk for pair in self.placed if pair in self.seats} | set(self.done.leaving)
        classes = set(self.class_of.values())
        for pk in sorted(self.linked[PLACE] - kept):
            seat = self.seat_by_pk.get(pk)
            if seat and seat.is_here and seat.role == STUDENT and seat.class_pk in classes:
                self.done.missing.append(pk)
                yield Line("", 0, MISSING, self._seat_said(seat), "The list claims to be whole and does not name it.")
