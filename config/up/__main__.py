"""`python -m config.up`: the whole site in the foreground, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import pulse
from config.up import broker, premises
from config.up.children import Child, prepare_command, sweeper_command, web_command, worker_command
from config.up.process import tie_to_parent
from config.up.supervisor import Stopped, Supervisor, say
from config.up.trouble import Trouble

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}  # noqa: S104 -- how to reach who listens everywhere

LOG_IN_THREADS = 100


def main() -> int:
    """Run the site; return 0 when asked to stop, 1 when it cannot start or go on."""
    parser = ArgumentParser(prog="python -m config.up", description=__doc__)
    parser.add_argument("--with-parent", action="store_true", help="stop when the process that started this one dies")
    if parser.parse_args().with_parent:
        tie_to_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.umask(0o077)  # what students type is for nobody else on this machine
    began = time.monotonic()
    try:
        supervisor = _occupy()
    except (Trouble, broker.NoBroker) as error:
        say(f"Not started: {error}")
        return 1
    code, patience = 0, 1.0
    try:
        _start(supervisor, began)
        supervisor.watch()
    except Stopped:
        patience = 0.2  # nobody had typed anything yet
    except (Trouble, broker.NoBroker) as error:
        say(str(error))
        code = 1
    say("Stopping …")
    supervisor.stop(patience=patience)
    say("Stopped. Everything that was typed is kept." if code == 0 else "Stopped.")
    return code


def _occupy() -> Supervisor:
    """Read the settings, take the data folder and see that the port is free. Raises Trouble."""
    try:
        data_dir = Path(settings.DATA_DIR)
    except (ImproperlyConfigured, ValueError) as error:
        raise Trouble(f"a setting is wrong: {error}") from error
    lock = premises.occupy(data_dir, url(), say)
    premises.check_port(settings.HOST, settings.PORT)
    level = os.environ.setdefault("LOG_LEVEL", "WARNING")
    own = {"LOG_LEVEL": level, "PYTHONUNBUFFERED": "1", "LOG_IN_THREADS": str(_waiting())}
    # Django's checks are made once, by `prepare`: worker and sweeper would load every page's code for them.
    own["CELERY_SKIP_CHECKS"] = "true"
    return Supervisor(env={**os.environ, **own}, lock=lock)


def _waiting() -> int:
    """Return in how many threads of a web process people who log in wait for their turn."""
    return LOG_IN_THREADS if settings.LOG_IN_THREADS is None else int(settings.LOG_IN_THREADS)


def _start(supervisor: Supervisor, began: float) -> None:
    """Start everything in order. Raises Trouble, or Stopped when asked to stop meanwhile."""
    say("Markscheme is starting …")
    if settings.EMBEDDED_REDIS:
        _start_broker(supervisor)
        say("  · broker")
    prepare = Child("prepare", prepare_command(), grace=10)
    supervisor.run_to_end(prepare)
    web = web_command(
        host=settings.HOST, port=settings.PORT, workers=settings.WEB_WORKERS, threads=settings.WEB_THREADS + _waiting()
    )
    say("  · web server …")
    answers = WebPulse(url())
    # Granian's master locks itself up where a signal meets the start of its wait, with nobody left to end it.
    supervisor.start(
        Child(
            "web",
            web,
            grace=15,
            parting=signal.SIGKILL,
            is_the_site=True,
            pulse=answers.count,
            patience=120,
            unsaid="Configuration allows spawning up to",
        )  # so many threads are meant: most only wait
    )
    supervisor.wait(is_up, seconds=120)
    answers.start()
    # Not before the site is up: each of these takes a core for a second or two.
    worker = worker_command(concurrency=settings.WORKER_CONCURRENCY)
    supervisor.start(Child("worker", worker, grace=20, pulse=partial(pulse.felt, "worker")))
    supervisor.start(Child("sweeper", sweeper_command(), grace=5, pulse=partial(pulse.felt, "sweeper")))
    _announce(json.loads(prepare.lines[-1].removeprefix("accounts ")), time.monotonic() - began)


def _start_broker(supervisor: Supervisor) -> None:
    """Start the embedded Valkey, with an empty folder if it does not start with its own. Raises Trouble."""
    listen, folder = Path(settings.REDIS_URL.removeprefix("unix://")), settings.DATA_DIR / "valkey"
    command = broker.command(listen=listen, folder=folder)
    valkey = Child("broker", command, grace=10, quiet=True, mend=partial(broker.put_aside, folder))
    supervisor.start(valkey)
    try:
        supervisor.wait(lambda: broker.answers(listen), seconds=60)
    except Trouble as error:
        say(f"{str(error).removeprefix('Not started: ')} {broker.put_aside(folder)}")
        supervisor.start(valkey)
        supervisor.wait(lambda: broker.answers(listen), seconds=60)


class WebPulse(threading.Thread):
    """Asks the web server again and again for a sign of life, whatever it says of its health."""

    def __init__(self, site: str) -> None:
        super().__init__(daemon=True, name="pulse of the web server")
        self.site, self.answers = site, 0

    def count(self) -> int:
        """Return how often it has answered."""
        return self.answers

    def run(self) -> None:
        """Ask every few seconds."""
        while True:
            try:
                with urllib.request.urlopen(f"{self.site}healthz", timeout=15):  # noqa: S310 -- always http
                    self.answers += 1
            except urllib.error.HTTPError:
                self.answers += 1  # it is not well, or does not know us by that name; but it answers
            except OSError:
                pass
            time.sleep(5)


def url() -> str:
    """Return where a person on this machine finds the site."""
    host = ANYWHERE.get(settings.HOST, settings.HOST)
    return f"http://{f'[{host}]' if ':' in host and '[' not in host else host}:{settings.PORT}/"


def is_up() -> bool:
    """Return whether the site answers that it is well."""
    # As a proxy would ask: by a name that the site goes by, and with the word that TLS was used.
    name = next((name for name in settings.ALLOWED_HOSTS if name != "*"), "localhost").lstrip(".")
    headers = {"Host": name, **({"X-Forwarded-Proto": "https"} if settings.HTTPS else {})}
    request = urllib.request.Request(f"{url()}healthz", headers=headers)  # noqa: S310 -- always http
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        raise Trouble(f"Not started: the site is up but not well: {error.code} {error.reason}.") from error
    except OSError:
        return False


def _announce(accounts: dict[str, str], seconds: float) -> None:
    lines = [f"Markscheme is ready at {url()} after {seconds:.1f} s. Ctrl-C stops it."]
    if accounts:
        lines.append(
            "Log in as {teacher} (teacher), {student} (student) or {admin} (admin), password {password}".format(
                **accounts
            )
        )
    if settings.HOST in ANYWHERE and "ALLOWED_HOSTS" not in os.environ:
        lines.append(
            "Others reach it only by names that ALLOWED_HOSTS lists, such as ALLOWED_HOSTS=quiz.school.example."
        )
    rule = "─" * max(map(len, lines))
    say("\n".join(["", rule, *lines, rule, ""]))


if __name__ == "__main__":
    sys.exit(main())
