"""What the team's own history says: forecasts, insights, search."""
