"""Every page there is, found in the URLconf and the admin, breaks no rule of accessibility at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.contrib import admin
from django.urls import reverse

from quizzes.models import User
from tests.cast import signed_in
from tests.quizzes.access.test_every_address import ADDRESSES, filled, ids  # noqa: F401 -- ids is a fixture
from tests.runtime.browser import DEVICES, Windows

pytestmark = pytest.mark.django_db(transaction=True)


def pages_of(username: str, ids: dict[str, int]) -> dict[str, str]:  # noqa: F811 -- the fixture's value
    """Return the addresses that show `username` a page, each with the name of its template; ada's are the admin's."""
    client = signed_in(User.objects.get(username=username))
    pages = {}
    # The rest of ada's pages is alice's too.
    for path in set(admin_paths() if username == "ada" else (filled(route, ids) for _, route in ADDRESSES)):
        reply = client.get(path)
        if reply.status_code == 200 and reply["Content-Type"].startswith("text/html") and "<main" in text_of(reply):
            pages[path] = str(reply.templates[0].name)
    return dict(sorted(pages.items()))


def text_of(reply: object) -> str:
    return getattr(reply, "content", b"").decode()


def on_a_phone_too(pages: dict[str, str]) -> set[str]:
    """Return the pages that are looked at on a phone as well: ours, and in the admin one of each template.

    How a page of the admin folds is its template's and style sheet's doing; which fields it has, is seen at a desk.
    """
    ours = {path for path in pages if not path.startswith("/admin/")}
    return ours | set({template: path for path, template in pages.items() if path not in ours}.values())


def admin_paths() -> Iterator[str]:
    """Yield the admin's own pages, for each kind of row the list, a new one and the first there is."""
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        first = model._default_manager.first()
        if first is not None:
            yield reverse(f"{name}_change", args=[first.pk])


@pytest.mark.parametrize("username", ["sam", "alice", "ada"])
def test_no_page_breaks_a_rule_of_accessibility(
    open_page: Windows,
    ids: dict[str, int],  # noqa: F811
    axe: Callable[..., None],
    username: str,
) -> None:
    pages = pages_of(username, ids)
    narrow = on_a_phone_too(pages)
    page = open_page("desktop", user=User.objects.get(username=username))
    assert len(narrow) >= 5
    problems = []
    for path in pages:
        page.goto(path)
        for device in ("desktop", "phone") if path in narrow else ("desktop",):
            page.set_viewport_size(DEVICES[device]["viewport"])
            try:
                axe(page)
            except AssertionError as error:
                problems.append(f"{device}: {error}")
    assert not problems, "\n".join(problems)
