"""Listeners for what the history of a team says."""
