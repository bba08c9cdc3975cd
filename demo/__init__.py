"""A ready workspace and team on the sandbox, so that Assay can be tried without a Slack account."""
