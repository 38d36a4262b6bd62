"""Guesses at passwords and PINs: slower and slower for who guesses, and never for anybody else.

Counted in the broker's Valkey, before a password is looked at, by one script, so that many at once are counted each:

* **for one account from one place.** So many tries are free, then each has to wait twice as long as the one before. A
  place is an address, or a browser that the account has been logged in with: who guesses from elsewhere can make nobody
  wait there. Tries while waiting are refused and not counted.
* **for one account from everywhere**, but for its own browsers and addresses: past a hundred in a day every new place
  has two free tries. That locks nobody out. PINs are short: past a thousand only places that know the account go on.
* **for one address over all accounts.** Past the limit those that have been logged in from there, as a school's have,
  go on; others wait. A class behind one address is never locked out together by one of it.

Where the cache is away people are let in: nothing here may keep a class from its quiz.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache as once
from typing import Any

from django.conf import settings
from django.core.cache import cache

log = logging.getLogger(__name__)

DAY = 86_400  # seconds
FREE_UNDER_ATTACK = 2
ATTACK = 100  # wrong guesses in a day at one account, from places that do not know it
WINDOW = 600  # seconds for which the guesses of one address are counted together
KNOWN_FOR = 90 * DAY
MOST_PLACES = 20_000  # that one account's guesses are told apart by; what comes later is counted as one


@dataclass(frozen=True, slots=True)
class Kind:
    """What is guessed at, and how many tries that takes."""

    name: str
    free: int  # tries before the first wait, which is a minute
    longest: timedelta
    most: int  # guesses in a day from places that do not know the account, after which they wait; 0 for no such end


PASSWORD = Kind("password", 8, timedelta(hours=1), 0)
PIN = Kind("pin", 5, timedelta(hours=12), 1_000)
CODE = Kind("code", 5, timedelta(hours=12), 1_000)  # of a second factor: six digits, as short as a PIN


class TooMany(Exception):
    """There were too many wrong guesses; `wait` is how long none is taken from there."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait

    @property
    def seconds(self) -> int:
        """The wait in whole seconds, as Retry-After wants it."""
        return -(-self.wait // timedelta(seconds=1))

    @property
    def minutes(self) -> int:
        """The wait in whole minutes, for people."""
        return -(-self.wait // timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a guess comes from: an address, and the accounts that the browser has been logged in to, by `mark_of`."""

    address: str
    device: str = ""
    accounts: frozenset[str] = field(default_factory=frozenset)


def mark_of(account: str) -> str:
    """Return what stands for an account in counters and cookies, and tells no name."""
    return hashlib.sha256(account.encode()).hexdigest()[:20]


def count(kind: Kind, account: str, place: Place, now: datetime) -> None:
    """Count a guess at `account` before it is looked at. Raises TooMany, and then it is neither taken nor counted."""
    mark = mark_of(account)
    own = mark in place.accounts
    keys = [_of_account(kind, mark), _of_address(place.address), _known(mark, place.address)]
    options = [
        int(now.timestamp() * 1000), f"device {place.device}" if own else f"address {place.address}", int(own),
        kind.free, int(kind.longest.total_seconds()), kind.most, settings.GUESSES_AN_ADDRESS,
    ]  # fmt: skip
    try:
        wait = _run(_COUNT, keys, options)
    except Exception:
        log.warning("The cache does not answer; guesses are not counted.")
        return
    if wait > 0:
        raise TooMany(timedelta(milliseconds=wait))


def was_right(kind: Kind, account: str, place: Place) -> None:
    """Forget the guesses at `account` from this place, and know the place for the account's from now on."""
    mark = mark_of(account)
    own = mark in place.accounts
    keys = [_of_account(kind, mark), _of_address(place.address), _known(mark, place.address)]
    options = [f"device {place.device}" if own else f"address {place.address}", int(own), KNOWN_FOR]
    try:
        _run(_RIGHT, keys, options)
    except Exception:
        log.warning("The cache does not answer; a place is not remembered.")


def waits_until(kind: Kind, accounts: list[str], now: datetime) -> dict[str, datetime]:
    """Return those of `accounts` that were guessed at, with the moment until which the last place of it waits."""
    try:
        with _server().pipeline(transaction=False) as asked:
            for account in accounts:
                asked.hget(_of_account(kind, mark_of(account)), "until")
            rows = asked.execute() if accounts else []
    except Exception:
        return {}
    moments = {
        account: datetime.fromtimestamp(int(until or 0) / 1000, tz=UTC)
        for account, until in zip(accounts, rows, strict=True)
    }
    return {account: until for account, until in moments.items() if until > now}


def forget(kind: Kind, *accounts: str) -> None:
    """Let everybody guess at these accounts as if nobody ever had."""
    try:
        _server().delete(*(_of_account(kind, mark_of(account)) for account in accounts))
    except Exception:
        log.warning("The cache does not answer; waits are not lifted.")


def _of_account(kind: Kind, mark: str) -> str:
    return f"guesses:{kind.name}:{mark}"


def _of_address(address: str) -> str:
    return f"guesses:from:{address}"


def _known(mark: str, address: str) -> str:
    return f"guesses:known:{mark}:{address}"


def _server() -> Any:
    return cache.server()  # type: ignore[attr-defined]  # config.cache.Cache's


def _run(script: str, keys: list[str], options: list[Any]) -> int:
    server = _server()
    return int(_script(script)(keys=keys, args=options, client=server))


@once
def _script(text: str) -> Any:
    return _server().register_script(text)


# Keys: the account, the address, whether the two know each other. An account's hash holds for each place its guesses
# ("n …") and until when it waits ("u …"), and of all places "all" within the day that ends at "ends".
_COUNT = f"""
local now, place, own = tonumber(ARGV[1]), ARGV[2], ARGV[3] == '1'
local free, longest = tonumber(ARGV[4]), tonumber(ARGV[5]) * 1000
local most, of_address = tonumber(ARGV[6]), tonumber(ARGV[7])
local account, address = KEYS[1], KEYS[2]
local known = own or redis.call('EXISTS', KEYS[3]) == 1

local function field(key, name) return tonumber(redis.call('HGET', key, name) or '0') end
local function window(key, seconds)
  local ends = field(key, 'ends')
  if ends <= now or ends > now + seconds * 1000 then
    ends = now + seconds * 1000
    redis.call('HSET', key, 'ends', ends, 'all', 0)
    redis.call('EXPIRE', key, 2 * {DAY})
  end
  return ends
end

if redis.call('HLEN', account) > {MOST_PLACES} and redis.call('HEXISTS', account, 'n ' .. place) == 0 then
  place = 'others'
end
local waits = field(account, 'u ' .. place)
if waits > now then return waits - now end
local ends, of_address_ends = window(account, {DAY}), window(address, {WINDOW})
if not known then
  if field(address, 'all') >= of_address then return of_address_ends - now end
  if most > 0 and field(account, 'all') >= most then return ends - now end
  if field(account, 'all') >= {ATTACK} then free = math.min(free, {FREE_UNDER_ATTACK}) end
end
local n = redis.call('HINCRBY', account, 'n ' .. place, 1)
if not known then
  redis.call('HINCRBY', account, 'all', 1)
  redis.call('HINCRBY', address, 'all', 1)
end
if n >= free then
  waits = now + math.min(60000 * 2 ^ math.min(n - free, 30), longest)
  redis.call('HSET', account, 'u ' .. place, waits)
  redis.call('HSET', account, 'until', math.max(waits, field(account, 'until')))
end
return 0
"""
_RIGHT = """
local place, own = ARGV[1], ARGV[2] == '1'
redis.call('HDEL', KEYS[1], 'n ' .. place, 'u ' .. place)
if not own and redis.call('EXISTS', KEYS[3]) == 0 then
  for _, key in ipairs({KEYS[1], KEYS[2]}) do
    if tonumber(redis.call('HGET', key, 'all') or '0') > 0 then redis.call('HINCRBY', key, 'all', -1) end
  end
end
redis.call('SET', KEYS[3], 1, 'EX', ARGV[3])
return 0
"""
