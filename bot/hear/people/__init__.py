"""Listeners for the team, its projects and tokens."""
