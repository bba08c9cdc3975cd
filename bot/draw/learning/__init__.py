"""Drawings: what the team's own history says: forecasts, insights, search."""
