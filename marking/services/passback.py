"""The one writer of marks that go to a learning platform: what students see, once they see it, and after each change.

What a student does not see does not go: that is asked once more right before a mark is sent, and a platform that has
one that is hidden again is told so. Safe to run twice or at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import requests
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.exception import LtiException
from pylti1p3.grade import Grade

from marking import visibility
from marking.models import Hold, LtiScore, MarkChange, Release
from marking.pure import webhooks
from marking.queries import totals_of
from quizzes.lti.messages import SCORE
from quizzes.lti.protocol import connector_of, in_words
from quizzes.models import Assignment, Attempt, LtiLink

RECENT = timedelta(hours=1)  # what happened since is looked at in each sweep; all of it twice a day
SHOWN_AT_ONCE = timedelta(days=14)  # so long after the closing each sweep looks for marks that no release has shown
LEASE = timedelta(minutes=2)  # in which nobody else sends the same
WHILE_OFF = timedelta(hours=1)

Wanted = dict[int, tuple[Decimal, Decimal]]


def compare(*, now: datetime, everything: bool = False) -> int:
    """Note which marks differ from what the platforms have been told; return how many are to be sent."""
    rows = LtiLink.objects.filter(course__platform__is_on=True).exclude(line_item="")
    rows = rows.select_related("course__platform", "assignment")
    return sum(_compare(link, now) for link in (rows if everything else rows.filter(_touched(now))))


def _touched(now: datetime) -> Q:
    """Return the links of which something may have changed lately."""
    since, of_it = now - RECENT, {"assignment": OuterRef("assignment")}
    released = Release.objects.filter(**of_it).filter(Q(released_at__gte=since) | Q(taken_back_at__gte=since))
    held = Hold.objects.filter(**of_it).filter(Q(held_at__gte=since) | Q(lifted_at__gte=since))
    changed = MarkChange.objects.filter(response__attempt__assignment=OuterRef("assignment"), changed_at__gte=since)
    at_once = Q(assignment__release_rule=Assignment.ReleaseRule.AT_ONCE, assignment__closes_at__gte=now - SHOWN_AT_ONCE)
    return Q(seen_at__gte=since) | at_once | Q(Exists(released)) | Q(Exists(held)) | Q(Exists(changed))


@transaction.atomic
def _compare(link: LtiLink, now: datetime) -> int:
    LtiLink.objects.select_for_update().get(pk=link.pk)
    numbers = SocialAccount.objects.filter(provider=link.course.platform.provider)
    come = set(numbers.values_list("user", flat=True))
    LtiScore.objects.filter(link=link).exclude(student__in=come).delete()
    wanted = {student: marks for student, marks in wanted_of(link.assignment).items() if student in come}
    rows = {row.student_id: row for row in LtiScore.objects.filter(link=link)}
    new = [
        LtiScore(link=link, student_id=student, total=total, out_of=out_of, call_at=now)
        for student, (total, out_of) in wanted.items()
        if student not in rows
    ]
    LtiScore.objects.bulk_create(new)
    return len(new) + sum(_update(row, wanted.get(student), now) for student, row in rows.items())


def _update(row: LtiScore, wanted: tuple[Decimal, Decimal] | None, now: datetime) -> int:
    total, out_of = wanted or (None, row.out_of)
    if (total, out_of) == (row.total, row.out_of):
        return 0
    if wanted is None and row.sent_total is None:
        LtiScore.objects.filter(pk=row.pk).delete()  # nobody has been told of it
        return 0
    LtiScore.objects.filter(pk=row.pk).update(total=total, out_of=out_of, call_at=now, tries=0, said="")
    return 1


def wanted_of(assignment: Assignment, student: int | None = None) -> Wanted:
    """Return sum and what it is out of for each student who sees theirs now, of the last attempt that is shown."""
    rows = Attempt.objects.submitted().filter(visibility.is_shown(), assignment=assignment).order_by("number")
    attempts = {row.student_id: row for row in (rows.filter(student=student) if student else rows)}
    return {
        attempt.student_id: (total, out_of)
        for attempt, total, out_of in totals_of(list(attempts.values()))
        if total is not None and out_of
    }


# ---- sending -----------------------------------------------------------------------------------------------


def send_due(*, now: datetime, most: int = 50) -> int:
    """Send the marks that are due; return how many were tried."""
    tried = 0
    due = LtiScore.objects.filter(call_at__lte=now).select_related("link__course__platform", "link__assignment")
    for row in due.order_by("call_at")[:most]:
        if LtiScore.objects.filter(pk=row.pk, call_at=row.call_at).update(call_at=now + LEASE):
            _send(row, now)
            tried += 1
    return tried


def _send(row: LtiScore, now: datetime) -> None:
    platform = row.link.course.platform
    if not platform.is_on:
        _note(row, call_at=now + WHILE_OFF, said=f"{platform} is switched off here.")
        return
    number = SocialAccount.objects.filter(provider=platform.provider, user=row.student_id).first()
    if number is None or not row.link.line_item:
        LtiScore.objects.filter(pk=row.pk).delete()
        return
    total, out_of = wanted_of(row.link.assignment, row.student_id).get(row.student_id, (None, row.out_of))
    try:
        _put(row.link, number.uid, total, out_of, now)
    except (LtiException, requests.RequestException, KeyError, TypeError, ValueError) as error:
        wait = webhooks.wait_after(row.tries + 1)
        _note(row, call_at=now + wait if wait else None, said=in_words(error)[:300], tries=row.tries + 1)
    else:
        sent = {"sent_total": total, "sent_out_of": out_of, "sent_at": now}
        changed = LtiScore.objects.filter(pk=row.pk).exclude(total=row.total, out_of=row.out_of).exists()
        _note(row, call_at=now if changed else None, said="", tries=0, **sent)


def _note(row: LtiScore, **values: Any) -> None:
    LtiScore.objects.filter(pk=row.pk).update(**values)


def _put(link: LtiLink, number: str, total: Decimal | None, out_of: Decimal, now: datetime) -> None:
    """Tell the platform. The time is to the microsecond: of two changes in a second it keeps the later."""
    said = Grade().set_user_id(number).set_timestamp(now.isoformat()).set_activity_progress("Completed")
    if total is None:
        said.set_grading_progress("PendingManual")
    else:
        said.set_grading_progress("FullyGraded").set_score_given(float(total)).set_score_maximum(float(out_of))
    connector = connector_of(link.course.platform)
    try:
        column: Any = {"scope": [SCORE], "lineitem": link.line_item}
        AssignmentsGradesService(connector, column).put_grade(said)
    except LtiException:
        connector.forget([SCORE])  # a token that the platform may have ended
        raise


# ---- for teachers ------------------------------------------------------------------------------------------


def of_assignment(assignment: Assignment) -> QuerySet[LtiScore]:
    """Return what goes to platforms of the marks of an assignment."""
    rows = LtiScore.objects.filter(link__assignment=assignment)
    return rows.select_related("student", "link__course__platform")


@transaction.atomic
def try_again(*, assignment: Assignment, now: datetime) -> int:
    """Send what could not be sent once more, at once; return how many."""
    failed = of_assignment(assignment).exclude(said="").order_by()
    return LtiScore.objects.filter(pk__in=list(failed.values_list("pk", flat=True))).update(call_at=now, tries=0)
