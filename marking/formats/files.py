"""A file as it arrives: its bytes, its name, and the first signs by which its format is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from marking.formats.strangers import is_xml
from quizzes.files import archives

LOOKED_AT = 20_000  # bytes of a text in which its format shows


@dataclass(frozen=True)
class File:
    """What was sent, and what can be said of it at a glance."""

    data: bytes
    name: str

    @cached_property
    def ending(self) -> str:
        """The ending of its name, small and without the dot."""
        return self.name.lower().rpartition(".")[2]

    @cached_property
    def text(self) -> str:
        """How it begins, as text."""
        head = self.data[:LOOKED_AT]
        wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
        return head.decode("utf-16" if wide else "utf-8-sig", errors="replace").replace("\0", "")

    @cached_property
    def is_zip(self) -> bool:
        """Whether it is an archive that can be opened."""
        return bool(self.members)

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The names in an archive; none for what is no archive, or a broken one."""
        return archives.names_in(self.data)

    @cached_property
    def is_xml(self) -> bool:
        """Whether it begins as XML does."""
        return is_xml(self.data)

    def has(self, begins: str, ends: str = "") -> bool:
        """Whether an archive holds a file whose path begins and ends so."""
        return any(name.startswith(begins) and name.lower().endswith(ends) for name in self.members)

    def ends(self, ending: str) -> bool:
        """Whether an archive holds a file with this ending."""
        return self.has("", ending)

    def is_json(self) -> bool:
        """Whether it is called JSON or begins like it."""
        return self.ending == "json" or self.text.lstrip().startswith(("{\n", '{"', "{\r"))
