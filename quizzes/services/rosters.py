"""Class lists from files: looked through first, then carried out whole or not at all. Safe to repeat."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from quizzes.access.rules import teachers
from quizzes.access.table import permitted
from quizzes.models import AccessArrangement, Enrolment, ImportedAccount, RosterImport, SchoolClass, SourcedId, User
from quizzes.pure.terms import Terms
from quizzes.rosters import detect
from quizzes.rosters.checks import fold
from quizzes.rosters.existing import CLASS, PERSON, PLACE, Account, ClassThere, ExistingRows, Plan, Ref, Seat
from quizzes.rosters.planning import decide
from quizzes.rosters.values import RosterFile
from quizzes.services import accounts, arrangements, classes
from quizzes.services.arrangements import Wish

KEPT_FOR = timedelta(days=1)
MOST_KEPT = 10  # lists of one person that were looked through and not carried out


class AlreadyCarriedOut(Exception):
    """The list was carried out before."""


class Overtaken(Exception):
    """What the list would do is no longer what was shown. It was looked through anew."""


class NotConfirmed(Exception):
    """Somebody is missing from a whole list, and the number given to confirm it is not theirs."""


@transaction.atomic
def look_through(
    *, files: Sequence[tuple[str, bytes]], into: SchoolClass | None, by: Any, now: datetime
) -> RosterImport:
    """Return what a list (name and content of its files) would do, without doing it. Raises RosterError."""
    roster = detect.read(files, into=into.name if into else "")
    return look_through_roster(roster=roster, filename=_called(files), into=into, by=by, now=now)


@transaction.atomic
def look_through_roster(
    *, roster: RosterFile, filename: str, into: SchoolClass | None, by: Any, now: datetime
) -> RosterImport:
    """Return what a list that was read already would do, without doing it."""
    forget(now=now)
    row = RosterImport(school_class=into, filename=filename, roster=roster.as_data(), read_by=by, read_at=now)
    row.plan = decide(roster, existing_for(roster, row)).as_data()
    row.save()
    own = RosterImport.objects.filter(read_by=by, state=RosterImport.State.PLANNED)
    RosterImport.objects.filter(pk__in=list(own.values_list("pk", flat=True)[MOST_KEPT:])).delete()
    return row


@transaction.atomic
def know(*, ids: Mapping[str, int], by: Any) -> None:
    """Keep by which ids the lists of `by` know accounts (by number) that are here already; those known stay so."""
    owner = None if by.is_superuser else by
    rows = SourcedId.objects.filter(owner=owner, kind=PERSON, sourced_id__in=ids)
    known = set(rows.values_list("sourced_id", flat=True))
    SourcedId.objects.bulk_create(
        SourcedId(owner=owner, kind=PERSON, sourced_id=name, user_id=pk)
        for name, pk in ids.items()
        if name not in known
    )


@transaction.atomic
def narrow(*, row: RosterImport, keys: Collection[str]) -> None:
    """Leave all classes out of a list that was looked through but those with these keys, and look again."""
    roster = roster_of(row).only(keys)
    row.roster, row.plan = roster.as_data(), decide(roster, existing_for(roster, row)).as_data()
    RosterImport.objects.filter(pk=row.pk, state=RosterImport.State.PLANNED).update(roster=row.roster, plan=row.plan)


def _called(files: Sequence[tuple[str, bytes]]) -> str:
    name = files[0][0]
    return f"{name[:150]} and {len(files) - 1} more" if len(files) > 1 else name[:200]


def roster_of(row: RosterImport) -> RosterFile:
    """Return the list itself, as it was read."""
    return RosterFile.from_data(row.roster)


def plan_of(row: RosterImport) -> Plan:
    """Return what a list that was looked through would do."""
    return Plan.from_data(row.plan)


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Delete the lists that were looked through a day ago and never carried out; return how many rows went."""
    old = RosterImport.objects.filter(state=RosterImport.State.PLANNED, read_at__lt=now - KEPT_FOR)
    return old.delete()[0]


# ---- what is there -----------------------------------------------------------------------------------------


