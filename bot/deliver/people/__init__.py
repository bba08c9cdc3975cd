"""Deliveries about people and channels."""
