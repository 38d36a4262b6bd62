"""Read strangers' XML into plain nodes: no document types, no entities, nothing fetched, and never very deep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parseString

from marking.formats.strangers import ready
from marking.formats.values import FormatError

DEEPEST = 100
MOST_NODES = 500_000
_KEBAB = re.compile(r"-([a-z0-9])")


@dataclass(slots=True)
class Node:
    """An element. Names are those of QTI 2, whichever version the file is in; namespaces are left out."""

    name: str
    attributes: dict[str, str]
    line: int = 0
    children: list[Node | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute's value without the spaces around it, "" where there is none."""
        return self.attributes.get(name, "").strip()

    def nodes(self) -> Iterator[Node]:
        """The elements right below."""
        return (child for child in self.children if isinstance(child, Node))

    def below(self, *names: str) -> Iterator[Node]:
        """The elements of these names (any, if none is named) anywhere below, in the order of the file."""
        for child in self.nodes():
            if not names or child.name in names:
                yield child
            yield from child.below(*names)

    def first(self, *names: str) -> Node | None:
        """The first element of these names anywhere below."""
        return next(self.below(*names), None)

    def said(self) -> str:
        """All the text within, as it stands."""
        return "".join(child if isinstance(child, str) else child.said() for child in self.children)


def camel(name: str) -> str:
    """A name of QTI 3 as QTI 2 has it: `qti-map-entry` is `mapEntry`, `base-type` is `baseType`."""
    name = name.rsplit(":", 1)[-1]
    return _KEBAB.sub(lambda match: match[1].upper(), name.removeprefix("qti-"))


def parse(data: bytes, name: str = "The file") -> Node:
    """The root of an XML file.

    Raises FormatError, with the line, for XML that is broken, that has a document type or entities of its own, or
    that is nested deeper than 100 elements.
    """
    builder = _Builder()
    try:
        parseString(ready(data), builder, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FormatError(
            f"{name} has a document type or entities of its own. Take out its <!DOCTYPE …>; QTI needs none."
        ) from error
    except SAXParseException as error:
        where = f"line {error.getLineNumber()}, column {(error.getColumnNumber() or 0) + 1}"
        raise FormatError(f"{name} is no sound XML: {error.getMessage()} at {where}.") from error
    except (LookupError, ValueError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"{name} is in an encoding that cannot be read here. Save it as UTF-8.") from error
    if builder.root is None:
        raise FormatError(f"{name} is empty.")
    return builder.root


class _Builder(ContentHandler):
    """Builds the nodes. The reader beneath says the line that it stands at."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0

    def startElement(self, name: str, attrs: object) -> None:  # noqa: N802
        line = self._locator.getLineNumber() or 0  # type: ignore[attr-defined]
        self._count += 1
        if len(self._open) >= DEEPEST:
            raise FormatError(
                f"Line {line}: elements stand more than {DEEPEST} deep in each other; no question needs that."
            )
        if self._count > MOST_NODES:
            raise FormatError(f"Line {line}: the file has more than {MOST_NODES:,} elements. Split it.")
        node = Node(camel(name), {camel(key): value for key, value in attrs.items()}, line)  # type: ignore[attr-defined]
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802
        self._open.pop()

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1].children.append(content)
