"""Every drawing: within Slack's limits, escaped, and saying what it must."""
