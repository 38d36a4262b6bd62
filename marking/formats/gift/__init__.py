"""GIFT, Moodle's text format: read into items, and those into questions; and written.

The format as Moodle documents it (docs.moodle.org, "GIFT format"): items stand between blank lines, answers between
braces, `=` before right and `~` before wrong ones, `%n%` is a weight, `#` begins feedback, `//` a comment.
"""

from marking.formats.gift.items import GiftChoice, GiftItem, Numeric, Text, knows, read_items
from marking.formats.gift.questions import read
from marking.formats.gift.writing import write

__all__ = ["GiftChoice", "GiftItem", "Numeric", "Text", "knows", "read", "read_items", "write"]
