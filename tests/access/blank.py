"""Templates that write nothing, for where only the status of an answer is looked at: pages take most of its time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template import Engine, Template
from django.template.backends.base import BaseEngine


class _Template:
    template = Template("", engine=Engine())  # for what renders in two steps (quizzes/pieces.py)

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        return ""


class Blank(BaseEngine):
    """An engine to which every template is there, and blank."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({name: value for name, value in params.items() if name != "OPTIONS"})

    def get_template(self, template_name: str) -> Any:
        return _Template()
