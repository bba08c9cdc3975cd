"""What a team's history says, as it is drawn."""
