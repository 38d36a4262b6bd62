"""Reads mark schemes as exam boards print them."""

from marking.schemes.printed.reader import read_as_printed
from marking.schemes.printed.values import Choice, Printed, Question, Reading

__all__ = ["Choice", "Printed", "Question", "Reading", "read_as_printed"]
