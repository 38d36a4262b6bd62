"""Office files are zip archives: their members, unpacked within bounds before anything parses them."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass

from quizzes.notes.values import NotesError

MOST_MEMBERS = 500
LARGEST_UNPACKED = 20 * 1024 * 1024
WORST_RATIO = 100
_STEP = 64 * 1024
_NESTED = re.compile(r"\.(?:zip|rar|7z|gz|bz2|xz|tar|jar|docx|odt|pptx|xlsx)$", re.IGNORECASE)
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml)$|^(?:Basic|Scripts)/", re.IGNORECASE)
_MEDIA = re.compile(
    r"\.(?:png|jpe?g|gif|emf|wmf|svg|tiff?|bmp|mp[34]|m4a|wav|avi|mov|ttf|odttf|fntdata|bin|wdp)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Members:
    """The members of an archive by name; pictures and sounds are empty."""

    parts: dict[str, bytes]


def unpack(data: bytes, kind: str) -> Members:
    """The XML parts of an office file.

    Sizes are counted while reading, because an archive's own word for them may lie. Raises NotesError for a file
    that is no archive, is encrypted, holds macros or another archive, has members outside itself, or unpacks to
    more than 20 MB of text or more than 100 times its size.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_names(infos, kind)
            return Members(_read(archive, infos, len(data), kind))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        if isinstance(error, NotesError):
            raise
        raise NotesError(f"this {kind} file is broken; open it, save it again and try that") from error


def _check_names(infos: list[zipfile.ZipInfo], kind: str) -> None:
    if len(infos) > MOST_MEMBERS:
        raise NotesError(f"this {kind} file holds {len(infos):,} parts; notes have {MOST_MEMBERS} at most")
    for info in infos:
        name = info.filename
        if info.flag_bits & 1:
            raise NotesError(f"this {kind} file is encrypted; save it without a password")
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or re.match(r"[A-Za-z]:", name):
            raise NotesError(f"this {kind} file has a part outside itself; save it again as .docx or .txt")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise NotesError(f"this {kind} file holds a link; save it again as .docx or .txt")
        if _MACROS.search(name):
            raise NotesError(f"this {kind} file holds macros; save it without them (as .docx, .odt or .txt)")
        if _NESTED.search(name):
            raise NotesError(f"this {kind} file holds another file ({name[-60:]}); take it out, or paste the text")


def _read(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], packed: int, kind: str) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = 0
    for info in infos:
        if info.is_dir():
            continue
        if _MEDIA.search(info.filename):
            parts[info.filename] = b""  # pictures and sounds are named by other parts, and never read
            continue
        read = bytearray()
        with archive.open(info) as member:
            while chunk := member.read(_STEP):
                total += len(chunk)
                if total > LARGEST_UNPACKED or total > WORST_RATIO * max(packed, 10_000):
                    raise NotesError(f"this {kind} file unpacks to far more text than notes hold; paste the text")
                read += chunk
        parts[info.filename] = bytes(read)
    return parts
