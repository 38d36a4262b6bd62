"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- once Django is ready

from config.arrivals import Arrivals  # noqa: E402
from config.bell import Bell  # noqa: E402
from config.logs import Requests  # noqa: E402

application = Arrivals(Requests(Bell(_application)), threads=settings.WEB_THREADS)
