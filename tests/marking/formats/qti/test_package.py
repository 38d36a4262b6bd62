"""Packages of QTI: their list of contents is followed, their bounds are kept, nothing outside is looked at."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from marking.formats import qti
from marking.formats.qti import package
from marking.formats.values import FormatError

SPACE = "http://www.imsglobal.org/xsd/imsqti_v2p2"


def entry(identifier: str, stem: str, more: str = "") -> str:
    return f"""<assessmentItem xmlns="{SPACE}" identifier="{identifier}" title="{identifier}">
      <responseDeclaration identifier="R"><correctResponse><value>yes</value></correctResponse></responseDeclaration>
      {more}
      <itemBody><p>{stem} <textEntryInteraction responseIdentifier="R"/></p></itemBody></assessmentItem>"""


def manifest(*hrefs: str, base: str = "") -> str:
    listed = "".join(
        f"""<resource identifier="r{number}" type="imsqti_item_xmlv2p2" href="{href}"><metadata><lom
        xmlns="http://ltsc.ieee.org/xsd/LOM"><general><keyword><string>tag {number}</string></keyword></general></lom>
        </metadata><file href="{href}"/></resource>"""
        for number, href in enumerate(hrefs)
    )
    shown = f'xml:base="{base}"' if base else ""
    space = "http://www.imsglobal.org/xsd/imscp_v1p1"
    return f'<manifest xmlns="{space}" identifier="m"><resources {shown}>{listed}</resources></manifest>'


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_the_list_of_contents_says_what_is_read_in_which_order() -> None:
    files = {
        "imsmanifest.xml": manifest("second%20one.xml", "FIRST.xml"),
        "first.xml": entry("a", "First?"),
        "second one.xml": entry("b", "Second?"),
        "stray.xml": entry("c", "Stray?"),
        "picture.png": "no picture",
    }
    imported = qti.read(zipped(files))
    assert [(question.external_id, question.tags) for question in imported.questions] == [
        ("b", ("tag 0",)),
        ("a", ("tag 1",)),
    ]
    assert imported.dropped == ()


def test_a_package_may_lie_in_a_folder_and_have_a_base() -> None:
    files = {"export/imsmanifest.xml": manifest("a.xml", base="items/"), "export/items/a.xml": entry("a", "Where?")}
    assert [question.external_id for question in qti.read(zipped(files)).questions] == ["a"]


def test_without_a_list_all_files_are_looked_at() -> None:
    imported = qti.read(zipped({"b.xml": entry("b", "B?"), "a.xml": entry("a", "A?"), "c.xml": "<broken>"}))
    assert [question.external_id for question in imported.questions] == ["a", "b"]
    assert [(dropped.what, "line 1" in dropped.why) for dropped in imported.dropped] == [("c.xml", True)]
    assert "no imsmanifest.xml" in imported.remarks[0]


def test_what_is_listed_but_missing_or_elsewhere_is_reported() -> None:
    files = {
        "imsmanifest.xml": manifest("a.xml", "gone.xml", "http://example.org/b.xml", "../up.xml"),
        "a.xml": entry("a", "A?"),
    }
    imported = qti.read(zipped(files))
    assert len(imported.questions) == 1
    assert [dropped.why for dropped in imported.dropped] == [
        "It is not in the zip.",
        "It lies outside the package; nothing is fetched.",
        "It is not in the zip.",
    ]


def test_sections_of_the_test_are_topics_and_its_order_is_kept() -> None:
    test = f"""<assessmentTest xmlns="{SPACE}" identifier="t" title="Rocks"><testPart identifier="p">
      <assessmentSection identifier="s" title="Rocks"><assessmentSection identifier="s1" title="Soft">
      <assessmentItemRef identifier="b" href="../b.xml"/></assessmentSection>
      <assessmentItemRef identifier="a" href="../a.xml"/></assessmentSection></testPart></assessmentTest>"""
    files = {"tests/t.xml": test, "a.xml": entry("a", "A?"), "b.xml": entry("b", "B?")}
    imported = qti.read(zipped(files))
    assert imported.title == "Rocks"
    assert [(question.external_id, question.topic) for question in imported.questions] == [("b", "Soft"), ("a", "")]


def test_a_shared_text_is_the_source_of_those_that_refer_to_it() -> None:
    tale = "<stimulusBody><p>A long tale.</p></stimulusBody>"
    shared = f'<assessmentStimulus xmlns="{SPACE}" identifier="s">{tale}</assessmentStimulus>'
    here = entry("a", "Who?", '<assessmentStimulusRef identifier="s" href="texts/s.xml"/>')
    gone = entry("b", "Why?", '<assessmentStimulusRef identifier="s" href="http://example.org/s.xml"/>')
    whole = entry("c", "", '<assessmentStimulusRef identifier="s" href="texts/s.xml"/>')
    imported = qti.read(zipped({"a.xml": here, "b.xml": gone, "c.xml": whole, "texts/s.xml": shared}))
    assert [question.stem for question in imported.questions] == ["Who?", "Why?", "A long tale."]
    assert [question.sources for question in imported.questions] == [("s",), (), ()]
    assert [(source.id, source.title, source.text) for source in imported.sources] == [
        ("s", "A long tale.", "A long tale.")
    ]
    assert "http://example.org/s.xml" in imported.questions[1].remarks[0]


def test_the_same_identifier_twice_is_kept_for_the_first() -> None:
    imported = qti.read(zipped({"a.xml": entry("same", "A?"), "b.xml": entry("same", "B?")}))
    assert [question.external_id for question in imported.questions] == ["same", ""]
    assert "Another question of the file has the identifier same" in imported.questions[1].remarks[0]


def test_files_of_older_versions_are_found_where_canvas_and_blackboard_put_them() -> None:
    asked = (
        '<questestinterop><item ident="a"><presentation><material><mattext>Who?</mattext></material><response_str '
        'ident="r"><render_fib/></response_str></presentation><resprocessing><respcondition><conditionvar><varequal '
        'respident="r">Lenin</varequal></conditionvar><setvar>100</setvar></respcondition></resprocessing></item>'
        "</questestinterop>"
    )
    canvas = '<resource type="imsqti_xmlv1p2"><file href="a/a.xml.qti"/></resource>'
    board = '<resource type="assessment/x-bb-qti-pool" bb:file="a.dat" xmlns:bb="b"/>'

    for resource, name in ((canvas, "a/a.xml.qti"), (board, "a.dat")):
        manifest = f"<manifest><resources>{resource}</resources></manifest>"
        imported = qti.read(zipped({"imsmanifest.xml": manifest, name: asked}))
        assert [one.scheme for one in imported.questions] == ["Lenin [1]\n"]


@pytest.mark.parametrize("name", ["../a.xml", "/etc/a.xml", "..\\a.xml", "C:\\a.xml", "x/../../a.xml"])
def test_a_path_outside_is_refused(name: str) -> None:
    with pytest.raises(FormatError, match="outside itself"):
        qti.read(zipped({name: entry("a", "A?")}))


def test_links_twins_and_passwords_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("a.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(FormatError, match="a link"):
        qti.read(out.getvalue())
    locked = bytearray(zipped({"a.xml": entry("a", "A?")}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FormatError, match="password"):
        qti.read(bytes(locked))
    with pytest.raises(FormatError, match="broken"):
        qti.read(b"PK\x03\x04 and no more")
    twice = zipped({"a.xml": entry("a", "A?"), "b.xml": entry("b", "B?")}).replace(b"b.xml", b"a.xml")
    with pytest.raises(FormatError, match="twice"):
        qti.read(twice)


def test_a_zip_that_unpacks_to_far_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"a.xml": "<a>" + " " * 3_000_000 + "</a>"})
    with pytest.raises(FormatError, match="unpacks to far more"):
        qti.read(bomb)
    monkeypatch.setattr(package, "MOST_MEMBERS", 1)
    with pytest.raises(FormatError, match="holds 2 files"):
        qti.read(zipped({"a.xml": "<a/>", "b.xml": "<b/>"}))
