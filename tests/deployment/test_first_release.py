"""What a school has in the first release is there after every later one."""

from __future__ import annotations

import subprocess
import sys


def test_answers_marks_and_receipts_of_the_first_release_are_carried_over() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.deployment.carry"], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "All of the first release's data is there." in done.stdout
