"""Drawings: the daily standup."""
