"""Slips in notes: corrected with one act, kept as written, and both taken back."""

from __future__ import annotations

import pytest

from quizzes.models import NotesPage, Slip
from quizzes.notes import draft
from quizzes.services import banks, slips
from tests.cast import NOW, School

pytestmark = pytest.mark.django_db

NOTES = """\
Stalin ruled the party. Stalin feared war. Stalin wrote to Lenin. Stalin met Molotov.

1926 – Treaty of Berlin, signed by Stalim
1922 – Treaty of Rapallo
"""


@pytest.fixture
def page(cast: School) -> NotesPage:
    return banks.take_notes(
        bank=cast.bank, title="", text=NOTES, filename="", drafting=draft(NOTES), by=cast.alice, now=NOW
    )


@pytest.fixture
def slip(page: NotesPage) -> Slip:
    return page.slips.get(written="Stalim")


def texts(page: NotesPage) -> str:
    return "\n".join(f"{row.stem} {row.proposed_scheme} {row.why}" for row in page.drafts.all())


def test_a_correction_goes_into_the_notes_and_its_drafts_need_no_look_for_it(page: NotesPage, slip: Slip) -> None:
    assert "the notes have “Stalim” here" in texts(page)

    slips.correct(slip=slip)

    page = NotesPage.objects.get(pk=page.pk)
    slip.refresh_from_db()
    assert page.lines[2] == "1926 – Treaty of Berlin, signed by Stalin"
    assert "Stalim" not in texts(page)
    assert slip.state == Slip.State.CORRECTED


def test_right_as_written_puts_the_word_back_into_the_drafts(page: NotesPage, slip: Slip) -> None:
    slips.keep(slip=slip)

    assert NotesPage.objects.get(pk=page.pk).text == NOTES
    assert "Stalim" in texts(page)
    assert "the notes have" not in texts(page)


@pytest.mark.parametrize("decide", [slips.correct, slips.keep])
def test_either_decision_can_be_taken_back(page: NotesPage, slip: Slip, decide: object) -> None:
    before = sorted(page.drafts.values_list("stem", "proposed_scheme", "to_check", "why"))

    decide(slip=slip)  # type: ignore[operator]
    slips.reopen(slip=slip)

    slip.refresh_from_db()
    assert NotesPage.objects.get(pk=page.pk).text == NOTES
    assert sorted(page.drafts.values_list("stem", "proposed_scheme", "to_check", "why")) == before
    assert slip.state == Slip.State.OPEN


def test_a_slip_is_decided_once(slip: Slip) -> None:
    slips.correct(slip=slip)

    with pytest.raises(slips.SlipDecided):
        slips.keep(slip=slip)


def test_a_line_that_has_changed_is_left_alone(page: NotesPage, slip: Slip) -> None:
    page.text = NOTES.replace("Stalim", "Stalin")
    page.save()

    with pytest.raises(slips.SlipDecided):
        slips.correct(slip=slip)


def test_all_corrections_are_taken_at_once(page: NotesPage) -> None:
    assert slips.correct_all(notes=page) == page.slips.exclude(meant="").count() > 0
    assert not page.slips.filter(state=Slip.State.OPEN).exclude(meant="").exists()
