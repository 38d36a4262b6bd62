"""English, once for both applications: words and their frequencies, forms, spellings, stop lists. Knows no Django."""
