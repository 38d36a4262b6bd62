"""The one writer of notices by e-mail: notes them with what they are about, and sends what waits.

Nothing of an answer and no mark is in a notice: whoever wants to see them logs in.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from quizzes.models import Notice, UnwantedNotice, User
from quizzes.services import clock

log = logging.getLogger(__name__)

SALT = "quizzes.notices"
MOST_TRIES = 5
AGAIN_AFTER = timedelta(minutes=5)
KEPT_FOR = timedelta(days=400)  # so long nothing is sent twice: a school year
PAGES = {Notice.Kind.QUIZ_SET: "cover", Notice.Kind.MARKS_OUT: "result"}  # the others lead to the list
# Who is told of what: students, or those who teach.
FOR_STUDENTS = (Notice.Kind.QUIZ_SET, Notice.Kind.MARKS_OUT)
FOR_TEACHERS = (Notice.Kind.QUESTION,)
IF_NOT_YOU = (
    "If that was you, there is nothing to do. If it was not you, choose a new password at once, end all other log-ins "
    "on your account page, and tell your school’s administrator."
)


class BadToken(ValueError):
    """This is no link of ours to end notices."""


def is_on() -> bool:
    """Whether a mail server is set."""
    return bool(settings.EMAIL_HOST)


def kinds_for(user: Any) -> list[Notice.Kind]:
    """Return the kinds of notices that there are for somebody; none without a mail server or an address."""
    if not is_on() or not user.email:
        return []
    return [*FOR_STUDENTS, *(FOR_TEACHERS if user.is_teacher else ())]


@transaction.atomic
def note(
    *,
    kind: Notice.Kind,
    to: Mapping[int, int],
    subject: str,
    text: str,
    now: datetime,
    wait: timedelta = timedelta(0),
) -> None:
    """Have people told, each once: `to` has by a person's id the number of the row that it is about.

    Who has no address, has left, or does not want this kind is left out. It is sent `wait` later, and not at all where
    `forget` comes first.
    """
    if not is_on():
        return
    unwanted = UnwantedNotice.objects.filter(kind=kind).values("user")
    people = User.objects.filter(pk__in=to, is_active=True).exclude(email="").exclude(pk__in=unwanted)
    Notice.objects.bulk_create(
        [
            Notice(
                user=person, kind=kind, row=to[person.pk], subject=" ".join(subject.split())[:300], text=text,
                noted_at=now, due_at=now + wait,
            )
            for person in people
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def tell_of_ways_in(*, user: Any, what: str) -> None:
    """Have `user` told that `what` was done to how one logs in to their account. Nobody can choose not to be told.

    `what` is a sentence without its full stop, like “A passkey was set up”.
    """
    now = clock.now()
    moment = date_format(timezone.localtime(now), "j F Y, H:i")
    note(
        kind=Notice.Kind.WAYS_IN,
        to={user.pk: int(now.timestamp() * 1_000_000)},
        subject=f"{what}: your account at Markscheme",
        text=f"{what} for your account “{user.get_username()}”, on {moment}.\n\n{IF_NOT_YOU}",
        now=now,
    )


@transaction.atomic
def forget(*, kind: Notice.Kind, rows: Any) -> None:
    """Send no notice of this kind about `rows` that is not sent yet: it is no longer true."""
    Notice.objects.filter(kind=kind, row__in=rows, state=Notice.State.WAITING).delete()


def send_waiting(*, now: datetime, most: int) -> int:
    """Send notices that are due, `most` at once, and return how many were looked at. Safe to run twice or at once.

    Each is taken before it is sent. A server that refuses an address ends it; one that does not answer is asked again
    later, a few times.
    """
    if not is_on():
        return 0
    due = Notice.objects.filter(state=Notice.State.WAITING, due_at__lte=now)
    rows = list(due.select_related("user")[:most])
    if not rows:
        return 0
    connection = get_connection()
    for row in rows:
        if due.filter(pk=row.pk).update(state=Notice.State.SENDING):
            _send(row, connection, now)
    connection.close()
    return len(rows)


def _send(row: Notice, connection: Any, now: datetime) -> None:
    if not row.user.email or row.user.unwanted_notices.filter(kind=row.kind).exists():
        row.delete()
        return
    mine = Notice.objects.filter(pk=row.pk)
    try:
        _mail(row, connection).send()
    except SMTPRecipientsRefused:
        mine.update(state=Notice.State.FAILED)
    except (SMTPException, OSError) as error:
        log.warning("A notice could not be sent: %s", type(error).__name__)
        later = Notice.State.FAILED if row.tries + 1 >= MOST_TRIES else Notice.State.WAITING
        mine.update(state=later, tries=F("tries") + 1, due_at=now + AGAIN_AFTER * 2**row.tries)
    else:
        mine.update(state=Notice.State.SENT)


def _mail(row: Notice, connection: Any) -> EmailMessage:
    if row.kind == Notice.Kind.WAYS_IN:
        body = f"Hello {row.user},\n\n{row.text}\n\n{settings.SITE_URL}{reverse('account')}\n"
        headers = {"Auto-Submitted": "auto-generated"}
        return EmailMessage(row.subject, body, to=[row.user.email], headers=headers, connection=connection)
    page = PAGES.get(Notice.Kind(row.kind))
    where = reverse(page, args=[row.row]) if page else reverse("enquiries")
    end = settings.SITE_URL + reverse("notices-end", args=[token_of(row.user_id, row.kind)])
    body = f"Hello {row.user},\n\n{row.text}\n\n{settings.SITE_URL}{where}\n\n-- \nNo more of these: {end}\n"
    headers = {
        "List-Unsubscribe": f"<{end}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(row.subject, body, to=[row.user.email], headers=headers, connection=connection)


def token_of(user_id: int, kind: str) -> str:
    """Return what ends this kind of notices for somebody, in a link that needs no log-in."""
    return signing.dumps([user_id, kind], salt=SALT)


def read_token(token: str) -> tuple[User, Notice.Kind]:
    """Return whose notices of which kind a token ends. Raises BadToken."""
    try:
        user_id, kind = signing.loads(token, salt=SALT)
        return User.objects.get(pk=user_id), Notice.Kind(kind)
    except (signing.BadSignature, User.DoesNotExist, ValueError, TypeError) as error:
        raise BadToken from error


@transaction.atomic
def forget_old(*, now: datetime) -> None:
    """Delete what was noted so long ago that nothing could tell it a second time."""
    Notice.objects.filter(noted_at__lt=now - KEPT_FOR).delete()
