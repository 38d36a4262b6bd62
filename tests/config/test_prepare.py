from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.up import prepare
from config.up.trouble import Trouble

pytestmark = pytest.mark.django_db


def test_older_code_refuses_a_newer_database_and_touches_nothing() -> None:
    MigrationRecorder(connection).record_applied("marking", "9999_of_next_year")
    with pytest.raises(Trouble, match=r"newer than this code.*marking\.9999_of_next_year"):
        prepare.migrate()


def test_steps_of_libraries_that_are_gone_are_no_reason() -> None:
    MigrationRecorder(connection).record_applied("axes", "0000_long_ago")
    prepare.migrate()