def existing_for(roster: RosterFile, row: RosterImport) -> ExistingRows:
    """Return what is there of all that the list may touch, as its importer may see it. A fixed number of queries."""
    by = row.read_by
    ids = _ids_for(by)
    there = _classes_for(roster, row, ids)
    seats = tuple(
        Seat(*values[:4], is_here=values[4] is None)
        for values in Enrolment.objects.filter(school_class__in=list(there)).values_list(
            "pk", "school_class", "user", "role", "left_at"
        )
    )
    usernames = _usernames(roster)
    wanted = {seat.user_pk for seat in seats} | set(ids[PERSON].values()) | set(usernames.values())
    known = _accounts(wanted, by, roster, {seat.user_pk for seat in seats})
    return ExistingRows(
        importer=by.pk,
        is_admin=by.is_superuser,
        classes=there,
        accounts=known,
        seats=seats,
        usernames=usernames,
        ids=ids,
        into=row.school_class_id,
    )


def _usernames(roster: RosterFile) -> dict[str, int]:
    """Return whose the usernames of the list are. Compared here, because SQLite folds the letters of ASCII only."""
    asked = {person.username.casefold() for person in roster.people if person.username}
    rows = User.objects.order_by("pk").values_list("username", "pk") if asked else ()
    return {username.casefold(): pk for username, pk in rows if username.casefold() in asked}


def _ids_for(by: Any) -> dict[str, dict[str, int]]:
    """Return the rows of ids by kind: the importer's own, and of the school's those within a teacher's reach."""
    mine = Q(owner=None)
    if not by.is_superuser:
        taught = permitted(by, "quizzes.view_schoolclass", SchoolClass.objects.all()).values("pk")
        within = permitted(by, "quizzes.enrol_by_list", User.objects.all()).values("pk")
        mine = Q(owner=by) | Q(owner=None) & (Q(school_class__in=taught) | Q(user__in=within))
    rows = SourcedId.objects.filter(mine).values_list(
        "owner", "kind", "sourced_id", "school_class", "user", "enrolment"
    )
    ids: dict[str, dict[str, int]] = {CLASS: {}, PERSON: {}, PLACE: {}}
    for _, kind, sourced_id, *targets in sorted(rows, key=lambda values: values[0] is not None):  # one's own count
        ids[kind][sourced_id] = next(pk for pk in targets if pk)
    return ids


def _classes_for(roster: RosterFile, row: RosterImport, ids: Mapping[str, Mapping[str, int]]) -> dict[int, ClassThere]:
    """Return the classes that the list may be about: those that the importer may see and that an id or a name names."""
    rows = permitted(row.read_by, "quizzes.view_schoolclass", SchoolClass.objects.all())
    titles = {fold(school_class.title) for school_class in roster.classes}
    linked = set(ids[CLASS].values())
    return {
        pk: ClassThere(pk, name, archived_at is not None)
        for pk, name, archived_at in rows.order_by("pk").values_list("pk", "name", "archived_at")
        if pk == row.school_class_id or (row.school_class_id is None and (pk in linked or fold(name) in titles))
    }


def _accounts(wanted: set[int], by: Any, roster: RosterFile, seated: set[int]) -> dict[int, Account]:
    """Return the accounts among `wanted` that the importer may know of: an admin all, a teacher those within reach."""
    rows = User.objects.filter(pk__in=wanted)
    may_teach = set(rows.filter(teachers()).values_list("pk", flat=True))
    may_enrol = set(permitted(by, "quizzes.enrol_by_list", rows).values_list("pk", flat=True))
    may_rename = set(permitted(by, "quizzes.rename_user", rows).values_list("pk", flat=True))
    extra = _extra(rows) if any(person.extra_percent for person in roster.people) else {}
    known = wanted if by.is_superuser else may_enrol | seated | {by.pk}
    return {
        pk: Account(
            pk, username, first_name, last_name, pk in may_teach, pk in may_enrol, pk in may_rename,
            *extra.get(pk, (0, False)),
        )
        for pk, username, first_name, last_name in rows.values_list("pk", "username", "first_name", "last_name")
        if pk in known
    }  # fmt: skip


