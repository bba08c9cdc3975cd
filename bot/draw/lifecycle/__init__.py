"""Drawings: what happens to an experiment: its steps, the board, the gate, overrides and setbacks."""
