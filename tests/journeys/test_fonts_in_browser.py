"""The two faces of the pages: there on every device, never waited for, never in the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from tests import cast
from tests.runtime.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)

# Whether a text is drawn in the first of its fonts shows in its width: in the named one it is as wide as in the stack.
DRAWN_IN = """([variable, name]) => {
  const widths = [`var(${variable})`, `"${name}", monospace`].map((fonts) => {
    const probe = document.body.appendChild(document.createElement("span"));
    probe.style.cssText = `position: absolute; font: 100px ${fonts}; white-space: nowrap`;
    probe.textContent = "Hamburgefonts 0123";
    return probe.getBoundingClientRect().width;
  });
  return widths[0] === widths[1];
}"""


FACES = [["--sans", "Markscheme Sans"], ["--serif", "Markscheme Serif"]]


def asked(page: Page) -> list[str]:
    """Return a list that takes in the name of each file `page` asks for."""
    names: list[str] = []
    page.on("request", lambda request: names.append(request.url.rsplit("/", 1)[-1]))
    return names


def fonts(names: list[str]) -> set[str]:
    return {name for name in names if name.endswith(".woff2")}


def test_pages_are_drawn_in_the_two_faces_once_they_have_come(open_page: Windows) -> None:
    page = open_page()
    for _ in range(10):  # a machine may be too busy to have them on the very next page
        page.goto("/login/")
        page.wait_for_load_state("networkidle")
        if all(page.evaluate(DRAWN_IN, face) for face in FACES):
            return
    pytest.fail("no page was drawn in the two faces")


def test_letters_beyond_western_europe_are_fetched_where_a_page_has_them(open_page: Windows) -> None:
    school = cast.school()
    page = open_page(user=school.sam)
    names = asked(page)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert fonts(names) == {"sans-base.woff2", "serif-bold-base.woff2"}
    school.sam.first_name = "Łukasz Țăran"
    school.sam.save()
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert "sans-more.woff2" in fonts(names)


def test_nothing_moves_when_the_faces_come_late(open_page: Windows) -> None:
    page = open_page("phone")
    page.add_init_script("""
      globalThis.moved = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => { moved += entry.value; }))
        .observe({ type: "layout-shift", buffered: true });
    """)
    waiting: list[Route] = []
    page.route("**/*.woff2", lambda route: waiting.append(route))  # noqa: PLW0108 -- Playwright marks what it calls
    page.goto("/login/", wait_until="domcontentloaded")
    page.get_by_label("Password").fill("typed before any font has come")
    page.wait_for_timeout(500)
    assert waiting
    for route in waiting:
        route.continue_()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    assert page.evaluate("moved") == 0
