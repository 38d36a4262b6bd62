"""Lists of words that carry little meaning of their own, each named for what it is used for."""

from __future__ import annotations

# They may be left out of a phrase or swapped for others. Not among them: words that turn or order a claim
# ("not", "without", "against", "before", "after", "up", "out").
FUNCTION_WORDS = frozenset(
    """a an the this that these those some any each every such its his her hers my your our their theirs mine yours ours
    i me you he him she it we us they them who whom whose which what one's oneself himself herself itself themselves
    myself yourself ourselves there here where when while as if so than then thus too also very quite really
    is are was were be been being am do does did done doing have has had having can could shall should will would may
    might must in on at by for of to from into onto upon with within about around toward towards through during between
    among amongst via per and or but yet because since although though however therefore hence even ever own other
    like im ive id thats theyre youre hes shes isnt""".split()  # noqa: SIM905
) - {"through", "isnt", "between", "during"}
