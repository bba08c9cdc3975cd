"""What happens in Slack, whether an app or a person wants it: messages, members, files, modals, installations."""
