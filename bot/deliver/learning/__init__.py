"""Deliveries of what the history says."""
