"""To which addresses that people have named a call may go. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

LONGEST_URL = 500
_NAT64 = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address


class BadAddress(ValueError):
    """Nothing can be called there; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is called, taken apart: `path` has the query with it."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str) -> Target:
    """Return an address taken apart. Raises BadAddress for what is no plain http or https address."""
    if len(url) > LONGEST_URL or not url.isascii() or any(sign <= " " for sign in url):
        raise BadAddress(f"Give an address of up to {LONGEST_URL} plain letters and signs.")
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise BadAddress("This is no address.") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadAddress("Give an address that begins with https://.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadAddress("Give an address without a name, a password or a #.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port, path)


def check_addresses(scheme: str, looked_up: Iterable[str], networks: Iterable[str] = ()) -> list[str]:
    """Return those addresses that a host's name stands for. Raises BadAddress if one of them must not be called.

    Public ones may, by https; those in `networks` may by http too.
    """
    allowed = [ip_network(network, strict=False) for network in networks]
    addresses = [_plain(ip_address(text.partition("%")[0])) for text in looked_up]
    if not addresses:
        raise BadAddress("Its name stands for no address.")
    for address in addresses:
        is_own = any(address in network for network in allowed)
        if not is_own and not _is_public(address):
            raise BadAddress("It is not a public address.")
        if not is_own and scheme != "https":
            raise BadAddress("Give an address that begins with https://.")
    return [str(address) for address in addresses]


def _plain(address: Address) -> Address:
    """Return the address that is meant where one is wrapped in another."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
        if address.sixtofour is not None and not address.sixtofour.is_global:
            return address.sixtofour
    return address


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved
