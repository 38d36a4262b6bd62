"""Database triggers that keep rows as they were written, for whoever comes round Django's own guards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import migrations

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are part of the record: they are added, never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql
"""


def guard(vendor: str, table: str) -> list[str]:
    """Return the SQL that makes the rows of `table` final, for "postgresql" or "sqlite"."""
    if vendor == "postgresql":
        trigger = (
            f"CREATE TRIGGER {table}_final BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return [POSTGRESQL_FUNCTION, trigger]
    return [
        f"CREATE TRIGGER {table}_final_{act.lower()} BEFORE {act} ON {table} BEGIN "
        f"SELECT RAISE(ABORT, 'rows of {table} are part of the record: they are added, never changed or deleted'); END"
        for act in ("UPDATE", "DELETE")
    ]


def lift(vendor: str, table: str) -> list[str]:
    """Return the SQL that undoes `guard`."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {table}_final ON {table}"]
    return [f"DROP TRIGGER IF EXISTS {table}_final_{act}" for act in ("update", "delete")]


def final_rows(tables: Sequence[str]) -> migrations.RunPython:
    """Return the migration step that makes the rows of `tables` final."""
    return migrations.RunPython(_runner(guard, tables), _runner(lift, tables))


def _runner(statements: Callable[[str, str], list[str]], tables: Sequence[str]) -> Callable[[Any, Any], None]:
    def run(apps: Any, schema_editor: Any) -> None:
        for table in tables:
            for statement in statements(schema_editor.connection.vendor, table):
                schema_editor.execute(statement, params=None)  # a "%" in it is the language's own

    return run
