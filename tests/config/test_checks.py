"""The checks warn of what loses data or lets others look at it, and of nothing else."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from config import checks
from tests.runtime import site


def ids(messages: list[Any]) -> list[str]:
    return [message.id for message in messages]


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2), (3, 7, 0)])
def test_sqlite_that_can_corrupt_is_named(version: tuple[int, int, int]) -> None:
    assert ids(checks.judge_sqlite(version)) == ["config.W001"]


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 0), (4, 0, 0)])
def test_mended_sqlite_is_fine(version: tuple[int, int, int]) -> None:
    assert checks.judge_sqlite(version) == []


def test_sqlite_in_use_is_the_mended_one() -> None:
    assert sqlite3.sqlite_version_info >= checks.MENDED_SQLITE


@pytest.mark.parametrize(("policy", "codes"), [("allkeys-lru", ["config.E001"]), ("noeviction", [])])
def test_broker_that_drops_keys_is_refused(db: None, settings: Any, policy: str, codes: list[str]) -> None:
    settings.EMBEDDED_REDIS = False
    client = site.broker()
    try:
        client.config_set("maxmemory-policy", policy)
        assert ids(checks.broker_keeps_messages()) == codes
    finally:
        client.config_set("maxmemory-policy", "noeviction")
        client.close()


def test_broker_that_does_not_answer_is_named(settings: Any) -> None:
    settings.EMBEDDED_REDIS = False
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert ids(checks.broker_keeps_messages()) == ["config.W002"]


@pytest.mark.parametrize(("mode", "codes"), [(0o755, ["config.W003"]), (0o750, []), (0o700, [])])
def test_data_folder_open_to_all_is_named(settings: Any, tmp_path: Path, mode: int, codes: list[str]) -> None:
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(mode)
    assert ids(checks.data_folder_is_private()) == codes
