"""What saves feel of forty people who log in at once; the herd runs it last (`--log-ins 0` leaves it out)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from tests.bench.herd import Phase, Student, all_at_once

EVERY = 0.25  # seconds between two saves of a student
ALONE = 6.0  # seconds of saves before anybody logs in
WRITING = 20  # students


async def _writes(student: Student, phase: Phase, done: asyncio.Event) -> None:
    """Save again and again, and note how long each took, until it is done."""
    seq = 100
    while not done.is_set():
        seq += 1
        texts = [{"item": item, "text": f"draft {seq} of {student.name}", "seq": seq} for item in student.items]
        began = time.perf_counter()
        try:
            body = {"answers": texts, "lease": student.lease}
            await student.ask("PUT", f"/api/v1/attempts/{student.attempt}/answers/", json=body)
        except Exception as error:  # counted and shown
            phase.errors.append(repr(error))
        phase.seconds.append(time.perf_counter() - began)
        await asyncio.sleep(EVERY)


async def _saves(herd: Sequence[Student], name: str, newcomers: Sequence[Student]) -> Phase:
    """Return the saves of a few seconds, or of the time in which the newcomers log in."""
    phase, done, began = Phase(name), asyncio.Event(), time.perf_counter()
    writing = asyncio.gather(*(_writes(student, phase, done) for student in herd))
    if newcomers:
        print(await all_at_once("log in", newcomers, lambda student: student.log_in()))
    else:
        await asyncio.sleep(ALONE)
    done.set()
    await writing
    phase.whole = time.perf_counter() - began
    return phase


async def flood(assignment: int, herd: Sequence[Student], newcomers: Sequence[Student]) -> list[str]:
    """Let some of the herd write, first alone and then while the newcomers log in; print both and return errors."""
    print(f"\n{len(newcomers)} log-ins at once while {WRITING} students write")
    writing = herd[:WRITING]
    await all_at_once("open", writing, lambda student: student.open(assignment))
    alone = await _saves(writing, "saves alone", [])
    beside = await _saves(writing, "saves beside", newcomers)
    print(alone)
    print(beside)
    print(f"  p95 of saves beside log-ins: {beside.at(0.95) / alone.at(0.95):.1f} times that of saves alone")
    return [*alone.errors, *beside.errors]
