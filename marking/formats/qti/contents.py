"""What stands round the items of a package that is written: a test that keeps them by topic, the list of contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from marking.formats.qti.dialects import Dialect, clean, root_of

_LOM = "http://ltsc.ieee.org/xsd/LOM"


@dataclass(slots=True)
class Part:
    """An item or a shared text of a package, with what the list of contents says of it.

    `files` are the pictures that it shows, `needs` the identifiers of the resources that it refers to.
    """

    identifier: str
    path: str
    resource: str
    kind: str
    topic: str = ""
    tags: tuple[str, ...] = ()
    files: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)


def test_of(dialect: Dialect, title: str, items: Sequence[Part]) -> Element:
    """Return the test: a section a topic."""
    title = clean(title) or "Question bank"
    root = root_of(dialect, "assessmentTest", "test", title)
    modes = {"identifier": "part-1", "navigationMode": "nonlinear", "submissionMode": "simultaneous"}
    part = SubElement(root, "testPart", modes)
    sections: dict[str, Element] = {}
    for item in items:
        topic = clean(item.topic)
        if topic not in sections:
            said = {"identifier": f"section-{len(sections) + 1}", "title": topic or title, "visible": "true"}
            sections[topic] = SubElement(part, "assessmentSection", said)
        SubElement(sections[topic], "assessmentItemRef", {"identifier": item.identifier, "href": item.path})
    return root


def manifest_of(dialect: Dialect, items: Sequence[Part], texts: Sequence[Part]) -> Element:
    """Return the list of contents."""
    root = Element("manifest", {"xmlns": dialect.package, "xmlns:lom": _LOM, "identifier": "manifest-1"})
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = dialect.named
    SubElement(metadata, "schemaversion").text = dialect.version
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    if items:
        needs = [item.resource for item in items]
        _listed(resources, dialect, Part("test", "test.xml", "resource-test", "test", needs=needs))
    for part in (*items, *texts):
        _listed(resources, dialect, part)
    return root


def _listed(resources: Element, dialect: Dialect, part: Part) -> None:
    said = {"identifier": part.resource, "type": f"imsqti_{part.kind}_{dialect.kind}", "href": part.path}
    resource = SubElement(resources, "resource", said)
    if part.tags:
        general = SubElement(SubElement(SubElement(resource, "metadata"), "lom:lom"), "lom:general")
        for tag in part.tags:
            SubElement(SubElement(general, "lom:keyword"), "lom:string").text = clean(tag)
    for path in (part.path, *part.files):
        SubElement(resource, "file", {"href": path})
    for name in part.needs:
        SubElement(resource, "dependency", {"identifierref": name})
