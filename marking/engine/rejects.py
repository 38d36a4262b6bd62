"""Whether an answer says what a mark scheme rejects for a point that it misses: then it is wrong, in whatever words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from marking.engine.award import PointFound, rejected
from marking.engine.program import Program
from marking.engine.sheet import Sheet

# What is set against another thing may be said of that one: "unlike ligaments, which join bone to bone".
_SETS_AGAINST = re.compile(
    r"\b(?:unlike|whereas|while|but|than|not|isn'?t|aren'?t|other|others|instead|opposed|first|then|before|below|until)\b|[;.(]\s*\w",
    re.IGNORECASE,
)


def plainly_rejected(compiled: Program, sheet: Sheet | None, looked: Mapping[int, PointFound]) -> frozenset[int]:
    """The numbers of the missed points, from 0, for which an answer says what is rejected, and nothing against it."""
    # Of other languages it isn't known what denies; what a point ignores may hold the word that it rejects.
    if sheet is None or not sheet.vocabulary.english or any(point.ignores for point in compiled.points):
        return frozenset()
    if not any(point.reject_units & sheet.present for point in compiled.points):
        return frozenset()
    if _SETS_AGAINST.search(sheet.text):
        return frozenset()
    missed = (at for at in range(len(compiled.points)) if at not in looked or looked[at].outcome == "missed")
    rejecting = (at for at in missed if compiled.points[at].reject_units & sheet.present)
    return frozenset(at for at in rejecting if rejected(compiled.points[at], sheet, sheet.spots, sheet.present))
