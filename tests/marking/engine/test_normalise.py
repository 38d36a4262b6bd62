"""Folding text: what becomes alike, and that every character keeps its place."""

import pytest

from marking.engine.normalise import fold


def test_fold_leaves_plain_text_where_it_is():
    assert fold("Plain Text") == ("plain text", None)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zürich", "zurich"),
        ("Zu\u0308rich", "zurich"),
        ("Straße", "strasse"),
        ("don’t", "don't"),
        ("post‐war", "post-war"),
        ("1914–18", "1914–18"),
        ("ﬁre", "fire"),
        ("coop\u00aderation", "cooperation"),
        ("\u202eABC\u202c", "abc"),
    ],
)
def test_fold_makes_alike_what_reads_alike(text, folded):
    assert fold(text)[0] == folded


def test_fold_gives_each_character_the_offset_it_came_from():
    folded, offsets = fold("Straße")
    assert offsets == [0, 1, 2, 3, 4, 4, 5, 6]
    assert len(offsets) == len(folded) + 1


def test_fold_takes_lone_surrogates_and_many_marks():
    assert fold("\ud800a")[0].endswith("a")
    assert fold("e" + "\u0301" * 10_000)[0] == "e"
