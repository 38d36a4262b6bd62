"""Moodle XML: short answers, essays, pattern match with its human-marked responses; read and written.

The elements are those of Moodle's own `question/format/xml`; DTDs and entities are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from xml.etree import ElementTree as ET

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeTree

from marking.engine.notation.formatting import format_expression
from marking.engine.types import Phrase, Term
from marking.formats import pattern
from marking.formats.answers import (
    Accepted,
    accepted_of,
    formatted,
    has_pictures,
    numbers_between,
    plain,
    scheme_in,
    scheme_of,
    usable,
)
from marking.formats.gift import topic_of
from marking.formats.values import (
    ESSAY,
    HALF,
    MOST_BYTES,
    Dropped,
    Exported,
    FileBank,
    FileExample,
    FileQuestion,
    FormatError,
    Imported,
    bank_left_behind,
    in_halves,
    left_behind,
    number_in,
    word_limit_in,
    writable,
)

MOST_DEPTH = 60
_TAGS = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<question\b", re.DOTALL)
_CLOZE = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^}\\])*)\}")
_CLOZE_WORDS = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_WHY_NOT = {
    "multichoice": "A multiple choice is not answered in words.",
    "truefalse": "A true–false question is not answered in words.",
    "matching": "A matching question is not answered in words.",
    "match": "A matching question is not answered in words.",
    "description": "It asks nothing: a description without answers.",
    "calculated": "Calculated questions make their own numbers; nothing here marks them.",
    "gapselect": "Words are chosen from a list, not written.",
    "ddwtos": "Words are dragged, not written.",
}


def read(data: bytes, *, choices_too: bool = False) -> Imported:
    """Return what a Moodle XML file holds. Raises FormatError for what is no such XML or not safe to read."""
    root = safe_tree(data)
    if root.tag != "quiz":
        raise FormatError(f"This is XML, but not Moodle's: it begins with <{root.tag}> and not with <quiz>.")
    lines = _lines(data)
    questions: list[FileQuestion] = []
    dropped: list[Dropped] = []
    topic = ""
    for element in root.findall("question"):
        line = next(lines, 0)
        if element.get("type") == "category":
            topic = topic_of(_said(element, "category"))
            continue
        found = _question(element, line, topic, choices_too=choices_too)
        if isinstance(found, Dropped):
            dropped.append(found)
        else:
            questions.append(found)
    return Imported(tuple(questions), tuple(dropped))


def safe_tree(data: bytes) -> ET.Element:
    """Return the root of an XML file. Raises FormatError for DTDs, entities, very deep nesting, and what is no XML."""
    if len(data) > MOST_BYTES:
        raise FormatError("The file is larger than 10 MB. Split it.")
    try:
        root: ET.Element = SafeTree.fromstring(data, forbid_dtd=True)
    except ET.ParseError as error:
        raise FormatError(f"The XML is broken in line {error.position[0]}, column {error.position[1] + 1}.") from error
    except (DefusedXmlException, ValueError, LookupError) as error:
        raise FormatError("The XML declares a document type, entities or an encoding that is refused.") from error
    level = [root]
    for _ in range(MOST_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return root
    raise FormatError(f"The XML is nested more than {MOST_DEPTH} deep, which no question is.")


def _lines(data: bytes) -> Iterator[int]:
    """Yield the line that each question begins in."""
    line, last = 1, 0
    for found in _TAGS.finditer(data):
        if found[0] == b"<question":
            line += data.count(b"\n", last, found.start())
            last = found.start()
            yield line


def _said(element: ET.Element, path: str) -> str:
    """Return the text under `path`, without markup."""
    holder = element.find(path)
    if holder is None:
        return ""
    inner = holder.find("text")
    return plain((inner if inner is not None else holder).text or "", holder.get("format", "html"))


def _raw(element: ET.Element, path: str) -> str:
    inner = element.find(f"{path}/text")
    return (inner.text or "").strip() if inner is not None else ""


def _number(text: str, usual: Decimal) -> Decimal:
    found = number_in(text)
    return usual if found is None else found


def _question(element: ET.Element, line: int, topic: str, *, choices_too: bool) -> FileQuestion | Dropped:
    kind, name = element.get("type", ""), _said(element, "name")
    stem = _said(element, "questiontext")
    what = name or stem[:80]
    if not stem:
        return Dropped(line, what, "It has no question text.")
    remarks: list[str] = []
    marks = _number(element.findtext("defaultgrade", ""), Decimal(1))
    rounded = max(in_halves(marks), HALF)
    if rounded != marks:
        remarks.append(
            f"It was worth {marks.normalize():f}; marks go in halves here, so it is worth {rounded.normalize():f}."
        )
    try:
        scheme = _scheme(element, kind, rounded, remarks, choices_too=choices_too)
    except _NotTakenError as error:
        return Dropped(line, what, str(error))
    if kind == "cloze":
        stem = plain(_CLOZE.sub("_____", _raw(element, "questiontext")))
    notes = _said(element, "graderinfo")
    model = _said(element, "modelanswer") or _said(element, "generalfeedback")
    if notes and not scheme:
        remarks.append("The marker's notes are no mark scheme in our notation: they were kept as the model answer.")
        model = f"{model}\n\n{notes}".strip()
    remarks += _left_out(element)
    return FileQuestion(
        stem=stem,
        kind=ESSAY if kind == "essay" else "SHORT",
        scheme=scheme,
        line=line,
        title=name,
        topic=topic,
        model_answer=model,
        external_id=element.findtext("idnumber", "").strip(),
        word_limit=word_limit_in(element.findtext("maxwordlimit", "").strip()),
        tags=tuple(text for tag in element.findall("tags/tag") if (text := (tag.findtext("text") or "").strip())),
        examples=tuple(_examples(element, rounded)),
        remarks=tuple(dict.fromkeys(remarks)),
    )


class _NotTakenError(Exception):
    """The question is not taken over; the message says why."""


def _scheme(element: ET.Element, kind: str, marks: Decimal, remarks: list[str], *, choices_too: bool) -> str:
    """Return the question's mark scheme, "" for none in the file. Raises _NotTakenError."""
    if kind == "essay":
        scheme = scheme_in(_said(element, "graderinfo"))
        if not scheme and not _said(element, "graderinfo"):
            remarks.append("The file has no mark scheme for it: write one before you use it.")
        return scheme
    if kind == "pmatch":
        return _pattern_scheme(element, marks, remarks)
    if kind == "cloze":
        return _cloze(element, marks, remarks)
    if kind == "multichoice" and choices_too:
        right = [answer for answer in _accepted(element) if answer.percent >= 100]
        if len(right) == 1:
            remarks.append("A multiple choice is asked as a short answer; its wrong choices are left out.")
            return scheme_of(right, marks=marks, remarks=remarks)
    if kind == "numerical":
        return _numerical(element, marks, remarks)
    if kind != "shortanswer":
        raise _NotTakenError(_WHY_NOT.get(kind, f"Questions of the type “{kind}” are not known here."))
    cased = element.findtext("usecase", "0").strip() == "1"
    return scheme_of(list(_accepted(element)), marks=marks, remarks=remarks, cased=cased)


