"""Chunks of text: their words, where they stand, and the breaks between."""

import pytest

from marking.engine import tokenise
from marking.engine.tokenise import CLAUSE, NONE, SENTENCE, chunk_of, roman_value, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("U.S.S.R.", ["ussr"]),
        ("U.N.", ["un"]),
        ("Bismarck's", ["bismarck"]),
        ("Bismarck’s", ["bismarck"]),
        ("didn't", ["didnt"]),
        ("they'll", ["they"]),
        ("O'Neill", ["oneill"]),
        ("H2O", ["h2o"]),
        ("30cm", ["30", "cm"]),
        ("1,250.5", ["1,250.5"]),
        ("1840's", ["1840's"]),
        ("(Reichstag)", ["reichstag"]),
        ("bread&butter", ["bread", "and", "butter"]),
        ("war—peace", ["war", "peace"]),
        ("peace.Then", ["peace", "then"]),
        ("***", []),
        ("''", []),
    ],
)
def test_chunk_of_takes_words_out(text, words):
    assert [word.text for word in chunk_of(text).words] == words


def test_chunk_of_keeps_places_as_typed():
    text = "“Straße”/Häuser’s,"
    typed = [text[word.start : word.end] for word in chunk_of(text).words]
    assert typed == ["Straße", "Häuser"]


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("peace.", SENTENCE),
        ("peace?!", SENTENCE),
        ("peace,", CLAUSE),
        ("peace;", CLAUSE),
        ("peace", NONE),
        ("Dr.", NONE),
        ("J.", NONE),
        ("5.", SENTENCE),
        ("etc.)", SENTENCE),
        ("peace-", NONE),
    ],
)
def test_chunk_of_knows_where_a_sentence_ends(text, tail):
    assert chunk_of(text).tail == tail


def test_chunk_of_marks_breaks_within():
    chunk = chunk_of("peace.Then")
    assert chunk.words[1].gap == SENTENCE
    assert chunk.breaks
    assert not chunk_of("1.5").breaks


def test_chunk_of_reads_hyphened_words_as_one_too():
    assert chunk_of("post-war").joins == ((0, 1, "postwar"),)
    assert [text for _, _, text in chunk_of("a-b-c-d").joins] == ["ab", "abc", "bc", "bcd", "cd"]
    assert chunk_of("war/peace").joins == ()


def test_chunk_of_remembers_within_bounds(monkeypatch):
    monkeypatch.setattr(tokenise, "_MOST_CACHED", len(tokenise._cache) + 1)
    first = chunk_of("onceonlyword")
    assert chunk_of("onceonlyword") is first
    chunk_of("anotheronlyword")
    assert "onceonlyword" not in tokenise._cache
    long = "x" * 100
    assert chunk_of(long) is not chunk_of(long)


def test_words_of_takes_any_text():
    assert words_of("Peace, and\tbread!") == ["peace", "and", "bread"]


def test_roman_value_needs_capitals():
    assert roman_value(chunk_of("(II)").words[0], "(II)") == 2
    assert roman_value(chunk_of("ii").words[0], "ii") is None
