"""Moodle's categories, paths of what a question is about, and the topics of a bank."""

from __future__ import annotations

import re

_PARTED = " / "
LONGEST = 200


def topic_of(category: str) -> str:
    """Return a category's path as a topic: without the course, `top` and “Default for …”, which say nothing."""
    parts = [part.strip() for part in re.split(r"(?<!/)/(?!/)", category)]
    for needless in (r"\$.*", "top|", "Default for .*"):
        if parts and re.fullmatch(needless, parts[0]):
            parts.pop(0)
    return _PARTED.join(part.replace("//", "/") for part in parts if part)[:LONGEST]


def category_of(topic: str, bank: str) -> str:
    """Return the category that `topic_of` makes `topic` again; for none the default one of a bank of this title."""
    parts = topic.split(_PARTED) if topic.strip() else [f"Default for {bank}"]
    return "/".join(["$course$", "top", *(" ".join(part.split()).replace("/", "//") for part in parts)])
