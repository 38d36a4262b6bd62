"""What the machine would have proposed on essays that people have levelled: what `agree --levels` prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from marking.engine import MarkScheme
from marking.engine.types import Marked
from marking.levels.guards import Guard, bars, guards_of
from marking.levels.ordering import first_to_level, second_look
from marking.levels.proposing import Pile, Proposals, propose
from marking.levels.traits import Script, telling_words
from marking.management.levelled import Levelled, LevelledQuestion
from marking.statistics import exact_agreement, quadratic_weighted_kappa

TAUGHT = (10, 20, 30)
# All but the one that is proposed for.
OTHERS = "all others"
# So many places of essays, and pairs of them, are named in words.
NAMED = 12
# A figure of fewer scripts than these says nothing.
FEWEST_MEASURED = 10


def rehearse_levels(of: LevelledQuestion, *, size: int, draws: int, seed: int) -> dict[str, Any]:
    """Return how well proposals agree with people, over `draws` classes of `size` essays drawn with a fixed seed.

    For each number of levelled essays: kappa, exact, off by one at most, how often the two levels hold the person's,
    and how many of those levelled it would have had right; where two readers are known, kappa and exact against each.
    Beside it how two readers agree, and how often a second reader differs from the first in the tenth most at odds, and
    in all. All on essays that were not levelled, and of which no guard says that nothing can be expected (`guards`).
    """
    counted = _Counted(of, is_class=len(of.essays) <= size)
    chance = np.random.default_rng(seed)
    size = min(size, len(counted.plain))
    # Which ten are levelled first is no matter of chance, so that the whole of a file is one class.
    draws = draws if size < len(counted.plain) else 1
    figures_by_size: dict[int | str, list[tuple[float, ...]]] = {taught: [] for taught in (*TAUGHT, OTHERS)}
    looked: list[tuple[float, float]] = []
    for _ in range(draws):
        pile = counted.pile(chance.choice(counted.plain, size, replace=False))
        for taught, figures in figures_by_size.items():
            figures.extend(_taught(of, pile, counted.top, taught))
        looked += _second_looks(of, pile, counted.top)
    return {
        "question": of.title or of.question,
        "essays": len(of.essays),
        "sure": counted.sure,
        "guards": counted.warned,
        "copied": counted.copied,
        "people": _people(of.essays),
        "taught": {taught: _mean(figures, FIGURES) for taught, figures in figures_by_size.items() if figures},
        "second_look": _mean(looked, ("differs", "differs_in_all")) if looked else None,
    }


def _taught(of: LevelledQuestion, pile: Pile, top: int, taught: int | str) -> list[tuple[float, ...]]:
    """Return the figures of a class after so many were levelled; none where too few are left to measure."""
    levels = {key: of.essays[key].level for key in pile.keys}
    given = {key: levels[key] for key in (first_to_level(pile, taught) if isinstance(taught, int) else levels)}
    proposals = propose(pile, given, top)
    rest = [key for key in levels if taught == OTHERS or key not in given]
    return [_figures(of, proposals, rest)] if proposals is not None and len(rest) >= FEWEST_MEASURED else []


FIGURES = (
    "qwk", "exact", "within_one", "in_two_levels", "right_of_taught", "qwk_first", "exact_first", "qwk_second",
    "exact_second",
)  # fmt: skip


def means_of(figures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the means over questions, each counting the same."""
    people = [tuple(one["people"].values()) for one in figures if one["people"]]
    looked = [tuple(one["second_look"].values()) for one in figures if one["second_look"]]
    return {
        "question": "mean",
        "essays": sum(one["essays"] for one in figures),
        "people": _mean(people, ("qwk", "exact", "within_one")) if people else None,
        "taught": {
            taught: _mean(
                [tuple(one["taught"][taught].values()) for one in figures if taught in one["taught"]], FIGURES
            )
            for taught in (*TAUGHT, OTHERS)
            if any(taught in one["taught"] for one in figures)
        },
        "second_look": _mean(looked, ("differs", "differs_in_all")) if looked else None,
    }


def levels_in_words(figures: Sequence[Mapping[str, Any]]) -> str:
    """Return the figures for a terminal."""
    lines = []
    for one in [*figures, means_of(figures)] if len(figures) > 1 else figures:
        lines.append(f"{one['question'] or 'all'}: {one['essays']} essays")
        lines += _known_in_words(one)
        if one["people"]:
            lines.append(
                f"    two readers         kappa {one['people']['qwk']:.3f}   exact {one['people']['exact']:.1%}"
                f"   within one {one['people']['within_one']:.1%}"
            )
        lines += [_figures_in_words(taught, figures) for taught, figures in one["taught"].items()]
        if one["second_look"]:
            look = one["second_look"]
            lines.append(
                f"    second look         a second reader differs in {look['differs']:.1%} of it,"
                f" in {look['differs_in_all']:.1%} of all"
            )
    return "\n".join(lines)


def _known_in_words(one: Mapping[str, Any]) -> list[str]:
    """Return what is known of the scripts before any level; nothing for a mean."""
    if "guards" not in one:
        return []
    lines = [f"    marked as sure      {one['sure']}"] if one["sure"] is not None else []
    for code, places in one["guards"].items():
        more = f" … {len(places)} in all" if len(places) > NAMED else ""
        lines.append(f"    {code:19} {', '.join(map(str, places[:NAMED]))}{more}")
    for first, second, words in one["copied"][:NAMED]:
        lines.append(f"    copied              {first} and {second}: {words} words")
    if len(one["copied"]) > NAMED:
        lines.append(f"    copied              … {len(one['copied'])} pairs in all")
    return lines


