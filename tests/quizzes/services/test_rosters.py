"""Class lists: looked through, carried out whole or not at all, twice without harm, and never a way into an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission

from quizzes.files.tables import write_csv
from quizzes.models import AccessArrangement, Enrolment, ImportedAccount, RosterImport, SchoolClass, SourcedId, User
from quizzes.pure.terms import Terms
from quizzes.rosters.existing import CHANGED, LEAVES, LEFT_OUT, MISSING, NEW, REFUSED, SAME, Line
from quizzes.rosters.values import RosterError
from quizzes.services import archives, arrangements, classes, rosters
from tests.cast import NOW, School, person
from tests.quizzes.rosters.test_oneroster import FILES, MANIFEST, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

STUDENT, TEACHER = Enrolment.Role.STUDENT, Enrolment.Role.TEACHER


def look(text: str | bytes, by: User, into: SchoolClass | None = None, name: str = "list.csv") -> RosterImport:
    data = text.encode() if isinstance(text, str) else text
    return rosters.look_through(files=[(name, data)], into=into, by=by, now=NOW)


def package(by: User, **changed: str) -> RosterImport:
    """Look through the OneRoster package of the reader's tests, with some of its files changed."""
    files = {**FILES, **{f"{name}.csv": text for name, text in changed.items()}}
    return look(zipped(files), by, name="export.zip")


def bring(row: RosterImport, by: User, remove: int = 0) -> RosterImport:
    return rosters.carry_out(row=row, by=by, now=NOW, remove=remove)


def fates(row: RosterImport) -> dict[str, str]:
    return {line.what: line.fate for line in rosters.plan_of(row).lines}


def line_of(row: RosterImport, what: str) -> Line:
    return next(line for line in rosters.plan_of(row).lines if line.what.startswith(what))


def names_in(school_class: SchoolClass) -> list[str]:
    rows = school_class.enrolments.filter(left_at=None, role=STUDENT).order_by("user__first_name", "user__last_name")
    return [str(row.user) for row in rows]


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (User, SchoolClass, Enrolment, SourcedId)]


# ---- a plain list into one class ---------------------------------------------------------------------------


def test_looking_through_changes_nothing(cast: School) -> None:
    before = everything()

    row = look("name\nIda Moss\nPer Lund\n", cast.alice, cast.class_10b)

    assert everything() == before
    assert fates(row) == {"Ida Moss in 10B": NEW, "Per Lund in 10B": NEW}


def test_new_students_get_accounts_without_a_way_in(cast: School) -> None:
    bring(look("first,last,username\nIda,Moss,\nPer,Lund,plund\n", cast.alice, cast.class_10b), cast.alice)

    assert names_in(cast.class_10b) == ["Ida Moss", "Per Lund", "Sam", "Sue"]
    for username in ("ida.moss", "plund"):
        user = User.objects.get(username=username)
        assert not user.has_way_in
        assert user.email == ""
        assert not user.is_teacher


@pytest.mark.parametrize(
    "text",
    [
        "name\nIda Moss\nIda Moss\nPer Lund\n",
        "name,student id\nIda Moss,1\nIda Moss,2\nPer Lund,3\n",
        "name,username\nIda Moss,imoss\nIda Moss,imoss2\nPer Lund,plund\n",
        "name,username,student id,extra time\nIda Moss,,1,25\nIda Moss,ida2,,50\nPer Lund,,,\n",
    ],
)
def test_a_second_run_has_nothing_to_do(cast: School, text: str) -> None:
    bring(look(text, cast.alice, cast.class_10b), cast.alice)
    after = everything()

    again = look(text, cast.alice, cast.class_10b)

    assert not rosters.plan_of(again).does_something
    assert {line.fate for line in rosters.plan_of(again).lines} == {SAME}
    bring(again, cast.alice)
    assert everything() == after


