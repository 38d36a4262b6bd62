"""How far a mark is from what the marks of like answers lead one to expect: no person's mark is needed for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from marking.opinion.likeness import Matrix

# More answers than these are looked at in parts: the time grows with the cube of a part.
MOST_AT_ONCE = 1_200
# Ridge: for each answer, and for each wording however many wrote it.
_RIDGE_ANSWER, _RIDGE_WORDING = 0.5, 0.05


def expected(rows: Matrix, size: NDArray[np.float64], given: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each wording what the marks of the others lead to expect, from 0 to 1; a column for each of `given`.

    `rows` are vectors, one a wording; `size` how many wrote it; `given` 1 where a point was credited, else 0, a column
    for each point. It is the
    leave-one-out prediction of kernel ridge regression, in closed form: C. Saunders, A. Gammerman and V. Vovk, "Ridge
    regression learning algorithm in dual variables" (1998); R. M. Rifkin and R. A. Lippert, "Notes on regularized
    least squares" (2007). Each wording is left out with all who wrote it.
    """
    marks = np.empty(given.shape)
    parts = -(-len(given) // MOST_AT_ONCE)
    for part in range(parts):
        chosen = slice(part, None, parts)
        marks[chosen] = _expected(rows[chosen], size[chosen], given[chosen])
    return marks


def _expected(rows: Matrix, size: NDArray[np.float64], given: NDArray[np.float64]) -> NDArray[np.float64]:
    mean = size @ given / size.sum()
    ridge = np.diag(_RIDGE_WORDING + _RIDGE_ANSWER / size)
    inverse = np.linalg.inv(np.asarray(rows @ rows.T, dtype=np.float64) + ridge)
    left_out = given - inverse @ (given - mean) / np.diag(inverse)[:, None]
    return np.asarray(np.clip(left_out, 0.0, 1.0))