def _accepted(element: ET.Element) -> Iterator[Accepted]:
    for answer in element.findall("answer"):
        text = plain(answer.findtext("text") or "", answer.get("format", "moodle_auto_format"))
        yield Accepted(text, _number(answer.get("fraction", ""), Decimal(0)), _said(answer, "feedback"))


def _numerical(element: ET.Element, marks: Decimal, remarks: list[str]) -> str:
    found: list[Accepted] = []
    for answer in element.findall("answer"):
        percent = _number(answer.get("fraction", ""), Decimal(0))
        middle = _number(answer.findtext("text") or "", Decimal("NaN"))
        if percent <= 0 or not middle.is_finite():
            continue
        around = abs(_number(answer.findtext("tolerance") or "", Decimal(0)))
        listed = numbers_between(middle - around, middle + around, percent, remarks)
        if not listed:
            raise _NotTakenError("Its numbers are a range that cannot be listed; nothing here marks by range.")
        found += listed
    return scheme_of(found, marks=marks, remarks=remarks)


def _cloze(element: ET.Element, marks: Decimal, remarks: list[str]) -> str:
    gaps = _CLOZE.findall(_raw(element, "questiontext"))
    if len(gaps) != 1 or gaps[0][1] not in _CLOZE_WORDS:
        raise _NotTakenError("Only a text with one gap to be filled in words is taken over; this is another.")
    answers = []
    for part in re.split(r"(?<!\\)~", gaps[0][2]):
        percent = Decimal(0)
        text = part
        if (weight := re.match(r"%(-?\d+(?:\.\d+)?)%", part)) is not None:
            percent, text = Decimal(weight[1]), part[weight.end() :]
        elif part.startswith("="):
            percent, text = Decimal(100), part[1:]
        text = re.split(r"(?<!\\)#", text)[0]
        answers.append(Accepted(plain(re.sub(r"\\(.)", r"\1", text)), percent))
    return scheme_of(answers, marks=marks, remarks=remarks)


