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


def paths_of(username: str, ids: dict[str, int]) -> list[str]:  # noqa: F811 -- the fixture's value
    """Return the addresses that show `username` a page, the admin's too."""
    client = signed_in(User.objects.get(username=username))
    found = []
    for path in (*(filled(route, ids) for _, route in ADDRESSES), *admin_paths()):
        reply = client.get(path)
        if reply.status_code == 200 and reply["Content-Type"].startswith("text/html") and "<main" in text_of(reply):
            found.append(path)
    return sorted(set(found))


def text_of(reply: object) -> str:
    return getattr(reply, "content", b"").decode()


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
    paths = paths_of(username, ids)
    if username == "ada":
        # To read the admin's style sheets with their imports, axe itself tries inline styles, which the policy refuses.
        open_page.tolerate("Applying inline style violates")
        # The rest is alice's too.
        paths = [path for path in paths if path.startswith("/admin/")]
    page = open_page("desktop", user=User.objects.get(username=username))
    assert len(paths) >= 5
    problems = []
    for path in paths:
        page.goto(path)
        for device in ("desktop", "phone"):
            page.set_viewport_size(DEVICES[device]["viewport"])
            try:
                axe(page)
            except AssertionError as error:
                problems.append(f"{device}: {error}")
    assert not problems, "\n".join(problems)
