"""Places of words in an answer, as one number each, so that they sort and compare quickly.

The word 2 of chunk 5 (both counted from 0) is at `5 << SHIFT | 2`; `place >> SHIFT` is 5 and `place & WITHIN` is 2.
"""

from __future__ import annotations

SHIFT = 20
WITHIN = (1 << SHIFT) - 1
Place = int
