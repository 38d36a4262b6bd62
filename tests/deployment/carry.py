"""The data of the first release, brought to the newest state: `python -m tests.deployment.carry`.

Makes a database as the first release has it, fills in what `tests/fixtures/first_release.json` holds, migrates, and
compares what a school would miss. `--make` writes that file anew; once the first release is out, nobody does that.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.house.migrations import FIRST_RELEASE

FIXTURE = Path(__file__).parents[1] / "fixtures" / "first_release.json"


def main() -> int:
    """Carry the data over; print what got lost and return 1 if anything did."""
    parser = argparse.ArgumentParser(prog="python -m tests.deployment.carry", description=__doc__)
    parser.add_argument("--make", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="carry-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
            "TEST_RUN_DIR": folder,
            "TEST_DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        }
        import django  # noqa: PLC0415

        django.setup()
        return _make() if asked.make else _carry()


def _carry() -> int:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    from config.up import prepare  # noqa: PLC0415

    for app in sorted(MigrationLoader(connection).migrated_apps - set(FIRST_RELEASE)):
        call_command("migrate", app, verbosity=0)  # libraries, which a release does not pin to the letter
    for app, last in FIRST_RELEASE.items():
        call_command("migrate", app, last, verbosity=0)
    kept = json.loads(FIXTURE.read_text())
    _fill(kept["tables"])
    prepare.migrate()  # as `make run` does after an update
    lost = _differences(kept["facts"], json.loads(json.dumps(facts())))
    print("\n".join(lost) or "All of the first release's data is there.")
    return int(bool(lost))


def _differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    return [f"{name}: {before[name]} became {now.get(name)}" for name in before if before[name] != now.get(name)]


def _fill(tables: dict[str, dict[str, Any]]) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table, held in tables.items():
            names = ", ".join(f'"{name}"' for name in held["columns"])
            places = ", ".join(["%s"] * len(held["columns"]))
            rows = [[_plain(value) for value in row] for row in held["rows"]]
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)
    connection.check_constraints()


def _plain(value: Any) -> Any:
    return base64.b64decode(value["bytes"]) if isinstance(value, dict) else value


def facts() -> dict[str, Any]:
    """Return what a school would miss, read with today's models and pages."""
    from django.test import Client  # noqa: PLC0415

    from marking.models import Mark, MarkScheme, Standing  # noqa: PLC0415
    from quizzes.models import Attempt, Response, ResponseVersion, User  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    sam = User.objects.get(username="sam")
    client.force_login(sam, backend="quizzes.access.backend.AccountBackend")
    attempt = Attempt.objects.get(student=sam)
    page = client.get(f"/attempts/{attempt.pk}/result/")
    return {
        "people": sorted(User.objects.values_list("username", flat=True)),
        "answers": list(Response.objects.order_by("pk").values_list("pk", "text")),
        "versions": list(ResponseVersion.objects.order_by("pk").values_list("response_id", "seq", "text", "outcome")),
        "receipts": sorted(Attempt.objects.values_list("receipt", flat=True)),
        "ends": [row.ends_at and row.ends_at.isoformat() for row in Attempt.objects.order_by("pk")],
        "schemes": list(MarkScheme.objects.order_by("pk").values_list("question_id", "version", "text")),
        "marks": [[row.response_id, str(row.mark), row.marker_id, row.reason] for row in Mark.objects.order_by("pk")],
        "standing": [[row.pk, row.mark_id, row.state] for row in Standing.objects.order_by("pk")],
        "the student's page": [page.status_code, 'class="ring"' in page.content.decode()],
    }  # fmt: skip


def _make() -> int:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    _live()
    tables: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith(("quizzes_", "marking_")) and table.rpartition("_")[2] not in ("groups", "permissions"):
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
                rows = [[_kept(value) for value in row] for row in cursor.fetchall()]
                if rows:
                    tables[table] = {"columns": [column[0] for column in cursor.description], "rows": rows}
    FIXTURE.write_text(json.dumps({"facts": json.loads(json.dumps(facts())), "tables": tables}, indent=1) + "\n")
    return 0


def _kept(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return {"bytes": base64.b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value


def _live() -> None:
    """Let a school do a little of everything that leaves rows."""
    from marking import queries  # noqa: PLC0415
    from marking.services import marks, results  # noqa: PLC0415
    from quizzes.models import AccessArrangement, Response  # noqa: PLC0415
    from quizzes.services import attempt_acts, attempts, banks  # noqa: PLC0415
    from tests.cast import NOW, sat, school  # noqa: PLC0415

    minute = timedelta(minutes=1)
    cast = school()
    banks.add_notes(bank=cast.bank, text="Abrasion: stones grind the bed.", filename="", by=cast.alice, now=NOW)
    AccessArrangement.objects.create(student=cast.sue, time_factor=Decimal("1.25"), reason="Reads slowly.")
    sat(cast.assignment, cast.sam, "They were called social fascists.")
    late = attempts.start(assignment=cast.assignment, student=cast.sue, now=NOW)
    item = late.responses.get().item_id
    for number, when in enumerate((1, 5, 30), start=1):
        answer = attempts.Answer(item, f"socialism in one country {number}", number)
        attempts.save(attempt=late, answers=[answer], lease="tab", received_at=NOW + when * minute)
    attempt_acts.add_minutes(
        attempts=type(late).objects.filter(pk=late.pk), minutes=5, by=cast.alice, now=NOW, reason="Fire drill."
    )
    attempts.close_overdue(now=NOW + 120 * minute)
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    first = Response.objects.handed_in().order_by("pk")[0]
    marks.give(response=first, mark=Decimal("1.5"), reason="Half of the second point.", by=cast.alice, now=NOW)
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW + 130 * minute, unchecked_too=True)


if __name__ == "__main__":
    sys.exit(main())
