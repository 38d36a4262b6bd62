from __future__ import annotations

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from marking import queries, tasks, wakeup
from marking.services import marks
from tests.cast import School, person, sat
from tests.runtime import site


def test_one_message_for_all_that_comes_before_a_worker_looks(
    cast: School, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sat(cast.assignment, cast.sam, "social facists")
    with django_capture_on_commit_callbacks(execute=True):
        sat(cast.assignment, cast.sue, "socialism in one country")
    assert site.queued_tasks() == ["marking.mark_attempts"]
    tasks.mark_attempts(attempt_ids=[])
    assert not queries.waiting().exists()


def test_who_hands_in_after_a_worker_looked_tells_again(
    cast: School, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sat(cast.assignment, cast.sam, "social facists")
    tasks.mark_attempts(attempt_ids=[])
    with django_capture_on_commit_callbacks(execute=True):
        sat(cast.assignment, cast.sue, "socialism in one country")
    assert site.queued_tasks().count("marking.mark_attempts") == 2


def test_worker_looks_again_until_nothing_waits(cast: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "BATCH", 2)
    students = [person(f"student{number}") for number in range(5)]
    for student in students:
        sat(cast.assignment, student, "social facists")
    tasks.mark_attempts(attempt_ids=[])
    assert not queries.waiting().exists()


def test_who_hands_in_while_the_broker_is_away_announces_nothing_and_the_sweep_finds_it(
    cast: School, valkey: site.Program, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    valkey.stop()
    with django_capture_on_commit_callbacks(execute=True):
        sat(cast.assignment, cast.sam, "social facists")
    tasks.mark_waiting()
    assert not queries.waiting().exists()


def test_note_runs_out_by_itself(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wakeup, "SECONDS", 1)
    assert wakeup.claim()
    assert not wakeup.claim()
    site.until(wakeup.claim, of="the note to run out")
