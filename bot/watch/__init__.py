"""What is seen of a running process from outside: its log, its figures, and how Slack answered it."""
