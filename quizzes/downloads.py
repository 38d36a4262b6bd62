"""Tables that a page sends as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.text import slugify

from quizzes.files.tables import CSV, EXCEL, Cell, MoreRows, write_csv, write_excel


def as_csv(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, semicolons: bool = False
) -> StreamingHttpResponse:
    """Return a table as the file `name`.csv, sent piece by piece; `semicolons` as `write_csv` says."""
    answer = StreamingHttpResponse(write_csv(header, rows, semicolons=semicolons), content_type=CSV)
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def as_json(name: str, pieces: Iterable[str]) -> StreamingHttpResponse:
    """Return a JSON document as the file `name`.json, sent piece by piece."""
    answer = StreamingHttpResponse(pieces, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


def as_excel(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str, more: Sequence[MoreRows] = ()
) -> HttpResponse:
    """Return a table as the file `name`.xlsx with a sheet called `title`, and `more`."""
    answer = HttpResponse(write_excel(header, rows, title=title, more=more), content_type=EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


Table = HttpResponse | StreamingHttpResponse


def table_as(kind: str, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str = "") -> Table:
    """Return a table as "csv" or "xlsx", the file called `name`, else like `title`. Raises Http404 for another kind."""
    called = slugify(name or title) or "table"
    if kind == "csv":
        return as_csv(called, header, rows)
    if kind == "xlsx":
        return as_excel(called, header, rows, title=title)
    raise Http404