def test_a_student_id_knows_a_student_after_a_change_of_name(cast: School) -> None:
    bring(look("name,student id\nIda Moss,7\n", cast.alice, cast.class_10b), cast.alice)

    row = look("name,student id\nIda Berg,7\n", cast.alice, cast.class_10b)
    assert line_of(row, "Ida Berg").fate == CHANGED
    bring(row, cast.alice)

    assert names_in(cast.class_10b) == ["Ida Berg", "Sam", "Sue"]
    assert User.objects.get(username="ida.moss").last_name == "Berg"


def test_extra_time_becomes_an_arrangement_and_leaves_the_rest_of_one_alone(cast: School) -> None:
    arrangements.arrange_access(student=cast.sam, terms=Terms(rest_minutes=10), by=cast.alice, now=NOW, reason="EHCP")
    arrangements.arrange_access(student=cast.sue, terms=Terms(unlimited=True), by=cast.alice, now=NOW)
    text = "username,name,extra time %\nsam,Sam,25\nsue,Sue,25\n,Ida Moss,50\n"

    row = look(text, cast.alice, cast.class_10b)
    said = {line.what: (line.fate, line.why) for line in rosters.plan_of(row).lines}
    bring(row, cast.alice)

    assert said["Sam in 10B"] == (CHANGED, "Gets 25 % more time.")
    assert said["Sue in 10B"][0] == SAME
    assert "no time limit" in said["Sue in 10B"][1]
    terms = {one.student.username: one.terms for one in AccessArrangement.objects.select_related("student")}
    assert terms["sam"].in_words() == "25 % more time, 10 min of rest breaks"
    assert terms["sue"].unlimited
    assert terms["ida.moss"].in_words() == "50 % more time"
    assert AccessArrangement.objects.get(student=cast.sam).reason == "EHCP"


def test_a_list_without_extra_time_takes_none_away(cast: School) -> None:
    arrangements.arrange_access(student=cast.sam, terms=Terms(extra_minutes=5), by=cast.alice, now=NOW)

    bring(look("username,name,extra time\nsam,Sam,\n", cast.alice, cast.class_10b), cast.alice)

    assert AccessArrangement.objects.get(student=cast.sam).extra_minutes == 5


def test_a_new_student_with_a_name_that_is_there_is_remarked_on(cast: School) -> None:
    row = look("name,username\nSam,sam99\n", cast.alice, cast.class_10b)

    assert line_of(row, "Sam").fate == NEW
    assert "with this name: sam" in line_of(row, "Sam").why


def test_rows_that_say_the_same_twice_come_once(cast: School) -> None:
    row = look("name,student id\nIda Moss,7\nIda Moss,7\n", cast.alice, cast.class_10b)
    bring(row, cast.alice)

    assert names_in(cast.class_10b) == ["Ida Moss", "Sam", "Sue"]


def test_one_username_for_two_is_refused_to_both(cast: School) -> None:
    row = look("name,username,student id\nIda Moss,im,1\nIna Moss,IM,2\nPer Lund,,3\n", cast.alice, cast.class_10b)
    bring(row, cast.alice)

    assert names_in(cast.class_10b) == ["Per Lund", "Sam", "Sue"]


def test_a_list_does_not_go_into_an_archived_class(cast: School) -> None:
    row = look("name\nIda Moss\n", cast.alice, cast.class_10b)
    archives.archive(row=cast.class_10b, now=NOW)

    with pytest.raises(rosters.Overtaken):
        bring(row, cast.alice)
    bring(row, cast.alice)

    assert names_in(cast.class_10b) == ["Sam", "Sue"]


# ---- nobody seizes an account ------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["tim", "TIM", "bob", "ada", "carol"])
def test_a_teachers_list_takes_no_account_that_is_not_of_their_classes(cast: School, username: str) -> None:
    person("carol")
    before = everything()

    row = look(f"name,username\nTim Changed,{username}\n", cast.alice, cast.class_10b)
    refused = line_of(row, "Tim Changed")
    bring(row, cast.alice)

    assert refused.fate == REFUSED
    assert not any(word in refused.why for word in ("11C", "bob", "teacher", "staff", "admin's"))
    assert everything() == before


def test_no_capital_of_another_alphabet_slips_a_username_past(cast: School) -> None:
    person("žofie")

    row = look("name,username\nEve Other,ŽOFIE\n", cast.alice, cast.class_10b)

    assert line_of(row, "Eve Other").fate == REFUSED


