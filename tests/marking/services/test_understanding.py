"""What the editor shows beside a scheme: how it is understood, and what it gives its own texts."""

from __future__ import annotations

import pytest

from marking.services import drafts, understanding
from quizzes.models import Draft, NotesPage
from tests.cast import NOW, School

pytestmark = pytest.mark.django_db


def test_a_text_is_understood_and_tried_on_what_the_editor_holds(cast: School) -> None:
    found = understanding.look(
        text="weir (1)\ndam (1)", bank=cast.bank, stem="What is a weir?", model_answer="A low dam."
    )
    assert found.understood.notation == "weir [1]\ndam [1]\n"
    assert [(trial.kind, trial.mark) for trial in found.complaints] == [("model answer", 1), ("question", 1)]


def test_a_question_from_notes_is_tried_on_its_line(cast: School) -> None:
    page = NotesPage.objects.create(
        bank=cast.bank, text="Rivers\nA weir holds back water.\n", added_by=cast.alice, added_at=NOW
    )
    draft = Draft.objects.create(
        notes=page, position=1, stem="What does it do?", proposed_scheme="holds back ~ water", marks=1, kind="term",
        first_line=2, last_line=2, quality=1.0,
    )  # fmt: skip
    question = drafts.keep(draft=draft, stem=draft.stem, scheme=draft.proposed_scheme, by=cast.alice, now=NOW)

    (of_stem, of_notes) = understanding.look(text="mill", bank=cast.bank, question=question, stem=draft.stem).tried

    assert (of_stem.fine, of_notes.fine) == (True, False)
    assert of_notes.text == "A weir holds back water."


def test_a_glossary_that_cannot_be_read_does_not_hide_the_scheme(cast: School) -> None:
    cast.bank.glossary = "weir"
    assert understanding.look(text="weir", bank=cast.bank).understood.ready


def test_what_cannot_be_read_is_not_tried(cast: School) -> None:
    found = understanding.look(text="(weir", bank=cast.bank, model_answer="A weir.")
    assert found.understood.error is not None
    assert found.tried == ()
