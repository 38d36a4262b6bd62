"""What others may want to hear of: sent after the commit."""

from django.dispatch import Signal

# An import was accepted that is long enough for a worker. Sends `import_id`.
import_accepted = Signal()

# A file came that is long enough to be looked through by a worker. Sends `import_id`.
import_received = Signal()

# A person decided about answers of a class too large for its opinion to learn at once. Sends nothing.
opinions_outdated = Signal()

# Answers were sent by another program to be marked. Sends nothing.
job_received = Signal()
