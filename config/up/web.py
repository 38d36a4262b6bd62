"""What the web server calls under `make run`: the same application, in a process that does not outlive its master."""

import signal

from config.up.process import tie_to_parent

# Killed together with the supervisor, the master would leave its processes behind, serving.
tie_to_parent(signal.SIGKILL)

from config.wsgi import application  # noqa: E402

__all__ = ["application"]
