"""Alerts and dashboard ask for figures that /metrics has, and only for those."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from config.health import FIGURES

FOLDER = Path(__file__).parents[2] / "docs" / "deployment"
KNOWN = {f"markscheme_{name}" for name, _, _ in FIGURES} | {"markscheme_queue_messages"}
FIGURE = re.compile(r"\bmarkscheme_\w+")


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "alerts.yaml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_every_alert_asks_for_a_figure_that_there_is_and_says_what_to_look_at() -> None:
    asked = {name for rule in rules() for name in FIGURE.findall(rule["expr"])}
    assert asked <= KNOWN
    assert {"markscheme_overdue_attempts", "markscheme_oldest_waiting_seconds", "markscheme_workers"} <= asked
    assert all(set(rule["annotations"]) == {"summary", "look"} and rule["labels"]["severity"] for rule in rules())


def test_the_dashboard_shows_every_figure_but_the_time() -> None:
    board = json.loads((FOLDER / "dashboard.json").read_text())
    asked = {
        name for panel in board["panels"] for target in panel["targets"] for name in FIGURE.findall(target["expr"])
    }
    assert asked == KNOWN - {"markscheme_server_time_seconds"}
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
