"""Drawings: the experiment review and the AI ethics review."""
