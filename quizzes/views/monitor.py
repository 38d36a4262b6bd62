"""The room: a teacher watches a sitting while it runs, and acts on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from quizzes.access.web import taught_assignment
from quizzes.forms.sitting import ActForm, LateForm
from quizzes.models import Assignment, Attempt, ResponseVersion
from quizzes.pure.wording import count
from quizzes.queries import Room, room_of
from quizzes.services import acts, attempt_acts, attempts, clock, late_texts, presence

PAUSED = "The class is paused. Students who start now wait with the others."
GOES_ON = "The class has resumed. Students who start now begin at once."
STATES = {
    "absent": "Not started",
    "open": "Working",
    "paused": "Paused",
    "resting": "On a rest break",
    "handed_in": "Handed in",
}
WORKING = ("open", "paused", "resting")
# Who can be chosen, by what the address says: the words, and the states.
CHOICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "all": ("all", tuple(STATES)),
    "working": ("working", WORKING),
    "absent": ("not started", ("absent",)),
    "handed-in": ("handed in", ("handed_in",)),
    "silent": ("silent", WORKING),
}
# Those who may need something come first.
ORDER = ("open", "resting", "paused", "absent", "handed_in")


class Choice(NamedTuple):
    """A choice of students over the table: how many they are, in words, at which address, and whether it is shown."""

    name: str
    students: int
    words: str
    address: str
    is_shown: bool


@require_GET
def monitor(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show who is working, answered, saved, connected and how long is left; `?part=room` is what changes of it."""
    assignment = taught_assignment(request.user, assignment_id)
    if request.GET.get("part") == "room":
        return render(request, "quizzes/monitor/_room.html", _room(request, assignment, clock.now()))
    return _page(request, assignment, ActForm(rows=_rows(assignment)))


def _page(request: HttpRequest, assignment: Assignment, form: ActForm, status: int = 200) -> HttpResponse:
    context = _room(request, assignment, clock.now())
    context |= {
        "form": form,
        "problems": [problem for problems in form.errors.values() for problem in problems],
        "minutes": form.data.get("minutes", 5),
        "reason": form.data.get("reason", ""),
        "ticked": set(form.data.getlist("attempts")) if form.is_bound else set(),  # type: ignore[attr-defined]
        "key": uuid4(),
        "rules": Assignment.LateRule.choices,
    }
    return render(request, "quizzes/monitor/monitor.html", context, status=status)


def _rows(assignment: Assignment) -> QuerySet[Attempt]:
    return Attempt.objects.filter(assignment=assignment)


def _room(request: HttpRequest, assignment: Assignment, now: datetime) -> dict[str, Any]:
    attempts.close_overdue(now=now, assignment=assignment)
    room = room_of(assignment, now)
    lines = _lines(room, now)
    who = request.GET.get("show", "all")
    who = who if who in CHOICES else "all"
    by_name = request.GET.get("sort") == "name"
    chosen = [line for line in lines if _is_chosen(line, who)]
    if not by_name:
        chosen.sort(key=lambda line: (ORDER.index(line["seat"].state), not line["silent"]))
    return {
        "assignment": assignment,
        "room": room,
        "lines": chosen,
        "choices": [
            Choice(
                name, sum(_is_chosen(row, name) for row in lines), words, _address(name, by_name=by_name), name == who
            )
            for name, (words, _) in CHOICES.items()
        ],
        "by_name": by_name,
        "other_order": _address(who, by_name=not by_name),
        "address": _address(who, by_name=by_name),
        "working": room.count(*WORKING),
        "absent": room.count("absent"),
        "handed_in": room.count("handed_in"),
        "paused": room.count("paused"),
        "now": now,
    }


