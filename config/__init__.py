"""How the site is put together."""

import gc
import sys

# Half a million objects are made while a process loads, and all of them stay: Python's own threshold of 700 would have
# it search them for rubbish hundreds of times, for a fifth of the start. As many as here are a few megabytes.
gc.set_threshold(50_000, 20, 50)

# The SQLite that Python was built with may carry the WAL-reset fault (3.7.0 to 3.51.2), which can corrupt a
# database that several processes write. The wheel brings a mended one; it has to stand in before Django loads.
try:
    import pysqlite3
    import pysqlite3.dbapi2
except ImportError:  # a platform without the wheel: config.checks warns where the built-in SQLite is too old
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

from config.celery import app as celery_app  # noqa: E402 -- once the two above are set

__all__ = ["celery_app"]