def _extra(rows: QuerySet[User]) -> dict[int, tuple[int, bool]]:
    arrangements = AccessArrangement.objects.filter(student__in=rows.values("pk"))
    return {
        student: (round((factor - 1) * 100), unlimited)
        for student, factor, unlimited in arrangements.values_list("student", "time_factor", "unlimited")
    }


# ---- carrying out ------------------------------------------------------------------------------------------


def carry_out(*, row: RosterImport, by: Any, now: datetime, remove: int = 0) -> RosterImport:
    """Do what a list was shown to do: all of it, or nothing.

    `remove` is how many people a whole list misses, to take them out too; 0 leaves them where they are. Raises
    AlreadyCarriedOut, NotConfirmed, and Overtaken when it would not do what was shown; the row holds the new plan.
    """
    try:
        with transaction.atomic():
            return _carry_out(row, by, now, remove)
    except (Overtaken, IntegrityError, accounts.UsernameTaken) as error:
        _look_again(row)
        raise Overtaken from error


def _look_again(row: RosterImport) -> None:
    row.refresh_from_db()
    roster = roster_of(row)
    row.plan = decide(roster, existing_for(roster, row)).as_data()
    row.save(update_fields=["plan"])


def _carry_out(row: RosterImport, by: Any, now: datetime, remove: int) -> RosterImport:
    locked = RosterImport.objects.select_for_update(of=("self",)).select_related("read_by").get(pk=row.pk)
    if locked.state != RosterImport.State.PLANNED or locked.read_by_id != by.pk:
        raise AlreadyCarriedOut
    roster = roster_of(locked)
    _wait_for_others(plan_of(locked), locked)
    plan = decide(roster, existing_for(roster, locked))
    if plan != plan_of(locked):
        raise Overtaken
    if remove and remove != len(plan.missing):
        raise NotConfirmed
    _write(plan, locked, remove=bool(remove), now=now)
    counts = plan.counts()
    counts["leaving"] += len(plan.missing) if remove else 0
    locked.roster, locked.plan, locked.counts = {}, {}, counts
    locked.state, locked.done_at = RosterImport.State.DONE, now
    locked.save(update_fields=["counts", "roster", "plan", "state", "done_at"])
    return locked


