"""A student's name goes for good; what they wrote and were given stays, and the record stays as final as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from knox.models import AuthToken

from quizzes.models import AccessArrangement, Enrolment, Response, ResponseVersion, SourcedId, User
from quizzes.pure.terms import Terms
from quizzes.services import arrangements, attempts, classes, privacy
from tests.cast import NOW, School, sat

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def test_the_name_goes_with_all_that_leads_to_it_and_the_answers_stay(cast: School) -> None:
    sat(cast.assignment, cast.sam, "one country")
    arrangements.arrange_access(student=cast.sam, terms=Terms(extra_minutes=5), by=cast.alice, now=NOW)
    SourcedId.objects.create(kind="PERSON", sourced_id="p-77", user=cast.sam)
    AuthToken.objects.create(user=cast.sam)
    before = list(ResponseVersion.objects.values_list("pk", "text"))

    student = privacy.take_name_away(student=cast.sam, by=cast.admin, now=NOW)

    assert (student.username, str(student), student.email) == (
        f"former-student-{cast.sam.pk}", f"Former student {cast.sam.pk}", "",
    )  # fmt: skip
    assert privacy.is_nameless(student)
    assert not student.is_active
    assert not student.has_way_in
    assert not AccessArrangement.objects.filter(student=student).exists()
    assert not SourcedId.objects.filter(user=student).exists()
    assert not AuthToken.objects.filter(user=student).exists()
    assert not Enrolment.objects.filter(user=student, left_at=None).exists()
    assert Response.objects.get(attempt__student=student).text == "one country"
    assert list(ResponseVersion.objects.values_list("pk", "text")) == before
    assert not LogEntry.objects.filter(object_repr__icontains="sam").exists()


def test_who_teaches_and_who_taught_keep_their_names(cast: School) -> None:
    left = Enrolment.objects.get(school_class=cast.class_10b, user=cast.alice)
    for person in (cast.alice, cast.admin):
        with pytest.raises(privacy.NotAStudent):
            privacy.take_name_away(student=person, by=cast.admin, now=NOW)

    cast.alice.user_permissions.clear()
    Enrolment.objects.filter(pk=left.pk).update(left_at=NOW)

    with pytest.raises(privacy.NotAStudent):
        privacy.take_name_away(student=cast.alice, by=cast.admin, now=NOW)


def test_nobody_loses_the_name_in_the_middle_of_a_quiz(cast: School) -> None:
    attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)

    with pytest.raises(privacy.StillSitting):
        privacy.take_name_away(student=cast.sam, by=cast.admin, now=NOW)

    assert User.objects.get(pk=cast.sam.pk).username == cast.sam.username


def test_names_go_by_themselves_a_set_time_after_the_last_class_and_sitting(cast: School) -> None:
    sat(cast.assignment, cast.sam, "one country")
    students = {cast.sam.pk, cast.sue.pk, cast.tim.pk}
    User.objects.filter(pk__in=students).update(date_joined=NOW - 3 * YEAR)
    Enrolment.objects.filter(user=cast.sam).update(left_at=NOW)
    places = Enrolment.objects.filter(user=cast.sue, left_at=None).values_list("pk", flat=True)
    classes.end_many(pks=list(places), now=NOW - 2 * YEAR)

    def due(days: int, later: timedelta) -> set[int]:
        return {user.pk for user in privacy.due(days=days, now=NOW + later)}

    assert due(365, timedelta(days=1)) == {cast.sue.pk}  # sam sat today, tim is in a class
    assert due(365, YEAR + timedelta(days=1)) == {cast.sam.pk, cast.sue.pk}
    assert privacy.take_names_away_when_due(days=365, now=NOW + timedelta(days=1)) == 1
    assert due(365, timedelta(days=1)) == set()
