"""One item of QTI 2 or 3 becomes a question, or the reason why it cannot be one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from marking.formats.answers import Accepted, scheme_in, scheme_of, usable
from marking.formats.gaps import Gap, NotInWordsError, scheme_of_gaps
from marking.formats.markup import MEDIA, PICTURES, POWERS
from marking.formats.printed import scheme_of_notes
from marking.formats.qti.beside import Beside, asks, without_last_blank
from marking.formats.qti.body import Body, feedback_of, read_body
from marking.formats.qti.form import FORMULAS, html_in
from marking.formats.qti.identifiers import original
from marking.formats.qti.scoring import PER_CENT, Response, maximum, number, responses, scaled
from marking.formats.qti.xml import Node
from marking.formats.values import ESSAY, HALF, SHORT, Dropped, FileQuestion, in_halves
from quizzes.pure.wording import in_figures

IN_WORDS = ("textEntryInteraction", "extendedTextInteraction")
_HARMLESS = ("mediaInteraction", "endAttemptInteraction")
_KINDS = {
    "choiceInteraction": "a multiple choice",
    "inlineChoiceInteraction": "a choice from a list",
    "matchInteraction": "a matching question",
    "associateInteraction": "a matching question",
    "gapMatchInteraction": "a question with words to drag",
    "orderInteraction": "a question of order",
    "hottextInteraction": "a question of words to point at",
    "sliderInteraction": "a slider",
    "uploadInteraction": "a file to hand in",
    "drawingInteraction": "a drawing",
}
_FEW_LINES = 5
Found = FileQuestion | Dropped


def read_item(
    item: Node,
    *,
    marks: Decimal,
    choices_too: bool,
    topic: str = "",
    tags: tuple[str, ...] = (),
    beside: Beside,
    name: str = "",
) -> Found:
    """The question that an item asks. `marks` is what it is worth where it does not say; `beside` has its pictures."""
    title = " ".join((item.get("title") or item.get("identifier")).split())[:200]
    what = f"{name}: {title}" if name else title
    body = item.first("itemBody")
    if body is None:
        return Dropped(item.line, what, "It has no body with a question in it.")
    if item.first("templateProcessing", "templateDeclaration") is not None:
        return Dropped(
            item.line, what, "Its text or numbers are drawn anew for each student; questions here are fixed."
        )
    asked = _interactions(body)
    choice = _as_short(item, asked) if choices_too else None
    if choice is None and (why := _not_in_words(item, asked)):
        return Dropped(asked[0].line if asked else item.line, what, why)
    reading = _Item(item, body, asked, marks)
    try:
        question = reading.from_choice(choice) if choice is not None else reading.question()
    except NotInWordsError as error:
        return Dropped(item.line, what, str(error))
    question = beside.with_form(question, reading.html, one_blank=len(reading.body.blanks) == 1)
    question = beside.shared(item, question)
    if not asks(question.stem):
        return Dropped(item.line, what, "It has no question text.")
    return replace(
        question,
        line=item.line,
        title="" if title == item.get("identifier") else title,
        topic=topic,
        external_id=original(item.get("identifier"))[:200],
        tags=tags,
        remarks=tuple(dict.fromkeys(question.remarks)),
    )


def _interactions(body: Node) -> list[Node]:
    """The places of a question where something is to be answered."""
    return [node for node in body.below() if node.name.endswith("Interaction") and node.name not in _HARMLESS]


def _not_in_words(item: Node, asked: list[Node]) -> str:
    if not asked:
        return "It has nothing to answer."
    others = sorted({_KINDS.get(node.name, "a question to click at") for node in asked if node.name not in IN_WORDS})
    if not others:
        return ""
    if any(node.name in IN_WORDS for node in asked):
        return f"Besides what is answered in words it has {' and '.join(others)}."
    kind = others[0][0].upper() + others[0][1:]
    more = " It has one right answer and could be asked as a short answer." if _as_short(item, asked) else ""
    return f"{kind} is not answered in words.{more}"


def _as_short(item: Node, asked: list[Node]) -> str | None:
    """The text of the one right choice of a single multiple choice."""
    if len(asked) != 1 or asked[0].name not in {"choiceInteraction", "inlineChoiceInteraction"}:
        return None
    declared = (node for node in item.below("responseDeclaration") if node.get("identifier") == _response(asked[0]))
    values = [
        value.said().strip()
        for node in declared
        for right in node.below("correctResponse")
        for value in right.below("value")
    ]
    choices = {node.get("identifier"): node for node in asked[0].below("simpleChoice", "inlineChoice")}
    if len(values) != 1 or values[0] not in choices:
        return None
    return " ".join(read_body(choices[values[0]], skip=frozenset({"feedbackInline"})).text.split()) or None


def _response(interaction: Node) -> str:
    return interaction.get("responseIdentifier")


def _lost(body: Body) -> list[str]:
    remarks = {
        "pictures": PICTURES,
        "media": MEDIA,
        "powers": POWERS,
        "formulas": FORMULAS,
    }
    return [text for key, text in remarks.items() if key in body.lost]


class _Item:
    """The parts of an item while they become a question."""

    def __init__(self, item: Node, body: Node, asked: Sequence[Node], marks: Decimal) -> None:
        self.item = item
        self.asked = asked
        self.said_max = maximum(item)
        self.is_ours = item.get("toolName") == "Markscheme"
        self.usual = marks
        self.worth = self.said_max or marks
        self.remarks: list[str] = []
        self.rubrics = list(item.below("rubricBlock"))
        hidden = frozenset({"rubricBlock", "feedbackBlock", "feedbackInline", "modalFeedback", "endAttemptInteraction"})
        entries = [node for node in asked if node.name == "textEntryInteraction"]
        numbered, hidden = len(asked) > 1 and len(entries) > 1, hidden | {"choiceInteraction"}
        self.body = read_body(body, number=numbered, skip=hidden)
        shown = [html_in(node) for node in self.rubrics if "candidate" in node.get("view").split()]
        self.html = "\n".join(f"<div>{text}</div>" for text in [*shown, html_in(body, number=numbered, skip=hidden)])
        self.remarks += _lost(self.body)
        if item.get("adaptive") == "true":
            self.remarks.append("It went on after each try; here there is one answer.")

    def from_choice(self, right: str) -> FileQuestion:
        """A multiple choice asked without its choices."""
        prompt = self.asked[0].first("prompt")
        said = read_body(prompt).text if prompt is not None else ""
        self.html += f"<div>{html_in(prompt)}</div>" if prompt is not None else ""
        self.remarks.append("A multiple choice is asked as a short answer; its wrong choices are left out.")
        worth = self.usual if self.worth >= PER_CENT else self.worth
        scheme = scheme_of([Accepted(right)], marks=worth, remarks=self.remarks)
        stem = "\n\n".join(text for text in (self._stem(), said) if text)
        return FileQuestion(stem=stem, scheme=scheme, remarks=tuple(self.remarks))

    def question(self) -> FileQuestion:
        """What is answered in words."""
        names = list(dict.fromkeys(_response(node) for node in self.asked))
        # Where only the whole is known, the blanks share it.
        each = self.worth if len(names) == 1 or not self.said_max else self.said_max / len(names)
        asked = list(responses(self.item, names, each).values())
        scaled(asked, self.said_max, self.usual, self.remarks)
        essay = any(node.name == "extendedTextInteraction" for node in self.asked)
        scheme, notes = self._marker_notes(lines_too=essay or not any(response.earns for response in asked))
        scheme = scheme or self._own_scheme(asked, essay=essay)
        model, miss = self._feedback(self._model(asked, essay))
        model = self._with_notes(model, notes)
        if miss:
            scheme = self._with_feedback(scheme, miss)
        self._tell(scheme)
        marks = self._marks(scheme)
        return FileQuestion(
            stem=self._stem(),
            kind=SHORT if all(map(_is_short, self.asked)) else ESSAY,
            scheme=scheme,
            model_answer=model,
            remarks=tuple(self.remarks),
            marks=marks,
        )

    def _marks(self, scheme: str) -> Decimal | None:
        """What the item says that it is worth, where no scheme says it."""
        if scheme or self.said_max is None:
            return None
        rounded = max(in_halves(self.said_max), HALF)
        if rounded != self.said_max:
            self.remarks.append(
                f"It was worth {in_figures(self.said_max)}; marks go in halves here, so it is worth {rounded:f}."
            )
        return rounded

    def _with_notes(self, model: str, notes: str) -> str:
        if not notes or scheme_in(notes):
            return model
        if model:
            self.remarks.append(f"The notes for markers: “{notes[:2000]}”")
            return model
        self.remarks.append("The notes for markers are kept as the model answer.")
        return notes

    def _tell(self, scheme: str) -> None:
        """Say what is different here from where the item comes from."""
        if not scheme:
            self.remarks.append("The file has nothing to mark it by: write a mark scheme before you use it.")
        if any(number(node.get("maxStrings")) not in {None, Decimal(1)} for node in self.asked):
            self.remarks.append("It had several boxes; here there is one.")
        if any(node.get("patternMask") for node in self.asked):
            self.remarks.append("Answers had to fit a pattern; here any text is taken.")

    def _stem(self) -> str:
        shown = [read_body(node) for node in self.rubrics if "candidate" in node.get("view").split()]
        texts = [*(body.text for body in shown), self.body.text]
        stem = "\n\n".join(text for text in texts if text)
        return without_last_blank(stem) if len(self.body.blanks) == 1 else stem

    def _marker_notes(self, *, lines_too: bool) -> tuple[str, str]:
        """The scheme that the notes for markers hold, in our notation or as lines that end in marks; and the notes."""
        texts = [read_body(node).text for node in self.rubrics if "scorer" in node.get("view").split()]
        notes = "\n".join(text for text in texts if text)
        for text in texts:
            if scheme := scheme_in(text):
                return scheme, text
        return (scheme_of_notes(notes, self.remarks) if lines_too else ""), notes

    def _scheme(self, asked: list[Response]) -> str:
        for response in asked:
            self.remarks += response.remarks
        if len(asked) == 1 and not asked[0].each:
            # Their `percent` are marks here: of a hundred they are the same number, and nothing is rounded twice.
            return scheme_of(asked[0].earns, marks=Decimal(100), remarks=self.remarks)
        if not any(response.each for response in asked):
            return self._gaps(asked)
        lines = [line for response in asked for line in self._points(response)]
        total = sum((response.worth for response in asked), Decimal(0))
        limited = any(response.each and response.most is not None for response in asked)
        head = [f"max {in_figures(in_halves(total))}"] if limited and lines else []
        return usable("\n".join([*head, *lines]) + "\n", self.remarks) if lines else ""

    def _gaps(self, asked: list[Response]) -> str:
        """Several blanks, each with its list of answers."""
        if not any(response.worth for response in asked):
            return ""
        gaps = []
        for response in asked:
            worth = response.worth or Decimal(1)
            answers = [Accepted(one.text, min(one.percent / worth * 100, Decimal(100))) for one in response.earns]
            gaps.append(Gap(answers, worth))
        return scheme_of_gaps(gaps, marks=sum((gap.weight for gap in gaps), Decimal(0)), remarks=self.remarks)

    def _points(self, response: Response) -> list[str]:
        """The lines for a box that asks for several texts, each of which counts; or for the best of a list."""
        if response.each:
            alone = [scheme_of([answer], marks=Decimal(100), remarks=self.remarks) for answer in response.earns]
            return [line for scheme in alone for line in scheme.splitlines()]
        scheme = scheme_of(response.earns, marks=Decimal(100), remarks=self.remarks)
        lines = [line for line in scheme.splitlines() if not line.startswith("max ")]
        if sum(not line.startswith(" ") for line in lines) < 2:
            return lines
        return ["any 1 from:", *(f"    {line}" for line in lines)]

    def _essay_scheme(self, asked: list[Response]) -> str:
        """An extended text may list its keywords; one long correct response is a model answer, not a list."""
        for response in asked if not self.is_ours else ():
            listed = [answer for answer in response.earns if len(answer.text.split()) <= 6]
            if listed and len(listed) == len(response.earns):
                return self._scheme(asked)
        return ""

    def _own_scheme(self, asked: list[Response], *, essay: bool) -> str:
        """Return the scheme that the item's accepted answers make."""
        if essay and not any(answer.percent for one in asked if one.each for answer in one.earns):
            return self._essay_scheme(asked)
        return self._scheme(asked)

    def _with_feedback(self, scheme: str, miss: str) -> str:
        """Return the scheme with what is said where it is missed; only a scheme of one point can say it."""
        if scheme.count("\n") == 1 and "[" in scheme:
            return usable(f"{scheme}    feedback: {miss}\n", self.remarks) or scheme
        self.remarks.append(f"Feedback that is left out: “{miss[:300]}”")
        return scheme

    def _model(self, asked: list[Response], essay: bool) -> str:
        if len(asked) > 1:
            right = [response.correct[0] for response in asked if response.correct]
            return "; ".join(right) if len(right) == len(asked) else ""
        if not asked or not asked[0].correct:
            return ""
        first = asked[0].correct[0]
        if not essay and not self.is_ours:
            return first
        if not essay and any(one.text.casefold() == first.casefold() for one in asked[0].earns):
            return ""  # it stands there for want of a model answer
        return self._model_as_written()

    def _model_as_written(self) -> str:
        """Return the text of the right answer with its lines; a program of ours has written them as they should be."""
        correct = self.item.first("correctResponse")
        if correct is None:
            return ""
        values = list(correct.below("value"))
        if len(values) == 1:
            lines = values[0].said().strip().split("\n")
            return "\n".join(line.rstrip() if self.is_ours else " ".join(line.split()) for line in lines)
        return "\n".join(read_body(value).text or value.said() for value in values)

    def _feedback(self, model: str) -> tuple[str, str]:
        """Model answer, and what those read who miss the mark; other feedback is remarked on."""
        miss = ""
        for block in feedback_of(self.item):
            text = " ".join(read_body(block).text.split())
            name = f"{block.get('identifier')} {block.get('outcomeIdentifier')}".lower()
            hidden = block.get("showHide") == "hide"
            wrong = bool(re.search(r"incorrect|wrong|false|\bno\b|miss", name))
            right = not wrong and bool(re.search(r"correct|right|true|\byes\b", name))
            if not text:
                continue
            if re.search(r"solution|model", name) and not model:
                model = text
            elif not miss and (wrong != hidden if wrong or right else False) and (wrong or right):
                miss = text
            else:
                self.remarks.append(f"Feedback that is left out: “{text[:300]}”")
        return model, miss


def _is_short(interaction: Node) -> bool:
    """A text entry, or a box of a few lines."""
    if interaction.name == "textEntryInteraction":
        return True
    styled = re.search(r"\bqti-height-lines-(\d+)", interaction.get("class"))
    lines = number(interaction.get("expectedLines")) or number(styled[1] if styled else "")
    return lines is not None and 0 < lines <= _FEW_LINES
