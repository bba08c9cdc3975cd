"""What is chosen of what a team's history says."""