def _figures_in_words(taught: int | str, figures: Mapping[str, Any]) -> str:
    said = (
        f"    {taught} levelled".ljust(24) + f"kappa {figures['qwk']:.3f}   exact {figures['exact']:.1%}"
        f"   within one {figures['within_one']:.1%}   in the two levels {figures['in_two_levels']:.1%}"
        f"   right of those levelled {figures['right_of_taught']:.0%}"
    )
    if "qwk_second" in figures:
        for reader in ("first", "second"):
            said += f"   {reader} reader: kappa {figures['qwk_' + reader]:.3f}, exact {figures['exact_' + reader]:.1%}"
    return said


class _Counted:
    """The essays of a question, counted once for all classes that are drawn from them.

    `warned` are the places (from 1) of the essays that a guard says something of, by its code, `copied` the pairs that
    share passages with how many words, looked for in a file that is one class, `plain` the rows of which something can
    be proposed, and `sure` how many essays the engine would mark without a person (None without a scheme).
    """

    def __init__(self, of: LevelledQuestion, *, is_class: bool) -> None:
        scheme = MarkScheme.parse(of.scheme, question=of.question) if of.scheme else None
        marked = scheme.mark_many(essay.text for essay in of.essays) if scheme else []
        self.sure = sum(not one.review for one in marked) if scheme else None
        self.top = of.top or max(essay.level for essay in of.essays)
        self.source = telling_words(f"{of.question}\n{of.scheme}")
        self.scripts = [
            _script(row, essay.text, marked[row] if marked else None) for row, essay in enumerate(of.essays)
        ]
        points = len(marked[0].points) if marked else 0
        known = _known(self.scripts, of.question, self.source, points, is_class=is_class)
        self.plain = [row for row in range(len(of.essays)) if not bars(known.get(row, ()))]
        self.warned: dict[str, list[int]] = {}
        self.copied: list[tuple[int, int, int]] = []
        self._tell(known)

    def _tell(self, known: Mapping[int, Sequence[Guard]]) -> None:
        """Note what guards say of the essays: `warned` and `copied`."""
        pairs = set()
        for row, guards in sorted(known.items()):
            for guard in guards:
                if not guard.others:
                    self.warned.setdefault(guard.code, []).append(row + 1)
                pairs |= {(one.key + 1, one.other + 1, one.words) for one in guard.others}
        self.copied = sorted(pairs, key=lambda pair: (-pair[2], pair))

    def pile(self, rows: Iterable[int]) -> Pile:
        return Pile.of([self.scripts[row] for row in rows], self.source)


def _known(
    scripts: Sequence[Script], source: str, asked: frozenset[str], points: int, *, is_class: bool
) -> dict[int, tuple[Guard, ...]]:
    """What is known of each script; passages that scripts share are looked for within a class only."""
    known: dict[int, tuple[Guard, ...]] = {}
    for some in [scripts] if is_class else [[script] for script in scripts]:
        known |= guards_of(some, source=source, asked=asked, points=points)
    return known


def _script(row: int, text: str, marked: Marked | None) -> Script:
    met = [point for point in marked.points if point.marks > 0] if marked is not None else []
    return Script(row, text, float(sum(point.marks for point in met)), len(met))


def _figures(of: LevelledQuestion, proposals: Proposals, rest: Sequence[int]) -> tuple[float, ...]:
    ours, theirs = [proposals.by_key[key].likely for key in rest], [of.essays[key].level for key in rest]
    held = [proposals.by_key[key].low <= of.essays[key].level <= proposals.by_key[key].high for key in rest]
    figures = (*_agreement(ours, theirs), sum(held) / len(held), proposals.right / proposals.of)
    first, second = [of.essays[key].first for key in rest], [of.essays[key].second for key in rest]
    if None in first or None in second:
        return figures
    return (*figures, *_agreement(ours, first)[:2], *_agreement(ours, second)[:2])


def _agreement(ours: Sequence[Any], theirs: Sequence[Any]) -> tuple[float, float, float]:
    """Kappa, exact, and one level off at most."""
    near = [abs(one - other) <= 1 for one, other in zip(ours, theirs, strict=True)]
    return quadratic_weighted_kappa(ours, theirs), exact_agreement(ours, theirs), sum(near) / len(near)


def _second_looks(of: LevelledQuestion, pile: Pile, top: int) -> list[tuple[float, float]]:
    """How often the second reader differs from the first: in the tenth that is listed, and in all."""
    pairs = {key: (of.essays[key].first, of.essays[key].second) for key in pile.keys}
    given = {key: first for key, (first, second) in pairs.items() if first is not None and second is not None}
    listed = second_look(pile, given, top)
    if not listed:
        return []
    differs = {key: pairs[key][0] != pairs[key][1] for key in given}
    return [(sum(differs[one.key] for one in listed) / len(listed), sum(differs.values()) / len(differs))]


def _people(essays: Sequence[Levelled]) -> dict[str, float] | None:
    pairs = [(one.first, one.second) for one in essays if one.first is not None and one.second is not None]
    if not pairs:
        return None
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    names = ("qwk", "exact", "within_one")
    return {name: round(figure, 4) for name, figure in zip(names, _agreement(first, second), strict=True)}


def _mean(rows: Sequence[tuple[float, ...]], names: Sequence[str]) -> dict[str, float]:
    """Return the mean of each column; of rows that are shorter than `names` those that all have."""
    width = min(len(row) for row in rows)
    columns = zip(*(row[:width] for row in rows), strict=True)
    return {name: round(sum(column) / len(column), 4) for name, column in zip(names, columns, strict=False)}
