"""Listeners for the ceremonies."""
