"""The pages of access arrangements, and where else they are said."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from marking import roles
from quizzes.models import AccessArrangement, ArrangementChange, Assignment, Attempt, Enrolment, Quiz
from quizzes.pure.arrangement_table import read_sheet
from quizzes.pure.terms import Terms
from quizzes.services import arrangements, attempt_acts, attempts, banks, classes
from tests.cast import NOW, School, person, question_of, quiz_for, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (Terms(time_factor=Decimal("1.25"), rest_minutes=10), "25 % more time, 10 min of rest breaks"),
        (Terms(unlimited=True), "no time limit"),
        (Terms(extra_minutes=5, valid_until=date(2026, 3, 1)), None),
    ],
)
def test_the_class_page_says_what_is_in_force_today(cast: School, terms: Terms, said: str | None) -> None:
    arrangements.arrange_access(student=cast.sam, terms=terms, by=cast.alice, now=NOW)

    page = signed_in(cast.alice).get(f"/classes/{cast.class_10b.pk}/").content.decode()

    assert (said in page) if said else ("min extra" not in page)


def test_cover_and_home_say_how_long_and_which_rest_breaks(cast: School) -> None:
    later = timezone.now() + timedelta(days=3)
    cast.assignment.opens_at, cast.assignment.closes_at = later, later + timedelta(days=1)
    cast.assignment.time_limit_minutes = 40
    cast.assignment.save()
    AccessArrangement.objects.create(
        student=cast.sam, time_factor=Decimal("1.25"), rest_minutes=15, valid_from=timezone.localdate(later)
    )
    sam = signed_in(cast.sam)

    home, cover = (sam.get(path).content.decode() for path in ("/", f"/sit/{cast.assignment.pk}/"))

    assert "50 min (40 + 10 extra)" in home
    assert "15 min of rest breaks" in home
    assert "50 min (40 + 10 extra)" in cover
    assert "15 minutes in all" in cover


# ---- the page of a student's arrangement ----


def page_of(cast: School) -> str:
    return f"/students/{cast.sam.pk}/arrangement/"


def sent(cast: School, **fields: object) -> dict[str, object]:
    usual = {"time_factor": "1", "extra_minutes": 0, "rest_minutes": 0, "then": "save"}
    return {**usual, "seen": arrangements.last_change(cast.sam), **fields}


def in_class(cast: School) -> dict[str, bool]:
    """Return who of the cast may open sam's page."""
    people = {"alice": cast.alice, "bob": cast.bob, "sam": cast.sam, "sue": cast.sue, "ada": cast.admin}
    return {name: signed_in(user).get(page_of(cast)).status_code == 200 for name, user in people.items()}


def test_only_teachers_of_the_student_and_admins_arrange(cast: School) -> None:
    assert in_class(cast) == {"alice": True, "bob": False, "sam": False, "sue": False, "ada": True}
    cast.sam.enrolments.update(left_at=NOW)
    assert not in_class(cast)["alice"]


def test_an_exams_officer_arranges_in_every_class_and_does_nothing_else_there(cast: School) -> None:
    roles.set_up()
    officer = person("olive", is_staff=True)
    officer.groups.add(Group.objects.get(name="Exams officers"))
    client = signed_in(officer)

    assert client.post(page_of(cast), sent(cast, extra_minutes=5)).status_code == 302
    assert AccessArrangement.objects.get().extra_minutes == 5
    assert client.get(f"/classes/{cast.class_10b.pk}/arrangements/").status_code == 200
    assert client.get(f"/classes/{cast.class_10b.pk}/").status_code == 404


