"""Everything on record of a student: who sees it, what it holds, that looking is noted, and taking the name away."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from marking import queries, roles
from marking.models import PracticeAnswer
from marking.services import marks
from quizzes.models import Attempt, User
from tests.cast import NOW, School, person, sat, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(cast: School) -> Attempt:
    """Return sam's sitting, marked."""
    done = sat(cast.assignment, cast.sam, "socialism in one country")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    return done


def staff(role: str) -> User:
    roles.set_up()
    user = person(role.replace(" ", "."), is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def test_the_page_and_the_file_hold_what_is_on_record_and_say_who_looked(cast: School, attempt: Attempt) -> None:
    auditor = signed_in(staff("Auditors"))
    PracticeAnswer.objects.create(
        student=cast.sam, question=cast.question, scheme=cast.question.mark_schemes.get(), key=uuid4(),
        text="in practice", mark=0, out_of=2, box_before=0, answered_at=NOW,
    )  # fmt: skip

    page = auditor.get(f"/students/{cast.sam.pk}/record/").content.decode()
    answer = auditor.get(f"/students/{cast.sam.pk}/record.json")

    assert "socialism in one country" in page
    assert "Take the name away" not in page
    told = json.loads(b"".join(answer))
    assert told["account"]["username"] == cast.sam.username
    assert told["record"]["answers"][0]["answer"] == "socialism in one country"
    assert told["record"]["answers"][0]["marks"]
    assert [row["answer"] for row in told["practice"]] == ["in practice"]
    assert [row["class"] for row in told["classes"]] == [str(cast.class_10b)]
    noted = LogEntry.objects.filter(object_id=str(cast.sam.pk)).values_list("change_message", flat=True)
    assert set(noted) == {"Looked at everything on record.", "Took everything on record away as a file."}


def test_teachers_students_and_exams_officers_do_not_see_it_and_nobody_sees_a_teachers(
    cast: School, attempt: Attempt
) -> None:
    for user in (cast.alice, cast.sam, staff("Exams officers")):
        assert signed_in(user).get(f"/students/{cast.sam.pk}/record/").status_code == 404
    assert signed_in(cast.admin).get(f"/students/{cast.alice.pk}/record/").status_code == 404


def test_the_name_goes_once_the_username_is_typed(cast: School, attempt: Attempt) -> None:
    admin, address = signed_in(cast.admin), f"/students/{cast.sam.pk}/forget/"

    wrong = admin.post(address, {"username": "somebody"}, follow=True).content.decode()
    assert "Nothing was changed" in wrong
    assert User.objects.get(pk=cast.sam.pk).username == cast.sam.username

    done = admin.post(address, {"username": cast.sam.username}, follow=True).content.decode()

    assert "The name is gone" in done
    assert f"Former student {cast.sam.pk}" in done
    assert "socialism in one country" in done
    assert signed_in(staff("Auditors")).post(address, {"username": "x"}).status_code == 404


def test_the_texts_go_once_the_name_is_gone_and_the_username_is_typed(cast: School, attempt: Attempt) -> None:
    admin, record = signed_in(cast.admin), f"/students/{cast.sam.pk}/record/"
    early = admin.post(f"/students/{cast.sam.pk}/erase/", {"username": cast.sam.username}, follow=True)
    assert "Take the name away first." in early.content.decode()
    assert "Erase the texts" not in admin.get(record).content.decode()
    admin.post(f"/students/{cast.sam.pk}/forget/", {"username": cast.sam.username})

    page = admin.get(record).content.decode()
    assert "Erase the texts" in page
    wrong = admin.post(f"/students/{cast.sam.pk}/erase/", {"username": "sam"}, follow=True).content.decode()
    assert "Nothing was changed" in wrong
    assert "socialism in one country" in wrong

    sure = {"username": f"former-student-{cast.sam.pk}"}
    done = admin.post(f"/students/{cast.sam.pk}/erase/", sure, follow=True).content.decode()

    assert "are erased. The marks are kept." in done
    assert "(erased)" in done
    assert "socialism in one country" not in done
    assert "Erase the texts" not in done
    assert signed_in(staff("Auditors")).post(f"/students/{cast.sam.pk}/erase/", sure).status_code == 404


def test_the_admin_leads_there(cast: School) -> None:
    page = signed_in(cast.admin).get(f"/admin/quizzes/user/{cast.sam.pk}/change/").content.decode()

    assert f"/students/{cast.sam.pk}/record/" in page
