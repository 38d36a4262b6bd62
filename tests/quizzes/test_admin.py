"""The admin shows; it changes nothing past the services, and it is no way up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from marking import roles
from quizzes.models import AccessArrangement, Enrolment, User
from quizzes.pure.terms import Terms
from quizzes.services import arrangements
from tests.cast import NOW, School, person, signed_in, text_of

pytestmark = pytest.mark.django_db

ALL_BUT_SUPER = (
    "add_user", "change_user", "delete_user", "view_user",
    "add_group", "change_group", "delete_group", "view_group",
    "add_authtoken", "change_authtoken", "delete_authtoken", "view_authtoken",
    "add_enrolment", "change_enrolment", "delete_enrolment", "view_enrolment",
    "add_schoolclass", "change_schoolclass", "delete_schoolclass", "view_schoolclass",
    "add_accessarrangement", "delete_accessarrangement", "view_accessarrangement",
)  # fmt: skip
CHANGE, PASSWORD, DELETE = "admin:quizzes_user_change", "admin:auth_user_password_change", "admin:quizzes_user_delete"


@pytest.fixture
def clerk(cast: School) -> Client:
    """Return a client of somebody who has every right over people and classes but is no superuser."""
    user = person("clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=ALL_BUT_SUPER))
    return signed_in(user)


def with_rights(cast: School, kind: str) -> User:
    """Return an account that has rights of its own."""
    if kind == "superuser":
        return cast.admin
    if kind == "teaches a class":
        return cast.alice
    user = person("target", is_staff=kind == "staff")
    if kind == "in a role":
        roles.set_up()
        user.groups.add(Group.objects.get(name="Moderators"))
    if kind == "has a right":
        user.user_permissions.add(Permission.objects.get(codename="teach"))
    return user


def form_of(user: User, **fields: str) -> dict[str, str]:
    whole = {"username": user.username, "is_active": "on", "date_joined_0": "2026-03-02", "date_joined_1": "09:00:00"}
    return {**whole, **fields}


@pytest.mark.parametrize("kind", ["superuser", "staff", "teaches a class", "in a role", "has a right"])
def test_only_a_superuser_manages_an_account_that_has_rights(cast: School, clerk: Client, kind: str) -> None:
    target = with_rights(cast, kind)
    before = target.password

    own_choice = {"password1": "x-marks-the-spot-1", "password2": "x-marks-the-spot-1", "usable_password": "true"}
    assert clerk.post(reverse(PASSWORD, args=[target.pk]), own_choice).status_code == 403
    assert clerk.post(reverse(CHANGE, args=[target.pk]), form_of(target, email="clerk@x.org")).status_code == 403
    assert clerk.post(reverse(DELETE, args=[target.pk]), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [target.pk], "post": "yes"}
    clerk.post(reverse("admin:quizzes_user_changelist"), chosen)

    target.refresh_from_db()
    assert (target.password, target.email) == (before, "")


def test_a_clerk_manages_a_student_but_gives_no_rank(cast: School, clerk: Client) -> None:
    raised = form_of(
        cast.sam, email="sam@school.example", is_staff="on", is_superuser="on", groups="1", user_permissions="1"
    )
    assert clerk.post(reverse(CHANGE, args=[cast.sam.pk]), raised).status_code == 302

    cast.sam.refresh_from_db()
    assert cast.sam.email == "sam@school.example"
    assert (cast.sam.is_staff, cast.sam.is_superuser) == (False, False)
    assert not cast.sam.get_all_permissions()


def test_a_clerk_who_adds_somebody_gives_them_no_rank(cast: School, clerk: Client) -> None:
    password = "x-marks-the-spot-1"
    fields = {"username": "mole", "password1": password, "password2": password, "usable_password": "true"}
    clerk.post(reverse("admin:quizzes_user_add"), {**fields, "is_staff": "on", "is_superuser": "on"})

    mole = User.objects.get(username="mole")
    assert (mole.is_staff, mole.is_superuser) == (False, False)


def test_the_ways_round_are_shut(cast: School, clerk: Client) -> None:
    roles.set_up()
    role = Group.objects.get(name="Moderators")
    every = [str(pk) for pk in Permission.objects.values_list("pk", flat=True)]
    clerk.post(reverse("admin:auth_group_change", args=[role.pk]), {"name": "Moderators", "permissions": every})
    clerk.post(reverse("admin:auth_group_add"), {"name": "All", "permissions": every})
    clerk.post(
        reverse("admin:knox_authtoken_add"),
        {"user": cast.admin.pk, "expiry_0": "2027-01-01", "expiry_1": "00:00:00"},
    )

    assert role.permissions.count() < len(every)
    assert not Group.objects.filter(name="All").exists()
    assert not AuthToken.objects.exists()


def test_a_superuser_changes_staff_and_a_new_password_ends_their_tokens(cast: School) -> None:
    staff = person("target", is_staff=True)
    AuthToken.objects.create(user=staff)
    password = "x-marks-the-spot-1"
    new = {"password1": password, "password2": password, "usable_password": "true"}

    assert signed_in(cast.admin).post(reverse(PASSWORD, args=[staff.pk]), new).status_code == 302

    staff.refresh_from_db()
    assert staff.check_password(password)
    assert not AuthToken.objects.filter(user=staff).exists()


@pytest.mark.parametrize("who", ["clerk", "ada"])
def test_classes_and_arrangements_are_not_changed_past_the_services(cast: School, clerk: Client, who: str) -> None:
    client = signed_in(cast.admin) if who == "ada" else clerk
    arrangements.arrange_access(student=cast.sam, terms=Terms(extra_minutes=5), by=cast.alice, now=NOW)
    row = AccessArrangement.objects.get()
    place = cast.sam.enrolments.get()
    removal = {
        "name": "Taken", "code": "AAAAAAAA", "enrolments-TOTAL_FORMS": "1", "enrolments-INITIAL_FORMS": "1",
        "enrolments-0-id": place.pk, "enrolments-0-school_class": cast.class_10b.pk, "enrolments-0-DELETE": "on",
    }  # fmt: skip
    for name, pk, data in (
        ("accessarrangement", row.pk, {"student": cast.sam.pk, "time_factor": "4", "extra_minutes": "600"}),
        ("schoolclass", cast.class_10b.pk, removal),
    ):
        assert client.post(reverse(f"admin:quizzes_{name}_change", args=[pk]), data).status_code == 403
        assert client.post(reverse(f"admin:quizzes_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403
        assert client.post(reverse(f"admin:quizzes_{name}_add"), data).status_code == 403
        assert client.get(reverse(f"admin:quizzes_{name}_change", args=[pk])).status_code == 200

    row.refresh_from_db()
    assert (row.time_factor, row.extra_minutes) == (Decimal(1), 5)
    assert Enrolment.objects.filter(school_class=cast.class_10b).count() == 3


def test_the_admin_leads_to_the_page_of_an_arrangement(cast: School) -> None:
    arrangements.arrange_access(student=cast.sam, terms=Terms(extra_minutes=5), by=cast.alice, now=NOW)
    client = signed_in(cast.admin)
    row = AccessArrangement.objects.get()

    for address in (
        reverse("admin:quizzes_accessarrangement_change", args=[row.pk]),
        reverse(CHANGE, args=[cast.sam.pk]),
    ):
        assert f'href="/students/{cast.sam.pk}/arrangement/"' in client.get(address).content.decode()


def test_the_admin_shows_who_is_in_a_class_and_who_has_left(cast: School) -> None:
    cast.sue.enrolments.update(left_at=NOW)

    html = signed_in(cast.admin).get(reverse("admin:quizzes_schoolclass_change", args=[cast.class_10b.pk]))

    text = html.content.decode()
    assert "Alice (alice), teacher<br>" in text
    assert "Sam (sam), student<br>" in text
    assert "Sue (sue), student, left 2 Mar 2026" in text
    assert f'href="/classes/{cast.class_10b.pk}/"' in text


def test_lists_say_what_is_in_them_and_write_moments_as_the_pages_do(cast: School) -> None:
    page = text_of(signed_in(cast.admin).get("/admin/quizzes/quiz/"))

    assert "<h1>Quizzes</h1>" in page
    assert "Mon 2 Mar 2026, 09:00" in page
    assert "to view" not in page
