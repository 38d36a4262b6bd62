"""Questions in a spreadsheet: one row a question, columns by name; as the templates of quiz games have them, too."""

from marking.formats.sheet.reading import read
from marking.formats.sheet.writing import COLUMNS, write

__all__ = ["COLUMNS", "read", "write"]
