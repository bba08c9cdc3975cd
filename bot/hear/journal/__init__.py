"""Listeners for the journal."""
