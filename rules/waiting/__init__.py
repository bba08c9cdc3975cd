"""What waits for whom, since when, and in which order."""
