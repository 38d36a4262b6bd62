"""What closes and marks again and again does so without a broker, and whatever the server's clock does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from config import sweeper
from marking.models import Standing
from quizzes.models import Attempt
from quizzes.services import attempts
from tests.cast import School, school
from tests.runtime import site


@pytest.fixture
def step(tmp_path: Path) -> Path:
    """Return the file that says by how many seconds the clock of the sweeper is off."""
    file = tmp_path / "step"
    file.write_text("0")
    return file


@pytest.fixture
def sweeping(transactional_db: None, _fresh_queue_and_cache: None, step: Path) -> Iterator[site.Program]:
    """Return a sweeper, running, whose clock the test sets by `step`."""
    log = settings.RUN_DIR / "sweeper.log"
    log.unlink(missing_ok=True)
    program = site.Program(
        name="the sweeper",
        command=[sys.executable, "-m", "tests.runtime.stepped", str(step), "config.sweeper"],
        log=log,
        env=site.environment(),
        ready=lambda _: True,
    )
    program.start()
    yield program
    program.stop()


def sitting(cast: School, *, ends_in: float) -> Attempt:
    """Return an attempt that has so many seconds left."""
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=timezone.now())
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=timezone.now() + timedelta(seconds=ends_in))
    return attempt


def is_open(attempt: Attempt) -> bool:
    return Attempt.objects.get(pk=attempt.pk).is_open


def long_ago() -> School:
    return school(timezone.now() - timedelta(minutes=5))


def test_what_is_over_is_closed_and_marked_without_a_broker(sweeping: site.Program, valkey: site.Program) -> None:
    valkey.stop()
    attempt = sitting(long_ago(), ends_in=-10)
    site.until(
        lambda: Standing.objects.filter(response__attempt=attempt).exists(),
        seconds=60,
        of=f"the mark: {sweeping.said()}",
    )
    assert not is_open(attempt)


@pytest.mark.sqlite
def test_a_clock_that_jumps_forward_closes_nothing_and_is_told_of(sweeping: site.Program, step: Path) -> None:
    cast = long_ago()
    first = sitting(cast, ends_in=-10)
    site.until(lambda: not is_open(first), seconds=60, of=f"the first sweep: {sweeping.said()}")
    Attempt.objects.update(submitted_at=None, ends_at=timezone.now() + timedelta(minutes=30))
    step.write_text("3600")
    site.until(lambda: "clock jumped by +3600 s" in sweeping.said(), seconds=60, of="the word of it")
    Attempt.objects.update(ends_at=timezone.now() + timedelta(seconds=1))
    site.until(lambda: not is_open(first), seconds=60, of="the end in its own time")
    ended = Attempt.objects.get(pk=first.pk)
    assert ended.submitted_at == ended.ends_at


@pytest.mark.sqlite
def test_a_clock_that_is_set_back_stops_no_sweep(sweeping: site.Program, step: Path) -> None:
    cast = long_ago()
    first = sitting(cast, ends_in=-10)
    site.until(lambda: not is_open(first), seconds=60, of=f"the first sweep: {sweeping.said()}")
    step.write_text("-3600")
    Attempt.objects.update(submitted_at=None)
    site.until(lambda: not is_open(first), seconds=60, of=f"the next: {sweeping.said()}")


def test_messages_are_kept_until_a_worker_comes_and_do_not_pile_up(db: None) -> None:
    for _ in range(sweeper.ENOUGH + 5):
        assert sweeper.told_a_worker("marking.mark_waiting")
    messages = site.broker().lrange("marking", 0, -1)
    assert len(messages) == sweeper.ENOUGH
    assert not any(b'"expires": "' in message for message in messages)


def test_every_sweep_is_a_task(db: None) -> None:
    sweeper.app.loader.import_default_modules()
    assert set(settings.SWEEPS) <= set(sweeper.app.tasks)
