"""Admins review marks in the Django admin: see why, override with a reason, change nothing of the record."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marking import queries
from marking.models import Mark, Standing
from marking.services import marks
from quizzes.models import Response
from tests.cast import NOW, School, person, sat, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def response(cast: School) -> Response:
    attempt = sat(cast.assignment, cast.sam, "They were called social facists.")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    return Response.objects.get(attempt=attempt)


@pytest.fixture
def admin(cast: School, client: Client) -> Client:
    return signed_in(cast.admin, client)


def page(response: Response) -> str:
    return reverse("admin:marking_markedresponse_change", args=[response.pk])


def test_the_list_shows_who_got_what_by_whom(admin: Client, response: Response) -> None:
    html = admin.get(reverse("admin:marking_markedresponse_changelist")).content.decode()

    assert "Sam" in html
    assert "They were called social facists." in html
    assert "1/2" in html


def test_the_list_takes_no_more_queries_for_more_answers(admin: Client, cast: School, response: Response) -> None:

    address = reverse("admin:marking_markedresponse_changelist")
    admin.get(address)
    with CaptureQueriesContext(connection) as one:
        admin.get(address)
    sat(cast.assignment, cast.sue, "socialism in one country")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    with CaptureQueriesContext(connection) as two:
        admin.get(address)

    assert len(two) == len(one)


def test_the_page_shows_the_words_that_earned_the_mark(admin: Client, response: Response) -> None:
    html = admin.get(page(response)).content.decode()

    assert "social facists" in html
    assert "social fascists [1]" in html
    assert "engine" in html


def test_an_override_stands_and_stays_on_record_with_its_reason(
    admin: Client, cast: School, response: Response
) -> None:
    seen = response.standing.mark_id

    answer = admin.post(page(response), {"mark": "1.5", "reason": "Names one of the two.", "seen": seen})

    assert answer.status_code == 302
    standing = Standing.objects.select_related("mark").get(response=response)
    assert (standing.mark.mark, standing.mark.marker) == (Decimal("1.5"), cast.admin)
    assert standing.mark.reason == "Names one of the two."
    assert Mark.objects.filter(response=response).count() == 2


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"mark": "1", "reason": ""}, "This field is required"),
        ({"mark": "3", "reason": "Generous."}, "from 0 to 2"),
        ({"mark": "-1", "reason": "Cross."}, "greater than or equal to 0"),
    ],
)
def test_an_override_that_cannot_be_is_refused_and_says_why(
    admin: Client, response: Response, data: dict[str, str], complaint: str
) -> None:
    answer = admin.post(page(response), data)

    assert complaint in answer.content.decode()
    assert Mark.objects.filter(response=response).count() == 1


def test_an_override_of_a_mark_that_no_longer_stands_shows_the_other(
    admin: Client, cast: School, response: Response
) -> None:
    seen = response.standing.mark_id
    marks.give(response=response, mark=Decimal(2), reason="Both are there.", by=cast.alice, now=NOW)

    answer = admin.post(page(response), {"mark": "0", "reason": "No.", "seen": seen})

    assert "2/2 by Alice has been given meanwhile" in answer.content.decode()
    assert Mark.objects.filter(response=response).count() == 2


@pytest.mark.parametrize("model", ["mark", "markscheme", "markedresponse", "release"])
def test_nothing_on_record_can_be_added_or_deleted(admin: Client, response: Response, model: str) -> None:
    pk = {"mark": response.standing.mark_id, "markedresponse": response.pk}.get(model, 1)

    assert admin.get(reverse(f"admin:marking_{model}_add")).status_code == 403
    assert admin.post(reverse(f"admin:marking_{model}_delete", args=[pk]), {"post": "yes"}).status_code in {302, 403}
    assert Mark.objects.filter(response=response).count() == 1


def test_staff_without_the_permission_see_no_marks(client: Client, response: Response) -> None:
    clerk = person("clerk", is_staff=True)
    signed_in(clerk, client)

    assert client.get(page(response)).status_code == 403
    assert client.get(reverse("admin:marking_markedresponse_changelist")).status_code == 403


def test_an_auditor_looks_and_cannot_override(client: Client, response: Response) -> None:
    auditor = person("auditor", is_staff=True)
    auditor.user_permissions.add(Permission.objects.get(codename="view_mark"))
    signed_in(auditor, client)

    html = client.get(page(response)).content.decode()
    client.post(page(response), {"mark": "0", "reason": "I may not."})

    assert "social facists" in html
    assert "Override" not in html
    assert Mark.objects.filter(response=response).count() == 1


def test_staff_cannot_raise_themselves(client: Client, cast: School) -> None:
    clerk = person("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="change_user"))
    clerk.user_permissions.add(Permission.objects.get(codename="view_user"))
    signed_in(clerk, client)
    own = reverse("admin:quizzes_user_change", args=[clerk.pk])
    whole = {"username": "clerk", "is_superuser": "on", "is_staff": "on", "is_active": "on"}

    client.post(own, {**whole, "date_joined_0": "2026-03-02", "date_joined_1": "09:00:00"})
    password = client.get(reverse("admin:auth_user_password_change", args=[cast.admin.pk]))

    clerk.refresh_from_db()
    assert not clerk.is_superuser
    assert password.status_code == 403
