"""Building the path of a phrase: its words one after another, with choices and other wordings beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from marking.engine import numbers
from marking.engine.dates import wanted_dates
from marking.engine.direction import COUNTERPARTS, TELLING_ALONE
from marking.engine.formulas import formula
from marking.engine.negation import NOT_ONLY
from marking.engine.other_names import also_called
from marking.engine.pieces import Item, Piece, negates, number_spans, pieces_of, term_pieces, with_signs
from marking.engine.program import Edge, Path, Unit
from marking.engine.types import Choice, Phrase, Quoted, Term
from marking.engine.units import Units
from quizzes.english.stop_words import FUNCTION_WORDS

# Words of the longest wording that a "same" line can put in place of another.
LONGEST_SAME = 12
SHORTEST_JOINED = 5
# A phrase of many choices has more neighbours than anybody writes as one.
MOST_JOINED = 60
# A phrase run together, little words and all, as long as this.
_SHORTEST_WHOLE = 10
_ARTICLES = frozenset({"the", "a", "an"})
_ERAS = {"ad": ("ad", "ce"), "ce": ("ad", "ce"), "bc": ("bc", "bce"), "bce": ("bc", "bce")}
_WARS = {"first": 1, "second": 2, "one": 1, "two": 2, "1": 1, "2": 2, "i": 1, "ii": 2}
_FEWEST_INITIALS, _MOST_INITIALS = 3, 6


class PathBuilder:
    """Builds one path."""

    def __init__(self, units: Units, text: str) -> None:
        self._units = units
        self._text = text
        self._english = units.english
        self._edges: list[list[Edge]] = [[]]
        self._negative = False
        self._content = False
        self._outside = False  # whether a word beside the choices of the phrase carries something
        self._claims = False
        self._shouts = False
        self._needed = ""
        self._little: list[tuple[int, str]] = []
        self._by = False
        self._formula = ""
        # Little words with nothing behind them yet: the "to" of "to (the) ribosome".
        self._waiting: list[str] = []

    def build(self, phrase: Phrase) -> Path | None:
        pieces = list(pieces_of(phrase))
        self._content = any(self._carries(piece) for piece in pieces)
        plain = Phrase(tuple(part for part in phrase.parts if not isinstance(part, Choice) or part.optional))
        self._outside = any(map(self._carries, pieces_of(plain)))
        self._lone_little(pieces)
        long = [piece.word for piece in pieces if len(piece.word.text) > 1 and piece.word.text.isalpha()]
        self._shouts = len(long) > 1 and all(word.capitals for word in long)
        self._claims = self._english and any(not negates(piece) for piece in pieces)
        self._formula = _formula_of(phrase)
        self._phrase(phrase, 0)
        self._join_across_choices()
        if not any(edge.unit >= 0 for edges in self._edges for edge in edges):
            return None
        return self._finish()

    def _lone_little(self, pieces: list[Piece]) -> None:
        """Notes the preposition that is the only other word of a phrase, as in "on off": it must be found too."""
        words = [piece for piece in pieces if piece.word.text not in _ARTICLES]
        other = [piece for piece in words if not self._carries(piece)]
        if self._english and len(words) == 2 and len(other) == 1 and other[0].word.text in TELLING_ALONE:
            self._needed = other[0].word.text

    def _carries(self, piece: Piece) -> bool:
        """Whether a word is more than a function word or a negation."""
        if piece.term.exact or piece.term.prefix:
            return True
        if not self._english:
            return True
        if piece.letter or piece.glued:
            return True
        text = piece.word.text
        if text == "may" and piece.raw[piece.word.start] == "M":
            return True
        return (text not in FUNCTION_WORDS or piece.word.capitals) and not negates(piece)

    def _node(self) -> int:
        self._edges.append([])
        return len(self._edges) - 1

    def _phrase(self, phrase: Phrase, at: int) -> int:
        """Lays the parts of a phrase from a node on; gives the node it ends in."""
        run: list[Piece] = []
        for index, part in enumerate(phrase.parts):
            if isinstance(part, Choice):
                at = self._choice(part, self._run(with_signs(run), at))
                run = []
            elif isinstance(part, Quoted):
                at = self._run(with_signs(run), at)
                run = []
                at = self._quoted(part, at)
            else:
                run.extend(term_pieces(part, first=index == 0))
        return self._run(with_signs(run), at)

    def _choice(self, choice: Choice, at: int) -> int:
        ends = [self._option(option, at) for option in choice.options]
        if choice.optional:
            ends.append(at)
        end = self._node()
        for other in dict.fromkeys(ends):
            self._edges[other].append(Edge(end, -1))
        return end

    def _option(self, option: Phrase, at: int) -> int:
        """Lays an option of a choice; little words count where nothing else does: "there" of "not {asked / there}"."""
        content, self._content = self._content, self._outside or any(map(self._carries, pieces_of(option)))
        end = self._phrase(option, at)
        self._content = content
        return end

    def _quoted(self, quoted: Quoted, at: int) -> int:
        tight = False
        pieces = [piece for term in quoted.terms for piece in term_pieces(Term(term.text, exact=True))]
        for piece in with_signs(pieces):
            unit = self._units.unit(piece, shouts=self._shouts)
            node = self._node()
            self._edges[at].append(Edge(node, unit, tight))
            at, tight = node, True
        return at

    def _run(self, run: list[Piece], at: int) -> int:
        """Lays plain words one after another, with their other wordings beside them."""
        items = self._items(run)
        nodes = [at]
        for item in items:
            nodes.append(self._node())
            if item.number is not None:
                unit = self._units.number_unit(item.number, item.text, item.signs)
            else:
                unit = self._units.unit(item.piece, shouts=self._shouts)
            self._edges[nodes[-2]].append(Edge(nodes[-1], unit, item.piece.tight))
            self._by = self._by or "by" in item.little
            self._little.extend((unit, word) for word in item.little if word in COUNTERPARTS)
        self._other_wordings(items, nodes)
        whole = "".join(piece.word.text for piece in run)
        free = all(piece.word.text.isalpha() and not (piece.term.exact or piece.term.prefix) for piece in run)
        if free and len(items) > 1 and len(whole) >= _SHORTEST_WHOLE:
            self._edges[at].append(Edge(nodes[-1], self._units.joined(whole), side=True))
        return nodes[-1]

    def _items(self, run: list[Piece]) -> list[Item]:
        """What counts in a run: its words without function words, numbers of several words as one."""
        items: list[Item] = []
        spans = {span.first: span for span in number_spans(run, english=self._english)}
        at = 0
        little, self._waiting = self._waiting, []
        while at < len(run):
            span = spans.get(at)
            numeral = span is not None and span.last == at and (run[at].letter or span.number.kind == "date")
            if span is not None and (span.last > at or numeral):
                text = " ".join(piece.word.text for piece in run[at : span.last + 1])
                signs = (run[at].word.before, run[span.last].word.after)
                items.append(Item(run[at], text, span.number, signs, tuple(little)))
                at, little = span.last + 1, []
                continue
            if self._counts(run[at], run[at + 1].word.text if at + 1 < len(run) else ""):
                items.append(Item(run[at], run[at].word.text, little=tuple(little)))
                little = []
            else:
                little.append(run[at].word.text)
            at += 1
        self._waiting = little
        return items

    def _counts(self, piece: Piece, ahead: str) -> bool:
        """Whether a word must be found; a negation becomes the phrase's sign instead ("not only" is none)."""
        plain_term = not (piece.term.exact or piece.term.prefix)
        if self._claims and plain_term and negates(piece):
            self._negative = self._negative or ahead not in NOT_ONLY
            return False
        if piece.word.text == self._needed:
            return True
        return self._carries(piece) if self._content else True

    def _other_wordings(self, items: list[Item], nodes: list[int]) -> None:
        words = [item.text for item in items]
        for index in range(len(items)):
            for length, others in self._units.synonyms(words[index : index + LONGEST_SAME]):
                for other in others:
                    self._instead(other, nodes[index], nodes[index + length])
        for first in range(len(items) - 1):
            self._written_close(items[first], items[first + 1], nodes[first], nodes[first + 2])
        if self._english:
            self._dates(items, nodes)
            self._initials(items, nodes)
            self._eras(items, nodes)
            self._world_war(items, nodes)
            self._also_called(items, nodes)
        for length in (2, 3):
            for first in range(len(items) - length + 1):
                self._joined(items[first : first + length], nodes[first], nodes[first + length])

    def _dates(self, items: list[Item], nodes: list[int]) -> None:
        """The whole of a date beside its words, so that it is met in any form."""
        words = [item.text for item in items]
        for span in wanted_dates(words):
            if span.last > span.first:
                text = " ".join(words[span.first : span.last + 1])
                unit = self._units.number_unit(span.number, text)
                self._edges[nodes[span.first]].append(Edge(nodes[span.last + 1], unit, side=True))

    def _written_close(self, one: Item, two: Item, start: int, end: int) -> None:
        """Letters and a figure of one term without what stands between: U2 for U-2; C14 is near to carbon-14."""
        close = one.piece.raw is two.piece.raw and not two.piece.word.before
        if close and one.text.isalpha() and two.text.isdigit():
            self._edges[start].append(Edge(end, self._units.joined(one.text + two.text), side=True))
            self._edges[start].append(Edge(end, self._units.initials(one.text[0] + two.text), side=True))

    def _eras(self, items: list[Item], nodes: list[int]) -> None:
        """A year and its era in either order, and by either name: AD 70, 70 AD, 70 CE."""
        for at in range(len(items) - 1):
            year, era = items[at : at + 2] if items[at].text.isdigit() else (items[at + 1], items[at])
            if era.text in _ERAS and year.text.isdigit():
                number = numbers.Number(int(year.text), int(year.text))
                years = [self._units.number_unit(number, year.text)]
                eras = [self._units.plain(name) for name in _ERAS[era.text]]
                self._beside(years, eras, nodes[at], nodes[at + 2])
                self._beside(eras, years, nodes[at], nodes[at + 2])

    def _beside(self, first: Sequence[int], second: Sequence[int], start: int, end: int) -> None:
        """One of some units, then one of others, beside what stands between two nodes."""
        between = self._node()
        self._edges[start].extend(Edge(between, unit, side=True) for unit in first)
        self._edges[between].extend(Edge(end, unit, side=True) for unit in second)

    def _world_war(self, items: list[Item], nodes: list[int]) -> None:
        """WW2 and WWII, and World War 2 for the Second World War."""
        texts = [item.text for item in items]
        for at in range(len(items) - 2):
            numbered = [index for index in (at, at + 2) if items[index].text in _WARS]
            if not numbered or {"world", "war"} - set(texts[at : at + 3]):
                continue
            value = _WARS[items[numbered[0]].text]
            for short in (f"ww{value}", f"ww{'i' * value}"):
                self._edges[nodes[at]].append(Edge(nodes[at + 3], self._units.joined(short), side=True))
            number = self._units.number_unit(numbers.Number(value, value), str(value))
            world, war, first, last = self._units.plain("world"), self._units.plain("war"), self._node(), self._node()
            self._edges[nodes[at]].append(Edge(first, world, side=True))
            self._edges[first].append(Edge(last, war, side=True))
            self._edges[last].append(Edge(nodes[at + 3], number, side=True))

    def _also_called(self, items: list[Item], nodes: list[int]) -> None:
        """The other names of what the words say; where a person decides, the name's first word only nearly says it."""
        free = [item.text if item.free else "" for item in items]
        for index in range(len(items)):
            for length, name, sure in also_called(free[index:]):
                at = nodes[index]
                for place, word in enumerate(name):
                    to = nodes[index + length] if place == len(name) - 1 else self._node()
                    unit = self._units.plain(word) if sure or place else self._units.perhaps(word)
                    self._edges[at].append(Edge(to, unit, side=True))
                    at = to

    def _initials(self, items: list[Item], nodes: list[int]) -> None:
        """The first letters of three or more words beside them, all with capitals: FDR."""
        typed = [item.piece.raw[item.piece.word.start : item.piece.word.end] for item in items]
        plain = all(item.free and len(word) > 1 and word[0].isupper() for item, word in zip(items, typed, strict=True))
        if plain and _FEWEST_INITIALS <= len(items) <= _MOST_INITIALS:
            unit = self._units.initials("".join(word[0] for word in typed).lower())
            self._edges[nodes[0]].append(Edge(nodes[-1], unit, side=True))

    def _instead(self, phrase: Phrase, start: int, end: int) -> None:
        """Another wording between two nodes: its own words, without its own other wordings."""
        pieces = list(pieces_of(phrase))
        content = [piece for piece in pieces if self._carries(piece)] or pieces
        at = start
        for index, piece in enumerate(content):
            node = end if index == len(content) - 1 else self._node()
            unit = self._units.unit(piece, shouts=self._shouts)
            self._edges[at].append(Edge(node, unit, piece.tight, side=True))
            at = node

    def _joined(self, items: list[Item], start: int, end: int) -> None:
        """Two or three words of a phrase written as one."""
        whole = "".join(item.text for item in items)
        open_end = items[-1].piece.term.prefix
        last_free = items[-1].free or (open_end and items[-1].number is None)
        simple = last_free and all(item.text.isalpha() for item in items) and all(item.free for item in items[:-1])
        if simple and len(whole) >= SHORTEST_JOINED:
            self._edges[start].append(Edge(end, self._units.joined(whole, prefix=open_end), side=True))

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
                        made.append((node, Edge(second.to, self._units.joined(start + rest), side=True)))
        for node, edge in made:
            self._edges[node].append(edge)

    def _joinable(self, edge: Edge) -> str | None:
        """The word of a step that may be written as one with its neighbour, None for any other step."""
        if edge.unit < 0 or edge.side or edge.tight:
            return None
        unit = self._units.units[edge.unit]
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

    def _finish(self) -> Path:
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
        size = max(_length(edges, self._units.units), 1)
        path = Path(self._text, edges, _chain(edges), units, must, side, self._negative, size)
        return replace(path, little=tuple(self._little), by=self._by, formula=self._formula)


def _formula_of(phrase: Phrase) -> str:
    """The formula that a phrase is, "" where it is none or has choices."""
    terms = [part.text for part in phrase.parts if isinstance(part, Term)]
    return formula(" ".join(terms)) if len(terms) == len(phrase.parts) else ""


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
            letters = len(units[edge.unit].text) if edge.unit >= 0 and not units[edge.unit].joined else 0
            longest[edge.to] = max(longest[edge.to], longest[node] + letters)
    return longest[-1]
