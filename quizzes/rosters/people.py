"""What becomes of each person of a class list, once its classes are decided. Pure.

A person is known again by the id that an earlier import kept, then by username, then – where a list gives none –
by the name among the students of the class. Nobody is ever taken for somebody whom the importer may not enrol.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import suppress

from quizzes.rosters.checks import fold
from quizzes.rosters.classes import Classes
from quizzes.rosters.existing import CHANGED, CLASS, LEAVES, NEW, PERSON, SAME, Account, ExistingRows, Ref
from quizzes.rosters.reasons import (
    FOR_TEACHERS,
    NO_TEACHER,
    NO_TEACHERS,
    NOT_IN_USE,
    NOT_YOURS,
    Stop,
    leave_out,
    refuse,
)
from quizzes.rosters.values import STUDENT, TEACHER, ListedPerson, ListedPlace, RosterFile


class People(Classes):
    """Decides on the people. `_find_people` comes before the first of them."""

    def __init__(self, roster: RosterFile, existing: ExistingRows) -> None:
        super().__init__(roster, existing)
        self.person_of: dict[str, Ref] = {}
        self.claimed: dict[int, int] = {}  # accounts, and the line that they were found by
        self.by_key: dict[str, int] = {}  # accounts by the key of the person
        self.names_there = self._students_by_name()
        asked = Counter(fold(row.username) for row in roster.people if row.username and not row.gone)
        self.doubled = {username for username, times in asked.items() if times > 1}
        self.places_of: dict[str, list[ListedPlace]] = defaultdict(list)
        for place in roster.places:
            if not place.gone:
                self.places_of[place.person_key].append(place)

    def _find_people(self) -> None:
        """Find the accounts of the list: first all by id and username, so that no name takes one of those away."""
        for row in self.roster.people:
            if pk := self._account_of(row):
                self.by_key[row.key] = pk
        taken = set(self.by_key.values())
        for place in self.roster.places:
            person = self.row_of.get(place.person_key)
            if person is None or person.username or person.key in self.by_key:
                continue
            if pk := self._namesake(person, self.class_of.get(place.class_key), taken):
                self.by_key[person.key] = pk
                taken.add(pk)

    def _namesake(self, person: ListedPerson, ref: Ref | None, taken: set[int]) -> int | None:
        """Return the student of the class who has this name and is nobody else on the list."""
        if not isinstance(ref, int):
            return None
        alike = (pk for pk in self.names_there[ref, fold(person.name)] if pk not in taken)
        # Whom an id names already is not another id's.
        return next((pk for pk in alike if not (person.sourced_id and pk in self.linked[PERSON])), None)

    def _account_of(self, row: ListedPerson) -> int | None:
        by_id = self.existing.ids[PERSON].get(row.sourced_id) if row.sourced_id else None
        return by_id or (self.existing.usernames.get(row.username.casefold()) if row.username else None)

    def _students_by_name(self) -> dict[tuple[int, str], list[int]]:
        """Return the students by class and name, those in the class before those who have left."""
        by_name: dict[tuple[int, str], list[int]] = defaultdict(list)
        for seat in sorted(self.existing.seats, key=lambda seat: (not seat.is_here, seat.user_pk)):
            account = self.existing.accounts.get(seat.user_pk)
            if account and seat.role == STUDENT:
                by_name[seat.class_pk, fold(account.name)].append(account.pk)
        return by_name

    def _person(self, row: ListedPerson) -> None:
        pk = self.by_key.get(row.key)
        if row.gone:
            self._gone(row, pk)
            return
        if row.role == TEACHER and not self.existing.is_admin and pk != self.existing.importer:
            raise leave_out(NO_TEACHERS)
        if fold(row.username) in self.doubled:
            raise refuse(f"The list gives the username “{row.username}” to more than one person.")
        if pk is None:
            self._new_person(row)
        else:
            self._known_person(row, self._allowed(row, pk))
        if row.sourced_id and self.existing.ids[PERSON].get(row.sourced_id) is None:
            self.done.ids.append([PERSON, row.sourced_id, self.person_of[row.key]])

    def _gone(self, row: ListedPerson, pk: int | None) -> None:
        """Take somebody out of the classes that imports brought; the account and the work stay."""
        if not pk or pk not in self.linked[PERSON]:
            raise leave_out("This person is not here.")
        seats = [
            seat
            for seat in self.existing.seats
            if seat.user_pk == pk and seat.is_here and seat.role == STUDENT and seat.class_pk in self.linked[CLASS]
        ]
        self.done.leaving += [seat.pk for seat in seats if seat.pk not in self.done.leaving]
        if not seats:
            raise leave_out("This person is no longer in any of these classes.")
        classes = "1 class" if len(seats) == 1 else f"{len(seats)} classes"
        self._say(row, LEAVES, self._name_of(pk), f"Leaves {classes}. The account and all work stay.")

    def _allowed(self, row: ListedPerson, pk: int) -> Account:
        """Return the account if the importer may put it to this use."""
        account = self.existing.accounts.get(pk)
        if pk in self.claimed:
            raise refuse(f"Line {self.claimed[pk]} is the same account.")
        if account is None:
            raise refuse(NOT_YOURS)
        if row.role == TEACHER:
            if not account.may_teach:
                raise refuse(NO_TEACHER)
        elif account.may_teach:
            raise refuse(FOR_TEACHERS if self.existing.is_admin else NOT_YOURS)
        elif not account.may_be_enrolled:
            raise refuse(NOT_IN_USE if self.existing.is_admin else NOT_YOURS)
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
            usernames = ", ".join(sorted(self.existing.accounts[pk].username for pk in alike))
            remarks.append(f"The class already has somebody with this name: {usernames}.")
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
