"""Values in, values out: the clock of a sitting, orders, draws, likeness. Knows no Django."""
