"""Whether an answer denies what it says: negations, how far they reach, and what undoes them.

The reach is the clause, in the manner of NegEx (Chapman and others 2001, doi:10.1006/jbin.2001.1029): triggers before
a phrase and after it, words that look like triggers and are none ("not only"), and words that end the reach
("but"). An even number of negations in one clause is a claim ("he did not fail to build it").
"""

from __future__ import annotations

# They make a phrase of the scheme a denial, and deny what follows in an answer.
NEGATIVE_WORDS = frozenset(
    """not never no cannot cant nor neither dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt shouldnt
    hasnt havent hadnt aint mustnt neednt nt""".split()  # noqa: SIM905
)
_VERBS = {
    "fail": "failed fails fail failing failure unable incapable",
    "refuse": "refused refuses refuse refusing declined refusal",
    "oppose": "opposed opposes oppose opposing opposition",
    "reject": "rejected rejects reject rejecting denied denies deny denying disagreed disagrees disagree",
    "lack": "lack lacked lacks lacking absence without hardly barely scarcely nobody none nothing",
}
_DENYING = frozenset(word for group in _VERBS.values() for word in group.split())
# "against", "rather than", "instead of" and "far from" deny only in the right company.
TRIGGERS = NEGATIVE_WORDS | _DENYING | frozenset({"against", "rather", "instead", "far"})
HEDGES = frozenset("either maybe perhaps possibly probably guess unsure dunno might".split())


def denial(sheet: object, first: int, last: int, trail: object) -> str:
    return ""
