"""Typed days, spans of days and times: what has one meaning is read, what has two is asked back with both."""
