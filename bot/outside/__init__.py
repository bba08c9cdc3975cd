"""What is asked of other programs: MLflow, promtool, Slack's list of people."""
