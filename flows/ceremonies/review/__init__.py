"""The experiment review and the AI ethics review."""
