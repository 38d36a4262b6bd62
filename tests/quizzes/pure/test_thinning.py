from __future__ import annotations

from datetime import UTC, datetime, timedelta

from quizzes.pure.thinning import LONG, Version, superfluous

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def versions(*rows: tuple[int, int], counted: bool = True) -> list[Version]:
    """Versions of one answer: the second at which each came, and its letters."""
    return [
        Version(number, 1, BEGAN + timedelta(seconds=second), letters, counted)
        for number, (second, letters) in enumerate(rows)
    ]


def test_the_last_of_each_minute_and_the_very_first_stay() -> None:
    assert superfluous(versions((1, 600), (20, 700), (40, 800), (59, 900), (60, 901), (119, 950))) == [1, 2, 4]


def test_short_texts_all_stay() -> None:
    assert superfluous(versions((1, 10), (2, 20), (3, LONG - 1), (4, LONG), (5, LONG + 1))) == [3]


def test_what_was_taken_out_again_stays() -> None:
    assert superfluous(versions((1, 600), (10, 6_000), (20, 0), (30, 30), (40, 700))) == []


def test_what_did_not_count_stays_and_needs_nothing_else() -> None:
    assert superfluous(versions((1, 600), (2, 700), (3, 800), counted=False)) == []


def test_answers_do_not_mix() -> None:
    rows = [Version(number, number, BEGAN, 900, True) for number in range(5)]
    assert superfluous(rows) == []
