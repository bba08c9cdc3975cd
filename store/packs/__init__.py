"""Rows and queries: all that is kept of a subject, read for verification."""
