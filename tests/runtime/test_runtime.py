"""What the tests stand on does what tests/README.md says of it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Error

from config.celery import app
from marking import queries
from marking.models import Mark
from quizzes.models import Response, User
from tests import cast
from tests.conftest import Site
from tests.runtime import site
from tests.runtime.browser import Windows


@pytest.fixture
def page(db: None) -> str:
    """Return a page of notes: not every page is a browser's."""
    return "notes"


def test_what_runs_in_a_browser_is_not_known_by_the_word_page(request: pytest.FixtureRequest, page: str) -> None:
    assert request.node.get_closest_marker("database")
    assert not request.node.get_closest_marker("browser")


def test_what_opens_pages_runs_in_a_browser(request: pytest.FixtureRequest, open_page: Windows) -> None:
    assert request.node.get_closest_marker("browser")
    assert not request.node.get_closest_marker("postgresql")


def test_what_commits_runs_on_postgresql_too(request: pytest.FixtureRequest, transactional_db: None) -> None:
    assert request.node.get_closest_marker("postgresql")


def test_cache_is_a_real_server(db: None) -> None:
    cache.set("word", "пятилетка")
    assert cache.get("word") == "пятилетка"


@pytest.mark.parametrize("turn", [1, 2])
def test_cache_and_queue_are_empty_for_each_test(db: None, turn: int) -> None:
    assert cache.get("left-over") is None
    assert site.queued() == 0
    cache.set("left-over", turn)
    app.send_task("marking.mark_waiting")
    assert site.queued_tasks() == ["marking.mark_waiting"]


@pytest.mark.parametrize("turn", [1, 2])
def test_database_is_empty_again_after_a_test_that_commits_final_rows(transactional_db: None, turn: int) -> None:
    assert not User.objects.exists()
    school = cast.school()
    cast.sat(school.assignment, school.sam, "social facists")
    assert Response.objects.exists()


def test_final_rows_are_guarded_in_the_test_database(transactional_db: None) -> None:
    school = cast.school()
    cast.sat(school.assignment, school.sam, "social facists")
    with pytest.raises(Exception, match="part of the record"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM quizzes_responseversion")


def test_worker_marks_what_is_handed_in(celery_worker_process: site.Program) -> None:
    school = cast.school()
    cast.sat(school.assignment, school.sam, "social facists")
    site.until(lambda: not queries.waiting().exists(), of="the marks")
    assert Mark.objects.get().mark == 1


@pytest.mark.sqlite
def test_worker_killed_and_started_again_marks_what_waits(celery_worker_process: site.Program) -> None:
    school = cast.school()
    celery_worker_process.kill()
    cast.sat(school.assignment, school.sam, "social facists")
    assert site.queued_tasks() == ["marking.mark_attempts"]
    celery_worker_process.start()
    site.until(lambda: not queries.waiting().exists(), of="the marks")


@pytest.mark.sqlite
def test_worker_marks_before_anything_else_that_was_queued_earlier(celery_worker_process: site.Program) -> None:
    celery_worker_process.stop()
    for _ in range(10):
        app.send_task("marking.note_facilities")
    school = cast.school()
    cast.sat(school.assignment, school.sam, "social facists")
    before = len(celery_worker_process.log.read_text())
    celery_worker_process.start()
    site.wait_until_worked_off(celery_worker_process)
    log = celery_worker_process.log.read_text()[before:]
    taken = re.findall(r"Task (\S+)\[\S+ received", log)
    assert (taken[0], taken.count("marking.note_facilities")) == ("marking.mark_attempts", 10)


def test_site_sees_the_rows_of_the_test(live_site: Site) -> None:
    assert site.fetch(live_site.url + "/healthz") == (200, "ok")


def test_browser_signs_in_as_the_user_of_the_test(open_page: Windows) -> None:
    school = cast.school()
    page = open_page("phone", user=school.sam)
    page.goto("/account/")
    assert "Sam" in page.locator("body").inner_text()


def test_browser_fails_a_test_whose_page_reports_an_error(open_page: Windows) -> None:
    page = open_page()
    page.goto("/login/")
    page.evaluate("console.error('a deliberate error')")
    page.evaluate("document.body.appendChild(document.createElement('script')).text = 'window.broken = 1'")
    with contextlib.suppress(Error):
        page.goto("http://other.example/")
    reported = "\n".join(open_page.problems)
    for pattern in ("a deliberate error", "Content Security Policy", "request to another host: http://other.example/"):
        assert pattern in reported
        open_page.tolerate(pattern)


def test_axe_names_what_is_wrong(open_page: Windows, axe: Callable[..., None]) -> None:
    page = open_page()
    page.goto("/login/")
    axe(page)
    page.evaluate("document.documentElement.removeAttribute('lang')")
    with pytest.raises(AssertionError, match="html-has-lang"):
        axe(page)
