"""Listeners of App Home, and of what waits."""
