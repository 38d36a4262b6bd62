"""Turning a mark scheme as read into what the matcher walks: units (the words wanted) and paths of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from marking.engine.notation import format_expression
from marking.engine.paths import PathBuilder
from marking.engine.program import All, AnyWay, CompiledPoint, Node, Path, Program
from marking.engine.types import AnyOf, Either, Expression, Phrase, Point, Scheme, Together
from marking.engine.units import Units


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
    if scheme.grid is not None:
        return scheme.grid.marks
    earnable = Decimal(0)
    for item in scheme.items:
        if isinstance(item, AnyOf):
            earnable += sum(sorted((point.marks for point in item.points), reverse=True)[: item.count], Decimal(0))
        else:
            earnable += max(item.marks, Decimal(0))
    if scheme.levels:
        earnable = max(level.mark for level in scheme.levels if level.low <= earnable)
    return earnable if scheme.cap is None else min(earnable, scheme.cap)


class _Compiler(Units):
    """Makes nodes of the expressions of a scheme."""

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

    def _node(self, expression: Expression, *, within: bool = False, alone: bool = True) -> Node | None:
        """The node for an expression; `within` a sentence all its parts must be in that sentence too."""
        if isinstance(expression, Phrase):
            path = self._path(expression)
            return path if alone or path is None else replace(path, alone=False)
        children = expression.options if isinstance(expression, Either) else expression.parts
        within = within or isinstance(expression, Together)
        alone = alone and isinstance(expression, Either)
        made = (self._node(child, within=within, alone=alone) for child in children)
        nodes = tuple(node for node in made if node is not None)
        if not nodes:
            return None
        if isinstance(expression, Either):
            return AnyWay(nodes, _union(nodes))
        return All(nodes, within, _union(nodes))

    def _path(self, phrase: Phrase) -> Path | None:
        builder = PathBuilder(self, format_expression(phrase))
        return builder.build(phrase)


def _union(nodes: Iterable[Node]) -> int:
    units = 0
    for node in nodes:
        units |= node.units
    return units
