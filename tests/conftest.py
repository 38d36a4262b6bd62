"""The fixtures of every test. tests/README.md says which to take."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from config.celery import app
from marking.scripts import rows
from quizzes import papers, pieces
from tests.cast import School, school
from tests.runtime import database, postgresql, site
from tests.runtime.examples import SEARCHES, forget_constants
from tests.runtime.kept import Kept
from tests.runtime.order import dealt

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.runtime.browser import Windows

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}
BROWSER_FIXTURE = "chromium"  # what all that walks in a browser comes down to

PROCESS_FIXTURES = {BROWSER_FIXTURE, "_web", "_worker"}  # what starts a browser, a site or a worker
AGAIN = 1  # more tries for a test of those: what a busy machine does to them once is told apart from what is broken

# How long an example takes says more about the machine than about the code.
UNTIMED: Any = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
# The same examples each time, so that no landing fails by what another brought in; SEARCH=1 looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, **UNTIMED)
hypothesis.settings.register_profile("search", **UNTIMED)
hypothesis.settings.load_profile("search" if SEARCHES else "same")
if not SEARCHES:
    forget_constants()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, object, object]:
    """Mark each test by what it runs on, and put those chosen in the order that keeps all processes busy."""
    _mark(items)
    if settings.DATABASE_KIND == "postgresql":
        _leave_out(items, [item for item in items if item.get_closest_marker("sqlite")])
    elif os.environ.get("BESIDE") == "postgresql":  # what the run that is made at the same time has alone
        alone = [item for item in items if any(mark.kwargs.get("alone") for mark in item.iter_markers("postgresql"))]
        _leave_out(items, alone)
    result = yield
    items[:] = dealt(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
    return result


def _leave_out(items: list[pytest.Item], left: list[pytest.Item]) -> None:
    """Leave out of a run what the one on the other database has."""
    if left:
        left[0].config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def _mark(items: list[pytest.Item]) -> None:
    """Mark tests. What commits runs on PostgreSQL too, unless it says `sqlite`; others ask for that by the marker."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        rows = item.get_closest_marker("django_db")
        if rows or fixtures & DATABASE_FIXTURES:
            item.add_marker("database")
        if BROWSER_FIXTURE in fixtures:
            item.add_marker("browser")
        elif "transactional_db" in fixtures or (rows and rows.kwargs.get("transaction")):
            item.add_marker("postgresql")
        if fixtures & PROCESS_FIXTURES or item.get_closest_marker("processes"):
            item.add_marker(pytest.mark.flaky(reruns=AGAIN))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Have no rubbish sought while all modules are loaded: next to nothing of it is any."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Have rubbish sought among what the tests make only: what stands by now, a million objects, is there to stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_report_header() -> str:
    """Say what the tests run on."""
    return f"database: {settings.DATABASE_KIND}"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Remove the folder of this process, whose servers have stopped."""
    shutil.rmtree(settings.RUN_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(_template: database.Template | None) -> Iterator[None]:
    """Start the database server of this run, if it is on one."""
    if settings.DATABASE_KIND == "sqlite":
        if _template:
            _template.copy_to(Path(settings.DATABASES["default"]["TEST"]["NAME"]))
        yield
        return
    folder = Path(f"{settings.RUN_DIR}-pg")
    try:
        server = postgresql.start(folder)
    except postgresql.Unavailable as error:
        pytest.skip(f"PostgreSQL: {error}")
    yield
    postgresql.stop(server, folder)


@pytest.fixture(scope="session")
def _template(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> database.Template | None:
    """Return what the processes of a run share, where there are several on SQLite."""
    if settings.DATABASE_KIND != "sqlite" or worker_id == "master":
        return None
    return database.Template(tmp_path_factory.getbasetemp().parent)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Have Django take the file that is there: the folder of the run is new, so it is the template's."""
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, _template: database.Template | None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Make the test database, and have it emptied rightly between tests that commit."""
    if _template:
        with django_db_blocker.unblock():
            _template.share()
    with database.emptied_as_needed():
        yield


@pytest.fixture(scope="session")
def _valkey() -> Iterator[site.Program]:
    program = site.valkey()
    program.start()
    yield program
    site.broker().close()
    program.stop()


@pytest.fixture
def valkey(_valkey: site.Program) -> Iterator[site.Program]:
    """Return the running broker and cache, for tests that stop, freeze or kill it; it runs again for the next test."""
    yield _valkey
    if _valkey.running:
        _valkey.thaw()
    _valkey.start()
    site.until(site.cache_answers, of="the cache to be asked again")


@pytest.fixture(autouse=True)
def _fresh_queue_and_cache(request: pytest.FixtureRequest) -> None:
    """Give each test of the database a real broker with an empty queue, an empty cache, and no worker unless asked for.

    A worker left from another test would take up what this one queues, and be at it while the database is emptied.
    """
    if request.node.get_closest_marker("database"):
        worker = request.getfixturevalue("_worker")
        if "celery_worker_process" not in request.fixturenames:
            worker.stop()
        site.forget_messages_and_cache()
        papers.forget()
        pieces.forget()
        rows.forget()


@pytest.fixture(scope="session")
def kept_cast(django_db_setup: None, _valkey: site.Program, django_db_blocker: DjangoDbBlocker) -> Kept[School]:
    """Return the cast as rows to lay back, for what makes it more than once in a test."""
    with django_db_blocker.unblock():
        return Kept(school)


@pytest.fixture(scope="session")
def _kept_today(django_db_setup: None, _valkey: site.Program, django_db_blocker: DjangoDbBlocker) -> Kept[School]:
    with django_db_blocker.unblock():
        return Kept(lambda: school(timezone.now() - timedelta(minutes=5)), name="kept_today")


@pytest.fixture
def cast_of_today(_kept_today: Kept[School], db: None) -> School:
    """Return the whole cast, with a quiz that opened some minutes ago and is open while the tests run."""
    return _kept_today.again()


@pytest.fixture
def cast(kept_cast: Kept[School], db: None) -> School:
    """Return the whole cast: two classes that must not see each other, and a published quiz."""
    return kept_cast.again()


@pytest.fixture
def eager() -> Iterator[None]:
    """Have tasks run at once in the test's own process. Take a real worker where queueing is what is tested."""
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    yield
    app.conf.task_always_eager = app.conf.task_eager_propagates = False


