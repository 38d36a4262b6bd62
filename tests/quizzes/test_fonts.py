"""The font files of the pages hold the letters of European names, and are small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from tests.runtime.make_fonts import BASE, MORE, SOURCES, letters

STATIC = Path(settings.BASE_DIR) / "quizzes/static/quizzes"
NAMES = (
    "Ødegård Łukasz Žižek Őrsi Ștefan Țăran Ğül İnci Þóra Ñúñez Çelik Señor Œuvre Straße Ŵyn ŷ Ħal Ĉe Ľuboš Īva Ąžuolas"
)
MARKS = "“quoted” ‘so’ – — … · › × − ✓ ← ↑ → ↓ ½ € £ ° ′"


@pytest.mark.parametrize("face", sorted(SOURCES))
def test_each_face_has_the_letters_of_european_names_and_the_marks_of_the_pages(face: str) -> None:
    drawn: set[int] = set()
    for part in ("base", "more"):
        path = STATIC / f"fonts/{face}-{part}.woff2"
        assert path.stat().st_size < 60_000
        drawn |= TTFont(path).getBestCmap().keys()
    extended = [point for point in (*range(0xA1, 0x180), *map(ord, "ȘșȚț")) if point not in {0xAD, 0x149}]
    missing = [chr(point) for point in (*extended, *map(ord, NAMES + MARKS)) if point not in drawn]
    assert missing == []


def test_the_sheet_names_each_file_with_the_letters_it_was_made_for() -> None:
    sheet = (STATIC / "colours.css").read_text(encoding="utf-8")
    faces = [
        (re.search(r"fonts/([a-z-]+)-(base|more)\.woff2", face), re.search(r"unicode-range: ([^;]+);", face))
        for face in re.findall(r"@font-face \{[^}]+\}", sheet)
        if "woff2" in face
    ]
    ranges = {
        file.groups(): letters(of.group(1).replace("U+", "").replace(",", "")) for file, of in faces if file and of
    }
    wanted = {(face, part): letters(of) for face in SOURCES for part, of in (("base", BASE), ("more", MORE))}
    assert ranges == wanted


def test_the_licence_lies_beside_the_fonts() -> None:
    text = (STATIC / "fonts/LICENCES.txt").read_text(encoding="utf-8")
    for words in ("SIL OPEN FONT LICENSE Version 1.1", "Adobe", "SIL International"):
        assert words in text
