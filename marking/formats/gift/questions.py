"""Items of GIFT become questions of a bank, or the reason why not."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from marking.formats.answers import Accepted, scheme_in, scheme_of
from marking.formats.gaps import NotInWordsError, scheme_of_gaps
from marking.formats.gift.items import GiftItem, Text, numbers_of, read_items
from marking.formats.markup import remarks_on
from marking.formats.pictures import Pictures
from marking.formats.topics import topic_of
from marking.formats.values import ESSAY, SHORT, Dropped, FileQuestion, Imported, decoded
from quizzes.texts import Worded, worded

_WHY_NOT = {
    "Description": "It asks nothing: a description without answers.",
    "Truth": "A true–false question is not answered in words.",
    "Matching": "A matching question is not answered in words.",
}


def read(data: bytes, *, marks: Decimal = Decimal(1), choices_too: bool = False) -> Imported:
    """Return what a GIFT file holds. GIFT has no marks a question: each is worth `marks`.

    `choices_too`: a multiple choice with one right answer becomes a short answer. Raises FormatError for a file that
    is no text.
    """
    text, remarks = decoded(data)
    questions: list[FileQuestion] = []
    dropped: list[Dropped] = []
    topic = ""
    for item in read_items(text):
        if item.kind == "Category":
            topic = topic_of(item.title)
            continue
        question = _question(item, topic, marks, choices_too=choices_too)
        if isinstance(question, Dropped):
            dropped.append(question)
        else:
            questions.append(question)
    return Imported(tuple(questions), tuple(dropped), remarks)


def _question(item: GiftItem, topic: str, marks: Decimal, *, choices_too: bool) -> FileQuestion | Dropped:
    what = item.title or item.stem.plain[:80]
    if item.kind == "Broken":
        return Dropped(item.line, what, f"It cannot be read: {item.problem}.")
    if item.kind in _WHY_NOT:
        return Dropped(item.line, what, _WHY_NOT[item.kind])
    if not item.stem.plain:
        return Dropped(item.line, what, "It has no question text.")
    remarks: list[str] = []
    if item.kind == "Choice":
        right = [choice for choice in item.choices if choice.percent >= 100]
        if not choices_too or len(right) != 1:
            why = "A multiple choice is not answered in words."
            more = " It has one right answer and could be asked as a short answer." if len(right) == 1 else ""
            return Dropped(item.line, what, why + more)
        remarks.append("A multiple choice is asked as a short answer; its wrong choices are left out.")
        item.choices = right
    try:
        scheme = _scheme(item, marks, remarks)
    except NotInWordsError as error:
        return Dropped(item.line, what, str(error))
    made, left_out = _with_form(item.stem)
    return FileQuestion(
        stem=made.plain,
        markdown=made.markdown,
        kind=ESSAY if item.kind == "Essay" else SHORT,
        scheme=scheme,
        line=item.line,
        title=item.title,
        topic=topic,
        model_answer=item.general.plain if item.general and not _general_scheme(item) else "",
        external_id=item.id,
        tags=item.tags,
        marks=marks,
        remarks=tuple(
            dict.fromkeys((*item.remarks, *remarks, *left_out, *_unsaid(item, has_form=bool(made.markdown))))
        ),
    )


def _with_form(stem: Text) -> tuple[Worded, list[str]]:
    """Return the text of a question, with its form where GIFT says that it has one; and what of it is left out."""
    left_out: list[str] = []
    made = Worded(stem.plain, "")
    if stem.format == "markdown":
        made = worded(stem.text)
    elif stem.format == "html":
        made = Pictures().worded(stem.text, lambda _address: None, left_out)
    return (made, left_out) if made.markdown else (Worded(stem.plain, ""), [])


def _scheme(item: GiftItem, marks: Decimal, remarks: list[str]) -> str:
    """Return the mark scheme of an item. Raises NotInWordsError."""
    if scheme := _general_scheme(item):
        return scheme
    if item.kind == "Gaps":
        return scheme_of_gaps(item.gaps, marks=marks, remarks=remarks)
    if item.kind == "Numerical":
        answers = numbers_of(item.choices, remarks)
    else:
        answers = [Accepted(choice.text.typed, choice.percent) for choice in item.choices]
    return scheme_of(answers, marks=marks, remarks=remarks)


def _general_scheme(item: GiftItem) -> str:
    """Return the mark scheme that an essay has as its general feedback, as it is written here."""
    return scheme_in(item.general.text) if item.kind == "Essay" and item.general is not None else ""


def _unsaid(item: GiftItem, *, has_form: bool) -> Iterator[str]:
    if item.kind == "Essay" and not _general_scheme(item):
        yield "GIFT has no mark scheme for essays: write one before you use it."
    if any(choice.feedback for choice in item.choices):
        yield "Feedback on single answers is left out: here it goes to those who miss a point."
    if item.stem.format in {"html", "moodle"}:
        yield from remarks_on("" if has_form else item.stem.text, *(choice.text.text for choice in item.choices))
