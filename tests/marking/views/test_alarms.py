"""What answers speak against in a scheme: cured in one press after a look at what changes, or ignored for good."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from marking import queries
from marking.models import ClassOpinion, IgnoredAlarm, Mark, MarkBatch, MarkScheme, Standing
from marking.opinion.alarms import Alarm
from marking.services import marks, opinions
from marking.services.wordings import undo
from quizzes.models import Response
from quizzes.services import classes
from tests.cast import NOW, School, person, sat, signed_in

TEXTS = [*["They were called social fascists."] * 8, "no idea", "hard to say", "enemies", "who knows"]


@pytest.fixture
def of_class(cast: School) -> School:
    for number, text in enumerate(TEXTS):
        student = person(f"pupil{number}")
        classes.enrol(school_class=cast.assignment.school_class, user=student, role="STUDENT", now=NOW)
        sat(cast.assignment, student, text)
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    opinions.form_outdated(now=NOW)
    return cast


@pytest.fixture
def alice(of_class: School) -> Client:
    return signed_in(of_class.alice)


def first_alarm(cast: School) -> Alarm:
    row = ClassOpinion.objects.get(assignment=cast.assignment)
    return Alarm(**row.alarms[0])


def page(client: Client, cast: School, path: str, **asked: object) -> str:
    return client.get(f"/assignments/{cast.assignment.pk}/{path}", asked).content.decode()


def press(client: Client, cast: School, path: str, **sent: object) -> int:
    return client.post(f"/assignments/{cast.assignment.pk}/check/{path}", {"q": 1, **sent}).status_code


def test_each_place_that_names_an_alarm_offers_its_cure(alice: Client, of_class: School) -> None:
    offered = "Take the point out…"
    assert first_alarm(of_class).code == "nobody"
    assert offered in page(alice, of_class, "marks/")
    assert offered in page(alice, of_class, "check/", q=1)
    question = of_class.assignment.quiz.items.get().question_id
    assert offered in alice.get(f"/questions/{question}/learn/").content.decode()


def test_a_cure_is_shown_before_it_is_made_and_can_be_undone(alice: Client, of_class: School) -> None:
    alarm = first_alarm(of_class)
    before = MarkScheme.objects.get()
    shown = page(alice, of_class, "check/cure/", q=1, alarm=alarm.key, to="marks")
    assert "What this changes" in shown
    assert "Removed:" in shown
    assert MarkScheme.objects.count() == 1
    sent = {"alarm": alarm.key, "do": "yes", "seen_scheme": before.pk, "again": of_class.assignment.pk}
    assert press(alice, of_class, "cure/", key=uuid.uuid4(), **sent) == 302
    batch = MarkBatch.objects.get(kind=MarkBatch.Kind.WORDING)
    new = MarkScheme.objects.get(version=2)
    assert alarm.words not in new.text
    assert Mark.objects.filter(scheme=new).count() == len(TEXTS)
    undo(batch=batch, by=of_class.alice, now=NOW)
    assert MarkScheme.objects.order_by("version").last().text == before.text  # type: ignore[union-attr]
    assert not Standing.objects.filter(mark__scheme=new).exists()


def test_a_cure_of_a_scheme_that_has_changed_since_is_shown_again(alice: Client, of_class: School) -> None:
    alarm = first_alarm(of_class)
    sent = {"alarm": alarm.key, "do": "yes", "seen_scheme": 999_999, "again": of_class.assignment.pk}
    assert press(alice, of_class, "cure/", key=uuid.uuid4(), **sent) == 409
    assert MarkScheme.objects.count() == 1


def test_what_is_ignored_stays_so_in_every_place_until_it_is_shown_again(alice: Client, of_class: School) -> None:
    alarm = first_alarm(of_class)
    assert press(alice, of_class, "alarm/", alarm=alarm.key, to="marks") == 302
    row = IgnoredAlarm.objects.get()
    assert (row.key, row.made_by) == (alarm.key, of_class.alice)
    response = Response.objects.get(text="no idea")
    marks.give(response=response, mark=0, reason="Wrong.", by=of_class.alice, now=NOW)
    opinions.form_outdated(now=NOW)
    said = f"Nobody earned point {alarm.point}"
    assert said not in page(alice, of_class, "marks/")
    assert said not in page(alice, of_class, "check/", q=1)
    assert "Show again" in page(alice, of_class, "check/", q=1)
    assert press(alice, of_class, "alarm/", again=row.pk) == 302
    assert said in page(alice, of_class, "marks/")


def test_the_desk_counts_no_scheme_whose_alarms_are_ignored(alice: Client, of_class: School) -> None:
    line = "mark scheme that the answers seem to contradict"
    assert line in alice.get("/").content.decode()
    for data in ClassOpinion.objects.get(assignment=of_class.assignment).alarms:
        press(alice, of_class, "alarm/", alarm=Alarm(**data).key)
    assert line not in alice.get("/").content.decode()


def test_an_alarm_that_there_is_not_is_neither_cured_nor_ignored(alice: Client, of_class: School) -> None:
    assert press(alice, of_class, "alarm/", alarm="nobody:nothing") == 302
    assert press(alice, of_class, "cure/", alarm="nobody:nothing", do="yes") == 302
    assert not IgnoredAlarm.objects.exists()
    assert MarkScheme.objects.count() == 1


def test_a_stranger_neither_cures_nor_ignores(of_class: School) -> None:
    alarm = first_alarm(of_class)
    bob = signed_in(of_class.bob)
    assert press(bob, of_class, "alarm/", alarm=alarm.key) == 404
    assert press(bob, of_class, "cure/", alarm=alarm.key, do="yes") == 404
    assert not IgnoredAlarm.objects.exists()
