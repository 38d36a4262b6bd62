"""Strangers' zip archives: what none may hold, and members unpacked within bounds. Pure."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Literal

WORST_RATIO = 100
# Below so many bytes the ratio says nothing: a short text packs well.
SMALL = 10_000
_STEP = 64 * 1024

# What a broken or an encrypted archive raises while it is read.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)

Fault = Literal["encrypted", "outside", "link"]


class TooLarge(Exception):
    """The archive unpacks to more than was allowed."""


def names_in(data: bytes) -> tuple[str, ...]:
    """Return the names of the files in an archive; none for what is no archive, or a broken one."""
    if not data.startswith(b"PK\x03\x04"):
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return tuple(archive.namelist())
    except BROKEN:
        return ()


def fault_of(info: zipfile.ZipInfo) -> Fault | None:
    """Return what is wrong with a member before it is read: encrypted, outside the archive, or a link."""
    name = info.filename
    if info.flag_bits & 1:
        return "encrypted"
    if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or re.match(r"[A-Za-z]:", name):
        return "outside"
    return "link" if stat.S_ISLNK(info.external_attr >> 16) else None


def unpacked(
    archive: zipfile.ZipFile, infos: Iterable[zipfile.ZipInfo], *, packed: int, most: int
) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """Yield each member with its content. `packed` is the size of the archive, `most` that of all contents, in bytes.

    Sizes are counted while reading, because an archive's own word for them may lie. Raises TooLarge past `most` and
    past a hundred times the archive's size.
    """
    total = 0
    for info in infos:
        read = bytearray()
        with archive.open(info) as member:
            while chunk := member.read(_STEP):
                total += len(chunk)
                if total > most or total > WORST_RATIO * max(packed, SMALL):
                    raise TooLarge
                read += chunk
        yield info, bytes(read)
