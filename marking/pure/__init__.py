"""Values in, values out: grouping, mining and sampling of answers, and files of answers. Knows no Django."""
