"""Office files are zip archives: their members, unpacked within bounds before anything parses them."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from quizzes.files.archives import BROKEN, TooLarge, fault_of, unpacked
from quizzes.notes.values import NotesError

MOST_MEMBERS = 500
LARGEST_UNPACKED = 20 * 1024 * 1024
_FAULTS = {
    "encrypted": "is encrypted; save it without a password",
    "outside": "has a part outside itself; save it again as .docx or .txt",
    "link": "holds a link; save it again as .docx or .txt",
}
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
            return Members(_read(archive, infos, len(data)))
    except NotesError:
        raise
    except TooLarge as error:
        raise NotesError(f"this {kind} file unpacks to far more text than notes hold; paste the text") from error
    except BROKEN as error:
        raise NotesError(f"this {kind} file is broken; open it, save it again and try that") from error


def _check_names(infos: list[zipfile.ZipInfo], kind: str) -> None:
    if len(infos) > MOST_MEMBERS:
        raise NotesError(f"this {kind} file holds {len(infos):,} parts; notes have {MOST_MEMBERS} at most")
    for info in infos:
        name = info.filename
        if (fault := fault_of(info)) is not None:
            raise NotesError(f"this {kind} file {_FAULTS[fault]}")
        if _MACROS.search(name):
            raise NotesError(f"this {kind} file holds macros; save it without them (as .docx, .odt or .txt)")
        if _NESTED.search(name):
            raise NotesError(f"this {kind} file holds another file ({name[-60:]}); take it out, or paste the text")


def _read(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], packed: int) -> dict[str, bytes]:
    files = [info for info in infos if not info.is_dir()]
    texts = [info for info in files if not _MEDIA.search(info.filename)]
    # Pictures and sounds are named by other parts, and never read.
    parts = {info.filename: b"" for info in files}
    read = unpacked(archive, texts, packed=packed, most=LARGEST_UNPACKED)
    return parts | {info.filename: content for info, content in read}
