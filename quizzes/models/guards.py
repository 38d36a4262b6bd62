"""Database triggers that keep rows as they were written, for whoever comes round Django's own guards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import migrations

_REFUSAL = "rows of {} are part of the record: they are added, never changed or deleted"
_REFUSE_ON_POSTGRESQL = f"""RAISE EXCEPTION '{_REFUSAL.format("%")}', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';"""

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN
    {_REFUSE_ON_POSTGRESQL}
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
        f"SELECT RAISE(ABORT, '{_REFUSAL.format(table)}'); END"
        for act in ("UPDATE", "DELETE")
    ]


def lift(vendor: str, table: str) -> list[str]:
    """Return the SQL that undoes `guard`."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {table}_final ON {table}"]
    return [f"DROP TRIGGER IF EXISTS {table}_final_{act}" for act in ("update", "delete")]


# What quizzes.pure.thinning lets go, in words that both databases know but for the minute.
_SUPERFLUOUS = """OLD.outcome = 'COUNTED' AND length(OLD.text) >= 500
    AND EXISTS (SELECT 1 FROM quizzes_responseversion first WHERE first.response_id = OLD.response_id
                AND first.id < OLD.id)
    AND EXISTS (SELECT 1 FROM quizzes_responseversion later WHERE later.response_id = OLD.response_id
                AND later.id > OLD.id AND later.outcome = 'COUNTED' AND length(later.text) >= length(OLD.text)
                AND {later} = {old})"""
_SQLITE_SUPERFLUOUS = _SUPERFLUOUS.format(
    later="substr(later.received_at, 1, 16)", old="substr(OLD.received_at, 1, 16)"
)
_POSTGRESQL_SUPERFLUOUS = _SUPERFLUOUS.format(
    later="date_trunc('minute', later.received_at)", old="date_trunc('minute', OLD.received_at)"
)
POSTGRESQL_VERSIONS = f"""
CREATE OR REPLACE FUNCTION refuse_loss_of_version() RETURNS trigger AS $$
BEGIN
    IF {_POSTGRESQL_SUPERFLUOUS} THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'this version of a response is part of the record and never deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql
"""


def thinned_versions() -> migrations.RunPython:
    """Return the migration step that lets superfluous versions of long answers be deleted, and nothing else."""
    return migrations.RunPython(_runner(_guard_but_thin, [_VERSIONS]), _runner(_guard_again, [_VERSIONS]))


_VERSIONS = "quizzes_responseversion"


def _guard_but_thin(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        row = f"ON {table} FOR EACH ROW EXECUTE FUNCTION"
        return [
            *lift(vendor, table),
            POSTGRESQL_VERSIONS,
            f"CREATE TRIGGER {table}_final BEFORE UPDATE {row} refuse_change()",
            f"CREATE TRIGGER {table}_final_delete BEFORE DELETE {row} refuse_loss_of_version()",
        ]
    unless = (
        f"CREATE TRIGGER {table}_final_delete BEFORE DELETE ON {table} WHEN NOT ({_SQLITE_SUPERFLUOUS}) BEGIN "
        "SELECT RAISE(ABORT, 'this version of a response is part of the record and never deleted'); END"
    )
    return [f"DROP TRIGGER {table}_final_delete", unless]


def _guard_again(vendor: str, table: str) -> list[str]:
    more = [f"DROP TRIGGER {table}_final_delete ON {table}"] if vendor == "postgresql" else []
    return [*more, *lift(vendor, table), *guard(vendor, table)]


def erasable_texts(table: str, texts: Mapping[str, str], *, acts: str = "UPDATE OR DELETE") -> migrations.RunPython:
    """Return the migration step that lets `texts` of the final rows of `table` be erased, and nothing else.

    `texts` gives, by column, what an erased one holds, as SQL. A row may be changed to these, all at once, where its
    response says when it was erased; no other column may change with it. A migration that adds a column to `table`
    takes this step again. `acts` are those that its trigger on PostgreSQL is for.
    """

    def allow(apps: Any, schema_editor: Any) -> None:
        connection = schema_editor.connection
        if connection.vendor == "postgresql":
            statements = _erasable_on_postgresql(table, texts, acts)
        else:
            with connection.cursor() as cursor:
                names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            statements = _erasable_on_sqlite(table, texts, [name for name in names if name not in texts])
        for statement in statements:
            schema_editor.execute(statement, params=None)

    def refuse(apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        if vendor == "postgresql":
            make = guard(vendor, table)[1].replace("UPDATE OR DELETE", acts)
            statements = [f"DROP TRIGGER {table}_final ON {table}", make]
        else:
            statements = [f"DROP TRIGGER {table}_final_update", guard(vendor, table)[0]]
        for statement in statements:
            schema_editor.execute(statement, params=None)

    return migrations.RunPython(allow, refuse)


_ERASED = "EXISTS (SELECT 1 FROM quizzes_response WHERE id = OLD.response_id AND erased_at IS NOT NULL)"


def _erasable_on_sqlite(table: str, texts: Mapping[str, str], others: Sequence[str]) -> list[str]:
    erased = [f'NEW."{name}" = {value}' for name, value in texts.items()]
    kept = [f'NEW."{name}" IS OLD."{name}"' for name in others]
    of_update = guard("sqlite", table)[0]
    unless = f" WHEN NOT ({' AND '.join([*erased, *kept, _ERASED])}) BEGIN "
    return [f"DROP TRIGGER {table}_final_update", of_update.replace(" BEGIN ", unless, 1)]


def _erasable_on_postgresql(table: str, texts: Mapping[str, str], acts: str) -> list[str]:
    erased = " AND ".join(f'NEW."{name}" = {value}' for name, value in texts.items())
    names = "ARRAY[" + ", ".join(f"'{name}'" for name in texts) + "]"
    function = f"""
CREATE OR REPLACE FUNCTION {table}_is_erased() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF {erased} AND to_jsonb(NEW) - {names} = to_jsonb(OLD) - {names} AND {_ERASED} THEN
            RETURN NEW;
        END IF;
    END IF;
    {_REFUSE_ON_POSTGRESQL}
END
$$ LANGUAGE plpgsql
"""
    trigger = f"CREATE TRIGGER {table}_final BEFORE {acts} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_is_erased()"
    return [function, f"DROP TRIGGER {table}_final ON {table}", trigger]


def final_rows(tables: Sequence[str]) -> migrations.RunPython:
    """Return the migration step that makes the rows of `tables` final."""
    return migrations.RunPython(_runner(guard, tables), _runner(lift, tables))


def _runner(statements: Callable[[str, str], list[str]], tables: Sequence[str]) -> Callable[[Any, Any], None]:
    def run(apps: Any, schema_editor: Any) -> None:
        for table in tables:
            for statement in statements(schema_editor.connection.vendor, table):
                schema_editor.execute(statement, params=None)  # a "%" in it is the language's own

    return run