def _lines(room: Room, now: datetime) -> list[dict[str, Any]]:
    """Return the students of a room as the table shows them, by name."""
    seen = presence.last_seen([seat.attempt.pk for seat in room.seats if seat.attempt is not None])
    lines = []
    for seat in room.seats:
        signs = [sign for sign in (seat.attempt and seen.get(seat.attempt.pk), seat.saved_at) if sign]
        last = max(signs, default=None)
        lines.append({
            "seat": seat,
            "words": STATES[seat.state],
            "is_working": seat.state in WORKING,
            "minutes": None if seat.left is None else int(seat.left.total_seconds() // 60),
            "seconds": 0 if seat.left is None else int(seat.left.total_seconds() % 60),
            "last": last,
            "silent": last is None or now - last > presence.SILENT_AFTER,
        })  # fmt: skip
    return lines


def _is_chosen(line: dict[str, Any], who: str) -> bool:
    return line["seat"].state in CHOICES[who][1] and (who != "silent" or line["silent"])


def _address(who: str, *, by_name: bool) -> str:
    """Return what is added to the address of the room for a choice of students and their order."""
    return "?" + urlencode({"show": who} | ({"sort": "name"} if by_name else {}))


@require_POST
def act(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Do one act to the ticked students or to the whole class, and say what became of it."""
    assignment = taught_assignment(request.user, assignment_id)
    form = ActForm(request.POST, rows=_rows(assignment))
    if not form.is_valid():
        return _page(request, assignment, form, status=422)
    data, was_paused = form.cleaned_data, assignment.paused_at
    try:
        done = acts.act(
            name=data["act"],
            assignment=assignment,
            attempts=None if data["whole_class"] else data["attempts"],
            minutes=data["minutes"],
            by=request.user,
            now=clock.now(),
            reason=data["reason"],
            key=data["key"],
        )
    except attempt_acts.AnotherIsOpen:
        messages.error(request, "A new attempt was started at the same moment, so the old one stays handed in.")
    else:
        if (was_paused is None) != (assignment.paused_at is None):
            messages.success(request, PAUSED if assignment.paused_at else GOES_ON)
        if done.acts or was_paused == assignment.paused_at:
            _say(request, done)
    return redirect("monitor", assignment.pk)


def _say(request: HttpRequest, done: attempt_acts.Done) -> None:
    students = {row.attempt_id for row in done.acts}
    if students:
        messages.success(request, f"Done for {count(len(students), 'student')}.")
    else:
        messages.info(request, "Nothing changed: it had already been done, or does not apply to what they are doing.")
    left = len(done.passed_over)
    if students and left:
        one = "it was" if left == 1 else "they were"
        messages.info(request, f"{left} left as {one}: it does not apply to what they are doing.")
    if done.held:
        messages.warning(request, f"{len(done.held)} would have been out of time at once; they keep one minute.")


@require_POST
def late(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Accept or refuse one text that came late, or set the rule for all of the class."""
    assignment = taught_assignment(request.user, assignment_id)
    now = clock.now()
    rule = request.POST.get("rule")
    if rule in Assignment.LateRule.values:
        accepted = late_texts.set_rule(assignment=assignment, rule=str(rule), by=request.user, now=now)
        messages.success(request, f"The rule is set.{f' {accepted} late texts count now.' if accepted else ''}")
        return redirect("monitor", assignment.pk)
    form = LateForm(request.POST)
    versions = ResponseVersion.objects.filter(response__attempt__assignment=assignment)
    version = versions.filter(pk=form.cleaned_data["version"]).first() if form.is_valid() else None
    if version is None:
        messages.error(request, "That text is not there. Choose Accept or Refuse beside one of the texts below.")
        return redirect("monitor", assignment.pk)
    data = form.cleaned_data
    try:
        late_texts.decide(version=version, accept=data["accept"], by=request.user, now=now, reason=data["reason"])
    except late_texts.StillOpen:
        messages.error(request, "The student is writing again. Decide once they have handed in.")
    except (late_texts.AlreadyDecided, late_texts.NothingToDecide):
        messages.error(request, "That text already counts.")
    else:
        messages.success(
            request, "Accepted: it is the answer now." if data["accept"] else "Refused. It stays on record."
        )
    return redirect("monitor", assignment.pk)
