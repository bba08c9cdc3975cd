"""Drawings: what is kept for ever: entries, how they are sealed, and the tree they stand in."""
