"""How many made-up examples a test is run with."""

from __future__ import annotations

import os

from hypothesis.internal.conjecture import providers

SEARCHES = bool(os.environ.get("SEARCH"))  # as `make test-long` does: new examples each time, and more of them
MORE = 5


def many(number: int) -> int:
    """Return `number`, which a change has to pass, or as many as a search takes."""
    return number * MORE if SEARCHES else number


def forget_constants() -> None:
    """Have examples made without the numbers and texts of our own modules.

    Hypothesis mixes in those of all modules that are loaded, so that examples would change with each line of code, with
    what ran before, and take seconds to gather. A search has them.
    """
    assert "is_local_module_file" in vars(providers), "Hypothesis gathers them in another way now."
    vars(providers)["is_local_module_file"] = lambda _path: False
