"""Letters on their way to Slack."""
