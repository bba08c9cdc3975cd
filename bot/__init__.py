"""Slack and the running process: what Slack said becomes one deed, and the answer becomes a drawing."""