def test_every_refusal_of_an_account_reads_the_same(cast: School) -> None:
    row = look("name,username\nA B,tim\nC D,bob\nE F,ada\n", cast.alice, cast.class_10b)

    assert len({line.why for line in rosters.plan_of(row).lines}) == 1


def test_a_student_of_another_class_of_theirs_may_be_enrolled_but_keeps_the_name(cast: School) -> None:
    other = classes.create_class(name="10D", by=cast.alice, now=NOW)
    hashed = cast.sam.password

    row = look("name,username\nSamuel Changed,sam\n", cast.alice, other)
    said = line_of(row, "Samuel")
    bring(row, cast.alice)

    cast.sam.refresh_from_db()
    assert said.fate == NEW
    assert "the name stays" in said.why
    assert (cast.sam.first_name, cast.sam.last_name, cast.sam.password) == ("Sam", "", hashed)
    assert names_in(other) == ["Sam"]


def test_who_left_is_not_fetched_back_by_a_list(cast: School) -> None:
    classes.leave(school_class=cast.class_10b, user=cast.sam, by=cast.alice, now=NOW)

    for text in ("name,username\nSam,sam\n", "name\nSam\n"):
        row = look(text, cast.alice, cast.class_10b)
        assert line_of(row, "Sam").fate == REFUSED
        bring(row, cast.alice)

    assert names_in(cast.class_10b) == ["Sue"]


def test_an_account_of_ones_own_list_is_kept_up_until_another_class_has_it(cast: School) -> None:
    bring(look("name,student id\nIda Moss,7\n", cast.alice, cast.class_10b), cast.alice)
    ida = User.objects.get(username="ida.moss")
    classes.leave(school_class=cast.class_10b, user=ida, by=cast.alice, now=NOW)

    bring(look("name,student id\nIda Moss,7\n", cast.alice, cast.class_10b), cast.alice)
    assert "Ida Moss" in names_in(cast.class_10b)

    classes.enrol(school_class=cast.class_11c, user=ida, role=STUDENT, now=NOW)
    row = look("name,student id\nEve Other,7\n", cast.alice, cast.class_10b)
    assert "the name stays" in line_of(row, "Eve Other").why
    classes.leave(school_class=cast.class_10b, user=ida, by=cast.alice, now=NOW)
    row = look("name,student id\nIda Moss,7\n", cast.alice, cast.class_10b)
    assert line_of(row, "Ida Moss").fate == REFUSED


def test_an_account_that_became_a_teachers_is_no_students_any_more(cast: School) -> None:
    bring(look("name,student id\nIda Moss,7\n", cast.alice, cast.class_10b), cast.alice)
    User.objects.get(username="ida.moss").user_permissions.add(Permission.objects.get(codename="teach"))

    row = look("name,student id\nEve Other,7\n", cast.alice, cast.class_10b)

    assert line_of(row, "Eve Other").fate == REFUSED


def test_one_teachers_ids_are_not_anothers(cast: School) -> None:
    bring(look("name,student id\nIda Moss,7\n", cast.alice, cast.class_10b), cast.alice)

    bring(look("name,student id\nIna Moss,7\n", cast.bob, cast.class_11c), cast.bob)

    assert names_in(cast.class_11c) == ["Ina Moss", "Tim"]
    assert names_in(cast.class_10b) == ["Ida Moss", "Sam", "Sue"]


def test_a_list_names_no_class_of_another_teacher(cast: School) -> None:
    bring(look("name,class\nIda Moss,11C\n", cast.alice), cast.alice)

    assert names_in(cast.class_11c) == ["Tim"]
    made = SchoolClass.objects.exclude(pk=cast.class_11c.pk).get(name="11C")
    assert [row.user for row in made.enrolments.filter(role=TEACHER)] == [cast.alice]


