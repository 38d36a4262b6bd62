"""The code of before the newest migration, which serves beside the new one as during an update."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.up import process
from config.up.children import web_command
from tests.config.test_up import Run
from tests.runtime.site import ROOT, fetch, free_port, until


@dataclass
class OldCode:
    """A second web server, of the older code, on the same database, broker and folder."""

    commit: str
    _server: subprocess.Popen[bytes] | None = None
    _url: str = ""

    @classmethod
    def found(cls) -> OldCode | None:
        """Return the code of before the newest migration; None where there is no history of it."""
        newest = ["log", "-1", "--format=%H^", "--diff-filter=A", "--", "*/migrations/0*.py"]
        said = subprocess.run(["git", *newest], cwd=ROOT, capture_output=True, text=True, check=False)
        return cls(said.stdout.strip()) if said.returncode == 0 and said.stdout.strip() else None

    def prepare(self, run: Run) -> None:
        """Start it, on the database that the new code has brought up to date."""
        place, port = Path(tempfile.mkdtemp(prefix="old-code-", dir=run.data_dir.parent)), free_port()
        packed = subprocess.run(["git", "archive", self.commit], cwd=ROOT, capture_output=True, check=True)
        subprocess.run(["tar", "x", "-C", str(place)], input=packed.stdout, check=True)
        with (place / "log").open("wb") as output:
            command = web_command(host="127.0.0.1", port=port, workers=1, threads=2)
            self._server = process.spawn(command, env={**os.environ, "PORT": str(port)}, output=output, cwd=place)
        self._url = f"http://127.0.0.1:{port}"
        until(lambda: fetch(f"{self._url}/healthz")[0] == 200, seconds=240, of="the old code")

    def __call__(self, run: Run) -> None:
        """Let it serve every second student from now on; they meet at the database."""
        for student in run.students[::2]:  # type: ignore[attr-defined]
            student.url = self._url

    def end(self) -> None:
        """Stop it."""
        if self._server is not None:
            process.stop(self._server, grace=10, by=signal.SIGTERM)
