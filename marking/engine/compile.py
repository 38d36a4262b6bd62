"""Turning a mark scheme as read into what the matcher walks: units (the words wanted) and paths of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marking.engine import numbers
from marking.engine.negation import NEGATIVE_WORDS, NOT_ONLY
from marking.engine.notation import format_expression
from marking.engine.program import All, AnyWay, CompiledPoint, Edge, Node, Path, Program, Unit
from marking.engine.tokenise import Word, chunk_of, roman_value
from marking.engine.types import AnyOf, Choice, Either, Expression, Phrase, Point, Quoted, Scheme, Term, Together
from quizzes.english.stop_words import FUNCTION_WORDS

# Words of the longest wording that a "same" line can put in place of another.
LONGEST_SAME = 12
SHORTEST_JOINED = 5
# A phrase of many choices has more neighbours than anybody writes as one.
MOST_JOINED = 60
RANGE_SIGNS = frozenset("-–—−‐‑/")


def compile_scheme(scheme: Scheme, bank_same: Iterable[tuple[Phrase, ...]] = ()) -> Program:
    """The scheme with the bank's synonyms beside its own. Raises nothing; the time is linear in its size."""
    compiler = _Compiler((*scheme.same, *bank_same), english=scheme.language == "en")
    points: list[CompiledPoint] = []
    groups: list[tuple[int, tuple[int, ...]]] = []
    for item in scheme.items:
        members = item.points if isinstance(item, AnyOf) else (item,)
        if isinstance(item, AnyOf):
            groups.append((item.count, tuple(range(len(points), len(points) + len(members)))))
        points.extend(compiler.point(point) for point in members)
    return Program(scheme, tuple(compiler.units), tuple(points), tuple(groups), _maximum(scheme))


def _maximum(scheme: Scheme) -> Decimal:
    earnable = Decimal(0)
    for item in scheme.items:
        if isinstance(item, AnyOf):
            earnable += sum(sorted((point.marks for point in item.points), reverse=True)[: item.count], Decimal(0))
        else:
            earnable += max(item.marks, Decimal(0))
    if scheme.levels:
        earnable = max(level.mark for level in scheme.levels if level.low <= earnable)
    return earnable if scheme.cap is None else min(earnable, scheme.cap)


