"""OneRoster's files, as the specification has them and as real systems write them."""

from __future__ import annotations

import io
import zipfile

import pytest

from quizzes.rosters import detect
from quizzes.rosters.values import STUDENT, TEACHER, RosterError, RosterFile

MANIFEST = """propertyName,value
manifest.version,1.0
oneroster.version,1.1
file.classes,bulk
file.users,bulk
file.enrollments,bulk
"""
FILES = {
    "manifest.csv": MANIFEST,
    "orgs.csv": "sourcedId,status,name,type\no1,,Hill School,school\n",
    "classes.csv": (
        "sourcedId,status,dateLastModified,title,classType,schoolSourcedId,termSourcedIds,ext_room\n"
        "c1,,,10B History,scheduled,o1,t1,R4\nc2,tobedeleted,,11C History,scheduled,o1,t1,\n"
    ),
    "users.csv": (
        "sourcedId,status,enabledUser,orgSourcedIds,role,username,userId,givenName,familyName,email,password\n"
        "u1,,true,o1,student,imoss,,Ida,Moss,ida@school.example,hunter2\n"
        "u2,active,TRUE,o1,teacher,plund,,Per,Lund,,\n"
        "u3,,true,o1,parent,,,Eva,Moss,,\n"
        "u4,,false,o1,student,nobody,,Nils,Berg,,\n"
    ),
    "enrollments.csv": (
        "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,primary\n"
        "e1,,c1,,u1,student,\ne2,,c1,,u2,teacher,true\ne3,,c1,,u3,guardian,\ne4,tobedeleted,c1,,u4,student,\n"
    ),
}


def zipped(files: dict[str, str], folder: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(folder + name, text)
    return out.getvalue()


def read(files: dict[str, str]) -> RosterFile:
    return detect.read([("export.zip", zipped(files))])


def test_a_zip_is_read_with_what_real_systems_add_and_leave_out() -> None:
    roster = read(FILES)

    assert [(row.sourced_id, row.title, row.gone) for row in roster.classes] == [
        ("c1", "10B History", False),
        ("c2", "11C History", True),
    ]
    assert [(row.name, row.username, row.role) for row in roster.people] == [
        ("Ida Moss", "imoss", STUDENT),
        ("Per Lund", "plund", TEACHER),
    ]
    assert [(row.sourced_id, row.role, row.gone) for row in roster.places] == [
        ("e1", STUDENT, False),
        ("e2", TEACHER, False),
        ("e4", STUDENT, True),
    ]
    assert roster.is_whole
    assert not any("not read" in remark.lower() for remark in roster.remarks)


def test_parents_and_accounts_that_are_not_enabled_are_left_out_with_their_lines() -> None:
    skipped = {(row.file, row.line): row for row in read(FILES).skipped}

    assert "parent" in skipped["users.csv", 4].why
    assert "not enabled" in skipped["users.csv", 5].why
    assert "guardian" in skipped["enrollments.csv", 4].why
    assert not any(row.is_fault for row in skipped.values())


def test_no_password_and_no_address_is_kept() -> None:
    kept = str(read(FILES).as_data())

    assert "hunter2" not in kept
    assert "ida@school.example" not in kept


def test_the_files_one_by_one_and_in_a_folder_of_the_zip_are_the_same() -> None:
    loose = [(name, text.encode()) for name, text in FILES.items()]

    assert detect.read(loose) == read(FILES)
    assert detect.read([("x.zip", zipped(FILES, "Export 2026/"))]) == read(FILES)


def test_version_1_2_has_roles_in_a_file_of_their_own_and_preferred_names() -> None:
    roster = read(
        {
            **FILES,
            "users.csv": (
                "sourcedId,status,enabledUser,username,givenName,familyName,preferredGivenName,primaryOrgSourcedId\n"
                "u1,,true,imoss,Ida Maria,Moss,Ida,o1\nu2,,true,plund,Per,Lund,,o1\nu3,,true,emoss,Eva,Moss,,o1\n"
            ),
            "roles.csv": (
                "sourcedId,status,userSourcedId,roleType,role,orgSourcedId\n"
                "r1,,u1,primary,student,o1\nr2,,u2,primary,teacher,o1\nr3,,u3,primary,siteAdministrator,o1\n"
                "r4,tobedeleted,u1,secondary,teacher,o1\n"
            ),
        }
    )

    assert [(row.name, row.role) for row in roster.people] == [("Ida Moss", STUDENT), ("Per Lund", TEACHER)]
    assert any("siteadministrator" in row.why for row in roster.skipped)


@pytest.mark.parametrize("mode", ["delta", ""])
def test_only_bulk_claims_to_name_everybody(mode: str) -> None:
    said = MANIFEST.replace("file.enrollments,bulk", f"file.enrollments,{mode}")

    assert read({**FILES, "manifest.csv": said}).is_whole is False


def test_without_a_manifest_nobody_is_missed() -> None:
    roster = read({name: text for name, text in FILES.items() if name != "manifest.csv"})

    assert roster.is_whole is False
    assert any("no manifest" in remark for remark in roster.remarks)


def test_what_the_manifest_calls_absent_is_not_read() -> None:
    roster = read({**FILES, "manifest.csv": MANIFEST.replace("file.users,bulk", "file.users,absent")})

    assert roster.people == ()
    assert any("users.csv was not read" in remark for remark in roster.remarks)


def test_empty_files_and_those_of_a_header_only_are_no_fault() -> None:
    roster = read({**FILES, "enrollments.csv": "sourcedId,classSourcedId,userSourcedId,role", "orgs.csv": ""})

    assert roster.places == ()


@pytest.mark.parametrize(
    ("name", "text", "what", "why"),
    [
        ("users.csv", "sourcedId,givenName,familyName\nu1,Ida,Moss\nu1,Per,Lund\n", "Per Lund", "Line 2 has the same"),
        ("users.csv", "sourcedId,givenName,familyName\n,Ida,Moss\n", "Ida Moss", "no sourcedId"),
        ("users.csv", "sourcedId,role,givenName,familyName\nu1,student,,\n", "u1", "no name"),
        ("users.csv", "sourcedId,username,givenName,familyName\nu1,a b,Ida,Moss\n", "Ida Moss", "no spaces"),
        ("classes.csv", "sourcedId,title\nc1,\n", "c1", "no name"),
        ("classes.csv", f"sourcedId,title\nc1,{'x' * 101}\n", "x" * 101, "100 characters"),
        ("enrollments.csv", "sourcedId,classSourcedId,userSourcedId,role\ne1,c1,u1,\n", "u1", "no role"),
    ],
)
def test_each_bad_row_is_refused_by_itself(name: str, text: str, what: str, why: str) -> None:
    faults = [row for row in read({**FILES, name: text}).skipped if row.is_fault]

    assert [(row.file, row.what) for row in faults] == [(name, what)]
    assert why in faults[0].why


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({**FILES, "users.csv": "id,name\n1,Ida\n"}, "users.csv has no column “sourcedId”"),
        ({"manifest.csv": MANIFEST, "users.csv": FILES["users.csv"]}, "manifest names classes.csv"),
        ({"notes.txt": "x"}, "no OneRoster files"),
    ],
)
def test_packages_that_are_none_are_refused(files: dict[str, str], says: str) -> None:
    with pytest.raises(RosterError, match=says):
        read(files)


