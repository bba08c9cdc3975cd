"""What Slack tells of leaving a workspace."""
