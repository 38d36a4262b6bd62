"""Class lists in files: read into plain rows with their lines, and compared with what is there. Pure."""
