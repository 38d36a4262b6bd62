"""A bank as GIFT."""

from __future__ import annotations

import re

from marking.formats.answers import accepted_of, formatted, scheme_in
from marking.formats.topics import category_of
from marking.formats.values import ESSAY, Exported, FileBank, FileQuestion, bank_left_behind, left_behind
from quizzes.texts import html_for_others, pictures_in


def write(bank: FileBank) -> Exported:
    """Return a bank as GIFT. Schemes of more than one line cannot be carried: their questions become essays."""
    done = Exported()
    pieces: list[str] = []
    topic = ""
    for question in bank.questions:
        if question.topic != topic:
            topic = question.topic
            pieces.append(f"$CATEGORY: {category_of(topic, bank.title)}\n")
        pieces.append(_written(question, done.lost))
    done.data = "\n".join(pieces).encode()
    done.lost += bank_left_behind(bank)
    return done


def _written(question: FileQuestion, lost: list[str]) -> str:
    name = question.name
    head = "".join(
        [
            f"// [id:{question.external_id}]\n" if question.external_id else "",
            "".join(f"// [tag:{tag}]\n" for tag in question.tags),
            f"::{_escaped(name)}::{_stem(question)} ",
        ]
    )
    lost += left_behind(question, "word_limit", "examples", "source", "marks", "sources")
    if shown := pictures_in(question.markdown):
        lost.append(f"{name}: {len(shown)} pictures; what they show is said in words")
    accepted = accepted_of(question.scheme) if question.scheme and question.kind != ESSAY else None
    general = f"\n\t####[plain]{_escaped(question.model_answer)}" if question.model_answer else ""
    if accepted is None:
        if question.scheme:
            lost.append(
                f"{name}: marking by machine; in GIFT it is an essay with the mark scheme as its general feedback, "
                "which Moodle shows to students"
            )
            lost += left_behind(question, "model_answer")
            notes = question.scheme if scheme_in(question.scheme) else formatted(question.scheme)
            general = f"\n\t####[plain]{_escaped(notes.strip())}"
        return f"{head}{{{general}\n}}\n"
    answers, unsaid = accepted
    lost += [f"{name}: {what}" for what in unsaid]
    lines = "".join(
        f"\n\t=%{answer.percent:f}%{_escaped(answer.text)}"
        if answer.percent != 100
        else f"\n\t={_escaped(answer.text)}"
        for answer in answers
    )
    return f"{head}{{{lines}{general}\n}}\n"


def _stem(question: FileQuestion) -> str:
    """Return the text of a question, as HTML where it has form."""
    if not question.markdown:
        return f"[plain]{_escaped(question.stem)}"
    html = html_for_others(question.markdown, lambda _name: "")
    return f"[html]{_escaped(html.strip())}"


def _escaped(text: str) -> str:
    text = re.sub(r"([~=#{}:\\])", r"\\\1", text)
    return text.replace("\r", "").replace("\n", "\\n")
