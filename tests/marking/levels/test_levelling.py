"""What is said of a pile of essays before and after a teacher has levelled ten, and what is worth a look."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from marking.levels.copies import copied_between
from marking.levels.guards import bars, guards_of
from marking.levels.ordering import first_to_level, next_to_level, second_look
from marking.levels.proposing import FEWEST, Pile, propose
from marking.levels.traits import MOST_WORDS, Script
from marking.management.levelled import read_levelled
from marking.pure.answers_file import UnreadableFile

WORDS = (
    "grain",
    "harvest",
    "village",
    "market",
    "price",
    "export",
    "tractor",
    "factory",
    "furnace",
    "railway",
    "canal",
)
WORDS += (
    "mine",
    "famine",
    "party",
    "official",
    "letter",
    "winter",
    "horse",
    "field",
    "debt",
    "strike",
    "plan",
    "target",
)
WORDS += ("steel", "output", "kulak", "worker", "peasant", "quota")


def prose(seed: int, length: int) -> str:
    """Return made-up sentences of about so many words, the same for the same seed."""
    chance = random.Random(seed)
    said = []
    for _ in range(max(1, length // 9)):
        one, two, three = chance.sample(WORDS, 3)
        said.append(f"In the {one} there was a {two} and this was because of the {three}.")
    return " ".join(said)


# A pile in which longer is better, as it mostly is: level 0 to 4 by length, forty scripts.
LENGTHS = {key: 30 + 12 * key for key in range(40)}
SCRIPTS = [Script(key, prose(key, length), points=key / 8, met=2) for key, length in LENGTHS.items()]
LEVELS = {key: key * 5 // 40 for key in LENGTHS}
PILE = Pile.of(SCRIPTS)


def test_nothing_with_a_number_is_said_before_ten_are_levelled() -> None:
    first = first_to_level(PILE)
    assert propose(PILE, {key: LEVELS[key] for key in first[: FEWEST - 1]}, 4) is None
    assert propose(PILE, dict.fromkeys(first, 2), 4) is None
    assert propose(PILE, {key: LEVELS[key] for key in first}, 4) is not None


def test_the_first_ten_are_spread_over_the_rank() -> None:
    ranked = PILE.by_rank
    fifths = sorted(ranked.index(key) // 8 for key in first_to_level(PILE))
    assert fifths == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_two_neighbouring_levels_are_proposed_and_the_check_leaves_each_script_out() -> None:
    given = {key: LEVELS[key] for key in first_to_level(PILE)}
    proposals = propose(PILE, given, 4)
    assert proposals is not None
    assert all(one.high == one.low + 1 and one.likely in (one.low, one.high) for one in proposals.by_key.values())
    assert all(one.low >= 0 and one.high <= 4 for one in proposals.by_key.values())
    held = [proposals.by_key[key].low <= level <= proposals.by_key[key].high for key, level in LEVELS.items()]
    assert sum(held) >= 36
    key = next(iter(given))
    other = propose(PILE, {**given, key: 4 - given[key]}, 4)
    assert other is not None
    assert abs(other.by_key[key].value - proposals.by_key[key].value) < 0.5


def test_what_is_next_begins_with_the_ten_and_then_goes_to_the_cuts() -> None:
    assert next_to_level(PILE, {}, 4)[:10] == first_to_level(PILE)
    given = {key: LEVELS[key] for key in first_to_level(PILE)}
    order = next_to_level(PILE, given, 4)
    assert sorted([*order, *given]) == sorted(LEVELS)
    proposals = propose(PILE, given, 4)
    assert proposals is not None
    from_cut = {key: abs(proposals.by_key[key].value % 1 - 0.5) for key in order}
    assert from_cut[order[0]] == min(from_cut.values())
    unsure = {key: proposals.by_key[key].unsure for key in order if key != order[0]}
    assert unsure[order[1]] == max(unsure.values())  # the twelfth of all: every fourth is the most unusual


def test_the_second_look_finds_a_level_that_does_not_fit() -> None:
    levels = {**LEVELS, 35: 0}
    look = second_look(PILE, levels, 4)
    assert len(look) == 4
    assert (look[0].key, look[0].given) == (35, 0)
    assert second_look(PILE, {key: LEVELS[key] for key in first_to_level(PILE)}, 4) == []


def test_a_script_more_or_less_changes_no_key_and_empty_ones_are_left_out() -> None:
    pile = Pile.of([*SCRIPTS, Script(99, "   ")])
    assert 99 not in pile.keys
    assert Pile.of([]).by_rank == []


SOURCE = (
    "The plan of 1928 asked every village for more grain than it had, and nobody in the capital counted what was left."
)
ESSAY = prose(7, 120)


@pytest.mark.parametrize(
    ("text", "met", "codes"),
    [
        ("", 0, ["empty"]),
        (ESSAY, 5, []),
        (ESSAY, 1, ["topic"]),
        (prose(3, 40), 1, []),  # too short to be sure of
        (f"{SOURCE} {SOURCE.replace('village', 'farm')}", 5, ["source", "repeated"]),
        (f"{ESSAY} {ESSAY}", 5, ["repeated"]),
        (" ".join(WORDS), 5, ["list"]),
        ("word and so on " * 6_000, 5, ["long", "repeated"]),
    ],
)
def test_guards_say_what_the_formula_is_fooled_by(text: str, met: int, codes: list[str]) -> None:
    guards = guards_of([Script(1, text, met=met)], source=SOURCE, points=6).get(1, ())
    assert [guard.code for guard in guards] == codes
    assert bars(guards) == bool(codes)
    assert all(guard.sentence for guard in guards)


def test_a_script_that_meets_no_point_is_off_the_topic_only_if_it_says_little_of_what_was_asked() -> None:
    asked = frozenset(WORDS)
    stranger = "The cook boiled nine eggs while her brother swept the yard and sang to the hens. " * 6
    scripts = [*(Script(key, prose(key, 120), met=4) for key in range(6)), Script(6, ESSAY, met=1), Script(7, stranger)]

    guards = guards_of(scripts, asked=asked, points=6)

    assert "unmet" in [guard.code for guard in guards[6]]
    assert "topic" in [guard.code for guard in guards[7]]
    assert bars(guards[6])


def test_a_script_of_more_words_than_anybody_writes_is_bounded() -> None:
    assert len(Script(1, "word " * (MOST_WORDS * 2)).words) == MOST_WORDS


def test_near_copied_passages_are_found_with_their_places_and_nobody_else_is_named() -> None:
    mine = (
        "The railway came too late for the northern mines, and every furnace there stood cold until the thaw of spring."
    )
    theirs = mine.replace("cold", "empty").replace("northern", "northern, distant")
    scripts = [
        Script(1, f"{prose(1, 60)} {mine}"),
        Script(2, f"{theirs} {prose(2, 60)}"),
        Script(3, f"{SOURCE} {prose(4, 60)}"),
        Script(4, f"{prose(5, 60)} {SOURCE}"),
    ]
    (copy,) = copied_between(scripts, SOURCE)
    assert (copy.key, copy.other) == (1, 2)
    passage = copy.passages[0]
    assert "northern mines" in scripts[0].text[passage.start : passage.end]
    assert "northern, distant mines" in scripts[1].text[passage.other_start : passage.other_end]
    assert [guard.code for guard in guards_of(scripts, source=SOURCE)[1]] == ["copied"]


def test_agree_levels_prints_figures_for_ten_twenty_and_thirty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "essays.jsonl"
    rows = [{"text": one.text, "level": LEVELS[one.key], "first": 1, "second": 2} for one in SCRIPTS]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    call_command("agree", "--levels", str(file), "--draws", "1", "--json")
    (one,) = json.loads(capsys.readouterr().out)["questions"]
    assert list(one["taught"]) == ["10", "20", "30", "all others"]
    assert 0.75 <= one["taught"]["10"]["in_two_levels"] <= 1
    assert one["people"]["exact"] == 0


@pytest.mark.parametrize(
    "row", ['{"text": "a"}', '{"text": "a", "level": "high"}', "[1]", '{"text": "a", "level": 99}', "x"]
)
def test_agree_levels_names_the_row_that_cannot_be_read(
    tmp_path: Path, row: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "essays.jsonl"
    file.write_text(row + "\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("agree", "--levels", str(file))
    assert " 1: " in capsys.readouterr().err


CLASS: dict[str, Any] = {
    "stem": "Why?",
    "scheme": "grid: AO1\n    Level 1 (1-2): names\ngrid: AO2\n    Level 1 (1-3): asserts\n    Level 2 (4-5): weighs\n",
    "scripts": [{"text": "Because.", "first": {"AO1": 2, "AO2": 4}, "second": {"AO1": 0, "AO2": 3}}],
}


def test_a_class_is_a_question_for_each_objective_with_the_levels_of_both_readers(tmp_path: Path) -> None:
    file = tmp_path / "class.json"
    file.write_text(json.dumps(CLASS), encoding="utf-8")

    one, two = read_levelled(str(file))

    assert [(of.title, of.top) for of in (one, two)] == [("AO1", 1), ("AO2", 2)]
    assert [(of.essays[0].level, of.essays[0].second) for of in (one, two)] == [(1, 0), (2, 1)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scheme": "coal [1]"}, "a levels grid in its scheme"),
        ({"scripts": [{"text": "Because.", "first": {"AO1": 2}}]}, "script 1: a script has text"),
        ({"scripts": [{"text": "Because.", "first": {"AO1": 3, "AO2": 1}}]}, "a mark from 0 to 2 for AO1"),
        ({"scripts": None}, "a class has stem, scheme and scripts"),
    ],
)
def test_a_class_that_cannot_be_read_is_named_with_what_would_be_right(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    file = tmp_path / "class.json"
    file.write_text(json.dumps(CLASS | change), encoding="utf-8")

    with pytest.raises(UnreadableFile, match=said):
        read_levelled(str(file))
