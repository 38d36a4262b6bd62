"""Tables that a page sends as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse, StreamingHttpResponse

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
