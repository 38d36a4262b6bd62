"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- once Django is ready

from config.arrivals import Arrivals  # noqa: E402
from config.bell import Bell  # noqa: E402
from config.lanes import Lanes  # noqa: E402
from config.logs import Requests  # noqa: E402

_waiting = settings.LOG_IN_THREADS or 0
_lanes = Lanes(Requests(Bell(_application)), threads=settings.WEB_THREADS, waiting=_waiting)
application = Arrivals(_lanes, threads=settings.WEB_THREADS + _waiting)

# Rubbish is sought among what requests make. What stands by now, half a million objects, is there to stay.
gc.collect()
gc.freeze()
gc.set_threshold(700, 10, 10)  # Python's own: config's is for the start
