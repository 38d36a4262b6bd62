"""Faults on a whole running site, one after another, with an audit after each: `make chaos`."""
