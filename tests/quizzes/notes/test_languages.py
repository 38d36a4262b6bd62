"""Which language notes are in, on a few words too."""

from __future__ import annotations

import pytest

from quizzes.notes.languages import language_of

SHORT = {
    "fr": (
        "Mai 1968 – grèves\nKGB – police secrète",
        "Photosynthèse : fabrication de sucres par les plantes",
        "Erosion: usure des roches",
        "Capitale : Paris\nFleuve : la Seine\nMonnaie : euro",
    ),
    "de": (
        "Osmose: Bewegung von Wasser durch eine Membran",
        "Weimarer Republik\n1919 Verfassung\n1929 Weltwirtschaftskrise",
        "Die Zelle ist die kleinste Einheit.",
    ),
    "es": (
        "La célula es la unidad básica de la vida.",
        "Causas de la guerra:\n- alianzas\n- nacionalismo",
        "1492 – descubrimiento de América",
    ),
    "en": (
        "Osmosis – movement of water through a membrane",
        "Coup d'état: sudden seizure of power\nAncien régime: the old order in France",
        "Zeitgeist: spirit of the age\nRealpolitik: politics without ideals",
        "Los Angeles: city of angels\nEl Niño: warm current",
        "ALU\ncache\nRAM",
        "",
    ),
}


@pytest.mark.parametrize(("language", "text"), [(name, text) for name, texts in SHORT.items() for text in texts])
def test_the_language_of_a_few_words(language: str, text: str) -> None:
    assert language_of(text) == language


def test_a_page_of_terms_without_small_words_is_found_too() -> None:
    terms = "\n".join(
        f"{word}bewegung – Ausgleich, Richtung {number}" for number, word in enumerate(["Luft", "Erd"] * 12)
    )
    assert language_of(terms) == "de"


def test_other_letters_are_no_language_known_here() -> None:
    assert language_of("Осмос – движение воды через мембрану\n" * 6) == ""
