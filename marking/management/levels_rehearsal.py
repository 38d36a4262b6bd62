"""What the machine would have proposed on essays that people have levelled: what `agree --levels` prints."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from marking.engine import MarkScheme
from marking.levels.ordering import first_to_level, second_look
from marking.levels.proposing import Pile, Proposals, propose
from marking.levels.traits import Script, telling_words
from marking.pure.answers_file import UnreadableFile, read_text
from marking.statistics import exact_agreement, quadratic_weighted_kappa

TAUGHT = (10, 20, 30)
MOST_LEVEL = 20


@dataclass(frozen=True, slots=True)
class Levelled:
    """An essay and the level that counts; `first` and `second` are those of two readers, where both are known."""

    text: str
    level: int
    first: int | None = None
    second: int | None = None


@dataclass(frozen=True, slots=True)
class LevelledQuestion:
    """A question with the essays that people have levelled; `scheme` has the points to look for, "" where none."""

    question: str
    scheme: str
    essays: tuple[Levelled, ...]


def read_levelled(path: str) -> list[LevelledQuestion]:
    """Return the questions of a file: JSON lines or CSV with `text` and `level` a row.

    A row may have `first` and `second` (two readers' levels), `question` and `scheme`; rows of one question and scheme
    belong together. Raises UnreadableFile, and the engine's MarkSchemeError.
    """
    text = read_text(path)
    rows: Iterable[Any] = (
        csv.DictReader(io.StringIO(text)) if path.endswith(".csv") else _json_lines(path, text.splitlines())
    )
    questions: dict[tuple[str, str], list[Levelled]] = {}
    for number, row in enumerate(rows, start=1):
        try:
            first, second = (
                int(row[name]) if row.get(name) not in (None, "") else None for name in ("first", "second")
            )
            essay = Levelled(str(row["text"]), int(row["level"]), first, second)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UnreadableFile(f"{path}, row {number}: a row has text and level, a whole number") from error
        if not 0 <= essay.level <= MOST_LEVEL:
            raise UnreadableFile(f"{path}, row {number}: level {essay.level} is not from 0 to {MOST_LEVEL}")
        questions.setdefault((str(row.get("question") or ""), str(row.get("scheme") or "")), []).append(essay)
    if not questions:
        raise UnreadableFile(f"{path}: there is no essay with a level")
    return [LevelledQuestion(*key, tuple(essays)) for key, essays in questions.items()]


def rehearse_levels(of: LevelledQuestion, *, size: int, draws: int, seed: int) -> dict[str, Any]:
    """Return how well proposals agree with people, over `draws` classes of `size` essays drawn with a fixed seed.

    For each number of levelled essays: kappa, exact, off by one at most, how often the two levels hold the person's,
    and how many of those levelled it would have had right. Beside it how two readers agree, and how often a second
    reader differs from the first in the tenth most at odds, and in all. All on essays that were not levelled.
    """
    counted = _Counted(of)
    chance = np.random.default_rng(seed)
    size = min(size, len(of.essays))
    found: dict[int, list[tuple[float, ...]]] = {taught: [] for taught in TAUGHT if taught < size}
    looked: list[tuple[float, float]] = []
    for _ in range(draws):
        rows = chance.choice(len(of.essays), size, replace=False)
        pile = counted.pile(rows)
        levels = {key: of.essays[key].level for key in pile.keys}
        for taught, figures in found.items():
            given = {key: levels[key] for key in first_to_level(pile, taught)}
            proposals = propose(pile, given, counted.top)
            if proposals is not None:
                figures.append(_figures(proposals, given, levels))
        looked += _second_looks(of, pile, counted.top)
    return {
        "question": of.question,
        "essays": len(of.essays),
        "people": _people(of.essays),
        "taught": {taught: _mean(figures, FIGURES) for taught, figures in found.items() if figures},
        "second_look": _mean(looked, ("differs", "differs_in_all")) if looked else None,
    }


FIGURES = ("qwk", "exact", "within_one", "in_two_levels", "right_of_taught")


def means_of(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the means over questions, each counting the same."""
    people = [tuple(one["people"].values()) for one in found if one["people"]]
    looked = [tuple(one["second_look"].values()) for one in found if one["second_look"]]
    return {
        "question": "mean",
        "essays": sum(one["essays"] for one in found),
        "people": _mean(people, ("qwk", "exact")) if people else None,
        "taught": {
            taught: _mean([tuple(one["taught"][taught].values()) for one in found if taught in one["taught"]], FIGURES)
            for taught in TAUGHT
            if any(taught in one["taught"] for one in found)
        },
        "second_look": _mean(looked, ("differs", "differs_in_all")) if looked else None,
    }


def levels_in_words(found: Sequence[Mapping[str, Any]]) -> str:
    """Return the figures for a terminal."""
    lines = []
    for one in [*found, means_of(found)] if len(found) > 1 else found:
        lines.append(f"{one['question'] or 'all'}: {one['essays']} essays")
        if one["people"]:
            lines.append(f"    two readers     kappa {one['people']['qwk']:.3f}   exact {one['people']['exact']:.1%}")
        for taught, figures in one["taught"].items():
            lines.append(
                f"    {taught} levelled     kappa {figures['qwk']:.3f}   exact {figures['exact']:.1%}"
                f"   within one {figures['within_one']:.1%}   in the two levels {figures['in_two_levels']:.1%}"
                f"   right of those levelled {figures['right_of_taught']:.0%}"
            )
        if one["second_look"]:
            look = one["second_look"]
            lines.append(
                f"    second look     a second reader differs in {look['differs']:.1%} of it,"
                f" in {look['differs_in_all']:.1%} of all"
            )
    return "\n".join(lines)


class _Counted:
    """The essays of a question, counted once for all classes that are drawn from them."""

    def __init__(self, of: LevelledQuestion) -> None:
        points = (
            MarkScheme.parse(of.scheme, question=of.question).mark_many(e.text for e in of.essays) if of.scheme else []
        )
        self.top = max(essay.level for essay in of.essays)
        self.source = telling_words(f"{of.question}\n{of.scheme}")
        self.scripts = [
            Script(row, essay.text, float(sum(one.marks for one in points[row].points)) if points else 0.0)
            for row, essay in enumerate(of.essays)
        ]

    def pile(self, rows: Iterable[int]) -> Pile:
        return Pile.of([self.scripts[row] for row in rows], self.source)


def _figures(proposals: Proposals, given: Mapping[int, int], levels: Mapping[int, int]) -> tuple[float, ...]:
    rest = [key for key in levels if key not in given]
    ours, theirs = [proposals.by_key[key].likely for key in rest], [levels[key] for key in rest]
    held = [proposals.by_key[key].low <= levels[key] <= proposals.by_key[key].high for key in rest]
    near = [abs(one - other) <= 1 for one, other in zip(ours, theirs, strict=True)]
    return (
        quadratic_weighted_kappa(ours, theirs), exact_agreement(ours, theirs), sum(near) / len(near),
        sum(held) / len(held), proposals.right / proposals.of,
    )  # fmt: skip


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
    return {
        "qwk": round(quadratic_weighted_kappa(first, second), 4),
        "exact": round(exact_agreement(first, second), 4),
    }


def _mean(rows: Sequence[tuple[float, ...]], names: Sequence[str]) -> dict[str, float]:
    return {
        name: round(sum(column) / len(column), 4) for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }


def _json_lines(path: str, lines: Sequence[str]) -> Iterable[Any]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise UnreadableFile(f"{path}, line {number}: not JSON ({error.msg})") from error
