"""What waits for whom, read for messages and for App Home."""
