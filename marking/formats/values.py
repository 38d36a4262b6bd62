"""What an import brings, whatever file it came in; and the errors that name where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

SHORT, ESSAY = "SHORT", "ESSAY"
MOST_BYTES = 10 * 1024 * 1024


class FormatError(ValueError):
    """The file as a whole cannot be read; the message says where and what would be right."""


@dataclass(frozen=True, slots=True)
class AnExample:
    """An answer with the mark that a person gave it."""

    text: str
    mark: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class AQuestion:
    """A question as a file has it.

    `scheme` is text of our notation, "" where the file has nothing to mark by. `remarks` say what was changed or could
    not be taken over. `line` is where it begins in the file (0: not known).
    """

    stem: str
    kind: str = SHORT
    scheme: str = ""
    line: int = 0
    title: str = ""
    topic: str = ""
    model_answer: str = ""
    external_id: str = ""
    word_limit: int | None = None
    source: str = ""
    tags: tuple[str, ...] = ()
    examples: tuple[AnExample, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """What is not taken over, and why."""

    line: int
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file holds. `glossary` holds lines for the bank's; `remarks` are about the whole file.

    `whole`: the file says all that there is to say of a question, where it comes from too.
    """

    questions: tuple[AQuestion, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    remarks: tuple[str, ...] = ()
    glossary: tuple[str, ...] = ()
    title: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class ABank:
    """A bank to be written: its questions as they stand, with their schemes and examples."""

    title: str
    questions: Sequence[AQuestion]
    description: str = ""
    glossary: Sequence[str] = ()


@dataclass(slots=True)
class Exported:
    """A written file, and what it could not carry: one line each, beginning with the question."""

    data: bytes = b""
    lost: list[str] = field(default_factory=list)


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file, and a remark where its encoding had to be guessed. Raises FormatError for binary."""
    if len(data) > MOST_BYTES:
        raise FormatError("The file is larger than 10 MB. Split it.")
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            try:
                return data.decode(name), ()
            except UnicodeDecodeError as error:
                raise FormatError(f"The file says that it is {name.upper()} but cannot be read as that.") from error
    try:
        return _text(data.decode("utf-8")), ()
    except UnicodeDecodeError:
        remark = "The file is not UTF-8; it was read as Windows-1252. Check the accents."
        return _text(data.decode("cp1252", errors="replace")), (remark,)


def _text(text: str) -> str:
    if "\0" in text:
        raise FormatError("This is not a text file.")
    return text
