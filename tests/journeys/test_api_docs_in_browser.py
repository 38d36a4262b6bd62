"""The API's documentation is served from here and works under the site's policy."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import person


@pytest.mark.django_db(transaction=True)
def test_the_documentation_lists_the_operations(open_page: Any) -> None:
    page = open_page(user=person("alice", teaches=True))

    page.goto("/api/v1/docs/")

    # It draws the first operations at once, and the others when it finds the time for them.
    expect(page.locator(".opblock-summary-path").filter(has_text="/arrangements/{id}/").first).to_be_visible(
        timeout=60_000
    )
    assert "/attempts/{id}/answers/" in page.request.get("/api/v1/schema/?format=json").text()