def test_a_look_shows_the_new_ends_and_saves_nothing(cast: School) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    cast.assignment.opens_at, cast.assignment.closes_at = now - timedelta(hours=1), now + timedelta(days=1)
    cast.assignment.save()
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=now)
    later = quiz_for(cast.class_10b, [question_of(cast.bank, stem="Why?")], by=cast.alice, now=now, minutes=40)

    html = signed_in(cast.alice).post(page_of(cast), sent(cast, time_factor="1.25", then="look")).content.decode()

    assert "times change in 2 quizzes" in html
    for moment in (attempt.ends_at, attempt.ends_at + timedelta(minutes=5), later.closes_at + timedelta(minutes=10)):
        assert timezone.localtime(moment).isoformat() in html
    assert "50 min (40 + 10 extra)" in html
    assert not AccessArrangement.objects.exists()
    assert Attempt.objects.get(pk=attempt.pk).ends_at == attempt.ends_at


def test_a_look_at_taking_it_away_shows_the_usual_time_and_takes_nothing(cast: School) -> None:
    quiz_for(cast.class_10b, [question_of(cast.bank, stem="Why?")], by=cast.alice, now=timezone.now(), minutes=40)
    arrangements.arrange_access(student=cast.sam, terms=Terms(extra_minutes=5), by=cast.alice, now=NOW)
    look = {"seen": arrangements.last_change(cast.sam), "reason": "Typed", "then": "look"}

    html = text_of(signed_in(cast.alice).post(f"{page_of(cast)}remove/", look))

    assert "<strong>Nothing extra</strong>: times change in 1 quiz." in html
    assert "45 min (40 + 5 extra)" in html
    assert "<strong>40 min," in html
    assert 'value="Typed"' in html
    assert AccessArrangement.objects.exists()


def test_what_a_look_foresees_is_what_saving_does(cast: School) -> None:
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)
    attempt_acts.add_minutes(attempts=Attempt.objects.all(), minutes=3, by=cast.alice, now=NOW)
    now = NOW + timedelta(minutes=10)
    for terms in (Terms(time_factor=Decimal("1.5")), Terms(unlimited=True), Terms(extra_minutes=1), None):
        rows = Assignment.objects.all()
        (effect,) = arrangements.effects_of(student=cast.sam, terms=terms, assignments=rows, now=now)
        arrangements.arrange_access(student=cast.sam, terms=terms, by=cast.alice, now=now)
        assert effect.ends_then == Attempt.objects.get(pk=attempt.pk).ends_at


def test_the_page_names_no_quiz_of_a_class_that_is_not_the_teachers(cast: School) -> None:
    now = timezone.now()
    classes.enrol(school_class=cast.class_11c, user=cast.sam, role=Enrolment.Role.STUDENT, now=now)
    bank = banks.create_bank(title="Bob's", by=cast.bob, now=now)
    quiz_for(cast.class_11c, [question_of(bank)], by=cast.bob, now=now)
    Quiz.objects.filter(owner=cast.bob).update(title="Secret plans")

    html = signed_in(cast.alice).get(page_of(cast)).content.decode()

    assert "Secret plans" not in html
    assert "1 quiz in classes that are not yours" in html


def test_saving_tells_what_holds_and_keeps_the_history(cast: School) -> None:
    alice = signed_in(cast.alice)
    fields = {"time_factor": "1.25", "rest_minutes": 10, "valid_until": "2099-07-31", "reason": "Report of May"}

    html = alice.post(page_of(cast), sent(cast, **fields), follow=True).content.decode()
    assert "25 % more time, 10 min of rest breaks" in html
    assert "until 31 July 2099" in html

    removal = {"seen": arrangements.last_change(cast.sam), "reason": "No longer needed"}
    html = alice.post(f"{page_of(cast)}remove/", removal, follow=True).content.decode()
    assert "No access arrangement: the usual time." in html
    assert "No longer needed" in html
    assert "Report of May" in html


