"""The example of the documentation: a term's round by the API, against the running site."""

from __future__ import annotations

import importlib.util
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from marking import queries
from marking.services import marks
from quizzes.models import AccessArrangement, Assignment, Item, User
from quizzes.services import tokens
from tests.cast import person, sat
from tests.conftest import Site

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "term.py"
NOTES = "The Treaty of Rapallo was signed in 1922 by Germany and Soviet Russia.\n\n1926 – Treaty of Berlin\n"
SCOPES = ["banks:write", "classes:write", "quizzes:write", "marks:write"]


@pytest.fixture
def term() -> Any:
    spec = importlib.util.spec_from_file_location("term", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_term_goes_round(term: Any, live_site: Site) -> None:
    now = timezone.now() - timedelta(minutes=10)
    alice = person("alice", teaches=True)
    _, text = tokens.create(user=alice, name="Term", scopes=SCOPES, days=1, now=timezone.now())
    api = term.Api(live_site.url, text)

    number = term.begin(api, NOTES, opens_at=now)

    assignment = Assignment.objects.select_related("quiz", "school_class").get(pk=number)
    items = Item.objects.filter(quiz=assignment.quiz)
    for student in User.objects.filter(username__in=["ida.moss", "per.lund"]):
        sat(assignment, student, *["1922"] * items.count(), now=timezone.now() - timedelta(minutes=6))
    marks.mark_responses(responses=queries.waiting(), now=timezone.now())
    told = term.finish(api, number)
    reported = term.report(api, number)

    assert items.exists()
    assert set(items.values_list("word_limit", flat=True)) == {60}
    assert AccessArrangement.objects.get().student.username == "ida.moss"
    assert [line.split(":")[0] for line in reported[items.count() :]] == ["Per Lund", "Ida Moss"]
    assert [line.split(",")[0] for line in told.splitlines()] == ["last name", "Lund", "Moss"]
    with pytest.raises(term.Problem, match="403"):
        api.get("attempts")
