"""A term's round by the API: a class, a bank from notes, a quiz, its marks out. With Python's standard library alone.

    SITE=https://quiz.school.example TOKEN=… python docs/examples/term.py notes.txt

makes the class from a list, sets the quiz and prints its number; once it is over, with that number for the notes,

    SITE=https://quiz.school.example TOKEN=… python docs/examples/term.py 17

accepts what the engine proposes, releases the marks, and prints them and how the class does. The token, made on *Your
account*, needs the scopes banks:write, classes:write, quizzes:write and marks:write.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

STUDENTS = "First name,Last name,Extra time %\nIda,Moss,25\nPer,Lund,\n"


class Problem(Exception):
    """The site refused something: `status` says how, `said` is the problem (RFC 9457) with its `detail`."""

    def __init__(self, status: int, said: dict[str, Any]) -> None:
        super().__init__(f"{status}: {said.get('detail', said)}")
        self.status, self.said = status, said


class Api:
    """The site as one person's token opens it."""

    def __init__(self, site: str, token: str) -> None:
        self.site, self.token, self.etag = site.rstrip("/"), token, ""

    def get(self, path: str, **query: Any) -> Any:
        """Return what an address says. Raises Problem."""
        return json.loads(self._send("GET", f"/api/v1/{path}/?{urlencode(query)}"))

    def file(self, path: str, **query: Any) -> str:
        """Return the text of a file. Raises Problem."""
        return self._send("GET", f"/api/v1/{path}/?{urlencode(query)}").decode("utf-8-sig")

    def post(self, path: str, **body: Any) -> Any:
        """Do something, and return what came of it. Raises Problem. Each call has a key, so that it is done once."""
        return json.loads(self._send("POST", f"/api/v1/{path}/", body) or b"null")

    def change(self, method: str, path: str, seen: str = "", **body: Any) -> Any:
        """Change something (PUT or PATCH), as it was `seen` (its ETag), and return it as it is now. Raises Problem."""
        return json.loads(self._send(method, f"/api/v1/{path}/", body, seen))

    def seen(self, path: str) -> tuple[Any, str]:
        """Return what an address says, and its ETag: send that with a change, and nobody's work is written over."""
        said = self.get(path)
        return said, self.etag

    def every(self, path: str, **query: Any) -> list[Any]:
        """Return all rows of a list, page by page. Raises Problem."""
        page = self.get(path, **query)
        rows = page["results"]
        while page["next"]:
            page = json.loads(self._send("GET", page["next"].removeprefix(self.site)))
            rows += page["results"]
        return list(rows)

    def _send(self, method: str, path: str, body: Any = None, seen: str = "") -> bytes:
        headers = {"Authorization": f"Token {self.token}", "Accept": "*/*"}
        data = None
        if seen:
            headers["If-Match"] = seen
        if body is not None:
            data = json.dumps(body).encode()
            headers |= {"Content-Type": "application/json"}
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid4())
        request = urllib.request.Request(self.site + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                self.etag = answer.headers.get("ETag", "")
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            raise Problem(error.code, json.loads(error.read() or b"{}")) from error


def begin(api: Api, notes: str, *, opens_at: datetime) -> int:
    """Make a class, a bank from notes and a quiz of it, and return the quiz's number in that class."""
    school_class = api.post("classes", name="10B")
    listed = api.post("class-lists", school_class=school_class["id"], text=STUDENTS)
    if listed["counts"]["refused"]:
        raise SystemExit(f"The list cannot be taken: {listed['lines']}")
    api.post(f"class-lists/{listed['id']}/apply")
    page = api.post("notes", title="Between the wars", text=notes)
    api.post(f"notes/{page['id']}/keep-all")
    kept = api.every("drafts", notes=page["id"], state="KEPT")
    setting = {
        "school_class": school_class["id"],
        "opens_at": opens_at.isoformat(),
        "closes_at": (opens_at + timedelta(days=1)).isoformat(),
        "time_limit_minutes": 20,
    }
    questions = [draft["question"] for draft in kept]
    quiz = api.post("quizzes", title="Between the wars", questions=questions, settings=[setting])
    quiz, seen = api.seen(f"quizzes/{quiz['id']}")
    lines = [{"item": item["id"], "word_limit": 60} for item in reversed(quiz["items"])]  # the last question first
    api.change("PUT", f"quizzes/{quiz['id']}/paper", seen, lines=lines)
    odd = api.get(f"quizzes/{quiz['id']}/readiness")
    if odd["problems"]:
        raise SystemExit(f"The quiz cannot be published: {odd['problems']}")
    api.post(f"quizzes/{quiz['id']}/publish")
    [assigned] = api.every("marking", quiz=quiz["id"])
    return int(assigned["id"])


def finish(api: Api, number: int) -> str:
    """Accept what waits for a person as the engine proposes it, release the marks, and return them as CSV."""
    for item in api.get(f"marking/{number}")["items"]:
        for group in api.get(f"marking/{number}/queue", item=item["id"])["groups"]:
            if group["mark"] is not None:  # a teacher would look first: group["text"], group["reasons"]
                api.post(f"marking/{number}/decide", item=item["id"], decide="accept", answers=group["answers"])
    api.post(f"marking/{number}/releases")
    return api.file(f"marking/{number}/export", **{"as": "csv"})


def report(api: Api, number: int) -> list[str]:
    """Return a line for each question (how easy it was) and each student of the class (how they do)."""
    figures = api.get(f"marking/{number}/figures")["items"]
    room = api.get(f"rooms/{number}")
    school_class = next(row for row in api.every("classes") if row["name"] == room["school_class"])
    students = api.get(f"classes/{school_class['id']}/progress")["students"]
    questions = [f"Question {one['position']}: {one['mean']} marks on average" for one in figures]
    return questions + [f"{one['name']}: {one['shares'][-1]} of the marks" for one in students]


def main() -> None:
    """Do one half of the round, by what was given."""
    api = Api(os.environ["SITE"], os.environ["TOKEN"])
    given = sys.argv[1]
    if given.isdecimal():
        print(finish(api, int(given)))
        print(*report(api, int(given)), sep="\n")
    else:
        print(begin(api, Path(given).read_text(encoding="utf-8"), opens_at=datetime.now(UTC)))


if __name__ == "__main__":
    main()