def test_a_page_that_is_out_of_date_changes_nothing_and_loses_nothing(cast: School) -> None:
    stale = sent(cast, extra_minutes=7, reason="Typed here")
    arrangements.arrange_access(student=cast.sam, terms=Terms(extra_minutes=10), by=cast.admin, now=NOW)
    alice = signed_in(cast.alice)

    answer = alice.post(page_of(cast), stale)

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "10 min extra" in html
    assert 'value="7"' in html
    assert "Typed here" in html
    assert AccessArrangement.objects.get().extra_minutes == 10
    assert alice.post(page_of(cast), {**stale, "seen": arrangements.last_change(cast.sam)}).status_code == 302
    assert alice.post(f"{page_of(cast)}remove/", {"seen": stale["seen"]}).status_code == 409


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "This grants nothing"),
        ({"time_factor": "5"}, "Give a factor from 1 to 4"),
        ({"time_factor": "NaN"}, "Enter a number"),
        ({"extra_minutes": "-1"}, "Give whole minutes from 0 to 600"),
        ({"extra_minutes": 5, "valid_from": "2026-09-02", "valid_until": "2026-09-01"}, "end before it begins"),
    ],
)
def test_a_wrong_field_is_named_with_what_would_be_right(cast: School, fields: dict[str, object], said: str) -> None:
    answer = signed_in(cast.alice).post(page_of(cast), sent(cast, **fields))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not AccessArrangement.objects.exists()


def test_a_changed_end_comes_with_the_next_heartbeat(cast: School) -> None:
    now = timezone.now()
    open_now = quiz_for(cast.class_10b, [question_of(cast.bank, stem="Why?")], by=cast.alice, now=now)
    attempt = attempts.start(assignment=open_now, student=cast.sam, now=now)
    signed_in(cast.alice).post(page_of(cast), sent(cast, time_factor="1.5"))

    beat = signed_in(cast.sam).put(
        f"/api/v1/attempts/{attempt.pk}/answers/", {"answers": [], "lease": ""}, content_type="application/json"
    )

    assert parse_datetime(beat.json()["ends_at"]) == attempt.ends_at + timedelta(minutes=10)


# ---- a class, and by file ----


def bulk(cast: School) -> str:
    return f"/classes/{cast.class_10b.pk}/arrangements/file/"


def hidden(html: str, name: str) -> str:
    field = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert field is not None
    return unescape(field[1])


def test_a_file_is_looked_through_then_carried_out_and_a_second_time_does_nothing(cast: School) -> None:
    alice = signed_in(cast.alice)
    arrangements.arrange_access(student=cast.sue, terms=Terms(extra_minutes=5), by=cast.alice, now=NOW)
    table = "student,factor,extra minutes,until,reason\nsam,25 %,,31/07/2099,Slow reading\nSue,,10,,\n"

    html = alice.post(bulk(cast), {"file": SimpleUploadedFile("x.csv", table.encode())}).content.decode()
    assert "1 new · 1 changed · 0 the same · 0 refused" in html
    assert AccessArrangement.objects.count() == 1
    again = {"text": hidden(html, "text"), "digest": hidden(html, "digest")}
    assert alice.post(bulk(cast), again).status_code == 302

    rows = {row.student: row for row in AccessArrangement.objects.all()}
    assert rows[cast.sam].terms == Terms(time_factor=Decimal("1.25"), valid_until=date(2099, 7, 31))
    assert rows[cast.sam].reason == "Slow reading"
    assert rows[cast.sue].terms == Terms(extra_minutes=10)
    assert ArrangementChange.objects.count() == 3

    html = alice.post(bulk(cast), {"text": table}).content.decode()
    assert "0 new · 0 changed · 2 the same · 0 refused" in html
    assert alice.post(bulk(cast), again).status_code == 409
    assert ArrangementChange.objects.count() == 3