def _wait_for_others(plan: Plan, row: RosterImport) -> None:
    """Let lists of one importer come one after the other, and so lists, and what teachers do, of one class."""
    list(User.objects.filter(pk=row.read_by_id).select_for_update(no_key=True).values_list("pk"))
    pks = {place[0] for place in plan.new_places if isinstance(place[0], int)} | {row.school_class_id or 0}
    list(SchoolClass.objects.filter(pk__in=pks).select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _write(plan: Plan, row: RosterImport, *, remove: bool, now: datetime) -> None:
    by = row.read_by
    made_classes = _make_classes(plan, by, now)
    made_people = _make_people(plan, by, now)
    classes.rename_many(names=dict(plan.renamed_classes))
    classes.archive_many(pks=plan.archived, now=now)
    accounts.rename_many(names={pk: (first, last) for pk, first, last in plan.renamed_people})
    places = [
        (_pk(school_class, made_classes), _pk(person, made_people), role)
        for school_class, person, role in plan.new_places
    ]
    classes.enrol_many(places=places, now=now)
    classes.bring_back(roles=dict(plan.back))
    classes.end_many(pks=[*plan.leaving, *(plan.missing if remove else [])], now=now)
    _keep_ids(plan, None if by.is_superuser else by, made_classes, made_people)
    _grant(plan, made_people, by, now)


def _pk(ref: Ref, made: Mapping[str, int]) -> int:
    return ref if isinstance(ref, int) else made[ref]


def _make_classes(plan: Plan, by: Any, now: datetime) -> dict[str, int]:
    """Make the new classes; a teacher's are their own, an admin's get the teachers that the list names."""
    made = classes.create_many(
        names=[name for _, name in plan.new_classes], teacher=None if by.is_superuser else by, now=now
    )
    return {key: school_class.pk for (key, _), school_class in zip(plan.new_classes, made, strict=True)}


def _make_people(plan: Plan, by: Any, now: datetime) -> dict[str, int]:
    people = [accounts.NewPerson(first, last, username) for _, first, last, username, _ in plan.new_people]
    made = accounts.create_many_without_password(people=people, now=now)
    ImportedAccount.objects.bulk_create(ImportedAccount(user=user, made_by=by, made_at=now) for user in made)
    roles = [role for *_, role in plan.new_people]
    accounts.let_teach(users=[user for user, role in zip(made, roles, strict=True) if role == Enrolment.Role.TEACHER])
    return {key: user.pk for (key, *_), user in zip(plan.new_people, made, strict=True)}


def _keep_ids(plan: Plan, owner: Any, made_classes: Mapping[str, int], made_people: Mapping[str, int]) -> None:
    """Keep what the other system calls classes, people and enrolments."""
    pairs = {
        (_pk(school_class, made_classes), _pk(person, made_people))
        for kind, _, (school_class, person) in (entry for entry in plan.ids if entry[0] == PLACE)
    }
    rows = Enrolment.objects.filter(school_class__in={pair[0] for pair in pairs})
    places = {(c, u): pk for pk, c, u in rows.values_list("pk", "school_class", "user")} if pairs else {}
    kept = []
    for kind, sourced_id, target in plan.ids:
        row = SourcedId(owner=owner, kind=kind, sourced_id=sourced_id)
        if kind == CLASS:
            row.school_class_id = _pk(target, made_classes)
        elif kind == PERSON:
            row.user_id = _pk(target, made_people)
        else:
            row.enrolment_id = places[_pk(target[0], made_classes), _pk(target[1], made_people)]
        kept.append(row)
    again = SourcedId.objects.filter(owner=owner, kind=PLACE, sourced_id__in=[row.sourced_id for row in kept])
    again.delete()  # an enrolment's id that names another place from now on
    SourcedId.objects.bulk_create(kept)


def _grant(plan: Plan, made_people: Mapping[str, int], by: Any, now: datetime) -> None:
    """Give the extra time of the list; what else a student's arrangement says stays."""
    if not plan.extra:
        return
    percents = {_pk(person, made_people): percent for person, percent in plan.extra}
    students = User.objects.select_related("access_arrangement").in_bulk(percents)
    wishes = []
    for pk, percent in percents.items():
        there = getattr(students[pk], "access_arrangement", None)
        terms = replace(there.terms if there else Terms(), time_factor=1 + Decimal(percent) / 100)
        wishes.append(Wish(students[pk], terms, there.reason if there else "From a class list"))
    arrangements.arrange_many(wishes=wishes, by=by, now=now)


# ---- out ---------------------------------------------------------------------------------------------------

HEADER = ("First name", "Last name", "Username", "Student id", "Class", "Extra time %")


def student_ids(students: Iterable[User], *, by: Any) -> dict[int, str]:
    """Return the ids that the lists of `by` have for students, by account; an admin's are the school's."""
    known = SourcedId.objects.filter(owner=None if by.is_superuser else by, kind=PERSON, user__in=students)
    return dict(known.order_by("-pk").values_list("user", "sourced_id"))


def class_list(school_class: SchoolClass, *, by: Any) -> Iterator[Sequence[str | int]]:
    """Yield a class's students as the plain list that `look_through` reads, with the ids of one's own lists."""
    rows = school_class.enrolments.filter(left_at=None, role=Enrolment.Role.STUDENT)
    students = [row.user for row in rows.select_related("user", "user__access_arrangement")]
    ids = student_ids(students, by=by)
    for user in students:
        there = getattr(user, "access_arrangement", None)
        percent = round((there.time_factor - 1) * 100) if there else 0
        yield (
            user.first_name, user.last_name, user.username, ids.get(user.pk, ""), school_class.name, percent or "",
        )  # fmt: skip
