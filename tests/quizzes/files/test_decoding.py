"""Text in whatever encoding another program wrote it."""

from __future__ import annotations

import pytest

from quizzes.files.decoding import NotText, decode

FRENCH = "Les élèves français ont été à la fête. Le café était fermé, hélas. " * 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_decode_reads_any_unicode_by_its_mark(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)) == (FRENCH, "")


def test_decode_reads_an_old_western_file_and_says_so() -> None:
    text, remark = decode(FRENCH.encode("cp1252"))
    assert text == FRENCH
    assert "Windows-1252" in remark


def test_decode_takes_another_alphabet_for_what_it_is() -> None:
    russian = "Пятилетний план был принят в 1928 году, и крестьяне вступали в колхозы. " * 4
    text, remark = decode(russian.encode("cp1251"))
    assert text == russian
    assert "1251" in remark or "cyrillic" in remark


@pytest.mark.parametrize("data", [b"a\0b" * 50, b"\xff\xfea"])
def test_decode_refuses_what_is_no_text(data: bytes) -> None:
    with pytest.raises(NotText):
        decode(data)
