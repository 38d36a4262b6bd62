"""Content packages: a zip of items with a list of what it holds, unpacked within bounds."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from marking.formats.packed import Packed
from marking.formats.qti.xml import Node, parse
from marking.formats.values import MOST_WITH_FILES, TOO_LARGE, Dropped, FormatError
from quizzes.files.archives import BROKEN, TooLarge, fault_of, unpacked

MOST_MEMBERS = 60_000
LARGEST_UNPACKED = 100 * 1024 * 1024
MANIFEST = "imsmanifest.xml"
ENDINGS = (".xml", ".dat", ".qti")  # Blackboard and Canvas call their XML by other names
_FAULTS = {
    "encrypted": "This zip is encrypted. Save it without a password.",
    "outside": "This zip has a file outside itself ({}). Export it again from the program it came from.",
    "link": "This zip holds a link ({}). Put the file itself in its place.",
}


@dataclass(slots=True)
class Package:
    """The XML files of a package by their path, read, and what could not be."""

    files: dict[str, Node] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    packed: Packed | None = None
    _folded: dict[str, str] = field(default_factory=dict)

    def picture(self, address: str, beside: str) -> bytes | None:
        """Return the picture that the file `beside` shows, None where the package has none. Raises PictureError."""
        return self.packed.data_of(address, beside) if self.packed is not None else None

    def find(self, href: str, beside: str = "") -> str:
        """The path of the file that `href` means in the file `beside`; "" where the package has none."""
        if urlsplit(href).scheme or href.startswith("//"):
            return ""
        plain = unquote(re.split("[#?]", href, maxsplit=1)[0])
        path = posixpath.normpath(posixpath.join(posixpath.dirname(beside), plain))
        if path in self.files:
            return path
        # Made on a system that does not tell capitals apart.
        self._folded = self._folded or {name.casefold(): name for name in self.files}
        as_stored = self._folded.get(path.casefold(), "")
        return as_stored if as_stored in self.files else ""


def unpack(data: bytes) -> Package:
    """Read a package. Pictures are unpacked when a text shows them; sounds, styles and other files are passed over.

    Sizes are counted while reading, because an archive's own word for them may lie. Raises FormatError for a zip that
    is broken or encrypted, holds a path outside itself, a link or the same path twice, or unpacks to far too much.
    """
    package = Package()
    for name, content in _members(data).items():
        try:
            package.files[name] = parse(content, name)
        except FormatError as error:
            package.dropped.append(Dropped(0, name, str(error)))
    package.packed = Packed(data)
    _follow_manifest(package)
    return package


def _members(data: bytes) -> dict[str, bytes]:
    if len(data) > MOST_WITH_FILES:
        raise FormatError(f"{TOO_LARGE[:-1]}, or leave out its pictures and sounds.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check(infos)
            return _read(archive, infos, len(data))
    except FormatError:
        raise
    except TooLarge as error:
        raise FormatError("This zip unpacks to far more than a question bank holds. Split it.") from error
    except BROKEN as error:
        raise FormatError("This zip is broken. Export it again from the program it came from.") from error


def _check(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_MEMBERS:
        raise FormatError(f"This zip holds {len(infos):,} files; {MOST_MEMBERS:,} are the most. Split it.")
    seen: set[str] = set()
    for info in infos:
        name = info.filename
        shown = name[-80:]
        if (fault := fault_of(info)) is not None:
            raise FormatError(_FAULTS[fault].format(shown))
        if name in seen:
            raise FormatError(f"This zip holds {shown} twice. Export it again from the program it came from.")
        seen.add(name)


def _read(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], packed: int) -> dict[str, bytes]:
    wanted = [
        info for info in infos if info.filename.lower().endswith(ENDINGS) and not info.filename.startswith("__MACOSX/")
    ]
    read = unpacked(archive, wanted, packed=packed, most=LARGEST_UNPACKED)
    return {info.filename.replace("\\", "/"): content for info, content in read}


def _follow_manifest(package: Package) -> None:
    """Put the files in the order of the list of contents, and read the key words that it has for them."""
    lists = [name for name in package.files if posixpath.basename(name).casefold() == MANIFEST]
    if not lists:
        package.order = sorted(package.files)
        package.remarks.append(f"The zip has no {MANIFEST}; all its XML files were looked at.")
        return
    manifest = min(lists, key=lambda name: name.count("/"))
    root = package.files.pop(manifest)
    for resource in root.below("resource"):
        kind, href = resource.get("type").lower(), _address(resource)
        if not href or "qti" not in kind:
            continue
        path = package.find(href, posixpath.join(posixpath.dirname(manifest), _base(root, resource), "x"))
        if path:
            package.order.append(path)
            package.tags[path] = tuple(dict.fromkeys(_keywords(resource)))
        elif not any(dropped.what.endswith(href) for dropped in package.dropped):
            fetched = (
                "It lies outside the package; nothing is fetched." if urlsplit(href).scheme else "It is not in the zip."
            )
            package.dropped.append(Dropped(resource.line, f"{manifest}: {href[:200]}", fetched))
    package.order = list(dict.fromkeys(package.order))
    if not package.order:
        package.order = sorted(package.files)
        package.remarks.append(f"{manifest} names no questions; all XML files of the zip were looked at.")


def _address(resource: Node) -> str:
    """Where the file of a resource is; Blackboard says it in an attribute of its own, Canvas in an element."""
    held = resource.first("file")
    return resource.get("href") or resource.get("file") or (held.get("href") if held is not None else "")


def _base(root: Node, resource: Node) -> str:
    resources = root.first("resources")
    bases = [node.get("base") for node in (root, resources, resource) if node is not None]
    return posixpath.join("", *(base for base in bases if not urlsplit(base).scheme and not base.startswith("/")))


def _keywords(resource: Node) -> list[str]:
    texts = (
        " ".join(text.said().split())
        for word in resource.below("keyword")
        for text in word.below("string", "langstring")
    )
    return [text[:50] for text in texts if text]