def test_an_admin_enrols_any_student_and_never_staff_or_teachers(cast: School) -> None:
    officer = person("officer", is_staff=True)
    row = look("name,username\nTim,tim\nB B,bob\nA A,ada\nO O,officer\n", cast.admin, cast.class_10b)
    said = fates(row)
    bring(row, cast.admin)

    assert {what.partition(" in ")[0]: fate for what, fate in said.items()} == {
        "Tim": NEW,
        "B B": REFUSED,
        "A A": REFUSED,
        "O O": REFUSED,
    }
    assert names_in(cast.class_10b) == ["Sam", "Sue", "Tim"]
    officer.refresh_from_db()
    assert officer.first_name == "Officer"


# ---- OneRoster ---------------------------------------------------------------------------------------------


def test_a_teacher_gets_classes_of_their_own_with_students_and_no_other_teachers(cast: School) -> None:
    row = package(cast.alice)
    said = fates(row)
    bring(row, cast.alice)

    made = SchoolClass.objects.get(name="10B History")
    assert names_in(made) == ["Ida Moss"]
    assert [place.user for place in made.enrolments.filter(role=TEACHER)] == [cast.alice]
    assert not User.objects.filter(username="plund").exists()
    assert said["Per Lund"] == LEFT_OUT
    assert ImportedAccount.objects.get(user__username="imoss").made_by == cast.alice


def test_an_admin_gets_teachers_too_with_the_right_to_teach_and_no_password(cast: School) -> None:
    bring(package(cast.admin), cast.admin)

    made = SchoolClass.objects.get(name="10B History")
    teacher = made.enrolments.get(role=TEACHER).user
    assert (teacher.username, teacher.is_teacher, teacher.has_usable_password()) == ("plund", True, False)
    assert not teacher.is_staff
    assert SourcedId.objects.filter(owner=None).count() == 5


def test_an_admins_list_makes_no_teacher_of_a_student_nor_the_other_way_round(cast: School) -> None:
    users = FILES["users.csv"].replace("plund", "sam").replace("imoss", "bob")

    row = package(cast.admin, users=users)

    assert fates(row)["Ida Moss"] == fates(row)["Per Lund"] == REFUSED
    bring(row, cast.admin)
    assert not User.objects.get(username="sam").is_teacher
    assert not SchoolClass.objects.get(name="10B History").enrolments.exists()


@pytest.mark.parametrize("who", ["alice", "admin"])
def test_a_second_package_has_nothing_to_do(cast: School, who: str) -> None:
    by = getattr(cast, who)
    bring(package(by), by)
    after = everything()

    again = package(by)

    assert not rosters.plan_of(again).does_something
    bring(again, by)
    assert everything() == after


def test_classes_and_people_are_known_again_after_renames(cast: School) -> None:
    bring(package(cast.alice), cast.alice)
    made = SchoolClass.objects.get(name="10B History")

    row = package(
        cast.alice,
        classes=FILES["classes.csv"].replace("10B History", "10B Modern History"),
        users=FILES["users.csv"].replace("Ida,Moss", "Ida,Berg").replace("imoss", "iberg"),
    )
    said = fates(row)
    bring(row, cast.alice)

    made.refresh_from_db()
    assert made.name == "10B Modern History"
    assert names_in(made) == ["Ida Berg"]
    assert User.objects.filter(username="imoss").exists()
    assert said["10B Modern History"] == CHANGED


def test_what_is_to_be_deleted_leaves_and_its_work_stays(cast: School) -> None:
    bring(package(cast.alice), cast.alice)
    made = SchoolClass.objects.get(name="10B History")

    row = package(cast.alice, enrollments=FILES["enrollments.csv"].replace("e1,,", "e1,tobedeleted,"))
    assert line_of(row, "Ida Moss in").fate == LEAVES
    bring(row, cast.alice)
    assert names_in(made) == []
    assert User.objects.filter(username="imoss", is_active=True).exists()

    bring(package(cast.alice), cast.alice)
    assert names_in(made) == ["Ida Moss"]
    bring(package(cast.alice, users=FILES["users.csv"].replace("u1,,", "u1,tobedeleted,")), cast.alice)
    assert names_in(made) == []

    bring(package(cast.alice, classes=FILES["classes.csv"].replace("c1,,", "c1,tobedeleted,")), cast.alice)
    made.refresh_from_db()
    assert made.archived_at == NOW