def test_lines_that_cannot_be_carried_out_are_named_and_hold_up_the_rest(cast: School) -> None:
    arrangements.arrange_access(student=cast.sue, terms=Terms(extra_minutes=5), by=cast.alice, now=NOW)
    cast.tim.last_name = "Strange"
    cast.tim.save()
    table = "student,factor\nsam,1.25\nSAM,1.5\ntim,1.25\nsue,\n,1.25\nsam,lots\n"
    alice = signed_in(cast.alice)

    html = unescape(alice.post(bulk(cast), {"text": table}).content.decode())

    assert "1 new · 0 changed · 0 the same · 5 refused" in html
    for said in (
        "Line 2 is about the same student", "Nobody in this class is called “tim”", "The line grants nothing",
        "Whose line is it?", "“lots” is not a factor",
    ):  # fmt: skip
        assert said in html
    assert "Strange" not in html
    assert 'name="digest"' not in html
    lines = read_sheet(table.encode(), "").lines
    digest = arrangements.plan(school_class=cast.class_10b, lines=lines).digest
    assert alice.post(bulk(cast), {"text": table, "digest": digest}).status_code == 409
    assert AccessArrangement.objects.count() == 1


def test_what_was_altered_since_the_look_is_not_overwritten(cast: School) -> None:
    alice = signed_in(cast.alice)
    html = alice.post(bulk(cast), {"text": "student,factor\nsam,1.25\n"}).content.decode()
    arrangements.arrange_access(student=cast.sam, terms=Terms(unlimited=True), by=cast.admin, now=NOW)

    answer = alice.post(bulk(cast), {"text": hidden(html, "text"), "digest": hidden(html, "digest")})

    assert answer.status_code == 409
    assert "0 new · 1 changed" in answer.content.decode()
    assert AccessArrangement.objects.get().unlimited


@pytest.mark.parametrize("kind", ["csv", "excel"])
def test_the_download_is_read_back_as_the_same(cast: School, kind: str) -> None:
    terms = Terms(time_factor=Decimal("1.25"), rest_minutes=10, valid_from=date(2026, 3, 1))
    arrangements.arrange_access(student=cast.sam, terms=terms, by=cast.alice, now=NOW, reason="=2+2")
    alice = signed_in(cast.alice)

    answer = alice.get(f"/classes/{cast.class_10b.pk}/arrangements/as/{kind}/")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]

    upload = SimpleUploadedFile(f"x.{'csv' if kind == 'csv' else 'xlsx'}", data)
    html = alice.post(bulk(cast), {"file": upload}).content.decode()
    assert "0 new · 0 changed · 2 the same · 0 refused" in html


@pytest.mark.parametrize("text", ["", "who\nsam\n"])
def test_a_file_that_is_no_table_of_arrangements_is_refused_and_kept(cast: School, text: str) -> None:
    answer = signed_in(cast.alice).post(bulk(cast), {"text": text})

    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()


@pytest.mark.parametrize("page", ["", "as/csv/"])
def test_the_list_of_a_class_takes_no_more_queries_for_more_students(cast: School, page: str) -> None:
    alice, address = signed_in(cast.alice), f"/classes/{cast.class_10b.pk}/arrangements/{page}"

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert alice.get(address).status_code == 200
        return len(seen)

    arrangements.arrange_access(student=cast.sam, terms=Terms(extra_minutes=5), by=cast.alice, now=NOW)
    few = cost()
    for number in range(20):
        student = person(f"s{number}")
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=NOW)
        arrangements.arrange_access(student=student, terms=Terms(extra_minutes=5), by=cast.alice, now=NOW)
    assert cost() == few


def test_the_page_of_a_student_takes_no_more_queries_for_more_quizzes(cast: School) -> None:
    alice, now = signed_in(cast.alice), timezone.now()

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            alice.post(page_of(cast), sent(cast, time_factor="1.25", then="look"))
        return len(seen)

    def set_one() -> None:
        row = quiz_for(cast.class_10b, [question_of(cast.bank, stem="Why?")], by=cast.alice, now=now)
        attempts.start(assignment=row, student=cast.sam, now=now)

    set_one()
    few = cost()
    for _ in range(4):
        set_one()
    assert cost() == few
