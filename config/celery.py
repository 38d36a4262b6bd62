"""The Celery application."""

import os
from typing import Any

from celery import Celery
from celery.signals import heartbeat_sent, worker_process_init
from celery.worker import state

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("markscheme")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# How far the worker's processes stand back for the web server's where both share the cores: a student who saves or
# hands in goes before the mark, which comes a moment later.
NICENESS = 5


@worker_process_init.connect
def stand_back(**_: Any) -> None:
    """Let the web server go first."""
    os.nice(NICENESS)


@heartbeat_sent.connect
def show_a_sign_of_life(sender: Any = None, **_: Any) -> None:
    """Let the supervisor see that the worker gets on; it starts one anew that does not. Others see it in the queue."""
    from config import pulse, queues  # noqa: PLC0415 -- reads the settings, which import this

    pulse.touch("worker")
    eventer = getattr(sender, "eventer", None)
    queues.show("worker", getattr(eventer, "hostname", "?"), tuple(sorted(task.name for task in state.active_requests)))
