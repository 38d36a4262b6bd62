"""The kinds of question that notes give, one a module.

Each has `find(page, unit)`, which yields the questions that a sentence, a bullet or a row gives, and EXAMPLES: notes
with what is asked of them and what is not. A test tries every example, and switches off each rule in turn: a rule that
no example needs fails it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Example:
    """A bit of notes, the stems it must give with their schemes, and beginnings of stems that it must not give.

    Of the stems that it gives, those in `ready` must be surer than what is to be checked, those in `to_check` must not.
    """

    notes: str
    asked: dict[str, str] = field(default_factory=dict)
    never: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()
