"""The daily standup."""
