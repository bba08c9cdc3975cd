"""Typed numbers: what has one meaning is read, what has two is asked back with both; and the scales that they stand on."""
