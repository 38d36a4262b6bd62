"""The grids to begin from can be used as they are."""

from __future__ import annotations

import pytest

from marking.engine import MarkScheme
from marking.engine.grid import write_grid
from marking.levels.generic import Generic, generic_grids
from marking.schemes import understand


@pytest.mark.parametrize("one", generic_grids(), ids=lambda one: one.key)
def test_a_grid_to_begin_from_gives_the_marks_of_its_title_and_is_written_as_it_is_read(one: Generic) -> None:
    assert f"{one.grid.marks} marks" in one.title
    assert "\n".join(write_grid(one.grid)) == one.text.strip()
    assert MarkScheme.parse(one.text + "famine [1]\n").max == one.grid.marks
    described = understand(one.text).described
    assert described is not None
    assert "levelled by a person" in described.total


def test_history_english_and_geography_are_there() -> None:
    assert {one.title.partition(":")[0].split()[0] for one in generic_grids()} == {"English", "Geography", "History"}
