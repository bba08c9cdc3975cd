"""Listeners for the life of an experiment."""
