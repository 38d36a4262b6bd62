"""What words meet which words of the scheme."""

import pytest

from marking.engine import vocabulary
from marking.engine.compile import compile_scheme
from marking.engine.notation import parse
from marking.engine.vocabulary import LOOSE, SURE, WEAK, Vocabulary, tolerance


def of(text):
    return Vocabulary(compile_scheme(parse(text)))


@pytest.mark.parametrize(
    ("length", "normal", "lenient"), [(3, 0, 0), (4, 1, 1), (5, 1, 2), (6, 1, 2), (7, 2, 3), (11, 2, 3), (12, 3, 4)]
)
def test_tolerance_grows_with_the_word(length, normal, lenient):
    assert tolerance(length, "strict") == 0
    assert tolerance(length, "normal") == normal
    assert tolerance(length, "lenient") == lenient


@pytest.mark.parametrize(
    ("scheme", "word", "how"),
    [
        ("parliament", "parliaments", SURE),
        ("parliament", "parlament", SURE),
        ("mRNA / tRNA", "trnas", SURE),
        ("causal", "casual", WEAK),
        ("enemy", "ememey", LOOSE),
        ("mRNA", "mrnb", WEAK),
        ("emission", "emition", WEAK),
    ],
)
def test_meets_says_how_surely(scheme, word, how):
    assert [kind for _, _, kind in of(scheme).meets(word)] == [how]


@pytest.mark.parametrize(
    ("scheme", "word"),
    [
        ("mRNA", "rrnas"),
        ("coal", "x" * 100),
        ("initiation", "intil"),
        ("enemy", "anamy"),
        ("spelling: strict\nparliament", "parlament"),
        ("=Marx", "marks"),
        ("1871", "one"),
    ],
)
def test_meets_finds_nothing(scheme, word):
    assert not [meet for meet in of(scheme).meets(word) if meet[2] != SURE]


def test_vocabulary_forgets_when_full(monkeypatch):
    monkeypatch.setattr(vocabulary, "_MOST_WORDS", 1)
    words = of("blackshirt 3")
    for chunk in ("coal", "iron", "wood", "turf"):
        words.learn([chunk])
        words.may_join(chunk, "x")
        words.lone_number(chunk)
        words.continues(chunk)
    assert len(words.kinds) <= 3


def test_vocabulary_does_not_keep_long_chunks():
    words = of("coal")
    words.learn(["coal/" * 100])
    words.learn(["iron"])
    assert list(words.kinds) == ["iron"]


def test_a_long_chunk_may_come_again_with_something_new():
    words = of("coal")
    words.learn(["coal/" * 100])
    words.learn(["coal/" * 100, "iron"])
    assert len(words.hits["coal/" * 100].spots) == 100
