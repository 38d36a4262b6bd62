"""Drafts of a page of notes: made at once or by a worker, each scheme tried out on the notes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from marking.services import drafts
from marking.tasks import draft_notes, draft_waiting_notes
from quizzes.models import Draft, NotesPage
from quizzes.services import banks
from quizzes.signals import notes_taken

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
LINE = "Abrasion: rocks carried by the river scrape its bed\n"


def take(cast: Any, text: str) -> NotesPage:
    return banks.add_notes(bank=cast.bank, title="", text=text, filename="", by=cast.alice, now=NOW)


def test_a_page_waits_until_its_drafts_are_found(cast: Any) -> None:
    page = take(cast, LINE)
    assert (page.state, page.drafts.count()) == (NotesPage.State.DRAFTING, 0)
    notes_taken.send(sender=None, notes_id=page.pk, length=len(LINE))
    page.refresh_from_db()
    assert (page.state, page.progress) == (NotesPage.State.READY, 100)
    assert page.drafts.first().stem == "Which term is meant: “rocks carried by the river scrape its bed”?"


def test_long_notes_are_for_a_worker(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[int] = []
    monkeypatch.setattr(draft_notes, "delay", lambda *, notes_id: queued.append(notes_id))
    page = take(cast, LINE)
    notes_taken.send(sender=None, notes_id=page.pk, length=drafts.AT_ONCE + 1)
    assert (queued, page.drafts.count()) == ([page.pk], 0)
    draft_notes(notes_id=page.pk)
    draft_notes(notes_id=page.pk)  # twice does no harm
    assert page.drafts.filter(kind="term").count() == 1


def test_a_page_whose_message_was_lost_is_found_by_the_sweep(cast: Any) -> None:
    page = take(cast, LINE)
    assert drafts.forgotten(now=NOW) == []
    assert drafts.forgotten(now=NOW + timedelta(minutes=3)) == [page]
    draft_waiting_notes()
    assert page.drafts.exists()


def test_progress_is_kept_while_a_page_is_read(cast: Any) -> None:
    page = take(cast, LINE)
    banks.note_progress(notes=page, progress=40)
    page.refresh_from_db()
    assert page.progress == 40
    banks.drafting_failed(notes=page)
    page.refresh_from_db()
    assert page.state == NotesPage.State.FAILED


def test_a_draft_turned_round_asks_the_other_way_and_back(cast: Any) -> None:
    page = take(cast, LINE)
    drafts.find(notes=page, now=NOW)
    one = page.drafts.get(kind="term")
    turned = banks.turn_draft(draft=one)
    assert turned.stem == "What is meant by “abrasion”?"
    assert banks.turn_draft(draft=turned).stem == one.stem


def test_a_decided_draft_is_not_turned(cast: Any) -> None:
    page = take(cast, LINE)
    drafts.find(notes=page, now=NOW)
    one = banks.decide_draft(draft=page.drafts.get(kind="term"), question=None)
    with pytest.raises(banks.DraftDecided):
        banks.turn_draft(draft=one)


def test_keeping_all_leaves_what_is_to_check_and_what_is_spare(cast: Any) -> None:
    page = take(cast, LINE + "Attrition: stones carried by the river grow rounder\n")
    drafts.find(notes=page, now=NOW)
    Draft.objects.filter(notes=page, stem__contains="grow rounder").update(spare=True)
    kept, problems = drafts.keep_all(notes=page, by=cast.alice, now=NOW)
    assert (kept, problems) == (1, [])
    assert set(page.drafts.filter(state="OPEN").values_list("to_check", "spare")) == {(True, False), (False, True)}
