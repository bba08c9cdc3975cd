"""A local Slack, as strict as Slack, for the tests and demos of Slack apps."""
