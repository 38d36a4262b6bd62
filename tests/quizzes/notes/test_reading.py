"""Files of notes as text."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from pypdf import PdfWriter

from quizzes.notes import NotesError, read_notes
from quizzes.notes.reading.archive import unpack

WORDS = "Café society – “naïve” voters, 1925–29"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_read_notes_reads_any_unicode_encoding(encoding: str) -> None:
    assert read_notes(WORDS.encode(encoding), "notes.txt").text == WORDS


def test_read_notes_reads_an_old_windows_file_and_says_so() -> None:
    text = "Les élèves français ont été à la fête. Le café était fermé, hélas. " * 4
    notes = read_notes(text.encode("cp1252"), "notes.txt")
    assert "élèves français" in notes.text
    assert "not UTF-8" in notes.remark


def test_read_notes_makes_one_kind_of_line_end_and_drops_control_characters() -> None:
    assert read_notes(b"one\r\ntwo\rthree\x07", "").text == "one\ntwo\nthree"


def test_read_notes_keeps_the_line_ends_of_other_programs_and_the_bullets_of_words_fonts() -> None:
    assert read_notes("one\vtwo\u2028\uf0b7 three".encode(), "").text == "one\ntwo\n• three"


def test_read_notes_leaves_out_the_pictures_that_a_markdown_export_holds_as_text() -> None:
    text = "Xylem ![][image1]\n\n[image1]: <data:image/png;base64," + "iVBORw0KGgo" * 20_000 + ">"
    assert read_notes(text.encode(), "notes.md").text.split() == ["Xylem", "![][image1]", "[image1]:"]


def test_read_notes_knows_a_page_and_a_rich_text_under_another_name() -> None:
    assert read_notes(b"\n<!DOCTYPE html><html><p>The <b>bed</b></p></html>", "page.txt").text == "The **bed**\n"
    assert read_notes(rb"{\rtf1\ansi The {\b bed}\par}", "").text == "The **bed**\n"


def word_file() -> bytes:
    document = Document()
    document.add_heading("Rivers", level=1)
    document.add_paragraph("Abrasion – stones scrape the bed", style="List Bullet")
    document.add_paragraph("deeper still", style="List Bullet 2")
    table = document.add_table(rows=2, cols=2)
    for at, text in enumerate(["Part", "Job", "Xylem", "carries water"]):
        table.rows[at // 2].cells[at % 2].text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_read_notes_keeps_the_layout_of_a_word_file() -> None:
    text = read_notes(word_file(), "Notes.DOCX").text
    assert "# Rivers" in text
    assert "- Abrasion – stones scrape the bed\n  - deeper still" in text
    assert "| Xylem | carries water |" in text


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_read_notes_reads_an_opendocument_text() -> None:
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    content = (
        f'<o xmlns:text="{text}"><text:h text:outline-level="2">Rivers</text:h>'
        "<text:list><text:list-item><text:p>Abrasion<text:s/>wears</text:p></text:list-item></text:list></o>"
    )
    assert (
        read_notes(zipped({"content.xml": content.encode()}), "n.odt").text.strip() == "## Rivers\n\n- Abrasion wears"
    )


def broken_docx() -> bytes:
    document = Document()
    document.add_paragraph("1805 – Trafalgar\n1815 – Waterloo")
    document.add_paragraph("Wars\nin the west", style="List Bullet")
    cell = document.add_table(rows=1, cols=2).rows[0].cells[1]
    cell.text = "crop failure"
    cell.add_paragraph("famine:")
    cell.add_paragraph("no bread\nno work")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def broken_odt() -> bytes:
    text, table = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("text", "table"))
    content = (
        f'<o xmlns:text="{text}" xmlns:table="{table}">'
        "<text:p>1805 – <text:span>Trafalgar<text:line-break/></text:span>1815 – Waterloo</text:p>"
        "<text:list><text:list-item><text:p>Wars<text:line-break/>in the west</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell/><table:table-cell><text:p>crop failure</text:p>"
        "<text:p>famine:</text:p><text:p>no bread<text:line-break/>no work</text:p></table:table-cell>"
        "</table:table-row></table:table></o>"
    )
    return zipped({"content.xml": content.encode()})


def broken_pptx() -> bytes:
    p, a = (f"http://schemas.openxmlformats.org/{name}/2006/main" for name in ("presentationml", "drawingml"))
    slide = (
        f'<p:sld xmlns:p="{p}" xmlns:a="{a}"><p:cSld><p:spTree><p:sp><p:nvSpPr><p:nvPr><p:ph idx="1"/></p:nvPr>'
        "</p:nvSpPr><p:txBody><a:p><a:r><a:t>1805 – Trafalgar</a:t></a:r><a:br/>"
        "<a:r><a:t>1815 – Waterloo</a:t></a:r></a:p>"
        "<a:p><a:r><a:t>Wars_x000B_in the west</a:t></a:r></a:p></p:txBody></p:sp><p:graphicFrame><a:tbl><a:tr>"
        "<a:tc/><a:tc><p:txBody><a:p><a:r><a:t>crop failure</a:t></a:r></a:p><a:p><a:r><a:t>famine:</a:t></a:r></a:p>"
        "<a:p><a:r><a:t>no bread</a:t></a:r><a:br/><a:r><a:t>no work</a:t></a:r></a:p></p:txBody></a:tc></a:tr></a:tbl>"
        "</p:graphicFrame></p:spTree></p:cSld></p:sld>"
    )
    return zipped({"ppt/presentation.xml": b"<x/>", "ppt/slides/slide1.xml": slide.encode()})


@pytest.mark.parametrize(
    ("name", "data"), [("n.docx", broken_docx()), ("n.odt", broken_odt()), ("n.pptx", broken_pptx())]
)
def test_read_notes_keeps_the_line_breaks_within_a_paragraph(name: str, data: bytes) -> None:
    text = read_notes(data, name).text
    first, second = (line for line in text.splitlines() if line.strip(" -").startswith("18"))
    assert (first.strip(" -"), second.strip(" -")) == ("1805 – Trafalgar", "1815 – Waterloo")
    assert "- Wars\n  - in the west" in text
    assert "|  | crop failure; famine: no bread; no work |" in text


@pytest.mark.parametrize("number", ["²", "-1", "1.5", "9" * 5_000])
def test_read_notes_passes_over_a_number_that_is_none(number: str) -> None:
    document = Document()
    line = document.add_paragraph("Abrasion wears", style="List Bullet")
    level = line._p.get_or_add_pPr().get_or_add_numPr().get_or_add_ilvl()
    level.set(level.nsmap["w"].join(["{", "}val"]), number)
    document.styles["List Bullet"].name = f"List {number}"
    file = io.BytesIO()
    document.save(file)
    slides = {
        name: part.replace(b"<a:p><a:r>", f'<a:p><a:pPr lvl="{number}"/><a:r>'.encode())
        for name, part in unpack(broken_pptx(), ".pptx").parts.items()
    }
    page = f"<ol start='{number}'><li>Abrasion wears</ol><table><tr><td colspan='{number}'>Xylem<td>water</table>"
    assert "Abrasion wears" in read_notes(file.getvalue(), "n.docx").text
    assert "Wars\n  - in the west" in read_notes(zipped(slides), "n.pptx").text
    assert "1. Abrasion wears" in read_notes(page.encode(), "n.html").text


def test_read_notes_reads_a_web_page_without_its_scripts() -> None:
    page = (
        b"<h2>Rivers</h2><script>alert(1)</script><ul><li>Abrasion<ul><li>stones</li></ul></li></ul>"
        b"<p>The <b>bed</b>.</p>"
    )
    text = read_notes(page, "n.html").text
    assert "## Rivers" in text
    assert "- Abrasion\n  - stones" in text
    assert "The **bed**." in text
    assert "alert" not in text


@pytest.mark.parametrize(
    "unit", ["<!--", "<!", "<?", "<a ", '<a b="', "</a ", "<p>x", "<b>x", "<table><tr><td>x", "<![if x"]
)
def test_read_notes_passes_once_over_a_page_of_tags_left_open(unit: str) -> None:
    page = "<html>Abrasion wears" + unit * (40_000 // len(unit))
    assert "Abrasion" in read_notes(page.encode(), "n.html").text


def test_read_notes_reads_a_table_that_a_page_never_ends() -> None:
    assert "| Xylem | water |" in read_notes(b"<table><tr><td>Xylem<td>water<tr><td>Phloem<td>sugar", "n.html").text


def pdf_file(text: str = "", password: str = "") -> bytes:
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start
    if not password:
        return bytes(out)
    writer, file = PdfWriter(clone_from=io.BytesIO(bytes(out))), io.BytesIO()
    writer.encrypt(password, algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


def test_read_notes_reads_a_pdf_whatever_it_is_called() -> None:
    assert "Abrasion wears" in read_notes(pdf_file("Abrasion wears rock"), "notes.txt").text


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "n.txt", "no text"),
        (b" \n\t", "", "no text"),
        (b"a\0b" * 50, "n.txt", "text"),
        (b"x" * (10 * 1024 * 1024 + 1), "n.txt", "10 MB"),
        (b"hello", "n.exe", ".docx"),
        (b"hello", "n.rtf", "not an .rtf"),
        (b"{\\rtf1" + b"{" * 500, "n.txt", "nested"),
        (b"Question,Answer", "quiz.csv", "import"),
        (b"<quiz/>", "quiz.xml", "import"),
        (b"hello", "n.docx", "broken"),
        (b"%PDF-1.7 nonsense", "n.pdf", "broken"),
        (pdf_file("Abrasion", password="river"), "n.pdf", "encrypted"),
        (pdf_file(""), "n.pdf", "pictures"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "n.docx", "password"),
        (zipped({"a.txt": b"x"}), "n.txt", "archive"),
        (zipped({"a.txt": b"x"}), "n.docx", "not a .docx"),
        (zipped({"word/document.xml": b"<a/>", "word/vbaProject.bin": b"x"}), "n.docx", "macros"),
        (zipped({"word/document.xml": b"<a/>", "inner.zip": b"x"}), "n.docx", "another file"),
        (zipped({"../../x.xml": b"<a/>"}), "n.docx", "outside itself"),
        (zipped({"word/document.xml": b"<a><b></a>"}), "n.docx", "broken"),
        (zipped({"content.xml": b"<a>" * 5000 + b"</a>" * 5000}), "n.odt", "nested"),
        (zipped({"content.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "n.odt", "entities"),
        (zipped({"content.xml": b"<a/>", "META-INF/manifest.xml": b"<encryption-data/>"}), "n.odt", "encrypted"),
        (zipped({f"p{n}.xml": b"<a/>" for n in range(501)}), "n.docx", "parts"),
    ],
)
def test_read_notes_refuses_with_a_clear_reason(data: bytes, name: str, says: str) -> None:
    with pytest.raises(NotesError) as refused:
        read_notes(data, name)
    assert says in str(refused.value)


def test_read_notes_refuses_a_zip_bomb() -> None:
    bomb = zipped({"word/document.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})
    assert len(bomb) < 100_000
    with pytest.raises(NotesError, match="unpacks"):
        read_notes(bomb, "n.docx")


def test_unpack_counts_what_it_reads_and_not_what_the_archive_says() -> None:
    bomb = bytearray(zipped({"content.xml": b"<a>" + b" " * 30_000_000 + b"</a>"}))
    at = bomb.rindex(b"PK\x01\x02") + 24
    bomb[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(NotesError):
        unpack(bytes(bomb), ".odt")


def test_read_notes_refuses_a_book_and_says_how_much_is_too_much() -> None:
    with pytest.raises(NotesError, match="100,001 characters; 100,000 is the most"):
        read_notes(b"a" * 100_001, "book.txt")
