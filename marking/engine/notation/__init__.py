"""The mark-scheme notation: read a scheme, write it in its normal form, warn about it."""

from marking.engine.notation import editing
from marking.engine.notation.cautions import warnings
from marking.engine.notation.errors import MarkSchemeError
from marking.engine.notation.formatting import format_expression, format_scheme
from marking.engine.notation.parser import parse

__all__ = ["MarkSchemeError", "editing", "format_expression", "format_scheme", "parse", "warnings"]