# ---- pattern match -----------------------------------------------------------------------------------------


def _pattern_scheme(element: ET.Element, marks: Decimal, remarks: list[str]) -> str:
    """Return the scheme of a pattern-match question, as far as its expressions can be said in our notation."""
    lines: list[str] = list(_synonyms(element))
    worth: set[Decimal] = set()
    for answer in _accepted_raw(element):
        given = in_halves(marks * answer.percent / 100)
        if given <= 0:
            if answer.percent > 0:
                remarks.append(f"“{answer.text}” earned less than a quarter of a mark; it was left out.")
            continue
        try:
            said = pattern.meaning_of(answer.text)
        except pattern.NotSimpleError as error:
            remarks.append(f"“{answer.text}” could not be taken over: {error}.")
            continue
        remarks += [f"“{answer.text}”: {remark}." for remark in said.remarks]
        lines.append(f"{' / '.join(said.ways)} [{given.normalize():f}]")
        lines += [f"    reject: {way}" for way in said.rejects]
        worth.add(given)
    if not worth:
        return ""
    if len([line for line in lines if line.endswith("]")]) > 1:
        lines.insert(0, f"max {max(worth).normalize():f}")
    return usable("\n".join(lines) + "\n", remarks)


def _accepted_raw(element: ET.Element) -> Iterator[Accepted]:
    """Yield the answers with their expressions as they stand: `*` and `|` are no markup."""
    for answer in element.findall("answer"):
        text = " ".join((answer.findtext("text") or "").split())
        if text and text != "*":
            yield Accepted(text, _number(answer.get("fraction", ""), Decimal(0)))


def _synonyms(element: ET.Element) -> Iterator[str]:
    for synonym in element.findall("synonym"):
        words = [_raw(synonym, "word"), *_raw(synonym, "synonyms").split("|")]
        phrases = [Phrase(tuple(Term(word) for word in text.split())) for text in words if text.strip().isprintable()]
        written = [format_expression(phrase) for phrase in phrases if phrase.parts]
        if len(written) > 1 and not any("*" in text for text in written):
            yield f"same: {' = '.join(written)}"


def _examples(element: ET.Element, marks: Decimal) -> Iterator[FileExample]:
    """Yield the responses that people marked, their share of the marks rounded to halves."""
    for response in element.findall("testquestionresponse"):
        text = _raw(response, "response")
        share = _raw(response, "expectedfraction")
        if text and share:
            mark = in_halves(_number(share, Decimal(0)) * marks)
            yield FileExample(text, min(max(mark, Decimal(0)), marks), "marked in Moodle")


