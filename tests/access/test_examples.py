"""The schema shows what is sent and what is answered: an example for each operation, which its own shape allows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from quizzes.api.examples import bodies_in, bodies_of, by_shape
from quizzes.api.schema import SchemaOnce

# Operations that lack an example; this list only gets shorter.
WITHOUT = Path(__file__).with_name("without_examples.txt")


@pytest.fixture(scope="module")
def schema() -> Any:
    return SchemaOnce().get_schema(public=True)


def test_each_operation_with_a_body_has_an_example(schema: Any) -> None:
    lacking = {
        f"{method.upper()} {path}"
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        if any("example" not in body for body in bodies_of(operation))
    }
    assert lacking == set(WITHOUT.read_text().split("\n")) - {""}, "Write its examples, or take it off the list."


def test_examples_are_what_their_shapes_allow(schema: Any) -> None:
    wrong = [
        f"{body['schema']}: {'/'.join(map(str, error.absolute_path))} {error.message}"
        for body in bodies_in(schema)
        if "example" in body
        for error in Draft202012Validator({**body["schema"], "components": schema["components"]}).iter_errors(
            body["example"]
        )
    ]
    assert not wrong


def test_no_example_is_of_a_shape_that_is_gone(schema: Any) -> None:
    known = set(schema["components"]["schemas"])
    assert not [name for name in by_shape() if not {name, f"{name}Request", f"Patched{name}Request"} & known]
