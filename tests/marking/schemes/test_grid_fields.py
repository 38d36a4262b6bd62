"""A levels grid as fields, and back as text: what can't be a grid is said at its field."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from marking.levels.generic import Generic, generic_grids
from marking.schemes.fields import FieldError
from marking.schemes.grid_fields import (
    GridFieldError,
    LevelRow,
    ObjectiveRow,
    objectives_of,
    rows_of_grid,
    write_objectives,
)

TEXT = """\
# from the mock
grid: AO1 – knowledge
    Level 1 (1-2): names
        a cause
    # the hard one
    Level 2 (3-4): explains
spelling: strict
grid: AO2
    L1 (1–3): asserts
coal [1]
"""


def level(low: Any, high: Any, said: str = "does it") -> LevelRow:
    return LevelRow(None if low is None else Decimal(low), None if high is None else Decimal(high), said)


def objective(*levels: LevelRow, name: str = "AO1") -> ObjectiveRow:
    return ObjectiveRow(name, "", levels)


@pytest.mark.parametrize("one", generic_grids(), ids=lambda one: one.key)
def test_a_grid_to_begin_from_is_written_as_its_fields_say(one: Generic) -> None:
    text = write_objectives("", objectives_of(one.grid))
    assert rows_of_grid(text) == objectives_of(one.grid)


def test_what_nobody_changed_stays_as_it_was_typed() -> None:
    assert write_objectives(TEXT, rows_of_grid(TEXT)) == TEXT


def test_a_changed_grid_takes_the_place_of_the_old_one_and_leaves_the_rest() -> None:
    rows = list(rows_of_grid(TEXT))
    rows[1] = replace(rows[1], levels=(*rows[1].levels, level(4, 6, "weighs\n both  sides")))
    assert write_objectives(TEXT, rows) == (
        "# from the mock\ngrid: AO1 - knowledge\n    Level 1 (1-2): names\n        a cause\n"
        "    Level 2 (3-4): explains\ngrid: AO2\n    Level 1 (1-3): asserts\n    Level 2 (4-6): weighs\n"
        "        both sides\n    # the hard one\nspelling: strict\ncoal [1]\n"
    )


def test_a_grid_without_anything_is_taken_out() -> None:
    empty = ObjectiveRow(" ", "", (level(None, None, ""),))
    assert write_objectives("grid:\n    Level 1 (1-2): names\ncoal [1]\n", [empty]) == "coal [1]\n"


@pytest.mark.parametrize(
    ("rows", "place", "said", "right"),
    [
        ([objective(level(1, 2), level(4, 6))], "1.2", "There is a gap: no level gives 3 marks.", "3 to 6"),
        ([objective(level(1, 4), level(4, 6))], "1.2", "Level 2 overlaps level 1: both give 4 marks.", "5 to 6"),
        ([objective(level(2, 4))], "1.1", "There is a gap: no level gives 1 mark.", "1 to 4"),
        ([objective(level(1, 2)), objective(name="AO2")], "2.0", "AO2 has no levels, and so no marks.", "Give level 1"),
        ([objective(level(1, 2), level(None, None))], "1.2", "Say which marks this level gives.", "3 to 4"),
        ([objective(level(2, 1))], "1.1", "The smaller mark comes first.", "1 to 2"),
        ([objective(level("1.5", 2))], "1.1", "The marks of a level are whole numbers.", "1 to 2"),
        ([objective(level(1, 2, " "))], "1.1", "Say what an essay of level 1 does.", ""),
        ([objective(level(1, 2)), objective(level(1, 2))], "2.0", "There are two objectives called AO1.", "AO2"),
        ([objective(level(1, 2), name="")] * 2, "1.0", "Of several objectives each needs a name.", "AO1"),
    ],
)
def test_what_cannot_be_a_grid_is_said_at_its_field(
    rows: list[ObjectiveRow], place: str, said: str, right: str
) -> None:
    with pytest.raises(GridFieldError) as refused:
        write_objectives("coal [1]\n", rows)
    assert (refused.value.place, refused.value.message) == (place, said)
    assert refused.value.hint.startswith(right)


@pytest.mark.parametrize("said", ["names\nLevel 2 (3-4): explains", "names\n# explains"])
def test_a_descriptor_that_would_be_read_as_something_else_is_refused(said: str) -> None:
    with pytest.raises(FieldError, match="A line of a descriptor"):
        write_objectives("", [objective(level(1, 2, said))])


def test_a_scheme_that_counts_points_to_a_mark_has_no_grid_beside_it() -> None:
    with pytest.raises(FieldError, match="beside a grid"):
        write_objectives("levels: 1 -> 2\ncoal [1]\n", [objective(level(1, 2))])
