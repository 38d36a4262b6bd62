"""A real browser that complains about what a person would not see: script errors, CSP, calls to other hosts."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from os import environ
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from tests.cast import signed_in

# The engine by itself takes less than half of the processor time; a whole Chromium does as well.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "is_mobile": True,
        "has_touch": True,
        "device_scale_factor": 2,
    },
}
# What a device would else take from the machine that runs the tests.
PLACE = {"locale": "en-GB", "timezone_id": "Europe/London"}
# Style sheets are read for a rule that is off unless asked for: left alone, axe has all else that it goes by.
AXE_RUN = """(rules) => axe.run({
    resultTypes: ['violations'], preload: { assets: ['media'] }, ...(rules.length ? { runOnly: rules } : {}),
  }).then((results) => results.violations)"""
OF_COLOURS = ("color-contrast", "link-in-text-block")  # axe's rules that see which colours a page has
PATIENCE = 15_000  # ms until a step of a walk gives up; a machine that runs tests is often a busy one
LOADED = 5_000  # ms
expect.set_options(timeout=PATIENCE)


# What a person does to a page.
ACTS = (
    *("click", "dblclick", "tap", "hover", "focus", "fill", "clear", "press", "press_sequentially", "type"),
    *("check", "uncheck", "set_checked", "select_option", "set_input_files", "drag_to"),
)


def act_when_loaded() -> None:
    """Have each act wait until its page has loaded.

    A page's scripts are modules, which come last: a click before that would be heard by none of them. Playwright waits
    for `goto`, but not for a page that a click, a form or a script leads to.
    """
    for kind in (Page, Locator):
        for name in ACTS:
            if hasattr(kind, name):
                setattr(kind, name, _when_loaded(getattr(kind, name)))


def _when_loaded(act: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(act)
    def wait_and_act(target: Page | Locator, *args: Any, **options: Any) -> Any:
        page = target if isinstance(target, Page) else target.page
        with suppress(Error):  # where it never loads, or has gone: what the act says of it is plainer
            page.wait_for_load_state(timeout=LOADED)
        return act(target, *args, **options)

    return wait_and_act


class Unavailable(RuntimeError):
    """There is no browser here; the message says how to get one."""


def program() -> str:
    """Return the path of Chromium: CHROMIUM, or the first of NAMES. Raises Unavailable."""
    for name in (environ["CHROMIUM"],) if environ.get("CHROMIUM") else NAMES:
        if path := shutil.which(name):
            return path
    how = "install it (Debian: apt-get install chromium-headless-shell) or set CHROMIUM to its path"
    raise Unavailable(f"no Chromium found: {how}")


def check_driver() -> None:
    """Raise Unavailable, with its own words, where the program that comes with Playwright does not start."""
    try:
        path, _ = compute_driver_executable()
        tried = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    except (OSError, Error) as error:
        raise Unavailable(f"Playwright's driver does not start: {error}") from error
    if tried.returncode != 0:
        said = (tried.stderr or tried.stdout).strip()
        raise Unavailable(f"Playwright's driver does not start (Debian: apt-get install libatomic1): {said}")


@contextmanager
def running() -> Iterator[Browser]:
    """Run a headless Chromium. Raises Unavailable."""
    path = program()
    check_driver()
    environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright keeps a loop in this thread; Django takes us for a coroutine
    )
    playwright: Playwright = sync_playwright().start()
    try:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
    finally:
        playwright.stop()
        environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


act_when_loaded()


class Windows:
    """Opens pages, each for a visitor of its own, and keeps what went wrong in any of them."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        self.problems: list[str] = []
        self._tolerated: list[re.Pattern[str]] = []
        self._contexts: list[BrowserContext] = []

    def __call__(self, device: str = "desktop", *, user: Any = None, dark: bool = False, **options: Any) -> Page:
        """Return a blank page on a `device` of DEVICES, signed in as `user` if one is given.

        Paths are taken from the site: `page.goto("/login/")`. `options` go to Playwright's context.
        """
        scheme = "dark" if dark else "light"
        # What a worker of the site answers, `route` does not see: only tests of the worker let it in.
        given = {**PLACE, **DEVICES[device], "color_scheme": scheme, "service_workers": "block", **options}
        context = self.browser.new_context(base_url=self.url, **given)
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = self.watched(context.new_page())
        if user is not None:
            self.sign_in(page, user)
        return page

    def sign_in(self, page: Page, user: Any) -> None:
        """Sign the visitor of `page` in as `user`, as if they had logged in."""
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": self.url}
        page.context.add_cookies([cookie])

    def watched(self, page: Page) -> Page:
        """Return `page`, after seeing to it that what goes wrong in it is kept. For second tabs of a context."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("request", self._see)
        return page

    def tolerate(self, pattern: str) -> None:
        """Expect problems that `pattern` finds, such as a 409 that the test provokes."""
        self._tolerated.append(re.compile(pattern))

    def close(self) -> None:
        """Close every page. Raises AssertionError where something went wrong that was not expected."""
        for context in self._contexts:
            context.close()
        bad = [text for text in self.problems if not any(pattern.search(text) for pattern in self._tolerated)]
        assert not bad, "the browser reported:\n" + "\n".join(bad)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location
            self.problems.append(f"console: {message.text} ({where.get('url')}:{where.get('lineNumber')})")

    def _see(self, request: Request) -> None:
        target, own = urlsplit(request.url), urlsplit(self.url)
        if target.scheme not in {"data", "blob", "about"} and target.netloc != own.netloc:
            self.problems.append(f"request to another host: {request.url}")


def session_of(user: Any) -> str:
    """Return the session cookie of `user`, signed in."""
    return signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value


def check_axe_light_and_dark(page: Page) -> None:
    """Check a page in light colours by all rules, and in dark ones by those of colours: all else is the same page."""
    check_axe(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    check_axe(page, only=OF_COLOURS)
    page.emulate_media(color_scheme="light", reduced_motion="null")


def check_axe(page: Page, *, ignore: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> None:
    """Raise AssertionError naming each breach of the accessibility rules on `page`, but for the rules in `ignore`.

    `only`: of these rules and no others.
    """
    if not page.evaluate("'axe' in globalThis"):  # it is large: once a page, however often that is asked about
        page.evaluate(AXE_SCRIPT)
    said = page.evaluate(AXE_RUN, only)
    problems = [entry for entry in said if entry["id"] not in ignore]
    lines = [
        f"{entry['id']} ({entry['impact']}): {entry['help']}: "
        + "; ".join(str(node["target"]) for node in entry["nodes"])
        for entry in problems
    ]
    assert not lines, f"{page.url} breaks rules of accessibility:\n" + "\n".join(lines)
