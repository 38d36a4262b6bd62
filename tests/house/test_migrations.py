"""The check of migrations finds what a running site could not live with."""

from __future__ import annotations

import subprocess
import sys


def test_a_column_that_goes_is_found_and_nothing_since_the_first_release_is_wrong() -> None:
    early = "from tests.house import migrations as m; import django; django.setup(); "
    run = "print(m.has_errors({'quizzes'}, since_first_release=False), m.has_errors({'quizzes', 'marking'}))"
    done = subprocess.run([sys.executable, "-c", early + run], capture_output=True, text=True, check=True, timeout=300)
    assert "DROPPING columns (table: quizzes_pin, column: failures)" in done.stdout
    assert done.stdout.splitlines()[-1] == "True False"