@pytest.fixture(scope="session")
def _worker(django_db_setup: None, _valkey: site.Program) -> Iterator[site.Program]:
    program = site.worker()
    yield program
    program.stop()


@pytest.fixture
def celery_worker_process(
    transactional_db: None, _fresh_queue_and_cache: None, _worker: site.Program
) -> Iterator[site.Program]:
    """Return a real Celery worker on this test's database and broker, running; tests may stop, freeze or kill it."""
    _worker.start()
    yield _worker
    if _worker.running:  # what it works on must not reach into the next test
        _worker.thaw()
        site.wait_until_worked_off(_worker)


@dataclass(frozen=True)
class Site:
    """A running web server."""

    url: str
    program: site.Program


@pytest.fixture(scope="session")
def _web(django_db_setup: None, _valkey: site.Program) -> Iterator[Site]:
    port = site.free_port()
    program = site.web(port)
    yield Site(f"http://127.0.0.1:{port}", program)
    program.stop()


@pytest.fixture
def live_site(transactional_db: None, _fresh_queue_and_cache: None, _web: Site) -> Iterator[Site]:
    """Return the real web server on this test's database, running; tests may stop, freeze or kill it."""
    _web.program.start()
    yield _web
    if _web.program.running:
        _web.program.thaw()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a headless Chromium; without one the test is skipped and says why."""
    from tests.runtime.browser import Unavailable, running  # noqa: PLC0415 -- only browser tests pay for it

    try:
        with running() as browser:
            yield browser
    except Unavailable as error:
        pytest.skip(f"browser: {error}")


@pytest.fixture
def open_page(live_site: Site, chromium: Browser) -> Iterator[Windows]:
    """Return what opens pages: `open_page("phone", user=sam)`. The test fails if any of them reported an error."""
    from tests.runtime.browser import Windows  # noqa: PLC0415

    windows = Windows(chromium, live_site.url)
    yield windows
    windows.close()


@pytest.fixture
def axe() -> Callable[..., None]:
    """Return what checks a page's accessibility: `axe(page)`."""
    from tests.runtime.browser import check_axe  # noqa: PLC0415

    return check_axe
