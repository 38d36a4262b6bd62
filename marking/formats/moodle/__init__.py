"""Moodle XML: questions that are answered in words, of Moodle's own kinds and of its usual plugins; read and written.

The elements are those of Moodle's `question/format/xml`; document types and entities are refused.
"""

from marking.formats.moodle.reading import read
from marking.formats.moodle.writing import write

__all__ = ["read", "write"]
