"""Files of any kind: tables, archives and texts of unknown encoding, read within bounds. Knows no Django."""
