"""Grids to begin from, in our own words: a file each in `generic/`, in the notation of mark schemes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from marking.engine.grid import Grid
from marking.engine.notation import parse


@dataclass(frozen=True, slots=True)
class Generic:
    """A grid to begin from: `key` names it in an address, `title` is for people, `text` is its notation."""

    key: str
    title: str
    text: str

    @property
    def grid(self) -> Grid:
        """What the text says."""
        grid_in_text = parse(self.text).grid
        if grid_in_text is None:
            raise ValueError(f"{self.key} has no grid")
        return grid_in_text


@cache
def generic_grids() -> tuple[Generic, ...]:
    """Return the grids that came with the program, in the order of their titles and marks."""
    folder = files("marking.levels") / "generic"
    grids = []
    for file in folder.iterdir():
        if file.name.endswith(".txt"):
            title, _, text = file.read_text(encoding="utf-8").partition("\n")
            grids.append(Generic(file.name.removesuffix(".txt"), title.removeprefix("# ").strip(), text))
    return tuple(sorted(grids, key=lambda one: (one.title.partition(":")[0], one.grid.marks)))
