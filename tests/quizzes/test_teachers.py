"""How teachers get in: by an admin's invitation, or by an account made by hand, whose role is asked for."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from marking import roles
from quizzes.models import TeacherInvitation, User
from quizzes.services import teachers
from tests.cast import School, person, signed_in, text_of

pytestmark = pytest.mark.django_db
ACCOUNT = {
    "first_name": "Ida", "last_name": "Moss", "username": "ida",
    "password1": "quite-another-7", "password2": "quite-another-7",
}  # fmt: skip


def invited_by(admin: User) -> str:
    """Return the address that the admin is shown."""
    page = text_of(signed_in(admin).post("/admin/quizzes/teacherinvitation/add/", {"name": "Ida Moss"}, follow=True))
    link = re.search(r"http://testserver(/teachers/[\w-]+/)", page)
    assert link is not None
    return link[1]


def test_an_invitation_needs_no_name(cast: School) -> None:
    page = signed_in(cast.admin).post("/admin/quizzes/teacherinvitation/add/", {"name": ""}, follow=True)

    assert "/teachers/" in text_of(page)


def test_an_invitation_makes_one_teacher_who_is_logged_in_at_their_desk(cast: School) -> None:
    address, ida = invited_by(cast.admin), Client()

    assert "ada invites you" in text_of(ida.get(address))
    desk = ida.post(address, ACCOUNT, follow=True)

    assert "Your desk" in text_of(desk)
    assert User.objects.get(username="ida").is_teacher
    assert not User.objects.get(username="ida").is_staff
    assert Client().post(address, ACCOUNT | {"username": "second"}).status_code == 404
    assert not User.objects.filter(username="second").exists()


def test_the_link_is_shown_once_and_not_kept(cast: School) -> None:
    code = invited_by(cast.admin).split("/")[2]

    later = text_of(signed_in(cast.admin).get("/admin/quizzes/teacherinvitation/"))

    assert code not in later
    assert "Ida Moss" in later
    assert code not in str(TeacherInvitation.objects.values())


@pytest.mark.parametrize("wrong", [{"username": "SAM"}, {"password2": "something-else-8"}, {"first_name": ""}])
def test_what_is_wrong_with_the_account_is_said_and_the_invitation_stays(cast: School, wrong: dict[str, str]) -> None:
    address = invited_by(cast.admin)

    refused = Client().post(address, ACCOUNT | wrong)

    assert refused.status_code == 422
    assert Client().get(address).status_code == 200


def test_an_invitation_ends_and_a_deleted_one_no_longer_works(cast: School) -> None:
    now = timezone.now()
    _, old = teachers.invite(name="", by=cast.admin, now=now - teachers.LASTS - timedelta(minutes=1))
    row, code = teachers.invite(name="", by=cast.admin, now=now)
    row.delete()

    for dead in (old, code, "nonsense"):
        assert Client().get(f"/teachers/{dead}/").status_code == 404


def test_an_account_made_by_hand_gets_the_role_that_is_chosen(cast: School) -> None:
    roles.set_up()
    ada = signed_in(cast.admin)
    account = ACCOUNT | {"usable_password": "true"}

    ada.post("/admin/quizzes/user/add/", account | {"role": "Teachers"})
    ada.post("/admin/quizzes/user/add/", account | {"username": "olga", "role": "Exams officers"})
    ada.post("/admin/quizzes/user/add/", account | {"username": "stu", "role": ""})

    made = {user.username: user for user in User.objects.all()}
    assert (made["ida"].is_teacher, made["ida"].is_staff) == (True, False)
    assert (made["olga"].is_teacher, made["olga"].is_staff) == (False, True)
    assert (made["stu"].is_teacher, made["stu"].is_staff) == (False, False)


def test_who_is_no_superuser_gives_no_role(cast: School) -> None:
    roles.set_up()
    clerk = person("clerk", is_staff=True)
    for codename in ("add_user", "change_user", "view_user"):
        clerk.user_permissions.add(Permission.objects.get(codename=codename))
    account = ACCOUNT | {"usable_password": "true", "role": "Moderators"}

    page = signed_in(clerk).get("/admin/quizzes/user/add/")
    signed_in(clerk).post("/admin/quizzes/user/add/", account)

    assert 'name="role"' not in page.content.decode()
    assert not User.objects.get(username="ida").groups.exists()
    assert not User.objects.get(username="ida").is_staff


def test_an_exams_officer_begins_in_the_admin_with_the_doors_of_their_job(cast: School) -> None:
    roles.set_up()
    otto = person("otto", is_staff=True)
    otto.groups.add(*Group.objects.filter(name="Exams officers"))

    first = signed_in(otto).get("/", follow=True)

    assert first.redirect_chain[-1][0] == "/admin/"
    page = text_of(first)
    assert "Set an access arrangement" in page
    assert "Look up a student" in page
    assert "Invite a teacher" not in page
