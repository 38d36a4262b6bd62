"""A mark scheme as understood: plain data for the editor, the import and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from marking.engine.grid import Grid
from marking.engine.notation import MarkSchemeError
from marking.schemes.printed.values import Printed


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to look at in a scheme that can be used as it is.

    `code` names the kind (see `marking.schemes.cautions`), `line` is its line in the scheme, `point` the number of the
    point that it is about (None: the whole scheme), `message` a sentence for a teacher.
    """

    code: str
    line: int
    message: str
    point: int | None = None


@dataclass(frozen=True, slots=True)
class PointInWords:
    """A point as understood.

    `number` counts from 1 as on the marked script, `line` is where it stands, `group` is the number of the
    `any N from:` that it is in (None: none). `wording` says what earns it and `sentence` all of it, with the words that
    are looked for between asterisks (`marking.schemes.words.spans` takes them apart). `typed` is the point as its
    author typed it, without bullet and mark; `accept`, `reject` and `ignore` are those lines as typed.
    """

    number: int
    line: int
    marks: Decimal
    sentence: str
    wording: str
    typed: str
    group: int | None = None
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    feedback: str = ""
    negated_counts: bool = False
    ao: str = ""
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupInWords:
    """An `any N from:`: its number from 1, its line, how many count, the numbers of its points, and a sentence."""

    number: int
    line: int
    count: int
    points: tuple[int, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Described:
    """A scheme in words: its points, its groups, what it gives in all, and cautions that are about no single point.

    `max` is the most an answer can get; `total` says so in a sentence, beside the marks of the question if known.
    `grid` is what a person levels by, if the scheme has it.
    """

    points: tuple[PointInWords, ...]
    groups: tuple[GroupInWords, ...]
    max: Decimal
    total: str
    cautions: tuple[Caution, ...] = ()
    grid: Grid | None = None

    @property
    def all_cautions(self) -> tuple[Caution, ...]:
        """Those of the whole and of each point, in the order of their lines."""
        cautions = [*self.cautions, *(caution for point in self.points for caution in point.cautions)]
        return tuple(sorted(cautions, key=lambda one: one.line))


@dataclass(frozen=True, slots=True)
class Understood:
    """A text as a mark scheme: how it was read, and what it then says, or why it can't be read.

    `printed.notation` is what would be stored; where `printed.changed` is False that is the text itself. `described`
    is None where there is an `error`, or a question is open. The lines of `described` and
    `error` are those of `notation`; `printed.origins` has the text's.
    """

    printed: Printed
    described: Described | None = None
    error: MarkSchemeError | None = None

    @property
    def notation(self) -> str:
        """What would be stored."""
        return self.printed.notation

    @property
    def ready(self) -> bool:
        """Whether the scheme can be used as it is understood."""
        return self.described is not None and self.printed.ready

    def line_in_text(self, line: int) -> int:
        """Return the line of the text as given that a line of the notation comes from; 0 for one that was added."""
        origins = self.printed.origins
        return origins[line - 1] if 0 < line <= len(origins) else line
