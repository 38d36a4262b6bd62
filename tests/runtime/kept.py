"""Rows that many tests begin with, made once by the real services and laid back for each test in a few statements."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Generic, TypeVar

from django.core.management.color import no_style
from django.db import connection, transaction

from tests.runtime.database import KEPT

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """What `make()` returns, with all the rows that it writes; the database is empty before and after.

    Its rows are kept in tables of the test database beside the real ones, whose sequences have gone past them.
    """

    def __init__(self, make: Callable[[], Made], name: str = "kept") -> None:
        """`name` begins the names of the tables in which the rows are kept."""
        quote = connection.ops.quote_name
        with transaction.atomic():
            made, self._name = make(), name
            self._made = pickle.dumps(made)  # which is read several times as quickly as objects are copied
            tables = [table for table in connection.introspection.django_table_names() if table not in KEPT]
            with connection.cursor() as cursor:
                self._written = [table for table in tables if _has_rows(table)]
                for table in self._written:
                    # A test that is tried again makes the rows of its module again.
                    cursor.execute(f"DROP TABLE IF EXISTS {quote(f'{name}_{table}')}")
                    cursor.execute(f"CREATE TABLE {quote(f'{name}_{table}')} AS SELECT * FROM {quote(table)}")
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), self._written, allow_cascade=True))

    def again(self) -> Made:
        """Lay all the rows back, and return what was made as it was then."""
        quote = connection.ops.quote_name
        with transaction.atomic(), connection.cursor() as cursor:
            for table in self._written:
                cursor.execute(f"INSERT INTO {quote(table)} SELECT * FROM {quote(f'{self._name}_{table}')}")
        restored: Made = pickle.loads(self._made)
        return restored


def _has_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")
        return cursor.fetchone() is not None
