"""Templates in two steps: once for a class what is the same for all of it, then for each student what is theirs.

A paper is the same for a whole class but for name, end and answers. What a template puts between `{% own %}` and
`{% endown %}` is a student's own. The first step renders the rest and keeps it; it is given what the class shares and
nothing else, and a template that asks it for more is an error, so that nothing of one student can be in what another is
shown. The second step renders the student's parts and puts them in. Rendered in the ordinary way, a template with such
parts is as one without.

What is kept is kept in the memory of each process, under a key that says all it depends on. A process asks nobody for
it, so a cache that is away or frozen costs no student a paper.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

T = TypeVar("T")

# Longer than a class needs to open its papers; what was changed by hand in the database shows after it at the latest.
SECONDS = 60.0
MOST_LETTERS = 30_000_000  # of all that a process keeps
_HOLES = "_holes"
_SIGN = f"\0{secrets.token_hex(8)}:"  # nobody can write it into a text
_CUT = re.compile(f"{_SIGN}([0-9]+)\0")


class NotShared(RuntimeError):
    """A template asks for what it is not given: outside of `{% own %}` for what is not the whole class's."""


class Kept(Generic[T]):
    """Values by key, each for SECONDS; the oldest go where all together are larger than `most`, by `size`."""

    def __init__(self, *, most: int, size: Callable[[T], int]) -> None:
        self._most, self._size = most, size
        self._values: dict[Hashable, tuple[float, T]] = {}
        self._sum = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of `key`, made now if it is not there. Two threads may make it at once."""
        kept = self._values.get(key)
        now = time.monotonic()
        if kept is not None and now < kept[0]:
            return kept[1]
        value = make()
        with self._lock:
            self._drop(key)
            self._values[key] = now + SECONDS, value
            self._sum += self._size(value)
            while self._sum > self._most and len(self._values) > 1:
                self._drop(next(iter(self._values)))
        return value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self._sum = 0

    def _drop(self, key: Hashable) -> None:
        if (kept := self._values.pop(key, None)) is not None:
            self._sum -= self._size(kept[1])


class _Given(Context):
    """What a step is given. To ask for anything else is an error, not an empty place in the page."""

    def __getitem__(self, key: Any) -> Any:
        for names in reversed(self.dicts):
            if key in names:
                return names[key]
        raise NotShared(f"“{key}” is not among what this part of the template is given.")


@dataclass(frozen=True, slots=True)
class Piece:
    """A template after the first step: stretches of text, and after each but the last an own part and what it is of."""

    template: Any
    texts: tuple[str, ...]
    holes: tuple[tuple[OwnNode, Any], ...]

    def filled(self, own: Mapping[str, Any]) -> str:
        """Do the second step."""
        context = _Given(dict(own))
        parts = [self.texts[0]]
        with context.bind_template(self.template):
            for text, (node, of) in zip(self.texts[1:], self.holes, strict=True):
                parts += node.filled(context, of), text
        return "".join(parts)


class OwnNode(Node):
    """`{% own %}`, or `{% own KEY %}`, which calls `rows[KEY]` `row` inside."""

    def __init__(self, nodelist: NodeList, of: FilterExpression | None) -> None:
        self.nodelist, self._of = nodelist, of

    def render(self, context: Context) -> SafeString:
        """Leave a sign in the first step; be as if it weren't there in any other."""
        of = None if self._of is None else self._of.resolve(context)
        holes = context.get(_HOLES)
        if holes is None:
            return mark_safe(self.filled(context, of))  # noqa: S308 -- rendered
        holes.append((self, of))
        return mark_safe(f"{_SIGN}{len(holes) - 1}\0")  # noqa: S308

    def filled(self, context: Context, of: Any) -> str:
        """Render what is inside."""
        if self._of is None:
            return self.nodelist.render(context)
        with context.push(row=context["rows"][of]):
            return self.nodelist.render(context)


def own(parser: Parser, token: Token) -> OwnNode:
    """Compile `{% own %} … {% endown %}`."""
    words = token.split_contents()
    if len(words) > 2:
        raise TemplateSyntaxError("“own” takes one thing that it is of, or none.")
    nodelist = parser.parse(("endown",))
    parser.delete_first_token()
    return OwnNode(nodelist, parser.compile_filter(words[1]) if len(words) == 2 else None)


_pieces: Kept[Piece] = Kept(most=MOST_LETTERS, size=lambda piece: sum(map(len, piece.texts)))


def filled(name: str, key: Hashable, shared: Mapping[str, Any], own: Mapping[str, Any]) -> SafeString:
    """Return the template `name` with what is `shared`, rendered once for `key`, and with what is one's `own`.

    `key` says all that the shared part depends on. Raises NotShared where the template asks for anything else.
    """
    piece = _pieces.get((name, key), lambda: piece_of(get_template(name).template, shared))  # type: ignore[attr-defined]
    return mark_safe(piece.filled(own))  # noqa: S308 -- rendered by templates, which escape


def own_of(request: HttpRequest) -> dict[str, Any]:
    """Return what every page has of its own: who asks, what they are told, and what guards a form against forgery."""
    user = request.user
    return {"request": request, "user": user, "messages": get_messages(request), "csrf_token": get_token(request)}


def piece_of(template: Any, shared: Mapping[str, Any]) -> Piece:
    """Do the first step with a template. Raises NotShared."""
    holes: list[tuple[OwnNode, Any]] = []
    context = _Given({**shared, _HOLES: holes})
    with context.bind_template(template):
        texts = _CUT.split(template.render(context))
    # The signs need not come in the order in which they were left.
    return Piece(template, tuple(texts[::2]), tuple(holes[int(number)] for number in texts[1::2]))


def forget() -> None:
    """Forget all that is kept. For tests, whose databases number their rows anew."""
    _pieces.clear()
