"""Thousands of ids, or of new rows, in one parameter of one statement.

Django gives each id and each value of a row a parameter of its own, and looks at each of them several times. Where
hundreds of thousands of answers are marked anew that is most of the work. On PostgreSQL, rows go there as one JSON
text that it takes apart itself. On SQLite they are written as ever: there is one writer, and it is not the slow part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from django.db import connection
from django.db.models import BigAutoField, ForeignKey, Lookup, Model, Q

_encode = msgspec.json.Encoder().encode


@ForeignKey.register_lookup
@BigAutoField.register_lookup
class _Among(Lookup):
    """Whether an id is one of many."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        ids = ",".join(map(str, self.rhs))
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", (*parameters, f"{{{ids}}}")
        return f"{column} IN (SELECT value FROM json_each(%s))", (*parameters, f"[{ids}]")  # noqa: S608 -- a column


def among(path: str, ids: Iterable[int]) -> Q:
    """Return the condition that the id at `path`, of a row or of what it refers to, is one of `ids`."""
    return Q(**{f"{path}__among": [int(one) for one in ids]})


def as_json(value: Any) -> msgspec.Raw:
    """Return what a JSON column is to hold, made ready once for any number of rows."""
    return msgspec.Raw(_encode(value))


def insert(
    model: type[Model],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    unique: Sequence[str] = (),
    update: Sequence[str] = (),
) -> None:
    """Add `rows`, each the values of the columns `names`; those of a JSON column are of `as_json`.

    `names` are all columns without a default of the database's. A row whose unique columns are taken is passed over;
    with `update`, those columns of the one that has the same `unique` columns are changed instead.
    """
    if not rows:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            sent = [dict(zip(names, row, strict=True)) for row in rows]
            cursor.execute(_sql(model, tuple(names), tuple(unique), tuple(update)), [_encode(sent).decode()])
        return
    made = [model(**dict(zip(names, map(_plain, row), strict=True))) for row in rows]
    if update:
        model._default_manager.bulk_create(made, update_conflicts=True, unique_fields=unique, update_fields=update)
    else:
        model._default_manager.bulk_create(made, ignore_conflicts=True)


def _plain(value: Any) -> Any:
    return msgspec.json.decode(value) if isinstance(value, msgspec.Raw) else value


@lru_cache(maxsize=16)
def _sql(model: type[Model], names: tuple[str, ...], unique: tuple[str, ...], update: tuple[str, ...]) -> str:
    quote, fields = connection.ops.quote_name, [model._meta.get_field(name) for name in names]
    columns = ", ".join(quote(name) for name in names)
    typed = ", ".join(f"{quote(field.attname)} {field.db_type(connection)}" for field in fields)  # type: ignore[union-attr]
    new = ", ".join(f"{quote(name)} = EXCLUDED.{quote(name)}" for name in update)
    act = f"({', '.join(map(quote, unique))}) DO UPDATE SET {new}" if update else "DO NOTHING"
    return f"""
INSERT INTO {quote(model._meta.db_table)} ({columns})
SELECT {columns} FROM json_to_recordset(%s::json) AS sent({typed})
ON CONFLICT {act}
"""  # noqa: S608 -- names of models and a placeholder
