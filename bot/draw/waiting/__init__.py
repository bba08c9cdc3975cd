"""Drawings of what waits, and App Home."""
