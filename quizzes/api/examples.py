"""Examples in the schema: one for each shape, from the files in `api/examples/`, put wherever the shape comes or goes.

A file holds examples by the name of the shape. What only the answer has is left out of what is sent; a shape that is
sent otherwise has an example of its own, under its name with “Request” behind it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

ROOMS = ("quizzes", "marking")
JSON = "application/json"


@cache
def by_shape() -> dict[str, Any]:
    """Return the examples of all shapes by their names."""
    folders = [Path(apps.get_app_config(room).path) / "api" / "examples" for room in ROOMS]
    files = [file for folder in folders for file in sorted(folder.glob("*.json"))]
    return {name: example for file in files for name, example in json.loads(file.read_text("utf-8")).items()}


def show_examples(result: Any, generator: Any, request: Any, public: Any) -> Any:
    """Give each body of JSON in the schema its example, where there is one."""
    known = result["components"].get("schemas", {})
    for body in bodies_in(result):
        example = _example(body.get("schema", {}), known)
        if example is not None:
            body["example"] = example
    return result


def bodies_in(schema: Any) -> list[dict[str, Any]]:
    """Return what operations take and give as JSON, problems left out."""
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    return [body for operation in operations for body in bodies_of(operation)]


def bodies_of(operation: Any) -> list[dict[str, Any]]:
    """Return what one operation takes and gives as JSON, files left out: their shape is told in the documentation."""
    if not isinstance(operation, dict):
        return []
    sides = [operation.get("requestBody", {}), *operation.get("responses", {}).values()]
    bodies = [side["content"][JSON] for side in sides if JSON in side.get("content", {})]
    return [body for body in bodies if body.get("schema")]


def _example(schema: dict[str, Any], known: dict[str, Any]) -> Any:
    if schema.get("type") == "array":
        row = _example(schema["items"], known)
        return None if row is None else [row]
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    if name in by_shape():
        return by_shape()[name]
    if name.startswith("Paginated"):
        row = _example(known[name]["properties"]["results"], known)
        return None if row is None else {"next": None, "previous": None, "results": row}
    whole = by_shape().get(name.removesuffix("Request").removeprefix("Patched"))
    if not isinstance(whole, dict) or name not in known:
        return None
    return {field: value for field, value in whole.items() if field in known[name].get("properties", {})}
