"""Statements whose SQL is built once and then only filled in.

Django works out the SQL of a query anew at every call, which for a look-up by primary key takes several times as long
as the database takes to answer it. Where a whole class sends the same request within a second, that is most of the
request. The queries themselves are still written, and their rules still stated, as query sets.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)

# What stands for an argument while the SQL is built: values that no query has of its own. Only a column of ids is
# wide enough for them.
_NUMBER = 7_310_582_640_917_000


@dataclass(frozen=True, slots=True)
class _Built:
    """The SQL of a query, where each of its parameters comes from, and how its columns become values."""

    model: type[Model]
    sql: str
    parameters: tuple[Callable[[Sequence[Any]], Any], ...]
    width: int
    columns: tuple[str, ...]
    extras: tuple[tuple[str, int], ...]
    related: tuple[Any, ...]
    converters: tuple[tuple[int, Callable[[Any], Any]], ...]

    def row(self, values: Sequence[Any], *, like: Any = None) -> Any:
        """Return the object that a row of the database's values is; what is selected as related is that of `like`."""
        converted = list(values)
        for place, convert in self.converters:
            converted[place] = convert(converted[place])
        row = self.model.from_db(DEFAULT_DB_ALIAS, self.columns, converted[: len(self.columns)])
        if like is not None:
            row._state.fields_cache.update(like._state.fields_cache)
            return row
        for other in self.related:
            other.populate(converted, row)
        for name, place in self.extras:
            vars(row)[name] = converted[place]
        return row


class PreparedQuery(Generic[M]):
    """A query for whole rows of one model, whose arguments are plain values of its look-ups.

    `build` is called once for each number of arguments, with as many stand-ins: ids of rows, or texts where `of`, which
    may say it for each (the last for all that follow), is `str`. Nothing about the query may depend on them.
    Annotations become attributes, and what is selected as related comes along; `alike`: it is the same for all rows,
    and made once. `shared`: the rows are locked against change, but for others to lock so, too.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[M]],
        *,
        of: type | tuple[type, ...] = int,
        shared: bool = False,
        alike: bool = False,
    ) -> None:
        self._build = build
        self._of = of
        self._shared = shared
        self._alike = alike
        self._kept = threading.local()  # what converts values belongs to a connection, and each thread has its own

    def rows(self, *arguments: Any) -> list[M]:
        """Return the rows for these arguments, in one query. Raises ValueError for arguments of another kind.

        Inside of `ahead`, no query the first time.
        """
        values = self.asking(*arguments).values
        rows = vars(_known).get("rows")
        if rows and (self, values) in rows:
            return rows.pop((self, values))  # type: ignore[no-any-return]
        built = self.built(len(values))
        with connection.cursor() as cursor:
            cursor.execute(built.sql, [parameter(values) for parameter in built.parameters])
            return self.made(built, cursor.fetchall())

    def asking(self, *arguments: Any) -> Asked:
        """Return the query with these arguments, for `ahead`."""
        kinds = self._kinds(len(arguments))
        return Asked(self, tuple(kind(argument) for kind, argument in zip(kinds, arguments, strict=True)))

    def made(self, built: _Built, tuples: Sequence[Sequence[Any]]) -> list[M]:
        """Return the rows that the database's values are."""
        if not self._alike or not tuples:
            return [built.row(values) for values in tuples]
        first = built.row(tuples[0])
        return [first, *(built.row(values, like=first) for values in tuples[1:])]

    def first(self, *arguments: Any) -> M | None:
        """Return the row for these arguments, None if there is none."""
        return next(iter(self.rows(*arguments)), None)

    def _kinds(self, count: int) -> tuple[type, ...]:
        kinds = self._of if isinstance(self._of, tuple) else (self._of,)
        return kinds[:count] + kinds[-1:] * (count - len(kinds))

    def built(self, count: int) -> _Built:
        """Return the query for so many arguments, in this thread."""
        kept: dict[Any, _Built] = vars(self._kept)
        if count not in kept:
            kept[count] = self._build_once(count)
        return kept[count]

    def _build_once(self, count: int) -> _Built:
        stand_ins = [kind(_NUMBER + place) for place, kind in enumerate(self._kinds(count))]
        rows = self._build(*stand_ins)
        compiler = rows.query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet as error:
            raise ValueError("An argument is compared with a column that is too narrow for ids.") from error
        if missing := [value for value in stand_ins if value not in parameters]:
            raise ValueError(f"Argument {stand_ins.index(missing[0]) + 1} is not among the query's parameters.")
        select, class_info = compiler.select, compiler.klass_info or {}
        own = class_info["select_fields"]
        columns = [column for column, _, _ in select]
        if self._shared:
            sql = sql.replace(" FOR UPDATE", " FOR SHARE")  # for which Django has no words
        return _Built(
            rows.model,
            sql,
            tuple(_source(parameter, stand_ins) for parameter in parameters),
            len(select),
            tuple(columns[place].target.attname for place in own),
            tuple(compiler.annotation_col_map.items()),
            tuple(get_related_populators(class_info, select, DEFAULT_DB_ALIAS)),  # type: ignore[call-arg]  # of a later Django
            tuple(
                (place, _converter(functions, expression))
                for place, (functions, expression) in compiler.get_converters(columns).items()
            ),
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its arguments."""

    query: PreparedQuery[Any]
    values: tuple[Any, ...]


_known = threading.local()  # the rows that were asked for ahead and not used yet


@contextmanager
def ahead(*asked: Asked) -> Iterator[None]:
    """Ask all these in one query. Inside, what asks one of them has its rows without another, the first time.

    For a page that is known to ask them all: a query costs the site's processor more than its rows do. Only the last
    may have more than one row, and none may lock any.
    """
    vars(_known)["rows"] = _all_of(asked)
    try:
        yield
    finally:
        vars(_known).clear()


def _all_of(asked: Sequence[Asked]) -> dict[tuple[Any, ...], list[Any]]:
    built = [one.query.built(len(one.values)) for one in asked]
    with connection.cursor() as cursor:
        given = [source(one.values) for one, how in zip(asked, built, strict=True) for source in how.parameters]
        cursor.execute(_joined(tuple(how.sql for how in built)), given)
        tuples = cursor.fetchall()
    found, begin = {}, 1
    for one, how in zip(asked, built, strict=True):
        cut = [values[begin : begin + how.width] for values in (tuples if one is asked[-1] else tuples[:1])]
        key = how.columns.index(how.model._meta.pk.attname)
        found[one.query, one.values] = one.query.made(how, [values for values in cut if values[key] is not None])
        begin += how.width
    return found


@lru_cache(maxsize=64)
def _joined(queries: tuple[str, ...]) -> str:
    """Return one query for the rows of all these beside each other; for one without any, empty places."""
    joins = [f"LEFT JOIN ({sql}) AS asked{number} ON 1 = 1" for number, sql in enumerate(queries)]
    return " ".join(["SELECT * FROM (SELECT 1 AS one) AS always", *joins])


def _source(parameter: Any, stand_ins: Sequence[Any]) -> Callable[[Sequence[Any]], Any]:
    """Return what takes a parameter's value from the arguments; what stands for none is the same each time."""
    if parameter in stand_ins:
        return itemgetter(stand_ins.index(parameter))
    return lambda _: parameter


def _converter(functions: Sequence[Callable[..., Any]], expression: Any) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        for function in functions:
            value = function(value, expression, connection)
        return value

    return convert


def insert(rows: Sequence[Model]) -> None:
    """Insert rows of one model, in one statement; the caller's objects do not learn their numbers."""
    if rows:
        _write(rows, [field for field in _fields(rows[0]) if not field.primary_key], ())


def insert_one(row: Model) -> None:
    """Insert a row, and tell the caller's object its number."""
    fields = [field for field in _fields(row) if not field.primary_key]
    table, key = row._meta.db_table, row._meta.pk.column
    sql = _insert_sql(table, tuple(field.column for field in fields), (), str(key), 1)
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {connection.ops.quote_name(str(key))}", _values([row], fields))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def change(row: Model, names: Sequence[str]) -> None:
    """Write the fields `names` of a row that is in the database already."""
    fields = [field for field in _fields(row) if field.name in names]
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            _change_sql(type(row), tuple(field.column for field in fields)), [*_values([row], fields), row.pk]
        )


