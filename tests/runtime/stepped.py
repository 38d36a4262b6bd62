"""`python -m tests.runtime.stepped FILE MODULE`: runs MODULE with a clock that is off by the seconds that FILE holds.

For processes that tests start: what a test writes into the file is a step of the clock of that process.
"""

from __future__ import annotations

import runpy
import sys
import time
from pathlib import Path

really = time.time
file = Path(sys.argv[1])


def stepped() -> float:
    """Return the time, off by what the file says now."""
    return really() + float(file.read_text() or 0)


time.time = stepped
sys.argv = sys.argv[2:]
runpy.run_module(sys.argv[0], run_name="__main__")
