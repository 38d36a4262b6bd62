"""Students who write and hand in over HTTP, as the page does: each save is repeated until it is acknowledged."""

from __future__ import annotations

import contextlib
import json
import random
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

WORDS = ("collective farms", "grain quota", "kulaks", "steel", "coal", "five year plan", "towns", "famine", "1929")
PATIENCE = 15  # seconds, the page's own


@dataclass
class Student(threading.Thread):
    """One student at one attempt: writes until told to stop, or hands in after `hands_in_after` seconds."""

    url: str
    cookies: str
    token: str
    attempt: int
    items: list[int]
    ends: float  # time.monotonic()
    hands_in_after: float | None
    acknowledged: list[tuple[int, int, str]] = field(default_factory=list)  # item, number, text
    waits: list[float] = field(default_factory=list)  # seconds that a request took that was answered
    failures: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.texts = dict.fromkeys(self.items, "")
        self.seq = 0

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """Write, save and perhaps hand in."""
        began = time.monotonic()
        while time.monotonic() < self.ends:
            time.sleep(random.uniform(0.4, 1.0))
            if self.hands_in_after is not None and time.monotonic() - began > self.hands_in_after:
                if self.asked("POST", "hand-in/", {"answers": []}) is not None:
                    return
                continue
            item = random.choice(self.items)
            self.texts[item] = f"{self.texts[item]} {random.choice(WORDS)}".strip()
            self.seq += 1
            body = {"item": item, "text": self.texts[item], "seq": self.seq}
            while (
                reply := self.asked("PUT", "answers/", {"answers": [body]})
            ) is None and time.monotonic() < self.ends:
                time.sleep(random.uniform(0.5, 1.5))
            if reply is not None and reply["saved"].get(str(item)) == self.seq:
                self.acknowledged.append((item, self.seq, self.texts[item]))
            if reply is not None and reply["state"] == "handed_in":
                return

    def asked(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """Return the server's reply, None where there is none that is the API's."""
        request = urllib.request.Request(
            f"{self.url}/api/v1/attempts/{self.attempt}/{path}",
            method=method,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Cookie": self.cookies, "X-CSRFToken": self.token},
        )
        began = time.monotonic()
        with contextlib.suppress(OSError, ValueError):
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                content: dict[str, Any] = json.load(answer)
            self.waits.append(time.monotonic() - began)
            return content
        self.failures += 1
        return None