def test_bombs_links_and_crowded_zips_are_refused() -> None:
    with pytest.raises(RosterError, match="unpacks to far more"):
        read({**FILES, "users.csv": "sourcedId,givenName,familyName\n" + "u1,Ida,Moss\n" * 1_000_000})
    with pytest.raises(RosterError, match="more than once"):
        read({**FILES, "other/users.csv": FILES["users.csv"]})
    with pytest.raises(RosterError, match="more than 200 files"):
        read({**FILES, **{f"{number}.csv": "" for number in range(201)}})
    with pytest.raises(RosterError, match="outside"):
        detect.read([("x.zip", zipped(FILES, "../"))])
    with pytest.raises(RosterError, match="broken"):
        detect.read([("x.zip", zipped(FILES)[:300])])


def test_oneroster_does_not_go_into_one_class() -> None:
    with pytest.raises(RosterError, match="has its own classes"):
        detect.read([("export.zip", zipped(FILES))], into="10B")


def test_several_files_must_belong_together() -> None:
    with pytest.raises(RosterError, match="one list at a time"):
        detect.read([("a.csv", b"name\nIda Moss\n"), ("b.csv", b"name\nPer Lund\n")], into="10B")


def test_school_data_sync_is_read_where_it_is_oneroster_and_named_where_it_is_not() -> None:
    synced = [
        ("users.csv", b"sourcedId,username,givenName,familyName\nu1,imoss,Ida,Moss\n"),
        ("classes.csv", b"sourcedId,orgSourcedId,title\nc1,o1,10B History\n"),
        ("enrollments.csv", b"classSourcedId,userSourcedId,role\nc1,u1,student\nc1,u1,student\n"),
    ]
    roster = detect.read(synced)
    assert [(place.class_key, place.person_key, place.role) for place in roster.places] == [("c1", "u1", STUDENT)]

    with pytest.raises(RosterError, match="School Data Sync, version 1"):
        detect.read([("Student.csv", b"SIS ID,Username\n1,x\n"), ("Section.csv", b"SIS ID\n1\n")])
    with pytest.raises(RosterError, match="Clever"):
        detect.read([("students.csv", b"Student_id\n1\n"), ("teachers.csv", b"x\n1\n"), ("enrollments.csv", b"x\n1\n")])
