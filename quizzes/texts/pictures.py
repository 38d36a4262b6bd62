"""Pictures in texts with form: how a text names them, and what it says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from quizzes.texts.escaping import escaped
from quizzes.texts.parsing import parser

# `picture:` and the name of a picture: the beginning of the hash of its content, and its size in pixels.
PICTURE = re.compile(r"picture:([0-9a-f]{16})-([1-9]\d{0,4})x([1-9]\d{0,4})")
CREDIT = " | "  # between a picture's caption and its credit


def address_of(name: str) -> str:
    """Return where a picture is served; a test holds this to the site's addresses."""
    return f"/pictures/{name}/"


def pictures_in(text: str) -> tuple[str, ...]:
    """Return the names of the pictures that a text shows, each once, in their order."""
    if "picture:" not in text:
        return ()
    images = (token for token in all_of(parser().parse(text)) if token.type == "image")
    matches = (PICTURE.fullmatch(str(token.attrs["src"])) for token in images)
    return tuple(dict.fromkeys(match[1] for match in matches if match is not None))


def all_of(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield tokens and those within them."""
    for token in tokens:
        yield token
        yield from all_of(token.children or ())


def alt_of(token: Token) -> str:
    """Return what a picture shows, in words."""
    return "".join(child.content for child in all_of(token.children or ())) or token.content


def below_of(token: Token) -> tuple[str, str]:
    """Return the caption and the credit of a picture."""
    caption, _, credit = str(token.attrs.get("title", "")).partition(CREDIT)
    return caption.strip(), credit.strip()


def written(address: str, alt: str, caption: str = "", credit: str = "") -> str:
    """Return a picture as a text names it."""
    caption, credit = (" ".join(said.split()) for said in (caption, credit))
    quoted = re.sub(r'([\\"])', r"\\\1", f"{caption}{CREDIT}{credit}" if credit else caption)
    words = escaped(" ".join(alt.split()).replace("[", "(").replace("]", ")"))  # brackets end it
    return f'![{words}]({address} "{quoted}")' if quoted else f"![{words}]({address})"
