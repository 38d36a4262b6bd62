"""Every kind of question does what its examples say, and each of its rules is needed by one of them."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

import pytest

from quizzes.notes import SURE_FROM, asking, blanks, kinds
from quizzes.notes.kinds import Example, gaps, terms
from quizzes.notes.languages import language_of
from quizzes.notes.page import Asked, read_page

MODULES = [import_module(f"{kinds.__name__}.{module.name}") for module in pkgutil.iter_modules(kinds.__path__)]
EXAMPLES = [(module, example) for module in MODULES for example in module.EXAMPLES]


def given(module: ModuleType, notes: str) -> dict[str, Asked]:
    """What a kind alone asks of some notes, by its stem."""
    layout_only = module.__name__.endswith("layout")
    page = read_page(notes, language_of(notes) if layout_only else "en")
    return {asked.stem: asked for unit in page.units for asked in module.find(page, unit)}


def faults(module: ModuleType, example: Example) -> list[str]:
    asked = given(module, example.notes)
    missing = [
        stem for stem, scheme in example.asked.items() if stem not in asked or (scheme and asked[stem].scheme != scheme)
    ]
    missing += [stem for stem in example.ready if stem not in asked or asked[stem].sure < SURE_FROM]
    missing += [stem for stem in example.to_check if stem not in asked or asked[stem].sure >= SURE_FROM]
    return missing + [stem for stem in asked if stem.startswith(example.never)]


@pytest.mark.parametrize(
    ("module", "example"), EXAMPLES, ids=lambda value: value.notes[:40] if isinstance(value, Example) else ""
)
def test_an_example_is_asked_as_it_says(module: ModuleType, example: Example) -> None:
    assert faults(module, example) == [], given(module, example.notes)


def rules(module: ModuleType) -> list[tuple[str, Any]]:
    """The conditions of a module (what returns a bool), each to be taken for true and for false."""
    functions = [
        one
        for _, one in inspect.getmembers(module, lambda one: isinstance(one, FunctionType))
        if one.__module__ == module.__name__ and one.__annotations__.get("return") == "bool"
    ]
    return [(one.__name__, answer) for one in functions for answer in (True, False)]


# What a kind keeps in a module of its own is needed by that kind's examples.
KEPT_APART = {blanks: gaps, asking: terms}
RULES = [(module, name, answer) for module in [*MODULES, *KEPT_APART] for name, answer in rules(module)]


@pytest.mark.parametrize(
    ("module", "name", "answer"), RULES, ids=[f"{m.__name__.rpartition('.')[2]}.{n}-{a}" for m, n, a in RULES]
)
def test_a_rule_is_needed_by_an_example(
    module: ModuleType, name: str, answer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for other in [*MODULES, *KEPT_APART]:  # where it is imported by another kind, it is switched there too
        if getattr(other, name, None) is getattr(module, name):
            monkeypatch.setattr(other, name, lambda *_, **__: answer)
    kind = KEPT_APART.get(module, module)
    assert any(_fails(kind, example) for example in kind.EXAMPLES), f"no example needs {name} to be {not answer}"


def _fails(module: ModuleType, example: Example) -> bool:
    try:
        return bool(faults(module, example))
    except (IndexError, AttributeError, KeyError, ValueError):
        return True


def test_every_way_of_asking_is_needed_by_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in MODULES:
        for name, one in inspect.getmembers(module, lambda one: isinstance(one, FunctionType)):
            asks = str(one.__annotations__.get("return", "")) == "Iterator[Asked]"
            if asks and one.__module__ == module.__name__:
                with monkeypatch.context() as off:
                    off.setattr(module, name, lambda *_, **__: iter(()))
                    assert any(_fails(module, example) for example in module.EXAMPLES), f"{module.__name__}.{name}"
