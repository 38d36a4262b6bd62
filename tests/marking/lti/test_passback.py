"""Marks that go to a platform's gradebook: what students see, after each change, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount

from marking import queries
from marking.models import LtiScore, Standing
from marking.services import marks, passback, results
from quizzes.lti import arrivals
from quizzes.models import Attempt, LtiCourse, LtiLink, LtiPlatform, Response
from tests.cast import NOW, School, sat, signed_in, text_of
from tests.runtime.platform import Platform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform")]
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def link(cast: School, platform: LtiPlatform, there: Platform) -> LtiLink:
    course = LtiCourse.objects.create(
        platform=platform, deployment="dep-1", course_id="c-1", school_class=cast.class_10b, bound_at=NOW
    )
    SocialAccount.objects.create(user=cast.sam, provider=platform.provider, uid="u-1")
    return LtiLink.objects.create(
        course=course, link_id="l-1", assignment=cast.assignment, line_item=f"{there.url}/items/7?type=9", seen_at=NOW
    )


def handed_in(cast: School, text: str = "social fascists") -> Attempt:
    attempt = sat(cast.assignment, cast.sam, text)
    sat(cast.assignment, cast.sue, text)  # sue did not come from the platform
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    return attempt


def swept(now: Any = LATER) -> None:
    passback.compare(now=now)
    passback.send_due(now=now)


def release(cast: School, now: Any = LATER) -> None:
    results.release(assignment=cast.assignment, by=cast.alice, now=now, unchecked_too=True)


def give(cast: School, attempt: Attempt, mark: int, now: Any) -> None:
    response = Response.objects.select_related("item", "attempt", "standing").get(attempt=attempt)
    decision = marks.Decision(response, Decimal(mark), response.standing.mark_id)
    marks.give_many(decisions=[decision], reason="Plain enough.", by=cast.alice, now=now)


def test_nothing_goes_before_the_release_and_once_after_it(
    cast: School,
    link: LtiLink,
    there: Platform,
) -> None:
    handed_in(cast)
    swept()
    assert not there.scores
    assert not LtiScore.objects.exists()

    release(cast)
    swept()
    swept(LATER + timedelta(minutes=1))

    ((path, said),) = there.scores
    assert path == "/items/7/scores?type=9"
    assert said == {
        "userId": "u-1", "scoreGiven": 1.0, "scoreMaximum": 2.0, "activityProgress": "Completed",
        "gradingProgress": "FullyGraded", "timestamp": LATER.isoformat(),
    }  # fmt: skip
    row = LtiScore.objects.get()
    assert (row.student, row.sent_at, row.call_at, row.said) == (cast.sam, LATER, None, "")


def test_each_change_of_a_shown_mark_follows_with_a_later_time(
    cast: School,
    link: LtiLink,
    there: Platform,
) -> None:
    attempt = handed_in(cast)
    release(cast)
    swept()
    now = LATER + timedelta(minutes=5)
    give(cast, attempt, 2, now)
    swept(now)
    assert [said["scoreGiven"] for _, said in there.scores] == [1.0, 2.0]
    assert there.scores[0][1]["timestamp"] < there.scores[1][1]["timestamp"]
    assert Standing.objects.get(response__attempt=attempt).mark is not None


def test_marks_that_are_hidden_again_are_taken_back_there(
    cast: School,
    link: LtiLink,
    there: Platform,
) -> None:
    handed_in(cast)
    release(cast)
    swept()
    now = LATER + timedelta(minutes=3)
    results.take_back(assignment=cast.assignment, by=cast.alice, now=now)
    swept(now)
    said = there.scores[-1][1]
    assert "scoreGiven" not in said
    assert said["gradingProgress"] == "PendingManual"
    assert len(there.scores) == 2

    now += timedelta(minutes=1)
    results.hold(assignment=cast.assignment, student=cast.sam, reason="", by=cast.alice, now=now)
    release(cast, now)
    swept(now)
    assert len(there.scores) == 2


def test_what_is_hidden_between_the_look_and_the_call_does_not_go(
    cast: School,
    link: LtiLink,
    there: Platform,
) -> None:
    handed_in(cast)
    release(cast)
    passback.compare(now=LATER)
    results.take_back(assignment=cast.assignment, by=cast.alice, now=LATER)
    passback.send_due(now=LATER)
    assert all("scoreGiven" not in said for _, said in there.scores)


def test_a_call_that_fails_is_tried_again_later_and_said_to_the_teacher(
    cast: School,
    link: LtiLink,
    there: Platform,
) -> None:
    handed_in(cast)
    release(cast)
    there.statuses = [503, 403]
    swept()
    row = LtiScore.objects.get()
    assert row.said == "It answered with status 503: {}."
    assert row.call_at is not None
    assert row.call_at > LATER
    passback.send_due(now=LATER + timedelta(seconds=5))
    assert LtiScore.objects.get().tries == 1
    passback.send_due(now=row.call_at)
    assert LtiScore.objects.get().tries == 2
    alice = signed_in(cast.alice)
    address = f"/assignments/{cast.assignment.pk}/marks/sent/"
    assert "Failed: It answered with status 403" in text_of(alice.get(address))
    alice.post(address)
    passback.send_due(now=LATER + timedelta(days=9000))
    assert len(there.scores) == 1
    assert "Failed" not in text_of(alice.get(address))
    assert signed_in(cast.bob).get(address).status_code == 404


def test_after_some_tries_it_is_given_up(cast: School, link: LtiLink, there: Platform) -> None:
    handed_in(cast)
    release(cast)
    there.statuses = [500] * 20
    swept()
    now = LATER
    while (row := LtiScore.objects.get()).call_at is not None:
        now = row.call_at
        passback.send_due(now=now)
    assert row.tries == 7
    assert not there.scores


def test_a_platform_that_is_switched_off_gets_nothing(
    cast: School,
    platform: LtiPlatform,
    link: LtiLink,
    there: Platform,
) -> None:
    handed_in(cast)
    release(cast)
    passback.compare(now=LATER)
    arrivals.switch(platform=platform, is_on=False)
    passback.send_due(now=LATER)
    passback.compare(now=LATER, everything=True)
    assert not there.scores
    assert "switched off" in LtiScore.objects.get().said
    arrivals.switch(platform=platform, is_on=True)
    passback.send_due(now=LATER + timedelta(hours=1))
    assert len(there.scores) == 1


def test_whose_connection_has_ended_is_forgotten(cast: School, link: LtiLink, there: Platform) -> None:
    handed_in(cast)
    release(cast)
    passback.compare(now=LATER)
    SocialAccount.objects.all().delete()
    passback.send_due(now=LATER)
    assert not LtiScore.objects.exists()
    assert not there.scores


def test_private_addresses_get_no_marks(
    cast: School,
    link: LtiLink,
    there: Platform,
    settings: Any,
) -> None:
    settings.WEBHOOK_NETWORKS = []
    handed_in(cast)
    release(cast)
    swept()
    assert not there.scores
    assert "not a public address" in LtiScore.objects.get().said
