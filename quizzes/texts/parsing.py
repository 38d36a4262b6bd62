r"""The notation of texts with form, as a parser of Markdown.

Paragraphs and line breaks as typed; **bold**, *italics*, lists, tables, > quotations, `code`, ~~struck out~~, H~2~O and
x^2^ (or x^2), $x^2$ and \(x^2\), \ce{H2O}, ![what it shows](picture:…). No HTML, no links, no headings: what those
would need stays as it is typed. Rows of low lines are gaps to be filled, whatever stands beside them.
"""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.list import list_block
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

_UNUSED = [
    "link", "autolink", "reference", "html_block", "html_inline", "entity", "heading", "lheading", "hr", "code",
]  # fmt: skip
_GAP = re.compile(r"_{3,}")
_POWER = re.compile(r"\^([+\-−]?\d+|[A-Za-z](?![A-Za-z]))(?![+\-−\d]?\^)")
_CHEMISTRY = re.compile(r"\\ce\{((?:[^{}]|\{[^{}]*\})*)\}")
_BRACKETS = re.compile(r"\\(?:\((.{1,1000}?)\\\)|\[(.{1,1000}?)\\\])", re.DOTALL)
_YEAR = re.compile(r"\s*\d{3,}[.)]")
_DEEPEST = 12  # lists and quotations within each other


@cache
def parser() -> MarkdownIt:
    """Return the parser of texts with form."""
    made = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": _DEEPEST})
    made.enable(["table", "strikethrough"])
    made.use(dollarmath_plugin, allow_space=False, allow_digits=False, allow_labels=False, double_inline=True)
    made.use(sub_plugin).use(superscript_plugin)
    made.disable(_UNUSED)
    made.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    made.inline.ruler.before("escape", "chemistry", _chemistry)
    made.inline.ruler.before("escape", "brackets", _brackets)
    made.inline.ruler.before("emphasis", "gap", _gap)
    made.inline.ruler.before("sup", "power", _power)
    return made


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """“1917. The Tsar abdicated” is no list that begins with its item 1917."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    return _YEAR.match(line) is None and list_block(state, start, end, silent)


def _gap(state: StateInline, silent: bool) -> bool:
    """A row of low lines is a gap, and no beginning of bold text."""
    match = _GAP.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.pending += match[0]
    state.pos = match.end()
    return True


def _power(state: StateInline, silent: bool) -> bool:
    """`x^2` without a second `^` is a power too, so that `x^2+y^2` is two."""
    before = state.src[state.pos - 1 : state.pos]
    match = _POWER.match(state.src, state.pos)
    if match is None or not (before.isalnum() or before in tuple(")]")):
        return False
    if not silent:
        state.push("sup_open", "sup", 1)
        state.push("text", "", 0).content = match[1].replace("-", "−")
        state.push("sup_close", "sup", -1)
    state.pos = match.end()
    return True


def _chemistry(state: StateInline, silent: bool) -> bool:
    r"""`\ce{…}` needs no dollars around it."""
    match = _CHEMISTRY.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("math_inline", "math", 0).content = match[0]
    state.pos = match.end()
    return True


def _brackets(state: StateInline, silent: bool) -> bool:
    r"""`\(x^2\)` and `\[x^2\]`, as other programs mark their formulas."""
    match = _BRACKETS.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("math_inline" if match[1] else "math_inline_double", "math", 0)
        token.content = (match[1] or match[2]).strip()
        token.markup = match[0][:2]
    state.pos = match.end()
    return True
