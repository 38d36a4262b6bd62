"""Work that nobody waits for gives way, and nothing else does."""

from __future__ import annotations

import os
import sys
import threading

import pytest
from django.db import connection, transaction

from quizzes.models import User
from quizzes.services.giving_way import NICENESS, giving_way


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no priority of its own")
@pytest.mark.django_db(transaction=True)
def test_it_is_done_after_others_and_who_asked_keeps_their_place() -> None:
    before = niceness()
    assert giving_way(niceness) == max(before, NICENESS)
    assert niceness() == before


@pytest.mark.django_db(transaction=True)
def test_what_it_writes_stands_and_what_it_raises_is_raised() -> None:
    giving_way(lambda: User.objects.create(username="written"))
    assert User.objects.filter(username="written").exists()
    with pytest.raises(ZeroDivisionError):
        giving_way(lambda: 1 / 0)


@pytest.mark.django_db
def test_in_a_transaction_it_sees_what_the_transaction_wrote() -> None:
    with transaction.atomic():
        User.objects.create(username="not yet committed")
        assert giving_way(lambda: User.objects.filter(username="not yet committed").exists())
        assert connection.in_atomic_block