TWO = (
    FILES["users.csv"] + "u5,,true,o1,student,aberg,,Ada,Berg,,\n",
    FILES["enrollments.csv"] + "e5,,c1,,u5,student,\n",
)


def test_absence_takes_nobody_out_unless_the_package_is_whole_and_the_number_is_confirmed(cast: School) -> None:
    bring(package(cast.alice, users=TWO[0], enrollments=TWO[1]), cast.alice)
    made = SchoolClass.objects.get(name="10B History")
    classes.join(code=made.code, user=cast.sam, now=NOW)
    delta = MANIFEST.replace("file.enrollments,bulk", "file.enrollments,delta")

    assert rosters.plan_of(package(cast.alice, manifest=delta)).missing == []
    bring(package(cast.alice), cast.alice)
    assert names_in(made) == ["Ada Berg", "Ida Moss", "Sam"]

    row = package(cast.alice)
    assert fates(row)["Ada Berg in 10B History"] == MISSING
    with pytest.raises(rosters.NotConfirmed):
        bring(row, cast.alice, remove=2)
    assert names_in(made) == ["Ada Berg", "Ida Moss", "Sam"]
    bring(row, cast.alice, remove=1)
    assert names_in(made) == ["Ida Moss", "Sam"]


def test_a_class_that_the_package_does_not_name_is_left_alone(cast: School) -> None:
    bring(package(cast.alice), cast.alice)

    row = package(
        cast.alice, classes="sourcedId,title\nc9,12A\n", enrollments="sourcedId,classSourcedId,userSourcedId,role\n"
    )

    assert rosters.plan_of(row).missing == []


def test_nobody_gets_an_account_for_a_place_that_is_refused(cast: School) -> None:
    bring(package(cast.alice), cast.alice)
    archives.archive(row=SchoolClass.objects.get(name="10B History"), now=NOW)
    before = everything()

    bring(package(cast.alice, users=TWO[0], enrollments=TWO[1]), cast.alice)
    delta = package(cast.alice, manifest="propertyName,value\n", classes="", users=TWO[0], enrollments=TWO[1])
    bring(delta, cast.alice)

    assert everything() == before


def test_a_delta_may_name_what_an_earlier_package_brought(cast: School) -> None:
    bring(package(cast.alice), cast.alice)
    header = "sourcedId,classSourcedId,userSourcedId,role\n"

    row = package(
        cast.alice,
        manifest="propertyName,value\nfile.users,delta\nfile.enrollments,delta\nfile.classes,absent\n",
        classes="",
        users="sourcedId,role,username,givenName,familyName\nu6,student,obo,Ola,Bo\n",
        enrollments=f"{header}e6,c1,u6,student\ne7,c404,u6,student\n",
    )
    bring(row, cast.alice)

    assert names_in(SchoolClass.objects.get(name="10B History")) == ["Ida Moss", "Ola Bo"]


def test_a_class_of_the_same_name_is_taken_up_and_two_of_them_are_refused(cast: School) -> None:
    made = classes.create_class(name="10b  history", by=cast.alice, now=NOW)
    assert line_of(package(cast.alice), "10B History").fate == CHANGED
    classes.create_class(name="10B History", by=cast.alice, now=NOW)

    row = package(cast.alice)
    bring(row, cast.alice)

    assert names_in(made) == []
    assert SchoolClass.objects.filter(name__iexact="10b history").count() == 1


# ---- all or nothing ----------------------------------------------------------------------------------------


def test_a_list_is_carried_out_once_and_its_names_are_forgotten(cast: School) -> None:
    row = look("name\nIda Moss\n", cast.alice, cast.class_10b)
    done = bring(row, cast.alice)

    assert (done.roster, done.plan) == ({}, {})
    assert {name: count for name, count in done.counts.items() if count} == {"accounts": 1, "places": 1}
    with pytest.raises(rosters.AlreadyCarriedOut):
        bring(row, cast.alice)


