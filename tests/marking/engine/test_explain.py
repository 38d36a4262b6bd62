"""Reasons as data, and as sentences; those of marks given before are sentences already."""

import pytest

from marking.engine import Reason
from marking.engine.confidence import ASKS
from marking.engine.explain import LABELS, as_codes, codes_in, in_words, sentences, stored

PARTS = {"near": ("casual", "causal"), "turned": ("a", "b", "by")}


@pytest.mark.parametrize("code", LABELS)
def test_each_code_has_a_sentence(code):
    said = in_words(Reason(code, 2, PARTS.get(code, ("one", "two"))))
    assert said.startswith("Point 2: ")
    assert said.endswith(".")
    assert "{" not in said


def test_all_that_asks_has_a_code():
    assert set(LABELS) >= ASKS


def test_several_near_words_are_joined():
    said = in_words(Reason("near", 1, ("casual", "causal", "mortal", "moral")))
    assert said.count("is close to") == 2


def test_long_quotations_are_cut_short():
    assert "…" in in_words(Reason("rejected", 1, ("x" * 90,)))


def test_what_is_stored_is_read_again_and_old_sentences_stay():
    reason = Reason("denied", 1, ("never", "joined"))
    kept = [*stored([reason]), "Point 1: an old sentence."]
    assert sentences(kept) == ("Point 1: “never” seems to deny “joined”.", "Point 1: an old sentence.")


def test_codes_are_found_in_one_text():
    kept = as_codes([Reason("near", 1), Reason("weak"), Reason("near", 2)])
    assert kept == ",near,weak,"
    assert codes_in(kept) == ("near", "weak")
    assert as_codes([]) == ""
    assert codes_in("") == ()
