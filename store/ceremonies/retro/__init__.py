"""The retrospective."""
