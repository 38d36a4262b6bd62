"""Equations of Word (OMML) and of web pages and OpenDocument (MathML) on one line, as a teacher would type them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from quizzes.notes.reading.xml import attribute, child, children, local
from quizzes.notes.symbols import fraction, lowered, raised, root

_SPACED = frozenset("=≈≠≤≥<>→⇌+−±×÷")
_UNSAID = frozenset(
    ["annotation", "annotation-xml", "rPr", "ctrlPr", "sSupPr", "sSubPr", "fPr", "radPr", "dPr", "naryPr", "mphantom"]
)


def equation(node: Element) -> str:
    """An equation as text: `v = √(2gh)`, `E = mc²`, `distance/time`."""
    text = "".join(f" {char} " if char in _SPACED else char for char in _said(node))
    return " ".join(text.split())


def _said(node: Element) -> str:
    name = local(node)
    if name in _UNSAID:
        return ""
    reader: Callable[[Element], str] | None = _READERS.get(name)
    if reader is not None:
        return reader(node)
    if name in {"t", "mi", "mo", "mn", "mtext", "ms"}:
        return _plain("".join(node.itertext()))
    return "".join(map(_said, node))


def _plain(text: str) -> str:
    """Letters that a program made slanted are letters."""
    return "".join(
        unicodedata.normalize("NFKC", char) if 0x1D400 <= ord(char) <= 0x1D7FF else char
        for char in text.replace("\u2061", "").replace("\u2062", "")
    )


def _part(node: Element, name: str) -> str:
    part = child(node, name)
    return _said(part).strip() if part is not None else ""


def _parts(node: Element) -> list[str]:
    return [_said(part).strip() for part in node if local(part) not in _UNSAID]


def _power(base: str, index: str, power: str) -> str:
    sunk = lowered(index)
    sunk = f"_{index}" if index and sunk == index and len(index) == 1 else sunk
    return f"{base}{sunk}{power if power in {'°', '′', '*'} else raised(power, base or 'x') if power else ''}"


def _nth(parts: list[str], at: int) -> str:
    return parts[at] if at < len(parts) else ""


def _bracketed(node: Element) -> str:
    properties = child(node, "dPr")
    opens, closes, between = (attribute(child(properties, name), "val") for name in ("begChr", "endChr", "sepChr"))
    inner = (between or "|").join(_said(part) for part in children(node, "e"))
    return f"{'(' if opens is None else opens}{inner}{')' if closes is None else closes}"


def _fenced(node: Element) -> str:
    return f"{node.get('open', '(')}{', '.join(_parts(node))}{node.get('close', ')')}"


def _sum(node: Element) -> str:
    sign = attribute(child(child(node, "naryPr"), "chr"), "val") or "∫"
    limits = " to ".join(part for part in (_part(node, "sub"), _part(node, "sup")) if part)
    return f"{sign}{f'({limits})' if limits else ''} {_part(node, 'e')}"


def _rows(rows: Iterable[Element]) -> str:
    return "; ".join(", ".join(_parts(row)) for row in rows)


_READERS: dict[str, Callable[[Element], str]] = {
    "f": lambda node: fraction(_part(node, "num"), _part(node, "den")),
    "sSup": lambda node: _power(_part(node, "e"), "", _part(node, "sup")),
    "sSub": lambda node: _power(_part(node, "e"), _part(node, "sub"), ""),
    "sSubSup": lambda node: _power(_part(node, "e"), _part(node, "sub"), _part(node, "sup")),
    "rad": lambda node: root(_part(node, "e"), _part(node, "deg")),
    "d": _bracketed,
    "nary": _sum,
    "func": lambda node: f"{_part(node, 'fName')} {_part(node, 'e')}",
    "m": lambda node: _rows(children(node, "mr")),
    "eqArr": lambda node: "; ".join(_said(part) for part in children(node, "e")),
    "mfrac": lambda node: fraction(*(_nth(_parts(node), at) for at in (0, 1))),
    "msup": lambda node: _power(_nth(_parts(node), 0), "", _nth(_parts(node), 1)),
    "msub": lambda node: _power(_nth(_parts(node), 0), _nth(_parts(node), 1), ""),
    "msubsup": lambda node: _power(*(_nth(_parts(node), at) for at in (0, 1, 2))),
    "msqrt": lambda node: root("".join(_parts(node))),
    "mroot": lambda node: root(_nth(_parts(node), 0), _nth(_parts(node), 1)),
    "mfenced": _fenced,
    "mtable": lambda node: _rows(children(node, "mtr")),
    "mover": lambda node: _nth(_parts(node), 0),
    "munder": lambda node: _nth(_parts(node), 0),
    "semantics": lambda node: _nth(_parts(node), 0),
}
