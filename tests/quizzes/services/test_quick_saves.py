"""What is read without a lock is written only if nobody has written it since: then the way that waits is taken."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from quizzes.access.sitting import seen_attempt
from quizzes.models import Attempt, Response, ResponseVersion
from quizzes.services import attempt_acts, attempts, quick_saves
from quizzes.services.attempts import Answer
from quizzes.services.quick_saves import Seen
from tests.cast import NOW, School, signed_in
from tests.quizzes.test_attempt_races import at_once, begun
from tests.runtime.kept import Kept
from tests.runtime.site import until

pytestmark = pytest.mark.postgresql(alone=True)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def cast(kept_cast: Kept[School], transactional_db: None) -> School:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL alone has the statement")
    return kept_cast.again()


def seen_by(cast: School, attempt: Attempt, item: int) -> Seen:
    seen = seen_attempt(signed_in(cast.sam).cookies["sessionid"].value, attempt.pk, [item])
    assert seen is not None
    return seen


def save(attempt: Attempt, item: int, seq: int, text: str = "") -> Any:
    answers = [Answer(item, text or f"text {seq}", seq)]
    return attempts.save(attempt=attempt, answers=answers, lease="", received_at=LATER)


def quick_or_usual(session: str, attempt: Attempt, item: int, seq: int) -> Any:
    """Save as the site does: quickly if that goes, else as it comes to its turn."""
    seen, answers = seen_attempt(session, attempt.pk, [item]), [Answer(item, f"text {seq}", seq)]
    assert seen is not None
    return quick_saves.save(seen, answers, "", LATER) or save(attempt, item, seq)


BETWEEN: dict[str, Callable[[School, Attempt, int], object]] = {
    "a save": lambda cast, attempt, item: save(attempt, item, 2),
    "a quick save": lambda cast, attempt, item: quick_saves.save(
        seen_by(cast, attempt, item), [Answer(item, "text 2", 2)], "", LATER
    ),
    "a hand-in": lambda cast, attempt, item: attempts.hand_in(attempt=attempt, answers=[], lease="", now=LATER),
    "another tab": lambda cast, attempt, item: attempts.take_over(attempt=attempt, lease="another-tab"),
    "a pause": lambda cast, attempt, item: attempt_acts.pause_class(
        assignment=cast.assignment, by=cast.alice, now=LATER
    ),
}


@pytest.mark.parametrize("what", BETWEEN)
def test_nothing_is_written_to_what_somebody_wrote_meanwhile(cast: School, what: str) -> None:
    attempt, item = begun(cast)
    answers = [Answer(item, "text 3", 3)]
    seen = [seen_by(cast, attempt, item) for _ in range(3)]
    BETWEEN[what](cast, attempt, item)
    now, versions = Attempt.objects.values().get(), ResponseVersion.objects.count()
    assert quick_saves.save(seen[0], answers, "", LATER) is None
    assert quick_saves.hand_in(seen[1], answers, "", LATER) is None
    assert quick_saves.take_over(seen[2], "the-third-tab") is None
    assert Attempt.objects.values().get() == now
    assert ResponseVersion.objects.count() == versions
    assert Response.objects.get().text != "text 3"


def test_it_waits_for_who_has_the_lock_and_then_writes_nothing(cast: School) -> None:
    attempt, item = begun(cast)
    seen, found = seen_by(cast, attempt, item), []
    saving = threading.Thread(
        target=lambda: found.extend(at_once(lambda: quick_saves.save(seen, [Answer(item, "quick", 9)], "", LATER)))
    )
    with transaction.atomic():
        attempts.hand_in(attempt=attempt, answers=[Answer(item, "final", 3)], lease="", now=LATER)
        saving.start()
        until(_somebody_waits)
    saving.join(timeout=60)
    assert found == [None]
    assert Response.objects.get().text == "final"


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_saves_of_both_ways_at_once_keep_the_newest_and_every_version(cast: School) -> None:
    attempt, item = begun(cast)
    session = signed_in(cast.sam).cookies["sessionid"].value
    calls: list[Callable[[], Any]] = [
        (lambda seq=seq: save(attempt, item, seq))
        if seq % 4 == 0
        else (lambda seq=seq: quick_or_usual(session, attempt, item, seq))
        for seq in range(1, 9)
    ]
    results = at_once(*calls)
    assert not [result for result in results if isinstance(result, Exception)]
    assert Response.objects.get().text == "text 8"
    assert Response.objects.get().revision == ResponseVersion.objects.filter(outcome="COUNTED").count()
    assert ResponseVersion.objects.count() == 8


def test_hand_in_is_marked_and_says_when(cast: School) -> None:
    attempt, item = begun(cast)
    result = quick_saves.hand_in(seen_by(cast, attempt, item), [Answer(item, "final", 3, True)], "tab", LATER)
    row = Attempt.objects.get()
    assert result is not None
    assert (row.submitted_at, row.receipt, row.closed_by_clock) == (LATER, result.attempt.receipt, False)
    answer = Response.objects.get()
    assert (answer.text, answer.seq, answer.revision, answer.flagged, answer.saved_at) == ("final", 3, 1, True, LATER)
    version = ResponseVersion.objects.get()
    assert (version.text, version.seq, version.outcome, version.lease) == ("final", 3, "COUNTED", "tab")
    assert version.received_at == LATER


@pytest.mark.parametrize(
    ("answers", "lease", "when"),
    [
        ([], "", LATER),
        ([(1, "an older one", 1)], "", LATER),
        ([(2, "of no question", 9)], "", LATER),
        ([(1, "late", 9)], "", NOW + timedelta(hours=2)),
        ([(1, "of another tab", 9)], "tab-2", LATER),
    ],
)
def test_what_is_not_plainly_to_be_counted_is_left_to_the_usual_way(
    cast: School, answers: list[tuple[int, str, int]], lease: str, when: Any
) -> None:
    attempt, item = begun(cast)
    save(attempt, item, 2, "what stands")
    attempts.take_over(attempt=attempt, lease="tab-1")
    sent = [Answer(item if number == 1 else item + 999, text, seq) for number, text, seq in answers]
    assert quick_saves.save(seen_by(cast, attempt, item), sent, lease, when) is None
    assert Response.objects.get().text == "what stands"
