"""Students' scripts as people see them: with marks and words underlined, in the queue, in a pile of essays."""
