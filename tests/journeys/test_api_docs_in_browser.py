"""The API's documentation is served from here and works under the site's policy."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import person


@pytest.mark.django_db(transaction=True)
def test_the_documentation_lists_the_operations(open_page: Any) -> None:
    page = open_page(user=person("alice", teaches=True))

    page.goto("/api/v1/docs/")

    # The page draws some two hundred operations, which takes a while beside other browsers.
    path = page.locator(".opblock-summary-path").filter(has_text="/attempts/{id}/answers/").first
    expect(path).to_be_visible(timeout=60_000)
