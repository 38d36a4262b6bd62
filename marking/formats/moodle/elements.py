"""Moodle's XML as a tree that is safe to read, and the texts and numbers in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from xml.etree import ElementTree as ET

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeTree

from marking.formats.answers import Accepted
from marking.formats.markup import as_typed, plain, plain_answer
from marking.formats.strangers import ready
from marking.formats.values import MOST_BYTES, MOST_WITH_FILES, TOO_LARGE, FormatError, number_in

MOST_DEPTH = 60
_TAGS = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<question\b", re.DOTALL)
_FILE = re.compile(rb"<file\b[^<>]*>")


def safe_tree(data: bytes) -> ET.Element:
    """Return the root of an XML file. Raises FormatError for entities, very deep nesting, and what is no XML."""
    if len(data) > MOST_BYTES:
        raise FormatError("The file is larger than 10 MB without its pictures. Split it.")
    try:
        root: ET.Element = SafeTree.fromstring(data, forbid_dtd=True)
    except ET.ParseError as error:
        raise FormatError(f"The XML is broken at line {error.position[0]}, column {error.position[1] + 1}.") from error
    except (DefusedXmlException, ValueError, LookupError) as error:
        raise FormatError("The XML declares a document type, entities or an encoding that is refused.") from error
    level = [root]
    for _ in range(MOST_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return root
    raise FormatError(f"The XML is nested more than {MOST_DEPTH} deep, which no question is.")


def slim(data: bytes, taken: list[bytes] | None = None) -> bytes:
    """Return a file without the content of the pictures and other files in it. Raises FormatError if it is too large.

    What is taken out goes to `taken`, and its number there stands in its place.
    """
    if len(data) > MOST_WITH_FILES:
        raise FormatError(TOO_LARGE)
    pieces: list[bytes] = []
    at = 0
    data = ready(data)
    for match in _FILE.finditer(data):
        if match.start() < at or match[0].endswith(b"/>"):
            continue
        end = data.find(b"</file>", match.end())
        if end < 0:
            break
        pieces.append(data[at : match.end()])
        if taken is not None:
            pieces.append(b"%d" % len(taken))
            taken.append(data[match.end() : end])
        at = end
    return b"".join([*pieces, data[at:]])


def lines_of(data: bytes) -> Iterator[int]:
    """Yield the line that each question begins in."""
    line, last = 1, 0
    for match in _TAGS.finditer(data):
        if match[0] == b"<question":
            line += data.count(b"\n", last, match.start())
            last = match.start()
            yield line


def said(element: ET.Element, path: str) -> str:
    """Return the text under `path`, without markup."""
    text, style = _held(element, path)
    return plain(text, style)


def typed(element: ET.Element, path: str) -> str:
    """Return the text under `path` without markup, with the spaces before its lines."""
    return as_typed(*_held(element, path))


def _held(element: ET.Element, path: str) -> tuple[str, str]:
    holder = element.find(path)
    if holder is None:
        return "", "html"
    inner = holder.find("text")
    return (inner if inner is not None else holder).text or "", holder.get("format", "html")


def raw(element: ET.Element, path: str) -> str:
    """Return the text under `path` as it stands."""
    inner = element.find(f"{path}/text")
    return (inner.text or "").strip() if inner is not None else ""


def style_of(element: ET.Element, path: str) -> str:
    """Return what the text under `path` calls its format."""
    holder = element.find(path)
    return "html" if holder is None else holder.get("format", "html")


def number(text: str, usual: Decimal) -> Decimal:
    """Return a number of the file, `usual` for what is none."""
    value = number_in(text)
    return usual if value is None else value


def accepted(element: ET.Element) -> Iterator[Accepted]:
    """Yield the answers of a question with what each earns, in per cent."""
    for answer in element.findall("answer"):
        text = plain_answer(answer.findtext("text") or "", answer.get("format", "moodle_auto_format"))
        yield Accepted(text, number(answer.get("fraction", ""), Decimal(0)), said(answer, "feedback"))
