from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import licences


def test_all_that_the_site_runs_on_is_on_the_page_under_a_licence_that_it_may() -> None:
    assert licences.main([]) == 0
    assert {"django", "rapidfuzz", "celery"} <= licences.rows().keys()


def test_a_licence_that_may_not_be_and_one_that_is_missing_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "licences.md"
    page.write_text("| celery | MIT |\n", encoding="utf-8")
    monkeypatch.setattr(licences, "PAGE", page)
    monkeypatch.setattr(licences, "rows", lambda: {"celery": "MIT", "closed": "GPL-3.0-only"})
    assert licences.main([]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "closed is under GPL-3.0-only",
        "docs/licences.md lacks some: python -m tests.house.licences --write",
    ]