class _Compiler:
    """Collects the units of a scheme while its expressions become paths."""

    def __init__(self, same: Sequence[tuple[Phrase, ...]], *, english: bool) -> None:
        self.units: list[Unit] = []
        self._ids: dict[tuple[object, ...], int] = {}
        self._english = english
        self._same: dict[str, list[tuple[tuple[str, ...], list[Phrase]]]] = {}
        for group in same:
            for phrase in group:
                key = tuple(_key_words(phrase, english))
                if key:
                    others = [other for other in group if other is not phrase]
                    self._same.setdefault(key[0], []).append((key, others))

    def point(self, point: Point) -> CompiledPoint:
        ways = self._flat((point.expression, *point.accept))
        rejects = self._flat(point.reject)
        ignores = self._flat(point.ignore)
        return CompiledPoint(point, ways, rejects, ignores, _union(ways), _union(rejects))

    def _flat(self, expressions: Iterable[Expression]) -> tuple[Node, ...]:
        """The ways that any of these can be met, alternatives at the top laid out flat."""
        ways: list[Node] = []
        for expression in expressions:
            node = self._node(expression)
            if node is not None:
                ways.extend(node.options if isinstance(node, AnyWay) else (node,))
        return tuple(ways)

    def _node(self, expression: Expression, *, within: bool = False) -> Node | None:
        """The node for an expression; `within` a sentence all its parts must be in that sentence too."""
        if isinstance(expression, Phrase):
            return self._path(expression)
        children = expression.options if isinstance(expression, Either) else expression.parts
        within = within or isinstance(expression, Together)
        made = (self._node(child, within=within) for child in children)
        nodes = tuple(node for node in made if node is not None)
        if not nodes:
            return None
        if isinstance(expression, Either):
            return AnyWay(nodes, _union(nodes))
        return All(nodes, within, _union(nodes))

    def _path(self, phrase: Phrase) -> Path | None:
        builder = _Builder(self, format_expression(phrase), self._english)
        return builder.build(phrase)

    def synonyms(self, words: Sequence[str]) -> Iterator[tuple[int, list[Phrase]]]:
        """The other wordings of what the words begin with: how many of them it is, and what it may be instead."""
        for key, others in self._same.get(words[0], ()):
            if tuple(words[: len(key)]) == key:
                yield len(key), others

    def unit(self, word: Word, raw: str, term: Term) -> int:
        """The number of the unit for a word of a term, made when first met."""
        number = None
        if not term.prefix and not term.exact:
            number = _number(word, raw)
        loud = self._english and word.capitals and word.text in FUNCTION_WORDS
        if number is not None:
            return self.number_unit(number, word.text)
        typed = raw[word.start : word.end]
        return self._unit(Unit(len(self.units), word.text, term.prefix, term.exact, None, loud, raw=typed))

    def joined(self, text: str) -> int:
        """The unit for words written as one."""
        return self._unit(Unit(len(self.units), text, joined=True))

    def number_unit(self, number: numbers.Number, text: str) -> int:
        """The unit for a number, however many words it takes."""
        return self._unit(Unit(len(self.units), text, number=number))

    def _unit(self, unit: Unit) -> int:
        text = unit.text if unit.number is None else ""
        key = (text, unit.prefix, unit.exact, unit.loud, unit.joined, unit.number)
        if key not in self._ids:
            self._ids[key] = unit.id
            self.units.append(unit)
        return self._ids[key]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word of a phrase while it is being built."""

    word: Word
    raw: str
    term: Term
    tight: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    """What one step of a path stands for: a word, or several that say one number."""

    piece: _Piece
    text: str
    number: numbers.Number | None = None

    @property
    def free(self) -> bool:
        return self.number is None and not (self.piece.term.exact or self.piece.term.prefix)


class _Builder:
    """Builds one path."""

    def __init__(self, compiler: _Compiler, text: str, english: bool) -> None:
        self._compiler = compiler
        self._text = text
        self._english = english
        self._edges: list[list[Edge]] = [[]]
        self._negative = False
        self._content = False
        self._claims = False

    def build(self, phrase: Phrase) -> Path | None:
        pieces = list(_pieces(phrase))
        self._content = any(self._carries(piece) for piece in pieces)
        self._claims = self._english and any(piece.word.text not in NEGATIVE_WORDS for piece in pieces)
        end = self._phrase(phrase, 0)
        self._join_across_choices()
        if not any(edge.unit >= 0 for edges in self._edges for edge in edges):
            return None
        return self._finish(end)

    def _carries(self, piece: _Piece) -> bool:
        """Whether a word is more than a function word or a negation."""
        if piece.term.exact or piece.term.prefix:
            return True
        if not self._english:
            return True
        text = piece.word.text
        return (text not in FUNCTION_WORDS or piece.word.capitals) and text not in NEGATIVE_WORDS

    def _node(self) -> int:
        self._edges.append([])
        return len(self._edges) - 1

    def _phrase(self, phrase: Phrase, at: int) -> int:
        """Lays the parts of a phrase from a node on; gives the node it ends in."""
        run: list[_Piece] = []
        for part in phrase.parts:
            if isinstance(part, Choice):
                at = self._choice(part, self._run(run, at))
                run = []
            elif isinstance(part, Quoted):
                at = self._run(run, at)
                run = []
                at = self._quoted(part, at)
            else:
                run.extend(_term_pieces(part))
        return self._run(run, at)

    def _choice(self, choice: Choice, at: int) -> int:
        ends = [self._phrase(option, at) for option in choice.options]
        if choice.optional:
            ends.append(at)
        end = self._node()
        for other in dict.fromkeys(ends):
            self._edges[other].append(Edge(end, -1))
        return end

    def _quoted(self, quoted: Quoted, at: int) -> int:
        tight = False
        for term in quoted.terms:
            for piece in _term_pieces(term):
                unit = self._compiler.unit(piece.word, piece.raw, Term(term.text, exact=True))
                node = self._node()
                self._edges[at].append(Edge(node, unit, tight))
                at, tight = node, True
        return at

    def _run(self, run: list[_Piece], at: int) -> int:
        """Lays plain words one after another, with their other wordings beside them."""
        items = self._items(run)
        nodes = [at]
        for item in items:
            nodes.append(self._node())
            if item.number is not None:
                unit = self._compiler.number_unit(item.number, item.text)
            else:
                unit = self._compiler.unit(item.piece.word, item.piece.raw, item.piece.term)
            self._edges[nodes[-2]].append(Edge(nodes[-1], unit, item.piece.tight))
        self._other_wordings(items, nodes)
        return nodes[-1]

    def _items(self, run: list[_Piece]) -> list[_Item]:
        """What counts in a run: its words without function words, numbers of several words as one."""
        items: list[_Item] = []
        spans = {span.first: span for span in _number_spans(run)}
        at = 0
        while at < len(run):
            span = spans.get(at)
            if span is not None and span.last > at:
                text = " ".join(piece.word.text for piece in run[at : span.last + 1])
                items.append(_Item(run[at], text, span.number))
                at = span.last + 1
                continue
            if self._counts(run[at], run[at + 1].word.text if at + 1 < len(run) else ""):
                items.append(_Item(run[at], run[at].word.text))
            at += 1
        return items

    def _counts(self, piece: _Piece, ahead: str) -> bool:
        """Whether a word must be found; a negation becomes the phrase's sign instead ("not only" is none)."""
        plain_term = not (piece.term.exact or piece.term.prefix)
        if self._claims and plain_term and piece.word.text in NEGATIVE_WORDS:
            self._negative = self._negative or ahead not in NOT_ONLY
            return False
        return self._carries(piece) if self._content else True

    def _other_wordings(self, items: list[_Item], nodes: list[int]) -> None:
        words = [item.text for item in items]
        for index in range(len(items)):
            for length, others in self._compiler.synonyms(words[index : index + LONGEST_SAME]):
                for other in others:
                    self._instead(other, nodes[index], nodes[index + length])
        for length in (2, 3):
            for first in range(len(items) - length + 1):
                self._joined(items[first : first + length], nodes[first], nodes[first + length])

    def _instead(self, phrase: Phrase, start: int, end: int) -> None:
        """Another wording between two nodes: its own words, without its own other wordings."""
        pieces = list(_pieces(phrase))
        content = [piece for piece in pieces if self._carries(piece)] or pieces
        at = start
        for index, piece in enumerate(content):
            node = end if index == len(content) - 1 else self._node()
            unit = self._compiler.unit(piece.word, piece.raw, piece.term)
            self._edges[at].append(Edge(node, unit, piece.tight, side=True))
            at = node

    def _joined(self, items: list[_Item], start: int, end: int) -> None:
        """Two or three words of a phrase written as one."""
        whole = "".join(item.text for item in items)
        simple = all(item.text.isalpha() and item.free for item in items)
        if simple and len(whole) >= SHORTEST_JOINED:
            self._edges[start].append(Edge(end, self._compiler.joined(whole), side=True))

    def _join_across_choices(self) -> None:
        """A word beside a choice and one of its options written as one: "socialfascist" for `social {fascist / …}`."""
        made: list[tuple[int, Edge]] = []
        for node, steps in enumerate(self._edges):
            for first in steps:
                if (start := self._joinable(first)) is None:
                    continue
                for second, across in self._steps_from(first.to):
                    if not across or (rest := self._joinable(second)) is None:
                        continue
                    if len(made) < MOST_JOINED and len(start + rest) >= SHORTEST_JOINED:
                        made.append((node, Edge(second.to, self._compiler.joined(start + rest), side=True)))
        for node, edge in made:
            self._edges[node].append(edge)

    def _joinable(self, edge: Edge) -> str | None:
        """The word of a step that may be written as one with its neighbour, None for any other step."""
        if edge.unit < 0 or edge.side or edge.tight:
            return None
        unit = self._compiler.units[edge.unit]
        plain = unit.number is None and not (unit.prefix or unit.exact or unit.joined)
        return unit.text if plain and unit.text.isalpha() else None

    def _steps_from(self, node: int) -> Iterator[tuple[Edge, bool]]:
        """The steps that follow a node, behind the bounds of a choice too; and whether such a bound is between."""
        seen = {node}
        waiting = [(node, len(self._edges[node]) > 1)]
        while waiting:
            at, across = waiting.pop()
            for edge in self._edges[at]:
                if edge.unit >= 0:
                    yield edge, across
                elif edge.to not in seen:
                    seen.add(edge.to)
                    waiting.append((edge.to, True))

    def _finish(self, end: int) -> Path:
        """Numbers the nodes so that every step leads to a higher one, the last being the end."""
        order: list[int] = []
        seen: set[int] = set()
        stack: list[tuple[int, bool]] = [(0, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((edge.to, False) for edge in self._edges[node] if edge.to not in seen)
        order.reverse()
        places = {node: place for place, node in enumerate(order)}
        edges = tuple(
            tuple(Edge(places[edge.to], edge.unit, edge.tight, edge.side) for edge in dict.fromkeys(self._edges[node]))
            for node in order
        )
        must, units, side = _needs(edges)
        size = max(_length(edges, self._compiler.units), 1)
        return Path(self._text, edges, _chain(edges), units, must, side, self._negative, size)


def _needs(edges: Sequence[Sequence[Edge]]) -> tuple[int, int, int]:
    """As bits: the units that every way through needs but for the sides, all units, and those of the sides."""
    everything = side = 0
    must = [-1] * len(edges)
    must[0] = 0
    for node, steps in enumerate(edges):
        for edge in steps:
            bit = 1 << edge.unit if edge.unit >= 0 else 0
            everything |= bit
            before, known = must[node], must[edge.to]
            if edge.side:
                side |= bit
            else:
                must[edge.to] = before | bit if known < 0 else known & (before | bit)
    return must[-1], everything, side


def _chain(edges: Sequence[Sequence[Edge]]) -> tuple[int, ...] | None:
    """The units of a path that has one way only, sides aside, and no tight steps."""
    units: list[int] = []
    node = 0
    while node < len(edges) - 1:
        steps = [edge for edge in edges[node] if not edge.side]
        if len(steps) != 1 or steps[0].unit < 0 or steps[0].tight:
            return None
        units.append(steps[0].unit)
        node = steps[0].to
    return tuple(units)


def _length(edges: Sequence[Sequence[Edge]], units: Sequence[Unit]) -> int:
    """How many letters the longest way has."""
    longest = [0] * len(edges)
    for node, steps in enumerate(edges):
        for edge in steps:
            letters = len(units[edge.unit].text) if edge.unit >= 0 else 0
            longest[edge.to] = max(longest[edge.to], longest[node] + letters)
    return longest[-1]


def _union(nodes: Iterable[Node]) -> int:
    units = 0
    for node in nodes:
        units |= node.units
    return units


def _pieces(phrase: Phrase) -> Iterator[_Piece]:
    """All words of a phrase, those of its choices too."""
    for part in phrase.parts:
        if isinstance(part, Choice):
            for option in part.options:
                yield from _pieces(option)
        elif isinstance(part, Quoted):
            for index, term in enumerate(part.terms):
                for piece in _term_pieces(Term(term.text, exact=True)):
                    yield _Piece(piece.word, piece.raw, piece.term, tight=index > 0)
        else:
            yield from _term_pieces(part)


def phrase_words(phrase: Phrase) -> Iterator[str]:
    """The plain words of a phrase, those of its choices too."""
    return (piece.word.text for piece in _pieces(phrase))


def _term_pieces(term: Term) -> Iterator[_Piece]:
    """The words of a term: "five-year" has two. Only the last of a wildcard's is open at its end."""
    words = [(word, piece) for piece in term.text.split() for word in chunk_of(piece).words]
    for place, (word, raw) in enumerate(words, start=1):
        yield _Piece(word, raw, Term(term.text, prefix=term.prefix and place == len(words), exact=term.exact))


def _key_words(phrase: Phrase, english: bool) -> Iterator[str]:
    for piece in _pieces(phrase):
        if not (english and piece.word.text in FUNCTION_WORDS and not piece.word.capitals):
            yield piece.word.text


def _number_spans(run: list[_Piece]) -> Iterator[numbers.Span]:
    """The numbers a run says, by the places of its pieces; a dash within a term makes a range."""
    words: list[str] = []
    places: list[int] = []
    for index, piece in enumerate(run):
        before = run[index - 1] if index else None
        linked = before is not None and before.raw is piece.raw
        if linked and before is not None and piece.raw[before.word.end : piece.word.start] in RANGE_SIGNS:
            words.append("-")
            places.append(index)
        words.append(piece.word.text)
        places.append(index)
    for span in numbers.read(words):
        yield numbers.Span(places[span.first], places[span.last], span.number)


def _number(word: Word, raw: str) -> numbers.Number | None:
    value = roman_value(word, raw)
    if value is not None:
        return numbers.Number(value, value)
    spans = numbers.read([word.text])
    return spans[0].number if len(spans) == 1 else None
