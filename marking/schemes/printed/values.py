"""What reading a mark scheme as exam boards print them gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that was read into the text: the line of the text as given (from 1), and what was understood.

    `message` is a sentence for a teacher. `lost` is True where what stood there can't be looked for in an answer.
    """

    line: int
    message: str
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to read what can be read two ways: `key` answers the question, `notation` is what it would become."""

    key: str
    label: str
    notation: str


@dataclass(frozen=True, slots=True)
class Question:
    """What can be read two ways, to be asked of a person.

    `id` stays the same while the line says the same; `text` is what stands there, `choices` has two or more ways.
    """

    id: str
    line: int
    text: str
    message: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """A text read as exam boards print mark schemes.

    `text` is what was given, `notation` what it says in our notation: the very same text where it was notation
    already (`changed` is False). While `questions` are open their lines stand in `notation` as they were typed.
    `origins` has the line of `text` for each line of `notation` (0 for one that was added). A question that stood above
    the scheme is `stem`, what it is said to be worth `stem_marks`.
    """

    text: str
    notation: str
    changed: bool = False
    readings: tuple[Reading, ...] = ()
    questions: tuple[Question, ...] = ()
    origins: tuple[int, ...] = ()
    stem: str = ""
    stem_marks: Decimal | None = None

    @property
    def ready(self) -> bool:
        """Whether nothing is left to ask."""
        return not self.questions


@dataclass(slots=True)
class Notes:
    """Collects readings and questions while a text is read; `answers` are those given to questions before."""

    answers: dict[str, str] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    _said: set[Reading] = field(default_factory=set)

    def say(self, line: int, message: str, *, lost: bool = False) -> None:
        """Note what was understood, once."""
        reading = Reading(line, message, lost)
        if reading not in self._said:
            self._said.add(reading)
            self.readings.append(reading)

    def ask(self, line: int, kind: str, text: str, message: str, choices: list[Choice]) -> Choice | None:
        """Return the choice that a person made, None where they have not: then the question is noted."""
        place = f"{line}:{kind}"
        known = {choice.key: choice for choice in choices}
        taken = self.answers.get(place)
        if taken in known:
            return known[taken]
        self.questions.append(Question(place, line, text, message, tuple(choices)))
        return None
