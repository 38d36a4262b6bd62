"""Where a request comes from: the visitor's address, behind as many proxies of one's own as there are."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings

UNKNOWN = "unknown"  # where the server does not say who connects, as on a unix socket
PREFIX = 56  # bits of an IPv6 address that one household or school has to itself, whatever the rest is set to
_WITH_PORT = re.compile(r"\[(?P<six>[0-9A-Fa-f:.]+)\](?::\d+)?|(?P<four>[0-9.]+):\d+")

Address = IPv4Address | IPv6Address


def client_address(request: Any) -> str:
    """Return the right-most address on the way here that is none of TRUSTED_PROXIES, an IPv6 one as its network.

    What stands further left in X-Forwarded-For, any visitor can have written, so it is never looked at.
    """
    nearest = _read(request.META.get("REMOTE_ADDR", ""))
    if nearest is None:
        return UNKNOWN
    for text in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        if not is_trusted(nearest):
            break
        before = _read(text)
        if before is None:
            break
        nearest = before
    return _known_by(nearest)


def is_trusted(address: Address) -> bool:
    """Whether a proxy of one's own has this address."""
    return any(address in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)


def _read(text: str) -> Address | None:
    """Return an address as proxies write it, with or without a port; None for what is none."""
    text = text.strip()
    if match := _WITH_PORT.fullmatch(text):
        text = match["six"] or match["four"]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def _known_by(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((int(address), PREFIX), strict=False))
