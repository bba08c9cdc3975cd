"""Drawings: the four ceremonies: when they are held, by whom, and what happens in them."""
