"""Telling a program that its job is done: each call signed, recorded, and made to a public address only."""

from __future__ import annotations

import http.client
import json
from datetime import datetime, timedelta

from django.db import transaction

from marking.models import Job, WebhookCall
from marking.pure import webhooks
from quizzes.pure import reachable
from quizzes.pure.reachable import BadAddress, Target
from quizzes.services import outbound

LEASE = timedelta(minutes=2)  # in which nobody else makes the same call
AT_ONCE = 20


def call_due(*, now: datetime, most: int = AT_ONCE) -> int:
    """Make the calls that are due; return how many. A call may be made twice where a process dies between."""
    called = 0
    for job in Job.objects.filter(call_at__lte=now).order_by("call_at")[:most]:
        if Job.objects.filter(pk=job.pk, call_at=job.call_at).update(call_at=now + LEASE):
            _call(job, now)
            called += 1
    return called


def _call(job: Job, now: datetime) -> None:
    body = json.dumps(body_of(job)).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Markscheme",
        "Markscheme-Job": str(job.pk),
        "Markscheme-Signature": webhooks.signature(job.secret, int(now.timestamp()), body),
    }
    status: int | None = None
    said = ""
    try:
        status = send(reachable.target_of(job.webhook_url), body, headers)
        if 300 <= status < 400:
            said = "It points elsewhere, and that is not followed."
    except (OSError, http.client.HTTPException, BadAddress, ValueError) as error:
        said = f"{error}"[:200] or type(error).__name__
    _record(job, now, status, said)


def body_of(job: Job) -> dict[str, object]:
    """Return what a program is told: which job, and how much of it was marked. No text, no mark, no name."""
    return {
        "job": job.pk, "state": job.state, "answers": job.count, "failed": job.failed,
        "results": f"/api/v1/jobs/{job.pk}/results/",
    }  # fmt: skip


@transaction.atomic
def _record(job: Job, now: datetime, status: int | None, said: str) -> None:
    if not Job.objects.select_for_update().filter(pk=job.pk).exists():
        return  # deleted meanwhile
    WebhookCall.objects.create(job=job, at=now, status=status, said=said)
    is_heard = status is not None and 200 <= status < 300
    wait = None if is_heard else webhooks.wait_after(WebhookCall.objects.filter(job=job).count())
    fields = {"call_at": now + wait} if wait else {"call_at": None, "secret": ""}
    Job.objects.filter(pk=job.pk).update(**fields)


def send(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """Post a body and return the status. Raises BadAddress, OSError and HTTPException."""
    return outbound.call(target, "POST", body, headers).status
