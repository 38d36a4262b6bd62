"""Denials that may be none of the point: of a liking, of one thing beside another, or just what the question asks.

"They did not like it" says that it was there; "these can't, but those can" says it of those; what must never be done is
said with a "never". A person is asked. English only.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Collection

from marking.engine.match import Found
from marking.engine.negation import NEGATIVE_WORDS
from marking.engine.places import SHIFT
from marking.engine.sheet import Sheet

# Who is against a thing, or does not like it, says that there is one.
_OPINIONS = frozenset("opposed opposes oppose opposing against disagreed disagrees disagree".split())
_TAKEN_AS_GIVEN = frozenset(
    """like liked likes popular success successful stop stopped stopping worth welcome supported support should
    shouldnt enjoy enjoyed agree agreed approve approved want wanted end ended""".split()
)
_BUT = re.compile(r"\b(?:but|while|whereas|though|although|however|unlike)\b", re.IGNORECASE)
_DO = re.compile(r"\b(?:can|could|do|does|did|is|are|was|were|will|would|has|have)$", re.IGNORECASE)
_LONGEST_DO = 5
_REACH = 4


def unsure(finding: Found, sheet: Sheet, question: Collection[str]) -> bool:
    """Whether what denies a point may not say that it is not so. `question` are the question's words."""
    if not sheet.vocabulary.english:
        return False
    if finding.denied in _OPINIONS or not NEGATIVE_WORDS.isdisjoint(question):
        return True
    first, last = finding.pieces[0].first >> SHIFT, finding.pieces[-1].last >> SHIFT
    near = range(max(first - _REACH, 0), min(last + _REACH + 1, len(sheet.chunks)))
    if any(not _TAKEN_AS_GIVEN.isdisjoint(sheet.chunk(number).texts) for number in near):
        return True
    return _but_others_do(sheet.text, sheet.offsets(finding.pieces[0].first, finding.pieces[-1].last)[1])


def _but_others_do(text: str, start: int) -> bool:
    """Whether a text ends, from a place on, in "but those can" or the like, all within one clause.

    From the end, so that a long answer is not gone through once for each "but".
    """
    end = len(text)
    while end > start and not (text[end - 1].isalnum() or text[end - 1] == "_"):
        end -= 1
    verb = _DO.search(text, max(start, end - _LONGEST_DO), end)
    if verb is None:
        return False
    clause = max(text.rfind(".", start, end), text.rfind(";", start, end)) + 1
    return _BUT.search(text, max(start, clause), verb.start()) is not None