def touch(row: Model) -> None:
    """Write a row as it is, so that PostgreSQL notes a new writer of it."""
    if connection.vendor == "postgresql":
        key = str(row._meta.pk.attname)
        with connection.cursor() as cursor:
            cursor.execute(_change_sql(type(row), (key,)), [row.pk, row.pk])


def overwrite(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write the fields `names` of rows that are in the database already, in one statement."""
    if rows:
        fields = _fields(rows[0])
        _write(rows, fields, tuple(field.column for field in fields if field.name in names))


def put(row: Model, *, of: str, names: Sequence[str]) -> None:
    """Insert a row, or write its fields `names` into the one that has the same in the unique column `of`."""
    fields = [field for field in _fields(row) if not field.primary_key]
    changed = tuple(field.column for field in fields if field.name in names)
    sql = _insert_sql(row._meta.db_table, tuple(field.column for field in fields), changed, of, 1)
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, _values([row], fields))


def values_of(row: Model, names: Sequence[str]) -> list[Any]:
    """Return the values of the fields `names` of a row, as the database takes them, in the order of the names."""
    fields = {field.name: field for field in _fields(row)}
    return _values([row], [fields[name] for name in names])


def _fields(row: Model) -> list[Any]:
    return list(row._meta.concrete_fields)


def _write(rows: Sequence[Model], fields: Sequence[Any], changed: tuple[str, ...]) -> None:
    table, key = rows[0]._meta.db_table, rows[0]._meta.pk.column
    sql = _insert_sql(table, tuple(field.column for field in fields), changed, str(key), len(rows))
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, _values(rows, fields))


def _values(rows: Sequence[Model], fields: Sequence[Any]) -> list[Any]:
    wrapper = connections[DEFAULT_DB_ALIAS]  # what `connection` stands for, and looks up at each touch
    return [field.get_db_prep_save(getattr(row, field.attname), wrapper) for row in rows for field in fields]


@lru_cache(maxsize=64)
def _change_sql(model: type[Model], columns: tuple[str, ...]) -> str:
    quote, key = connection.ops.quote_name, str(model._meta.pk.column)
    new = ", ".join(f"{quote(column)} = %s" for column in columns)
    return f"UPDATE {quote(model._meta.db_table)} SET {new} WHERE {quote(key)} = %s"  # noqa: S608 -- names of models


@lru_cache(maxsize=512)
def _insert_sql(table: str, columns: tuple[str, ...], changed: tuple[str, ...], key: str, count: int) -> str:
    """Return the insertion of `count` rows, which writes the `changed` columns of those that are there already.

    That is how many rows get values of their own in one statement, the same on both databases.
    """
    quote = connection.ops.quote_name
    row = f"({', '.join(['%s'] * len(columns))})"
    into = f"{quote(table)} ({', '.join(map(quote, columns))})"
    sql = f"INSERT INTO {into} VALUES {', '.join([row] * count)}"  # noqa: S608 -- names of models and placeholders
    if not changed:
        return sql
    new = ", ".join(f"{quote(column)} = EXCLUDED.{quote(column)}" for column in changed)
    return f"{sql} ON CONFLICT ({quote(key)}) DO UPDATE SET {new}"
