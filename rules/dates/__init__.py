"""Typed days and spans of days: what has one meaning is read, what has two is asked back with both."""
