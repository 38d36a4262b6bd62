"""Hosts on one machine: a network namespace and a host name each, on a bridge. Linux, and root, alone."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from config.up import process

PREFIX, NETWORK, CLONE_NEWNET = "msch", "10.77.0", 0x40000000
BRIDGE = f"{PREFIX}-br"


class Unavailable(RuntimeError):
    """No such network can be made here; the message says why."""


@dataclass
class Host:
    """A machine of its own, as far as its network and its name go; processor and disk are shared."""

    name: str
    number: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the others find it."""
        return f"{NETWORK}.{self.number}"

    def start(
        self, command: Sequence[str | Path], *, env: Mapping[str, str], log: Path, cwd: Path
    ) -> subprocess.Popen[bytes]:
        """Run `command` there, under the host's own name."""
        named = ["unshare", "--uts", "sh", "-c", 'hostname "$0" && exec "$@"', self.name, *command]
        with self.inside(), log.open("ab") as output:
            self.running.append(process.spawn(named, env=env, cwd=cwd, output=output))
        return self.running[-1]

    def stop(self, *, grace: float = 20) -> None:
        """Stop what runs there."""
        for one in self.running:
            process.stop(one, grace=grace)
        self.running.clear()

    def cut_off(self) -> None:
        """Pull its cable: nothing comes or goes, and nobody is told."""
        _ip("link", "set", f"{PREFIX}-{self.name}", "down")

    def put_back(self) -> None:
        """Plug it in again."""
        _ip("link", "set", f"{PREFIX}-{self.name}", "up")

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Let what this thread starts be on the host."""
        library = ctypes.CDLL(None, use_errno=True)
        with Path("/proc/thread-self/ns/net").open() as ours, Path(f"/run/netns/{PREFIX}-{self.name}").open() as there:
            _entered(library.setns(there.fileno(), CLONE_NEWNET))
            try:
                yield
            finally:
                _entered(library.setns(ours.fileno(), CLONE_NEWNET))


@contextmanager
def network(*names: str) -> Iterator[list[Host]]:
    """Give hosts of these names on a network of their own, and clear up. Raises Unavailable."""
    if os.name != "posix" or os.geteuid() != 0:
        raise Unavailable("Hosts in network namespaces need root (and Linux): run it as root, or leave it.")
    hosts = [Host(name, number) for number, name in enumerate(names, 2)]
    _remove(hosts)  # what a run that was killed has left
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{NETWORK}.1/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for host in hosts:
            _add(host)
        yield hosts
    finally:
        for host in reversed(hosts):
            host.stop()
        _remove(hosts)


def _add(host: Host) -> None:
    space = f"{PREFIX}-{host.name}"
    _ip("netns", "add", space)
    _ip("link", "add", space, "type", "veth", "peer", "name", "eth0", "netns", space)
    _ip("link", "set", space, "master", BRIDGE, "up")
    for words in (f"addr add {host.address}/24 dev eth0", "link set eth0 up", "link set lo up"):
        _ip("-n", space, *words.split())


def _remove(hosts: Sequence[Host]) -> None:
    for host in hosts:
        subprocess.run(["ip", "netns", "del", f"{PREFIX}-{host.name}"], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", f"{PREFIX}-{host.name}"], capture_output=True, check=False)
    subprocess.run(["ip", "link", "del", BRIDGE], capture_output=True, check=False)


def _ip(*words: str) -> None:
    try:
        subprocess.run(["ip", *words], capture_output=True, check=True, text=True)
    except FileNotFoundError:
        raise Unavailable("Hosts in network namespaces need the program ip (iproute2).") from None
    except subprocess.CalledProcessError as error:
        raise Unavailable(f"No network of namespaces here: ip {' '.join(words)}: {error.stderr.strip()}") from None


def _entered(failed: int) -> None:
    if failed:
        raise Unavailable(f"The namespace cannot be entered: {os.strerror(ctypes.get_errno())}")
