"""The one custom signal: how `quizzes` tells whoever listens that an attempt is handed in."""

from django.dispatch import Signal

# Sent after commit, with `attempt_ids`. Losing it costs seconds: what listens also looks for itself.
attempts_submitted = Signal()
