"""What a line that cannot be read should say: tried out before it is said, so that a hint is right when followed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from marking.engine.notation.details import detail_of
from marking.engine.notation.errors import Code, MarkSchemeError
from marking.engine.notation.source import BULLET, tidy
from marking.engine.notation.values import NUMBER_WORDS

# Trying a correction reads the text again; nobody waits for that with a scheme as long as a book's chapter.
LONGEST = 10_000
INDENT = "    "
_MARKS = re.compile(r"\[([^\]]*)\]\s*$")
_MAX = re.compile(r"\s*[\[(]?\s*max(?:imum)?\.?\s*(\d+(?:\.5)?)\s*(?:marks?)?\s*[\])]?\s*$", re.IGNORECASE)
_GROUP = re.compile(r"(?:any\s+)?(\w+)\s+(?:from|of)(?:\s+(?:these|the\s+following))?\s*:\s*(.*)$", re.IGNORECASE)
_SIGNS = re.compile(r"(?<!\\)(?:(?<=\w)[+=]+|[+=]+(?=\w)|(?<=\s)=+(?=\s))")


def corrected(text: str, error: MarkSchemeError, read: Callable[[str], object]) -> MarkSchemeError:
    """The error with the line (or lines) that would be right in `corrected`, and a hint that says so, if one is known.

    `read` reads a text or raises MarkSchemeError. A correction is taken if the text can then be read, or fails further
    down only.
    """
    lines = text.splitlines()
    if len(text) > LONGEST or not 0 < error.line <= len(lines):
        return error
    typed = lines[error.line - 1]
    for attempt in dict.fromkeys(_attempts(typed, _above(lines, error.line), error)):
        if attempt != typed and _helps(lines, error, attempt, read):
            return error.with_correction(_hint(typed, attempt), attempt)
    return error


def _helps(lines: list[str], error: MarkSchemeError, attempt: str, read: Callable[[str], object]) -> bool:
    changed = [*lines[: error.line - 1], *attempt.split("\n"), *lines[error.line :]]
    try:
        read("\n".join(changed))
    except MarkSchemeError as other:
        return other.line > error.line + attempt.count("\n")
    return True


def _hint(typed: str, attempt: str) -> str:
    if attempt.strip() != typed.strip():
        return " ⏎ ".join(line.strip() for line in attempt.split("\n"))
    deeper = len(attempt) - len(attempt.lstrip()) > len(typed) - len(typed.lstrip())
    return "the same line with four spaces more before it" if deeper else "the same line, further left"


def _above(lines: list[str], number: int) -> str:
    """The margin of the point that the line would belong to: of the nearest line above that is no detail."""
    for line in reversed(lines[: number - 1]):
        bare = line.strip()
        if bare and not bare.startswith("#") and detail_of(BULLET.sub("", tidy(bare), count=1)) is None:
            return line[: len(line) - len(line.lstrip())]
    return ""


def _attempts(typed: str, margin_above: str, error: MarkSchemeError) -> Iterator[str]:
    """What the line may have been meant to say, the likeliest first."""
    margin = typed[: len(typed) - len(typed.lstrip())]
    bare = tidy(typed.strip())
    bullet = BULLET.match(bare)
    body = bare[bullet.end() :] if bullet else bare
    yield from _as_detail(body, margin_above, error)
    yield from _as_marks(typed, margin, body)
    yield from _as_group(margin, body)
    yield from _as_keyword(typed, error)
    yield from _with_signs(typed, error)
    yield from _said_better(typed, margin, body, error)
    yield from _closed(typed, error)
    yield from _without_sign(typed, error)
    yield margin_above + body
    yield body


def _as_detail(body: str, margin_above: str, error: MarkSchemeError) -> Iterator[str]:
    """`accept sugar`, `Do not accept: heat`, or a detail that is not indented."""
    detail = detail_of(body)
    if detail is not None:
        yield f"{margin_above}{INDENT}{detail.keyword}: {detail.rest}"
        yield f"{margin_above}{INDENT}{detail.keyword}: {_MARKS.sub('', detail.rest).rstrip()}"
    if error.code is Code.NEGATED:
        yield f"{margin_above}{INDENT}negated: count"


def _as_marks(typed: str, margin: str, body: str) -> Iterator[str]:
    """`[one]`, `[1m]`, `[1,5]`, `[max 2]`, a mark that other words follow."""
    most = _MAX.search(body)
    if most is not None and not body.casefold().startswith("max"):
        rest = body[: most.start()].strip()
        # Where the points earn no more than that anyway, it says nothing: a comment.
        for line in (f"max {most[1]}", f"# max {most[1]}"):
            yield f"{margin}{rest}\n{line}" if rest else line
    match = _MARKS.search(typed)
    if match is not None:
        value = _value(match[1])
        if value:
            yield f"{typed[: match.start()]}[{value}]"
    inner = re.search(r"\[([^\]]*)\]\s*(\S.*)$", typed)
    if inner is not None and _value(inner[1]):
        after = (
            ""
            if re.fullmatch(r"(?:ecf|aw|owtte|ora|cao|oe)[.;]?", inner[2].strip(), re.IGNORECASE)
            else " " + inner[2].strip()
        )
        yield f"{typed[: inner.start()].rstrip()}{after} [{_value(inner[1])}]"


def _value(inner: str) -> str:
    """The number of marks that somebody meant, "" for none."""
    text = inner.strip().casefold()
    if text in NUMBER_WORDS:
        return str(NUMBER_WORDS[text])
    match = re.fullmatch(r"(?:[a-z]\s?)?(\d+)(?:[.,](5))?\s*(?:m|mk|mks|marks?|points?|pts?|p)?\.?", text)
    return "" if match is None else f"{int(match[1])}.5" if match[2] else str(int(match[1]))


def _as_group(margin: str, body: str) -> Iterator[str]:
    """`Two from:`, and points that stand behind the colon."""
    match = _GROUP.fullmatch(body)
    if match is not None:
        word = match[1].casefold()
        count = NUMBER_WORDS.get(word) if not word.isdigit() else int(word)
        if count:
            items = [item.strip(" .") for item in re.split(r";|,(?!\d)|\s/\s", match[2]) if item.strip(" .")]
            yield "\n".join([f"{margin}any {count} from:", *(f"{margin}{INDENT}{item}" for item in items)])


def _as_keyword(typed: str, error: MarkSchemeError) -> Iterator[str]:
    """`acept: steel`, and a maximum that nothing reaches."""
    if error.code is Code.MISSPELT_KEYWORD:
        yield re.sub(r"\w+\s*:", f"{error.right}:", typed, count=1)
    elif error.code is Code.TOO_FEW_POINTS:
        margin = typed[: len(typed) - len(typed.lstrip())]
        yield f"{margin}any {error.right} from:"
    elif error.code is Code.MAX_TOO_HIGH:
        yield re.sub(r"\d\S*", error.right, typed, count=1)


def _with_signs(typed: str, error: MarkSchemeError) -> Iterator[str]:
    """Signs that are meant as they stand: `F = ma`, `Na+`, `C++`, `+2`."""
    marks = _MARKS.search(typed)
    end = marks.start() if marks else len(typed)
    if error.code is Code.EXACT_AND_OPEN:
        return
    head = _SIGNS.sub(lambda match: "".join(f"\\{sign}" for sign in match[0]), typed[:end])
    yield head + typed[end:]
    at = error.column - 1
    if typed[at : at + 1] in set(")]}*\\") and error.code is not Code.STAR_IN_QUOTES:
        yield f"{typed[:at]}\\{typed[at:]}"


def _said_better(typed: str, margin: str, body: str, error: MarkSchemeError) -> Iterator[str]:
    """A sign that says what another says already, and a colon that nothing follows."""
    at = error.column - 1
    if error.code is Code.EXACT_AND_OPEN:
        yield typed[:at] + typed[at:].replace("=", "", 1)
    if error.code is Code.NO_GROUP:
        yield margin + body.rstrip(": ")


def _closed(typed: str, error: MarkSchemeError) -> Iterator[str]:
    """A bracket or a quotation that is never closed."""
    opening = tidy(error.found)[:1]
    closing = {"(": ")", "{": "}", "[": "]", '"': '"'}.get(opening)
    if closing is not None and error.code is Code.NEVER_CLOSED:
        marks = _MARKS.search(typed)
        end = marks.start() if marks is not None and opening != "[" else len(typed)
        yield f"{typed[:end].rstrip()}{closing}{' ' if end < len(typed) else ''}{typed[end:]}"


def _without_sign(typed: str, error: MarkSchemeError) -> Iterator[str]:
    """`steel /`: a sign with nothing beside it."""
    at = error.column - 1
    if typed[at : at + 1] in set("/+~") and error.code is Code.NOTHING_BESIDE:
        before, after = typed[:at].rstrip(), typed[at + 1 :].lstrip()
        yield f"{before} {after}".rstrip() if before else after
