"""Whose address a request comes from, behind proxies and before them."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings

from quizzes.access.addresses import client_address

PROXIES = override_settings(TRUSTED_PROXIES=["127.0.0.1", "::1", "10.0.0.0/8"])


def seen(nearest: str, *forwarded: str) -> str:
    headers = {"HTTP_X_FORWARDED_FOR": ", ".join(forwarded)} if forwarded else {}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=nearest, **headers))


@PROXIES
@pytest.mark.parametrize(
    ("nearest", "forwarded", "client"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # no proxy of ours: the header is the visitor's own
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["1.1.1.1", "198.51.100.1"], "198.51.100.1"),  # what stands further left is anybody's
        ("127.0.0.1", ["1.1.1.1", "198.51.100.1", "10.2.3.4"], "198.51.100.1"),
        ("127.0.0.1", ["10.2.3.4"], "10.2.3.4"),  # within: the last that is known
        ("127.0.0.1", ["nonsense"], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.1", "nonsense"], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("::1", ["[2001:db8:1:2::7]:443"], "2001:db8:1::/56"),
        ("2001:db8:1:2::7", [], "2001:db8:1::/56"),
        ("2001:db8:1:3::8", [], "2001:db8:1::/56"),
        ("::ffff:203.0.113.9", [], "203.0.113.9"),
        ("", ["198.51.100.1"], "unknown"),
    ],
)
def test_the_right_most_address_that_is_no_proxy_of_ours_counts(
    nearest: str, forwarded: list[str], client: str
) -> None:
    assert seen(nearest, *forwarded) == client


@override_settings(TRUSTED_PROXIES=[])
def test_without_proxies_nobody_is_believed() -> None:
    assert seen("127.0.0.1", "198.51.100.1") == "127.0.0.1"
