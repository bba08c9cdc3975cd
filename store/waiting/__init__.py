"""What of the tables waits for somebody."""
