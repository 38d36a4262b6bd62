"""What keeps the site from running, in words for whoever started it."""


class Trouble(Exception):
    """The site cannot start or go on; the message says why and what would help."""
