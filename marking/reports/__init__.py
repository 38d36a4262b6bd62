"""What marks come to, read from rows: figures of a class, tables to download, all on record. Writes nothing."""