def _left_out(element: ET.Element) -> Iterator[str]:
    if any(_said(answer, "feedback") for answer in element.findall("answer")):
        yield "Feedback on single answers is left out: here it goes to those who miss a point."
    if element.find(".//file") is not None or has_pictures(_raw(element, "questiontext")):
        yield "Pictures and files are left out."
    if _number(element.findtext("attachments", ""), Decimal(0)):
        yield "Students cannot attach files here."
    if _number(element.findtext("minwordlimit", ""), Decimal(0)):
        yield "The least number of words is left out."
    if _said(element, "responsetemplate"):
        yield "The text that students began with is left out."
    if element.find("hint") is not None:
        yield "Hints are left out."
    if element.findtext("hidden", "0").strip() == "1":
        yield "It was hidden in Moodle; here it is not."


# ---- writing -----------------------------------------------------------------------------------------------


def write(bank: FileBank) -> Exported:
    """Return a bank as Moodle XML: a scheme of one line as a short answer, others as essays with it for the marker.

    Read here again, the scheme in the marker's notes becomes the question's scheme.
    """
    done = Exported()
    root = ET.Element("quiz")
    topic = None
    for question in bank.questions:
        if question.topic != topic:
            topic = question.topic
            holder = ET.SubElement(root, "question", type="category")
            _put(holder, "category", f"$course$/top/{(topic or bank.title).replace(' / ', '/')}")
        root.append(_written(question, done.lost))
    done.lost += bank_left_behind(bank)
    ET.indent(root, "  ")
    done.data = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return done


def _put(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    holder = ET.SubElement(parent, tag, attributes)
    ET.SubElement(holder, "text").text = writable(text)
    return holder


def _written(question: FileQuestion, lost: list[str]) -> ET.Element:
    name = question.name
    found = accepted_of(question.scheme) if question.scheme and question.kind != ESSAY else None
    element = ET.Element("question", type="shortanswer" if found else "essay")
    _put(element, "name", name)
    _put(element, "questiontext", question.stem, format="plain_text")
    _put(element, "generalfeedback", question.model_answer, format="plain_text")
    for tag, text in (
        ("defaultgrade", f"{_worth(question):f}"),
        ("penalty", "0"),
        ("hidden", "0"),
        ("idnumber", question.external_id),
    ):
        ET.SubElement(element, tag).text = text
    if found is None:
        _essay(element, question)
        if question.scheme and question.kind != ESSAY:
            lost.append(f"{name}: marking by itself; in Moodle it is an essay with the scheme in the marker's notes")
    else:
        answers, unsaid = found
        _short(element, answers)
        lost += [f"{name}: {what}" for what in unsaid]
        lost += left_behind(question, "word_limit")
    lost += left_behind(question, "examples", "source")
    if question.tags:
        holder = ET.SubElement(element, "tags")
        for tag in question.tags:
            _put(holder, "tag", tag)
    return element


def _worth(question: FileQuestion) -> Decimal:
    from marking.engine import MarkScheme  # noqa: PLC0415 -- compiled only where it is written

    return MarkScheme.parse(question.scheme).max.normalize() if question.scheme else Decimal(1)


def _short(element: ET.Element, answers: list[Accepted]) -> None:
    ET.SubElement(element, "usecase").text = "0"
    for answer in answers:
        text = answer.text
        holder = _put(element, "answer", text, fraction=f"{answer.percent:f}", format="plain_text")
        _put(holder, "feedback", answer.feedback, format="plain_text")


def _essay(element: ET.Element, question: FileQuestion) -> None:
    for tag, text in (
        ("responseformat", "plain"),
        ("responserequired", "1"),
        ("responsefieldlines", "15" if question.kind == ESSAY else "5"),
        ("minwordlimit", ""),
        ("maxwordlimit", str(question.word_limit or "")),
        ("attachments", "0"),
        ("attachmentsrequired", "0"),
        ("maxbytes", "0"),
        ("filetypeslist", ""),
    ):
        ET.SubElement(element, tag).text = text
    _put(element, "graderinfo", formatted(question.scheme) if question.scheme else "", format="plain_text")
    _put(element, "responsetemplate", "", format="plain_text")
