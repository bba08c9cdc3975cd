"""What Slack said becomes one deed, and then the answer."""
