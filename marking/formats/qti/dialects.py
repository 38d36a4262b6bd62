"""The versions of QTI that are written: their names, and how version 3 spells those of version 2."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from marking.formats.qti.form import HTML, MATHS
from quizzes.files.decoding import writable

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NOT_OF_QTI = HTML | MATHS


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one version writes what all versions say. `shares_texts`: a text can belong to several of its items."""

    items: str
    schema: str
    package: str
    kind: str
    named: str
    version: str
    map_response: str
    kebab: bool
    shares_texts: bool = False


DIALECTS = {
    "2.1": Dialect(
        items="http://www.imsglobal.org/xsd/imsqti_v2p1",
        schema="http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
        package="http://www.imsglobal.org/xsd/imscp_v1p1",
        kind="xmlv2p1",
        named="QTIv2.1 Package",
        version="1.0.0",
        map_response="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response",
        kebab=False,
    ),
    "3.0": Dialect(
        items="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
        package="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        kind="xmlv3p0",
        named="QTI Package",
        version="3.0.0",
        map_response="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml",
        kebab=True,
        shares_texts=True,
    ),
}


def root_of(dialect: Dialect, name: str, identifier: str, title: str) -> Element:
    """Return the root of a file."""
    return Element(
        name,
        {
            "xmlns": dialect.items,
            "xmlns:xsi": _XSI,
            "xsi:schemaLocation": f"{dialect.items} {dialect.schema}",
            "identifier": identifier,
            "title": title,
        },
    )


def as_version_3(root: Element) -> None:
    """Give the elements of a file the names that version 3 has for them; those of HTML and MathML stay."""
    for node in root.iter():
        if node.tag not in _NOT_OF_QTI:
            node.tag = f"qti-{_kebab(node.tag)}"
            changed = {name if ":" in name else _kebab(name): value for name, value in node.attrib.items()}
            node.attrib.clear()
            node.attrib.update(changed)


def _kebab(name: str) -> str:
    return re.sub(r"[A-Z]", lambda match: f"-{match[0].lower()}", name)


def clean(text: str) -> str:
    """Return a text without what XML cannot hold, its lines ended alike."""
    return writable(text.replace("\r\n", "\n").replace("\r", "\n"))