def test_a_world_that_changed_is_said_and_nothing_else_done(cast: School) -> None:
    row = look("name,username\nIda Moss,ida\nPer Lund,plund\n", cast.alice, cast.class_10b)
    person("ida")
    before = everything()

    with pytest.raises(rosters.Overtaken):
        bring(row, cast.alice)

    assert everything() == before
    row.refresh_from_db()
    assert line_of(row, "Ida Moss").fate == REFUSED
    bring(row, cast.alice)
    assert names_in(cast.class_10b) == ["Per Lund", "Sam", "Sue"]


def test_who_lost_the_class_meanwhile_brings_nobody_in(cast: School) -> None:
    row = look("name\nIda Moss\n", cast.alice, cast.class_10b)
    cast.alice.enrolments.update(left_at=NOW)

    with pytest.raises(rosters.Overtaken):
        bring(row, cast.alice)
    bring(row, cast.alice)

    assert not User.objects.filter(username="ida.moss").exists()


def test_a_list_that_nobody_carried_out_is_forgotten(cast: School) -> None:
    row = look("name\nIda Moss\n", cast.alice, cast.class_10b)

    assert rosters.forget(now=NOW + timedelta(hours=23)) == 0
    assert rosters.forget(now=NOW + timedelta(hours=25)) == 1
    assert not RosterImport.objects.filter(pk=row.pk).exists()


def test_no_more_than_ten_lists_of_one_person_wait(cast: School) -> None:
    for number in range(12):
        look(f"name\nIda Moss {number}\n", cast.alice, cast.class_10b)

    assert RosterImport.objects.count() == rosters.MOST_KEPT


def test_a_broken_file_leaves_nothing(cast: School) -> None:
    with pytest.raises(RosterError):
        look(b"PK\x03\x04 broken", cast.alice, cast.class_10b)

    assert not RosterImport.objects.exists()


def test_what_a_class_list_sends_out_is_what_it_reads(cast: School) -> None:
    text = 'name,student id,extra time %\nIda Moss,7,25\n"=Moss, +Ida",-8,\n'
    bring(look(text, cast.alice, cast.class_10b), cast.alice)

    sent = "".join(write_csv(rosters.HEADER, rosters.class_list(cast.class_10b, by=cast.alice)))

    assert "Ida,Moss,ida.moss,7,10B,25" in sent
    assert "'+Ida,'=Moss,ida.moss2,'-8,10B," in sent
    assert not rosters.plan_of(look(sent, cast.alice, cast.class_10b)).does_something


# ---- a whole school ----------------------------------------------------------------------------------------


def school_of(students: int, of_classes: int) -> bytes:
    """Return a package of so many students, each in two of so many classes."""
    header = "sourcedId,classSourcedId,userSourcedId,role\n"
    places = [(number, (number + step) % of_classes) for number in range(students) for step in (0, 1)]
    return zipped(
        {
            "manifest.csv": MANIFEST,
            "classes.csv": "sourcedId,title\n" + "".join(f"c{n},Class {n}\n" for n in range(of_classes)),
            "users.csv": "sourcedId,role,username,givenName,familyName\n"
            + "".join(f"u{n},student,student{n},Given{n},Family{n}\n" for n in range(students)),
            "enrollments.csv": header + "".join(f"e{n}-{c},c{c},u{n},student\n" for n, c in places),
        }
    )


def test_the_number_of_queries_does_not_grow_with_the_school(
    cast: School, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    counted = []
    for students, of_classes in ((8, 2), (80, 8)):
        SchoolClass.objects.filter(name__startswith="Class ").delete()
        User.objects.filter(username__startswith="student").delete()
        with django_assert_max_num_queries(80) as looking:
            row = look(school_of(students, of_classes), cast.admin, name="export.zip")
        with django_assert_max_num_queries(80) as carrying:
            bring(row, cast.admin)
        counted.append((len(looking), len(carrying)))

    assert Enrolment.objects.filter(school_class__name__startswith="Class ").count() == 160
    assert counted[0][0] == counted[1][0]
    # SQLite takes a thousand values in a statement, so that its inserts come in some more pieces.
    assert counted[1][1] <= counted[0][1] + 6
