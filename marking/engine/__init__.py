"""The marking engine: marks answers against mark schemes, and shows why. It knows nothing of Django.

```python
scheme = MarkScheme.parse(text)      # raises MarkSchemeError with .line, .column, .hint
scheme.mark(answer)                  # -> Marked
scheme.mark_many(answers)            # -> list[Marked]: the fast path
```

English is known best: its irregular forms, real words, number words, negations and hedges. For the other
languages of `language:` there are their stems and the misspelling rules, without guards for real words, without
negation and without number words.
"""

from marking.engine.notation import MarkSchemeError
from marking.engine.scheme import VERSION, MarkScheme
from marking.engine.types import Evidence, Marked, PointMark, Reason, SchemeWarning

__all__ = ["VERSION", "Evidence", "MarkScheme", "MarkSchemeError", "Marked", "PointMark", "Reason", "SchemeWarning"]
