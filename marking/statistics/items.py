"""Item analysis: how hard a question was, whether it tells students apart, how far a total can be trusted.

All take marks in the order of the students. Who has not handed in has no part in any of it; a question left
blank is worth 0; an answer that has no mark yet is for the caller to leave out. A figure that the marks cannot
give (no spread, too few questions) is None, never 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

Number = int | float | Decimal

# From how many students on a figure is shown; below, pages say "too few to say". These are the house's own choice:
# with 10 students a correlation of 0.3 is still well within chance, and from 15 on the standard error means something.
ENOUGH_FOR_FACILITY = 5
ENOUGH_FOR_DISCRIMINATION = 10
ENOUGH_FOR_RELIABILITY = 15


def facility(marks: Sequence[Number], out_of: Number) -> float | None:
    """The mean share of a question's marks that was got, 0 to 1: easy questions are near 1.

    R. L. Ebel and D. A. Frisbie, Essentials of Educational Measurement, 5th ed. (1991), chapter 13; for
    questions of several marks the mean over the maximum. None without marks, or where there are none to get.
    """
    if not marks or not out_of:
        return None
    return math.fsum(map(float, marks)) / (len(marks) * float(out_of))


def item_rest_correlation(item: Sequence[Number], totals: Sequence[Number]) -> float | None:
    """Pearson's correlation of a question's marks with the total of the other questions, -1 to 1.

    The corrected item-total correlation (point-biserial, for questions of one mark): the question's own marks are
    taken out of the total, so that it is not compared with itself. S. Henrysson, "Correction of item-total
    correlations in item analysis", Psychometrika 28 (1963), 211-218. None where either does not vary. Raises
    ValueError for as many marks as not totals.
    """
    ours = list(map(float, item))
    rest = [float(total) - mark for total, mark in zip(totals, ours, strict=True)]
    if len(ours) < 2:
        return None
    across, down = _deviations(ours), _deviations(rest)
    spread = math.sqrt(math.fsum(x * x for x in across) * math.fsum(y * y for y in down))
    if spread < 1e-12:
        return None
    return max(-1.0, min(1.0, math.fsum(x * y for x, y in zip(across, down, strict=True)) / spread))


def cronbach_alpha(rows: Sequence[Sequence[Number]]) -> float | None:
    """Cronbach's alpha of a table of marks, a row a student and a column a question; at most 1, seldom below 0.

    L. J. Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika 16 (1951), 297-334:
    k / (k - 1) x (1 - sum of the questions' variances / variance of the totals), variances with n - 1.
    None below two questions or two students, or where all totals are equal. Raises ValueError for ragged rows.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    columns = list(zip(*rows, strict=True))
    whole = _variance([math.fsum(map(float, row)) for row in rows])
    if whole < 1e-12:
        return None
    parts = math.fsum(_variance(list(map(float, column))) for column in columns)
    return len(columns) / (len(columns) - 1) * (1 - parts / whole)


def standard_error(totals: Sequence[Number], alpha: float) -> float | None:
    """The standard error of measurement of a total, in marks: standard deviation x sqrt(1 - reliability).

    F. M. Lord and M. R. Novick, Statistical Theories of Mental Test Scores (1968), section 3.4; about two totals in
    three lie within one of it. An alpha below 0 counts as 0: a total can't be less certain than it varies. None
    below two totals.
    """
    if len(totals) < 2:
        return None
    return math.sqrt(_variance(list(map(float, totals))) * (1 - min(1.0, max(0.0, alpha))))


def _deviations(values: Sequence[float]) -> list[float]:
    mean = math.fsum(values) / len(values)
    return [value - mean for value in values]


def _variance(values: Sequence[float]) -> float:
    return math.fsum(value * value for value in _deviations(values)) / (len(values) - 1)
