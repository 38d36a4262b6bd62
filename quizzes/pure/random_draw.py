"""Which questions are drawn from pools that may overlap. Pure: pools are numbers, in an order left to chance."""

from __future__ import annotations

from collections.abc import Sequence


class TooFew(Exception):
    """The draw at `place` wants more than the `there` that are left for it."""

    def __init__(self, place: int, there: int) -> None:
        super().__init__(place, there)
        self.place, self.there = place, there


def drawn(draws: Sequence[tuple[Sequence[int], int]]) -> list[list[int]]:
    """Return for each draw, a pool and how many, what it gets, none twice. Raises TooFew.

    A draw gives way to a later one where it can take another instead, so that it fails only if there is no other way:
    augmenting paths in a bipartite graph, H. W. Kuhn, The Hungarian Method for the Assignment Problem (1955).
    """
    wanting = [place for place, (_, count) in enumerate(draws) for _ in range(count)]
    pools = [draws[place][0] for place in wanting]
    got: dict[int, int] = {}  # by wish
    taken: dict[int, int] = {}  # by question
    for wish, place in enumerate(wanting):
        if not _give(wish, pools, got, taken):
            raise TooFew(place, sum(wanting[other] == place for other in got))
    return [[got[wish] for wish, at in enumerate(wanting) if at == place] for place in range(len(draws))]


def _give(wish: int, pools: Sequence[Sequence[int]], got: dict[int, int], taken: dict[int, int]) -> bool:
    """Give `wish` one of its pool, with others moved on where they must; return whether that was possible."""
    wanted_by: dict[int, int] = {}
    asked = [wish]
    for current in asked:
        for one in pools[current]:
            if one in wanted_by:
                continue
            wanted_by[one] = current
            if one in taken:
                asked.append(taken[one])
                continue
            _hand_on(one, wanted_by, got, taken)
            return True
    return False


def _hand_on(free: int, wanted_by: dict[int, int], got: dict[int, int], taken: dict[int, int]) -> None:
    one: int | None = free
    while one is not None:
        wish = wanted_by[one]
        before = got.get(wish)
        got[wish], taken[one] = one, wish
        one = before
