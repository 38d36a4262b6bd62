"""XML from anywhere, made ready for a parser: in UTF-8, begun as XML is to begin, without a harmless document type."""

from __future__ import annotations

import codecs
import re

from marking.formats.values import FormatError

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARATION = re.compile(rb"<\?xml\b[^>]*\?>")
_ENCODING = re.compile(r"(<\?xml\b[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']")
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+[\w:.-]+\s*>")


def ready(data: bytes) -> bytes:
    """Return XML as a parser takes it, each line where it was.

    A document type that only names the root says nothing and is taken out; one with entities or an address stays, for
    the parser to refuse. Raises FormatError for a wide encoding that is broken.
    """
    data = _narrow(data)
    begins = len(data) - len(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    if begins and (match := _DECLARATION.match(data, begins)) is not None:
        # Lines before the declaration are no XML; behind it they do no harm and keep the count of lines.
        data = match[0] + data[:begins].removeprefix(codecs.BOM_UTF8) + data[match.end() :]
    return _without_doctype(data)


def _narrow(data: bytes) -> bytes:
    encoding = "utf-16" if data.startswith(_WIDE) else ""
    if not encoding and data[:4] in {b"<\0?\0", b"\0<\0?"}:
        encoding = "utf-16-le" if data[:1] == b"<" else "utf-16-be"
    if not encoding:
        return data
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FormatError("The file says that it is UTF-16 but cannot be read as that. Save it as UTF-8.") from error
    return _ENCODING.sub(r"\1", text, count=1).encode()


def is_xml(data: bytes) -> bool:
    """Whether a file begins as XML does, whatever stands before its first sign."""
    head = data[:2_000]
    if head.startswith(_WIDE):
        head = head.decode("utf-16", errors="ignore").encode()
    return head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _without_doctype(data: bytes) -> bytes:
    """Pass over what may stand before the root; blank out a document type that says nothing."""
    at = 0
    while True:
        while data[at : at + 1].isspace():
            at += 1
        if data.startswith((b"<!--", b"<?"), at):
            closing = b"-->" if data.startswith(b"<!--", at) else b"?>"
            if (end := data.find(closing, at)) < 0:
                return data
            at = end + len(closing)
        elif (match := _DOCTYPE.match(data, at)) is not None:
            blank = re.sub(rb"[^\n]", b" ", match[0])
            return data[:at] + blank + data[match.end() :]
        else:
            return data
