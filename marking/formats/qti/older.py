"""Items of QTI 1.2, as Canvas' classic quizzes, Blackboard and Common Cartridges hold them, become questions.

In it a text is `material`, an answer `response_str` (typed) or `response_lid` (chosen by label), and what is right is
in conditions (`varequal`) that set or add to a score, most often in per cent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from marking.formats import simple_regex
from marking.formats.answers import NO_RANGE, Accepted, numbers_between, scheme_of
from marking.formats.gaps import BLANK, Gap, NotInWordsError, scheme_of_gaps, spaced
from marking.formats.markup import MEDIA, PICTURES, plain, plain_answer, remarks_on
from marking.formats.qti.beside import Beside, asks
from marking.formats.qti.xml import Node
from marking.formats.values import ESSAY, HALF, SHORT, Dropped, FileQuestion, in_halves, number_in
from quizzes.pure.wording import in_figures

_TYPED = frozenset({"response_str", "response_num"})
_CHOSEN = frozenset({"response_lid", "response_grp", "response_xy"})
_ESSAYS = ("essay", "file_upload", "long_answer")
_TYPE_FIELDS = ("question_type", "cc_profile", "bbmd_questiontype", "qmd_itemtype")
_WORTH_FIELDS = ("points_possible", "cc_weighting", "qmd_weighting", "qmd_absolutescore_max", "bbmd_weighting")
_NOT_IN_WORDS = {
    "matching": "A matching question is not answered in words.",
    "match": "A matching question is not answered in words.",
    "ordering": "A question of order is not answered in words.",
    "calculated": "Calculated questions make their own numbers; nothing here marks them.",
    "formula": "Calculated questions make their own numbers; nothing here marks them.",
    "file_upload": "A file to hand in is not answered in words.",
    "text_only": "It asks nothing: a text without answers.",
    "hot_spot": "A picture to point at is not answered in words.",
    "true_false": "A true–false question is not answered in words.",
    "true/false": "A true–false question is not answered in words.",
    "multiple_dropdowns": "Words are chosen from a list, not written.",
    "categorization": "Things are sorted, not written.",
}
CHOICE = "A multiple choice is asked as a short answer; its wrong choices are left out."
_LISTED = frozenset({"dropdown", "wordbank"})
_PARAGRAPHS = re.compile(r"</?(?:p|div)\b[^<>]*>")  # between which no blank stands in its line
_BLANK_CODE = re.compile(r"\[([^\[\]\s]{1,60})\]")


@dataclass(slots=True)
class _Box:
    """One answer of an item: its labels, if it is chosen, and what is accepted."""

    ident: str
    chosen: bool
    labels: dict[str, str] = field(default_factory=dict)
    accepted: list[Accepted] = field(default_factory=list)
    listed: bool = False
    is_number: bool = False


class _Texts:
    """The texts of an item in their order, with the places of the boxes between them."""

    def __init__(self) -> None:
        self.pieces = [""]
        self.html = [""]
        self.boxes: list[_Box] = []
        self.remarks: list[str] = []

    def walk(self, node: Node) -> None:
        for child in node.nodes():
            if child.name in _TYPED | _CHOSEN:
                self._box(child)
            elif child.name in {"mattext", "mat_formattedtext", "matemtext"}:
                self.pieces[-1] += f"{self._text(child)}\n"
            elif child.name == "matimage":
                self.remarks.append(PICTURES)
                self.html[-1] += _picture(child)
            elif child.name in {"mataudio", "matvideo", "matapplet"}:
                self.remarks.append(MEDIA)
            else:
                self.walk(child)

    def _text(self, node: Node) -> str:
        said = node.said()
        kind = (node.get("texttype") or node.get("type") or "text/plain").lower()
        if "html" not in kind and "smart_text" not in kind and not re.search(r"<(p|div|span|br)\b", said):
            self.html[-1] += f"<p>{escape(said.strip(), quote=False)}</p>"
            return said.strip()
        self.html[-1] += f"<div>{said}</div>"
        self.remarks += remarks_on(said)
        return plain(said)

    def _label(self, text: str, label: Node) -> str:
        if "regex" in label.get("scoring_algorithm").lower():
            try:
                (text,) = simple_regex.ways(text)
            except (simple_regex.NotSimpleError, ValueError):
                self.remarks.append(f"“{text}” is a pattern that is not taken over; it is looked for as it stands.")
        return text

    def _box(self, node: Node) -> None:
        box = _Box(node.get("ident"), node.name in _CHOSEN)
        fib = node.first("render_fib")
        box.is_number = fib is not None and fib.get("fibtype").lower() in {"decimal", "integer", "scientific"}
        for label in node.below("response_label"):
            texts = _Texts()
            texts.walk(label)
            box.labels[label.get("ident")] = self._label(" ".join(texts.pieces[0].split()), label)
            box.listed |= label.get("answer_type") in _LISTED
        if not box.chosen:  # a text of its own may stand before the place to write
            for material in node.nodes():
                if material.name == "material":
                    self.walk(material)
        self.boxes.append(box)
        self.pieces.append("")
        self.html.append("")


def read_older(
    item: Node, *, marks: Decimal, choices_too: bool, topic: str, name: str, beside: Beside
) -> FileQuestion | Dropped:
    """The question that an item of QTI 1.2 asks; `marks` is what it is worth where it does not say.

    `beside` has the pictures that it shows.
    """
    said = _metadata(item)
    kind = next((said[key].lower() for key in _TYPE_FIELDS if said.get(key)), "")
    title = " ".join(item.get("title").split())[:200]
    what = title or item.get("ident")
    what = f"{name}: {what}" if name else what
    reason = next((why for part, why in _NOT_IN_WORDS.items() if part in kind), "")
    presentation = item.first("presentation")
    if reason or presentation is None:
        return Dropped(item.line, what, reason or "It has no question text.")
    texts = _Texts()
    texts.walk(presentation)
    asked = _Asked(item, kind, texts, _worth(said, item, marks), choices_too)
    try:
        scheme = asked.scheme()
    except NotInWordsError as error:
        return Dropped(item.line, what, str(error))
    stem = asked.stem()
    if not asks(stem):
        return Dropped(item.line, what, "It has no question text.")
    question = FileQuestion(
        stem=stem,
        kind=ESSAY if any(part in kind for part in _ESSAYS) else SHORT,
        scheme=scheme,
        line=item.line,
        title="" if title.lower() in {"", "question"} else title,
        topic=topic,
        model_answer=asked.model_answer(),
        external_id=item.get("ident")[:200],
        remarks=tuple(dict.fromkeys(asked.remarks)),
        marks=asked.marks,
    )
    return beside.with_form(question, asked.stem_as_html())


def _metadata(item: Node) -> dict[str, str]:
    entries: dict[str, str] = {}
    for metadata in item.below("itemmetadata"):
        for one in metadata.below():
            if one.name == "qtimetadatafield":
                label, entry = one.first("fieldlabel"), one.first("fieldentry")
                if label is not None and entry is not None:
                    entries[label.said().strip().lower()] = entry.said().strip()
            elif one.name.startswith(("qmd_", "bbmd_")):
                entries[one.name] = one.said().strip()
    return entries


def _worth(said: dict[str, str], item: Node, usual: Decimal) -> Decimal:
    for key in _WORTH_FIELDS:
        number = number_in(said.get(key, ""))
        if number is not None and 0 < number < 100:
            return max(in_halves(number), HALF)
    decvar = item.first("decvar")
    number = number_in(decvar.get("maxvalue")) if decvar is not None else None
    return max(in_halves(number), HALF) if number is not None and 0 < number < 100 else usual


class _Asked:
    def __init__(self, item: Node, kind: str, texts: _Texts, marks: Decimal, choices_too: bool) -> None:
        self.item = item
        self.kind = kind
        self.marks = marks
        self.remarks = texts.remarks
        self.pieces = texts.pieces
        self.html = texts.html
        self.boxes = texts.boxes
        self.choices_too = choices_too

    def scheme(self) -> str:
        """The mark scheme, "" for none in the file. Raises NotInWordsError."""
        if not self.boxes:
            raise NotInWordsError("It has nothing to answer.")
        self._accept()
        if all(box.chosen for box in self.boxes):
            return self._blanks() if self._names_blanks() else self._choice()
        if any(box.chosen for box in self.boxes):
            raise NotInWordsError("It also has a part that is chosen, not written.")
        gaps = [Gap([one for one in box.accepted if one.percent > 0]) for box in self.boxes]
        if not any(gap.answers for gap in gaps):
            self.remarks.append("The file has nothing to mark it by: write a mark scheme before you use it.")
            return ""
        return scheme_of_gaps(gaps, marks=self.marks, remarks=self.remarks)

    def stem(self) -> str:
        """The text with its blanks; one behind the whole sentence is where the box will be."""
        return self._joined(self.pieces)

    def stem_as_html(self) -> str:
        """The same with its form."""
        several = len(self.boxes) > 1 and not all(box.chosen for box in self.boxes)
        return self._joined([_PARAGRAPHS.sub(" ", html) if several else html for html in self.html])

    def _joined(self, pieces: list[str]) -> str:
        if all(box.chosen for box in self.boxes):
            text = "\n".join(piece.strip() for piece in pieces if piece.strip())
            names = list(dict.fromkeys(box.ident.removeprefix("response_") for box in self.boxes))
            return _numbered(text, names) if self._names_blanks() else text
        pieces = [" ".join(piece.split()) if len(self.boxes) > 1 else piece.strip() for piece in pieces]
        if len(self.boxes) == 1:
            text, after = pieces
            for code in _BLANK_CODE.findall(text):
                text = text.replace(f"[{code}]", BLANK) if code == self.boxes[0].ident else text
            return f"{text} {BLANK} {after}" if after else text
        return spaced(pieces)

    def _names_blanks(self) -> bool:
        """Whether the text names its blanks in brackets, as Canvas does, with the answers as labels."""
        names = {box.ident.removeprefix("response_") for box in self.boxes}
        return bool(names & set(_BLANK_CODE.findall(" ".join(self.pieces))))

    def _blanks(self) -> str:
        if any(box.listed for box in self.boxes):
            raise NotInWordsError(_NOT_IN_WORDS["multiple_dropdowns"])
        if "fill_in_multiple_blanks" not in self.kind:
            # Only Canvas' own kind has its wordings as labels; elsewhere those are the choices of a list.
            raise NotInWordsError(_NOT_IN_WORDS["multiple_dropdowns"])
        gaps = [Gap([Accepted(plain_answer(text)) for text in box.labels.values() if text]) for box in self.boxes]
        return scheme_of_gaps(gaps, marks=self.marks, remarks=self.remarks)

    def _choice(self) -> str:
        right = [one.text for box in self.boxes for one in box.accepted if one.percent > 0]
        one_of_one = len(self.boxes) == 1 and len(right) == 1
        if not one_of_one or not self.choices_too:
            more = " It has one right answer and could be asked as a short answer." if one_of_one else ""
            raise NotInWordsError(f"A multiple choice is not answered in words.{more}")
        self.remarks.append(CHOICE)
        return scheme_of([Accepted(right[0])], marks=self.marks, remarks=self.remarks)

    def _accept(self) -> None:
        """Give each box what the conditions accept there, in per cent of the best."""
        boxes = {box.ident: box for box in self.boxes}
        raw: list[tuple[_Box, str, Decimal]] = []
        for condition in self.item.below("respcondition"):
            value = max((_value(one) for one in condition.nodes() if one.name == "setvar"), default=Decimal(0))
            where = condition.first("conditionvar")
            if where is None or value <= 0:
                continue
            for ident, text in self._texts_of(where):
                if (box := boxes.get(ident)) is not None:
                    raw.append((box, text, value))
        for box in self.boxes:
            mine = [(text, value) for other, text, value in raw if other is box]
            best = max((value for _text, value in mine), default=Decimal(1))
            box.accepted = [Accepted(text, value * 100 / best) for text, value in dict(reversed(mine)).items()][::-1]

    def _texts_of(self, node: Node) -> Iterator[tuple[str, str]]:
        """Yield the box and the text of what a condition accepts; what must not be there is passed over."""
        limits: dict[str, dict[str, Decimal]] = {}
        exact: set[str] = set()
        for child in node.nodes():
            ident = child.get("respident")
            if child.name in {"varequal", "varsubstring"}:
                exact.add(ident)
                yield ident, self._meant(ident, child.said())
            elif child.name in {"vargte", "vargt", "varlte", "varlt"}:
                number = number_in(child.said())
                if number is not None:
                    limits.setdefault(ident, {})[child.name[:5]] = number
            elif child.name in {"or", "and"}:
                inner = list(self._texts_of(child))
                adds = child.name == "or" or any(one.name[:5] in {"vargt", "varlt"} for one in child.nodes())
                yield from (one for one in inner if adds or one[0] not in exact)
        yield from self._within(limits)

    def _within(self, limits: Mapping[str, Mapping[str, Decimal]]) -> Iterator[tuple[str, str]]:
        """Yield the numbers between the limits of each box. Raises NotInWordsError where they cannot be listed."""
        for ident, ends in limits.items():
            low, high = ends.get("vargt"), ends.get("varlt")
            listed = (
                numbers_between(low, high, Decimal(100), self.remarks) if low is not None and high is not None else []
            )
            if not listed:
                raise NotInWordsError(NO_RANGE)
            yield from ((ident, one.text) for one in listed)

    def _meant(self, ident: str, said: str) -> str:
        box = next((box for box in self.boxes if box.ident == ident), None)
        text = " ".join(said.split())
        if box is not None and box.chosen:
            return box.labels.get(text, text)
        value = number_in(text) if "numer" in self.kind or (box is not None and box.is_number) else None
        return plain_answer(text) if value is None else in_figures(value)

    def model_answer(self) -> str:
        """What is called a solution, or shown to all."""
        for block in self.item.below("itemfeedback"):
            name = block.get("ident").lower()
            solution = block.first("solution")
            if solution is not None or "general" in name or "solution" in name or "model" in name:
                texts = _Texts()
                texts.walk(solution or block)
                return "\n".join(piece.strip() for piece in texts.pieces if piece.strip())
            self.remarks.append("Feedback on right and wrong answers is left out.")
        return ""


def _numbered(text: str, names: list[str]) -> str:
    """The text with its named blanks as blanks."""
    for number, name in enumerate(names, 1):
        text = text.replace(f"[{name}]", f"({number}) {BLANK}" if len(names) > 1 else BLANK)
    return text


def _picture(node: Node) -> str:
    """A picture of its own as HTML: an address, or the picture itself."""
    address = node.get("uri")
    if node.get("embedded").lower() == "base64" and not address:
        address = f"data:{node.get('imagtype') or 'image/png'};base64,{''.join(node.said().split())}"
    return f'<p><img src="{escape(address)}" alt="{escape(node.get("label"))}"></p>'


def _value(rule: Node) -> Decimal:
    """What a rule adds to the score; the whole where it names it (`SCORE.max`)."""
    said = rule.said().strip()
    if rule.get("action").lower() in {"subtract", "divide"}:
        return Decimal(0)
    number = number_in(said)
    return number if number is not None else Decimal(100) if said.lower().endswith("max") else Decimal(0)
