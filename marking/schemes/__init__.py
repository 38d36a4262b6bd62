"""Mark schemes as teachers write them: printed ones are read, and what was understood is said in words.

```python
reading = understand(text, question=stem, marks=Decimal(3))
reading.printed.readings      # what was read into it, a sentence each
reading.printed.questions     # what can be read two ways; answers={question.id: choice.key} tells which
reading.notation              # what to store
reading.described.points      # each point in words, with its cautions
try_by_itself(scheme, model_answer=…, question=…)   # what it gives its own model answer and question
reading.error                 # why it can't be read: line, column, hint
```

It knows no Django.
"""

from marking.schemes.describing import describe, understand
from marking.schemes.printed import Choice, Printed, Question, Reading, read_as_printed
from marking.schemes.trying import SelfTrial, try_by_itself
from marking.schemes.values import Caution, Described, GroupInWords, PointInWords, Understood

__all__ = [
    "Caution", "Choice", "Described", "GroupInWords", "PointInWords", "Printed", "Question", "Reading",
    "SelfTrial", "Understood", "describe", "read_as_printed", "try_by_itself", "understand",
]  # fmt: skip
