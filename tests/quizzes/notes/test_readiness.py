"""Whether a draft is ready is earned: what its signs say, and what follows from it."""

from __future__ import annotations

from marking.services.drafts import try_scheme
from quizzes.notes import Draft, draft, ready_from, signs_of_drafts
from quizzes.notes.readiness import about, chance, reasons, weightiest, worth

TIDY = """# Cells

## Parts of a cell
- **Chloroplast** – the part of a plant cell in which light is turned into sugar
- **Ribosome** – the part of a cell in which proteins are put together
- **Vacuole** – a space in a plant cell that is filled with sap
- **Cytoplasm** – the jelly that fills a cell and holds its parts
"""
ROUGH = """cells
- ribosome + vacuole etc - where its made, see prev
- chloroplasts/plastids in the bigger ones = more sugar??
- so they get more of it than others do (light)
"""


def drafts(text: str) -> dict[str, Draft]:
    return {one.stem: one for one in draft(text, mark=try_scheme).drafts}


def signs(text: str) -> dict[str, dict[str, float]]:
    return dict(signs_of_drafts(text, mark=try_scheme))


def test_tidy_notes_give_ready_drafts_and_rough_ones_none() -> None:
    assert sum(not one.to_check for one in drafts(TIDY).values()) >= 3
    assert all(one.to_check for one in drafts(ROUGH).values())


def test_a_draft_is_ready_from_a_chance_on_and_the_others_say_why() -> None:
    for one in drafts(TIDY + ROUGH).values():
        assert one.to_check == (one.quality < ready_from())
        assert bool(one.why) or not one.to_check


def test_the_reason_is_what_speaks_most_against_a_draft() -> None:
    weights = about()["as_is"]
    for seen in signs(TIDY + ROUGH).values():
        against = {name: weights.get(name, 0) * value for name, value in seen.items() if name in reasons()}
        worst = min(against, key=lambda name: against[name], default="")
        assert weightiest(seen) == (reasons()[worst] if against.get(worst, 0) < 0 else "")


def test_what_a_kind_doubts_is_never_ready_however_likely() -> None:
    doubted = [one for one in drafts(TIDY).values() if one.kind in {"definition", "essay"}]
    assert doubted
    assert all(one.to_check for one in doubted)


def test_a_draft_of_no_use_is_left_out_where_another_asks_about_its_line() -> None:
    text = "Typhoid epidemic – 4,500 cases of fever in the whole town of London after the summer of that year"
    useless = [stem for stem, seen in signs(text).items() if chance("unusable", seen) >= about()["useless_from"]]
    assert useless == ["What is meant by “typhoid epidemic”?"]
    assert list(drafts(text)) == [next(stem for stem in signs(text) if stem not in useless)]


def test_a_draft_of_no_use_that_alone_asks_about_its_line_comes_last() -> None:
    rough = ROUGH.partition("- so")[0].replace("plastids in", "plastids & more in").replace("ones =", "ones etc =")
    shown = list(drafts(rough).values())
    last = [one for one in shown if one.quality == 0]
    assert 0 < len(last) < len(shown)
    assert shown[-len(last) :] == last


def test_signs_that_speak_against_a_draft_make_it_less_likely() -> None:
    seen = next(iter(signs(TIDY).values()))
    assert worth(seen | {"gap_common": 1.0, "meaning_gap": 1.0}) < worth(seen)
    assert 0 <= worth(seen) <= 1


def test_a_sign_sees_what_it_is_named_after() -> None:
    seen = signs("# Cells\nThe ribosome makes long chains of the protein myosin in a interval.")
    assert any("a interval" in stem for stem in seen)
    assert all("stem_grammar" in one for stem, one in seen.items() if "a interval" in stem)
    vitamin = signs("# Food\nVitamin A is stored in the liver of animals in the north.")
    assert not any("stem_grammar" in one for one in vitamin.values())
    other = signs("# Cells\nThe ribosome makes long chains of the protein myosin in an interval.")
    assert not any("stem_grammar" in one for one in other.values())


def test_every_reason_and_weight_belongs_to_a_sign_and_reads_as_a_remark() -> None:
    for name, said in reasons().items():
        assert said[0].islower(), name
        assert not said.endswith("."), name
    assert set(reasons()) <= {name for name, weight in about()["as_is"].items() if weight < 0}


def test_a_term_that_its_meaning_names_and_a_case_for_a_meaning_are_seen() -> None:
    seen = signs("Growth hormone: a hormone that makes bones long\nProjection: a boy shouts at his small dog")
    growth = next(one for stem, one in seen.items() if stem.startswith("Which") and "bones" in stem)
    case = next(one for stem, one in seen.items() if stem.startswith("Which") and "boy" in stem)
    assert growth["term_given"] == 0.5
    assert "meaning_remark" not in growth
    assert case["meaning_remark"] == 1
    assert "term_given" not in case


def test_a_world_war_is_not_said_of_oneself() -> None:
    first = signs(
        "# War\nWorld War I began in 1914 after a murder in Sarajevo.\nWe learned that the war began in 1914."
    )
    assert not any("stem_first_person" in seen for stem, seen in first.items() if "World War I" in stem)
