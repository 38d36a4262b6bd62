"""What kills the process that does it is begun three times, and then left alone with a word to whoever waits."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from marking.models import ClassOpinion, Import
from marking.services import drafts, opinions, transfers
from quizzes.models import NotesPage
from quizzes.services import work
from quizzes.services.work import GivenUp
from tests.cast import NOW, School

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

LONGEST = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
NAMES_ITSELF = "from quizzes.services.processes import me; print(me(), end='')"


@pytest.fixture(scope="module")
def dead() -> str:
    """The name of a process that was and is no more."""
    return subprocess.run([sys.executable, "-c", NAMES_ITSELF], capture_output=True, text=True, check=True).stdout


def notes_of(cast: School) -> NotesPage:
    return NotesPage.objects.create(
        bank=cast.bank, text="Abrasion: stones grind", state="DRAFTING", progress=0, added_by=cast.alice, added_at=NOW
    )


def begun_and_died(row: NotesPage | Import | ClassOpinion, dead: str, times: int) -> None:
    for _ in range(times):
        assert work.begin(row, longest=LONGEST, now=NOW)
        type(row).objects.filter(pk=row.pk).update(holder=dead)


def test_what_another_is_at_is_not_begun_until_that_one_is_dead_or_too_late(cast: School, dead: str) -> None:
    page = notes_of(cast)
    assert work.begin(page, longest=LONGEST, now=NOW)
    assert not work.begin(page, longest=LONGEST, now=NOW + 4 * MINUTE)
    assert work.begin(page, longest=LONGEST, now=NOW + 5 * MINUTE)
    NotesPage.objects.update(holder=dead)
    assert work.begin(page, longest=LONGEST, now=NOW + 5 * MINUTE)
    with pytest.raises(GivenUp):
        work.begin(page, longest=LONGEST, now=NOW + 20 * MINUTE)


def test_what_came_to_an_end_may_be_begun_as_often_as_before(cast: School) -> None:
    page = notes_of(cast)
    for _ in range(work.MOST + 2):
        assert work.begin(page, longest=LONGEST, now=NOW)
        work.end(page)


def test_a_file_that_kills_who_reads_it_is_refused_and_the_teacher_told_why(cast: School, dead: str) -> None:
    fields = {"bank": cast.bank, "filename": "x.txt", "read_by": cast.alice, "read_at": NOW}
    row = Import.objects.create(state="READING", plan={"marks": "1", "choices_too": False}, data=b"x", **fields)
    begun_and_died(row, dead, work.MOST)
    transfers.look_through(row=row, now=NOW)
    assert (row.state, row.data) == ("REFUSED", None)
    assert row.error.startswith("Looking through it was begun 3 times and never came to an end")


def test_an_import_that_kills_its_worker_is_set_aside_until_a_person_asks_again(cast: School, dead: str) -> None:
    plan = {"questions": [], "fates": [], "glossary": [], "whole": True}
    fields = {"bank": cast.bank, "filename": "x.txt", "read_by": cast.alice, "read_at": NOW}
    row = Import.objects.create(state="WAITING", accepted_at=NOW, plan=plan, **fields)
    begun_and_died(row, dead, work.MOST)
    transfers.carry_out(row=row, now=NOW)
    assert row.state == "FAILED"
    assert "begun 3 times" in row.error
    transfers.accept(row=row, left_out=[], now=NOW)
    assert transfers.carry_out(row=row, now=NOW).state == "DONE"


def test_notes_that_kill_their_worker_are_said_to_be_unreadable(cast: School, dead: str) -> None:
    page = notes_of(cast)
    begun_and_died(page, dead, work.MOST)
    drafts.find(notes=page, now=NOW)
    page.refresh_from_db()
    assert (page.state, page.drafts.count()) == ("FAILED", 0)


def test_an_opinion_that_kills_its_worker_holds_no_other_up(cast: School, dead: str) -> None:
    item = cast.assignment.quiz.items.get()
    row = ClassOpinion.objects.create(assignment=cast.assignment, item=item)
    begun_and_died(row, dead, work.MOST)
    assert opinions.form_outdated(now=NOW) == 1
    row.refresh_from_db()
    assert (row.formed, row.tries) == (row.stamp, work.MOST - 1)
    assert opinions.form_outdated(now=NOW) == 0
