"""The steps that Slack's Workflow Builder runs in Assay."""
