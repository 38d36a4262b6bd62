"""What an item accepts and what that earns: its declarations, and the rules that work out the mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from marking.formats.answers import Accepted
from marking.formats.qti.body import typed
from marking.formats.qti.xml import Node
from marking.formats.values import number_in
from quizzes.pure.wording import in_figures

_TEMPLATES = {"match_correct": "correct", "map_response": "mapping", "cc2_match": "correct", "cc2_map": "mapping"}
# No text to be typed in is worth so much: it is a share of a hundred.
PER_CENT = 100
_CONDITIONS = ("responseIf", "responseElseIf")


@dataclass(slots=True)
class Response:
    """One answer of an item: what is right, and what each text earns, in marks.

    `each` says that several texts are asked for, and each earns its own marks up to `most`.
    """

    identifier: str
    correct: list[str] = field(default_factory=list)
    earns: list[Accepted] = field(default_factory=list)
    each: bool = False
    most: Decimal | None = None
    remarks: list[str] = field(default_factory=list)

    @property
    def worth(self) -> Decimal:
        """The most that it earns."""
        percents = [answer.percent for answer in self.earns if answer.percent > 0]
        best = sum(percents, Decimal(0)) if self.each else max(percents, default=Decimal(0))
        return min(best, self.most) if self.most is not None else best


def number(text: str) -> Decimal | None:
    """A number of the file, None if it is none or too large to be a mark."""
    value = number_in(text)
    return value if value is not None and abs(value) < 10_000 else None


def maximum(item: Node) -> Decimal | None:
    """The most marks of an item, where it says so."""
    for outcome in item.below("outcomeDeclaration"):
        name = outcome.get("identifier").upper()
        said = outcome.get("normalMaximum") if name == "SCORE" else ""
        if name == "MAXSCORE" and (value := outcome.first("value")):
            said = value.said()
        most = number(said) if said else None
        if most is not None and most > 0:
            return most
    return None


def responses(item: Node, wanted: list[str], worth: Decimal) -> dict[str, Response]:
    """What earns marks in each of the `wanted` responses; `worth` is what a right one earns where nothing says.

    Rules that are no list of answers leave a remark at the response.
    """
    declared = {node.get("identifier"): node for node in item.below("responseDeclaration")}
    rules = _Rules(item)
    by_identifier: dict[str, Response] = {}
    for identifier in wanted:
        declaration = declared.get(identifier, Node("responseDeclaration", {}))
        response = Response(identifier, [_figure(text, declaration) for text in _values(declaration)])
        mapping = declaration.first("mapping")
        if mapping is not None and mapping.first("mapEntry") is None:
            mapping = None
        ruled = rules.answers.get(identifier, [])
        if identifier in rules.correct:
            response.earns = [Accepted(text, rules.correct[identifier] or worth) for text in response.correct] + ruled
        elif mapping is not None and (identifier in rules.mapped or not ruled):
            _read_mapping(response, mapping)
        elif ruled:
            response.earns = ruled
        else:
            response.earns = [Accepted(text, worth) for text in response.correct]
        _ask_for_each(response, declaration, mapping, item)
        if rules.strange:
            response.remarks.append(
                f"It is marked by rules of its own ({', '.join(sorted(rules.strange)[:4])}), which are not taken over. "
                "Look through the mark scheme."
            )
        by_identifier[identifier] = response
    return by_identifier


def scaled(responses: list[Response], said: Decimal | None, usual: Decimal, remarks: list[str]) -> None:
    """Bring what answers earn to what the item is worth, where it counts in per cent or its answers say more.

    `said` is the most marks that the item names, `usual` what a question is worth that does not say.
    """
    total = sum((response.worth for response in responses), Decimal(0))
    most = said or total
    target = usual if most >= PER_CENT else most
    if total <= 0 or (total <= target and most < PER_CENT):
        return
    what = "in per cent" if most >= PER_CENT else f"up to {in_figures(total)}"
    remarks.append(f"Its answers earned {what}; here the question is worth {in_figures(target)}.")
    for response in responses:
        response.earns = [replace(one, percent=one.percent * target / total) for one in response.earns]
        response.most = response.most * target / total if response.most is not None else None


def _values(declaration: Node) -> list[str]:
    correct = declaration.first("correctResponse")
    texts = (typed(value) for value in correct.below("value")) if correct is not None else ()
    return [text for text in dict.fromkeys(texts) if text]


def _figure(text: str, declaration: Node) -> str:
    """A number as a person writes it: 4, where the file has 4.0."""
    value = number(text) if declaration.get("baseType") in {"float", "integer"} else None
    return text if value is None else in_figures(value)


def _given(node: Node, name: str) -> Decimal | None:
    """Return the number that an attribute gives, None where it gives none."""
    return number(node.get(name)) if node.get(name) else None


def _read_mapping(response: Response, mapping: Node) -> None:
    most = _given(mapping, "upperBound")
    response.most = most if most is not None and most > 0 else None
    best: dict[str, Accepted] = {}
    for entry in mapping.below("mapEntry"):
        text, value = " ".join(entry.get("mapKey").split()), number(entry.get("mappedValue"))
        if not text or value is None:
            response.remarks.append(
                f"Line {entry.line}: an accepted answer has no text or no number of marks; left out."
            )
            continue
        if value < 0:
            response.remarks.append(f"“{text}” took marks off; here it earns nothing.")
        value = min(value, response.most) if response.most is not None else value
        before = best.get(text.casefold())
        if before is not None and before.percent != value:
            response.remarks.append(f"“{text}” earned different marks by its capitals; here they make no difference.")
        if before is None or value > before.percent:
            best[text.casefold()] = Accepted(text, value)
    if any(entry.get("caseSensitive") in {"true", "1"} for entry in mapping.below("mapEntry")):
        response.remarks.append("Small and capital letters counted as different; here they do not.")
    if other := _given(mapping, "defaultValue"):
        response.remarks.append(f"Every other answer earned {in_figures(other)}; here it earns nothing.")
    response.earns = list(best.values())


def _ask_for_each(response: Response, declaration: Node, mapping: Node | None, item: Node) -> None:
    """Several texts in one response: a box that asks for more than one, not a list of ways to say one thing."""
    boxes = {node.get("responseIdentifier") for node in item.below("extendedTextInteraction")}
    several = declaration.get("cardinality") in {"multiple", "ordered"}
    if not several or response.identifier not in boxes or len(response.earns) < 2:
        return
    response.each = True
    if declaration.get("cardinality") == "ordered":
        response.remarks.append("The answers were asked for in an order; here the order makes no difference.")
    if mapping is None:
        # All of them together were worth what each has been given so far.
        shared = response.earns[0].percent / len(response.earns)
        response.earns = [Accepted(answer.text, shared) for answer in response.earns]


class _Rules:
    """How the mark is worked out, as far as that is a list of answers with marks.

    `mapped` and `correct` (with what they earn, 0 where nothing says) name responses, `answers` holds texts that the
    rules themselves compare with, and `strange` the names of rules that are something else.
    """

    def __init__(self, item: Node) -> None:
        self.mapped: set[str] = set()
        self.correct: dict[str, Decimal] = {}
        self.answers: dict[str, list[Accepted]] = {}
        self.strange: set[str] = set()
        processing = item.first("responseProcessing")
        if processing is None:
            return
        template = processing.get("template").rsplit("/", 1)[-1].removesuffix(".xml").lower()
        kind = next((kind for name, kind in _TEMPLATES.items() if template.startswith(name)), "")
        names = [node.get("identifier") for node in item.below("responseDeclaration")]
        if kind == "mapping":
            self.mapped.update(names)
        elif kind == "correct":
            self.correct = dict.fromkeys(names, Decimal(0))
        elif template and template != "null" and not processing.children:
            self.strange.add(template)
        self._read(processing)

    def _read(self, node: Node) -> None:
        for child in node.nodes():
            if child.name in _CONDITIONS:
                self._condition(child)
            elif child.name == "setOutcomeValue":
                self._set(child, None)
            else:
                self._read(child)

    def _condition(self, branch: Node) -> None:
        parts = list(branch.nodes())
        for part in parts[1:]:
            if part.name == "setOutcomeValue":
                self._set(part, parts[0])
            else:
                self._read(part)

    def _set(self, rule: Node, condition: Node | None) -> None:
        """A line that sets the mark; others set what feedback is shown."""
        if not rule.get("identifier").upper().endswith("SCORE") or rule.get("identifier").upper() == "MAXSCORE":
            return
        self.mapped.update(node.get("identifier") for node in rule.below("mapResponse"))
        self.strange.update(node.name for node in rule.below() if node.name not in _SUMS)
        value = _constant(rule)
        if condition is None or value <= 0:
            return
        understood = list(self._accepts(condition, value))
        if understood:
            self.strange.update(_unknown(condition))
        elif not any(rule.below("mapResponse")):
            self.strange.add(condition.name)

    def _accepts(self, node: Node, value: Decimal) -> Iterator[str]:
        """Take what a condition accepts; yields the responses that it is about."""
        if node.name == "or":
            for part in node.nodes():
                yield from self._accepts(part, value)
            return
        if node.name not in {"match", "stringMatch", "equal"}:
            return
        variable, right = node.first("variable"), node.first("correct")
        said = node.first("baseValue")
        if variable is None:
            return
        identifier = variable.get("identifier")
        if right is not None and right.get("identifier") == identifier:
            self.correct[identifier] = value
            yield identifier
        elif said is not None and (text := " ".join(said.said().split())):
            self.answers.setdefault(identifier, []).append(Accepted(text, value))
            yield identifier


_SUMS = frozenset({"sum", "variable", "mapResponse", "baseValue"})
_KNOWN = frozenset({"or", "match", "stringMatch", "equal", "variable", "correct", "baseValue"})


def _constant(rule: Node) -> Decimal:
    return sum((number(node.said()) or Decimal(0) for node in rule.below("baseValue")), Decimal(0))


def _unknown(condition: Node) -> Iterator[str]:
    for node in (condition, *condition.below()):
        if node.name not in _KNOWN:
            yield node.name
        elif node.name == "equal" and node.get("toleranceMode") in {"absolute", "relative"}:
            yield "a tolerance"
