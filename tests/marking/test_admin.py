"""Admins review marks in the Django admin: see why, override with a reason, change nothing of the record."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy

from marking import queries, roles
from marking.models import Mark, Standing
from marking.pure.explained import EXPLAINED
from marking.reports.timeline import timeline_of
from marking.services import marks
from quizzes.files import tables
from quizzes.models import Response
from quizzes.services import attempts
from tests.cast import NOW, School, person, sat, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast: School, client: Client) -> Client:
    return signed_in(cast.admin, client)


def page(response: Response) -> str:
    return reverse("admin:marking_markedresponse_change", args=[response.pk])


def test_the_list_shows_who_got_what_by_whom(admin: Client, response: Response) -> None:
    html = admin.get(reverse("admin:marking_markedresponse_changelist")).content.decode()

    assert "Sam" in html
    assert "They were called social facists." in html
    assert "<h1>Answers and their marks</h1>" in html
    assert EXPLAINED["confidence"] in html
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

    assert "2/2 by Alice has been given in the meantime" in answer.content.decode()
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


LIST = reverse_lazy("admin:marking_markedresponse_changelist")


def test_the_first_page_says_what_waits_and_leads_there(admin: Client, cast: School) -> None:
    assert "Nothing is waiting." in admin.get(reverse("admin:index")).content.decode()
    sat(cast.assignment, cast.sam, "social facists")

    html = admin.get(reverse("admin:index")).content.decode()

    assert "Marking is paused or behind. Answers are safe" in html
    assert f"{LIST}?needs=stuck" in html
    assert "Sam" in admin.get(f"{LIST}?needs=stuck").content.decode()
    assert "Sam" not in admin.get(f"{LIST}?needs=failed").content.decode()


def test_a_sitting_that_is_open_after_its_end_needs_attention(admin: Client, cast: School) -> None:
    attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)

    assert "sittings open after their end" in admin.get(reverse("admin:index")).content.decode()
    assert "Sam" in admin.get(reverse("admin:quizzes_attempt_changelist") + "?needs=overdue").content.decode()


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("state=TO_CHECK", False), ("state=SURE", True), ("by=engine", True), ("by=person", False),
        ("confidence=high", True), ("confidence=low", False), ("after_release=yes", False), ("q=facists", True),
        ("q=nobody", False), ("handed_in=2026", True), ("handed_in=2026-03", True), ("handed_in=2026-04", False),
        ("handed_in=2020", False), ("handed_in=today", False), ("handed_in=nonsense", True),
        ("handed_in=2026-12", False),
    ],
)  # fmt: skip
def test_the_list_can_be_narrowed_down(admin: Client, response: Response, query: str, there: bool) -> None:
    Standing.objects.update(state=Standing.State.SURE, confidence=0.99)

    assert ("They were called" in admin.get(f"{LIST}?{query}").content.decode()) == there


@pytest.fixture
def both(cast: School, response: Response) -> list[Response]:
    sat(cast.assignment, cast.sue, "They were called social facists.")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    return list(Response.objects.order_by("pk"))


def together(both: list[Response]) -> str:
    return reverse("admin:marking_together") + "?ids=" + ",".join(str(row.pk) for row in both)


def test_many_are_overridden_after_a_look_and_undone_together(
    admin: Client, cast: School, both: list[Response]
) -> None:
    ids = [row.pk for row in both]
    chosen = admin.post(LIST, {"action": "override_together", "_selected_action": ids})
    assert chosen["Location"] == together(list(reversed(both))) or chosen["Location"] == together(both)
    shown = admin.get(together(both)).content.decode()
    seen = {f"seen-{row.pk}": row.standing.mark_id for row in both}

    given = admin.post(together(both), {"mark": "2", "reason": "Both say it.", "key": str(uuid4()), **seen})

    assert shown.count("1/2") == 2
    assert set(Standing.objects.values_list("mark__mark", flat=True)) == {Decimal(2)}
    assert "Undo all" in admin.get(given["Location"]).content.decode()
    admin.post(given["Location"])
    assert set(Standing.objects.values_list("mark__mark", flat=True)) == {Decimal(1)}
    assert Mark.objects.count() == 4


def test_what_somebody_marked_meanwhile_is_left_out_and_named(
    admin: Client, cast: School, both: list[Response]
) -> None:
    seen = {f"seen-{row.pk}": row.standing.mark_id for row in both}
    marks.give(response=both[0], mark=Decimal(0), reason="No.", by=cast.alice, now=NOW)

    page = admin.post(
        together(both), {"mark": "2", "reason": "Yes.", "key": str(uuid4()), **seen}, follow=True
    ).content.decode()

    assert "Sam: left as it is; Alice marked it in the meantime." in page
    assert "1 mark given." in page
    assert Standing.objects.get(pk=both[0].pk).mark.mark == 0


def test_one_override_is_given_to_the_same_words_too(admin: Client, both: list[Response]) -> None:
    assert "1 other answer with exactly the same words" in admin.get(page(both[0])).content.decode()

    seen = both[0].standing.mark_id
    admin.post(page(both[0]), {"mark": "2", "reason": "Said.", "seen": seen, "alike_too": "on"})

    assert set(Standing.objects.values_list("mark__mark", flat=True)) == {Decimal(2)}


def test_answers_are_sent_to_the_teachers_queue_and_the_marks_go_on_standing(admin: Client, response: Response) -> None:
    Standing.objects.update(state=Standing.State.SURE)

    admin.post(LIST, {"action": "send_to_queue", "_selected_action": [response.pk]})

    standing = Standing.objects.get()
    assert (standing.state, standing.mark_id is not None) == (Standing.State.TO_CHECK, True)


def test_marking_again_leads_to_the_dry_run(admin: Client, response: Response) -> None:
    answer = admin.post(LIST, {"action": "mark_again", "_selected_action": [response.pk]})

    assert answer["Location"] == f"/questions/{response.item.question_id}/remark/"


def test_marks_are_exported_without_formulas(admin: Client, cast: School) -> None:
    sat(cast.assignment, cast.sam, "=HYPERLINK(1)")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    chosen = {"_selected_action": [Response.objects.get().pk]}

    text = b"".join(admin.post(LIST, {"action": "export_csv", **chosen}).streaming_content).decode()  # type: ignore[arg-type]
    book = admin.post(LIST, {"action": "export_excel", **chosen}).content

    assert "'=HYPERLINK(1)" in text
    assert tables.read(book, "x.xlsx").rows[0].get("answer") == "'=HYPERLINK(1)"


def test_the_timeline_tells_it_all_in_order(admin: Client, cast: School, response: Response) -> None:
    marks.give(response=response, mark=Decimal(2), reason="Both there.", by=cast.alice, now=NOW + timedelta(hours=1))

    what = [(event.what, event.who) for event in timeline_of(response)]

    assert what[0] == ("Started", "Sam")
    assert ("Handed in", "Sam") in what
    assert what[-1] == ("Marked 2/2", "Alice")


@pytest.mark.parametrize(
    ("role", "sees", "marks_"),
    [("Moderators", True, True), ("Auditors", True, False), ("Exams officers", False, False)],
)
def test_roles_may_what_their_table_says(
    client: Client, response: Response, role: str, sees: bool, marks_: bool
) -> None:
    roles.set_up()
    clerk = person("clerk", is_staff=True)
    clerk.groups.add(Group.objects.get(name=role))
    signed_in(clerk, client)
    Standing.objects.update(state=Standing.State.SURE)

    assert (client.get(LIST).status_code == 200) == sees
    client.post(page(response), {"mark": "2", "reason": "Clerk's.", "seen": response.standing.mark_id})
    client.post(together([response]), {"mark": "2", "reason": "Clerk's.", "key": str(uuid4())})
    client.post(LIST, {"action": "send_to_queue", "_selected_action": [response.pk]})
    assert Mark.objects.filter(marker=clerk).exists() == marks_
    assert (Standing.objects.get().state == Standing.State.TO_CHECK) <= marks_


def test_the_first_page_names_roles_and_tokens_in_our_words(admin: Client) -> None:
    page = admin.get("/admin/").content.decode()

    assert "API tokens" in page
    assert ">Roles<" in page.replace("\n", "").replace("  ", "")
    assert "Knox" not in page
    assert "Auth token" not in page
