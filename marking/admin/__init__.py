"""The admin's desk of `marking`: answers and their marks, and the record to look at."""

from marking.admin import record, responses

__all__ = ["record", "responses"]
