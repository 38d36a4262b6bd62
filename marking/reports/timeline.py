"""What happened to a response, in words, from its start to the marks' release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from marking.models import Mark, Release, ScriptComment
from quizzes.models import Attempt, Response
from quizzes.pure.wording import in_figures


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a response: when, who ("" is the engine or the clock), what, and the particulars."""

    at: datetime
    who: str
    what: str
    detail: str = ""


def timeline_of(response: Response) -> list[Event]:
    """Return all that is on record about a response, the oldest first, in seven queries."""
    attempt = response.attempt
    writer = "" if attempt.sat_on_paper else str(attempt.student)
    events = list(_sitting_events(attempt))
    events += [
        Event(version.received_at, writer, version.get_outcome_display(), version.text)
        for version in response.versions.all()
    ]
    events += [
        Event(act.made_at, str(act.made_by or ""), act.get_kind_display(), act.reason)
        for act in attempt.acts.select_related("made_by")
    ]
    events += [_marked_event(mark) for mark in response.marks.select_related("marker", "scheme")]
    events += [_comment_event(row) for row in response.comments.select_related("made_by")]
    events += [
        Event(row.made_at, str(row.made_by), "Compared with two others", str(row))
        for row in response.comparisons.select_related("made_by")
    ]
    for release in Release.objects.filter(covers__attempt=attempt).select_related("released_by", "taken_back_by"):
        if release.taken_back_at != release.released_at:  # else the rule had shown the marks, without a release
            events.append(Event(release.released_at, str(release.released_by or ""), "Marks released"))
        if release.taken_back_at is not None:
            events.append(Event(release.taken_back_at, str(release.taken_back_by or ""), "Release taken back"))
    return sorted(events, key=lambda event: event.at)


def _sitting_events(attempt: Attempt) -> Iterator[Event]:
    """Yield when it was begun and handed in, or the one event of a paper that was taken in."""
    receipt = f"receipt {attempt.receipt}"
    if attempt.sat_on_paper is not None:
        yield Event(attempt.started_at, "", f"Sat on paper on {attempt.sat_on_paper:%-d %B %Y}", receipt)
        return
    yield Event(attempt.started_at, str(attempt.student), "Started")
    if attempt.submitted_at is not None:
        how = "Time ran out; handed in as it was" if attempt.closed_by_clock else "Handed in"
        yield Event(attempt.submitted_at, str(attempt.student), how, receipt)


def _marked_event(mark: Mark) -> Event:
    given = f"{in_figures(mark.mark)}/{in_figures(mark.out_of)}"
    if mark.marker is not None:
        return Event(mark.made_at, str(mark.marker), f"Marked {given}", mark.reason)
    by = f"scheme version {mark.scheme.version}, engine {mark.engine_version}" if mark.scheme else ""
    return Event(mark.made_at, "", f"Marked {given}", " ".join([by, *mark.sentences]))


def _comment_event(row: ScriptComment) -> Event:
    if not row.text:
        return Event(row.made_at, str(row.made_by), "Comment removed")
    what = "Comment changed" if row.replaces_id is not None else "Comment"
    return Event(row.made_at, str(row.made_by), what, f"“{row.exact}”: {row.text}" if row.exact else row.text)
