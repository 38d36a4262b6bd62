"""How far a program's token reaches: to look at a kind of thing, or to change it too; never further than its person."""

from __future__ import annotations

from collections.abc import Collection

KINDS = {
    "banks": "question banks, questions and mark schemes",
    "classes": "classes and who is in them",
    "quizzes": "quizzes, and the room while they are sat",
    "marks": "answers, marks and results",
    "jobs": "answers sent to be marked by a scheme, without quiz or class",
    "sitting": "your own quizzes, where you sit them as a student",
}
SCOPES = tuple(f"{kind}:{act}" for kind in KINDS for act in ("read", "write"))


def reaches(scopes: Collection[str], scope: str) -> bool:
    """Whether a token of `scopes` may do what `scope` names: who may change a thing may look at it."""
    kind, _, act = scope.partition(":")
    return scope in scopes or (act == "read" and f"{kind}:write" in scopes)
