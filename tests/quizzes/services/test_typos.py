"""Slips in notes: corrected with one act, kept as written, and both taken back."""

from __future__ import annotations

import pytest

from quizzes.models import NotesPage, Typo
from quizzes.notes import draft
from quizzes.services import banks, typos
from tests.cast import NOW, School

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

NOTES = """\
Stalin ruled the party. Stalin feared war. Stalin wrote to Lenin. Stalin met Molotov.

1926 – Treaty of Berlin, signed by Stalim
1922 – Treaty of Rapallo
"""


@pytest.fixture
def page(cast: School) -> NotesPage:
    return banks.add_notes(
        bank=cast.bank, title="", text=NOTES, filename="", drafting=draft(NOTES), by=cast.alice, now=NOW
    )


@pytest.fixture
def slip(page: NotesPage) -> Typo:
    return page.typos.get(written="Stalim")


def texts(page: NotesPage) -> str:
    return "\n".join(f"{row.stem} {row.proposed_scheme} {row.why}" for row in page.drafts.all())


def test_a_correction_goes_into_the_notes_and_its_drafts_need_no_look_for_it(page: NotesPage, slip: Typo) -> None:
    assert "the notes have “Stalim” here" in texts(page)

    typos.correct(typo=slip)

    page = NotesPage.objects.get(pk=page.pk)
    slip.refresh_from_db()
    assert page.lines[2] == "1926 – Treaty of Berlin, signed by Stalin"
    assert "Stalim" not in texts(page)
    assert slip.state == Typo.State.CORRECTED


def test_right_as_written_puts_the_word_back_into_the_drafts(page: NotesPage, slip: Typo) -> None:
    typos.keep(typo=slip)

    assert NotesPage.objects.get(pk=page.pk).text == NOTES
    assert "Stalim" in texts(page)
    assert "the notes have" not in texts(page)


@pytest.mark.parametrize("decide", [typos.correct, typos.keep])
def test_either_decision_can_be_taken_back(page: NotesPage, slip: Typo, decide: object) -> None:
    before = sorted(page.drafts.values_list("stem", "proposed_scheme", "to_check", "why"))

    decide(typo=slip)  # type: ignore[operator]
    typos.reopen(typo=slip)

    slip.refresh_from_db()
    assert NotesPage.objects.get(pk=page.pk).text == NOTES
    assert sorted(page.drafts.values_list("stem", "proposed_scheme", "to_check", "why")) == before
    assert slip.state == Typo.State.OPEN


def test_a_slip_is_decided_once(slip: Typo) -> None:
    typos.correct(typo=slip)

    with pytest.raises(typos.TypoDecided):
        typos.keep(typo=slip)


def test_a_line_that_has_changed_is_left_alone(page: NotesPage, slip: Typo) -> None:
    page.text = NOTES.replace("Stalim", "Stalin")
    page.save()

    with pytest.raises(typos.TypoDecided):
        typos.correct(typo=slip)


def test_all_corrections_are_taken_at_once(page: NotesPage) -> None:
    assert typos.correct_all(notes=page) == page.typos.exclude(meant="").count() > 0
    assert not page.typos.filter(state=Typo.State.OPEN).exclude(meant="").exists()
