"""What an import brings, whatever file it came in; and the errors that name where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from quizzes.files.decoding import NotText, decode
from quizzes.files.pictures import CleanPicture
from quizzes.texts import pictures_in

SHORT, ESSAY = "SHORT", "ESSAY"
MOST_BYTES = 10 * 1024 * 1024
MOST_WITH_FILES = 30 * 1024 * 1024  # of a file with pictures in it, which are many times the text
TOO_LARGE = f"The file is larger than {MOST_WITH_FILES >> 20} MB. Split it."
HALF = Decimal("0.5")
# Bounds of a number in a file: a few signs like 1e999999999 are a gigabyte when they are written out.
MOST_FIGURES, MOST_PLACES = 12, 20
MOST_DIGITS = 9  # of a word limit


class FormatError(ValueError):
    """The file as a whole cannot be read; the message says where and what would be right."""


@dataclass(frozen=True, slots=True)
class FileExample:
    """An answer with the mark that a person gave it."""

    text: str
    mark: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """A question as a file has it.

    `scheme` is text of our notation, "" where the file has nothing to mark by. `marks` is what the file says that the
    question is worth, None where it says nothing. `markdown` is a stem with form, of which `stem` is then the plain
    reading; `sources` are the ids of those that it is about. `remarks` say what was changed or could not be taken over.
    `line` is where it begins in the file (0: not known).
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
    examples: tuple[FileExample, ...] = ()
    remarks: tuple[str, ...] = ()
    marks: Decimal | None = None
    markdown: str = ""
    sources: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a list calls it: its title, or how it begins."""
        return self.title or " ".join(self.stem.split())[:60]

    def as_data(self) -> dict[str, Any]:
        """Return its fields as JSON can hold them; marks become text, so that no half is ever rounded."""
        body = asdict(self)
        body["marks"] = None if self.marks is None else f"{self.marks:f}"
        body["examples"] = [{**example, "mark": f"{example['mark']:f}"} for example in body["examples"]]
        return body


@dataclass(frozen=True, slots=True)
class FileSource:
    """A source as a file has it: an extract, a picture, a table that questions name by its `id`."""

    id: str
    title: str
    text: str
    label: str = ""
    markdown: str = ""
    credit: str = ""


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

    questions: tuple[FileQuestion, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    remarks: tuple[str, ...] = ()
    glossary: tuple[str, ...] = ()
    title: str = ""
    whole: bool = False
    sources: tuple[FileSource, ...] = ()
    pictures: tuple[CleanPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class FileBank:
    """A bank to be written: its questions as they stand, with their schemes and examples.

    `pictures` are those that its texts show, by name.
    """

    title: str
    questions: Sequence[FileQuestion]
    description: str = ""
    glossary: Sequence[str] = ()
    sources: Sequence[FileSource] = ()
    pictures: Mapping[str, CleanPicture] = field(default_factory=dict)

    def sources_of(self, question: FileQuestion) -> list[FileSource]:
        """Return the sources of a question, in the bank's order."""
        return [source for source in self.sources if source.id in question.sources]


@dataclass(slots=True)
class Exported:
    """A written file, and what it could not carry: one line each, beginning with the question."""

    data: bytes = b""
    lost: list[str] = field(default_factory=list)


_CALLED = {
    "word_limit": "the word limit", "source": "where it comes from", "model_answer": "the model answer",
    "marks": "what it is worth", "markdown": "the form of its text",
}  # fmt: skip


def left_behind(question: FileQuestion, *fields: str) -> list[str]:
    """Return a line of what is lost for each of these fields that the question fills and a format cannot hold."""
    filled = [(name, value) for name in fields if (value := getattr(question, name))]
    lines = [f"{question.name}: {_CALLED.get(name) or f'{len(value)} {name}'}" for name, value in filled]
    if "markdown" in fields and (shown := pictures_in(question.markdown)):
        lines.append(f"{question.name}: {len(shown)} pictures; what they show is said in words")
    return lines


def bank_left_behind(bank: FileBank, *, with_sources: bool = False) -> list[str]:
    """Return what is lost of a bank itself in a format that holds questions only.

    `with_sources`: the sources go with their questions, so that only those are lost that no question is about.
    """
    lines = [f"The bank: its {len(bank.glossary)} lines of words that count as the same"] if bank.glossary else []
    used = {name for question in bank.questions for name in question.sources} if with_sources else set()
    lines += [f"Source {source.title}: not in this file" for source in bank.sources if source.id not in used]
    return [*lines, "The bank: its description"] if bank.description else lines


def number_in(text: str) -> Decimal | None:
    """Return a number of a file; None for what is none, and for one too large or too fine to be meant."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    exponent = number.as_tuple().exponent
    fits = isinstance(exponent, int) and exponent >= -MOST_PLACES and number.adjusted() < MOST_FIGURES
    return number if fits else None


def word_limit_in(text: str) -> int | None:
    """Return a word limit of a file, None for none, 0 or no number."""
    return (int(text) or None) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def in_halves(marks: Decimal, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """Return marks rounded to halves, in which they go here."""
    return (marks / HALF).to_integral_value(rounding) * HALF


def decoded(data: bytes, most: int = MOST_BYTES) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file, and a remark where its encoding had to be guessed. Raises FormatError for binary."""
    if len(data) > most:
        raise FormatError(f"The file is larger than {most // 1024 // 1024} MB. Split it.")
    try:
        text, remark = decode(data)
    except NotText as error:
        raise FormatError(str(error) or "This is not a text file.") from error
    return text, (remark,) if remark else ()
