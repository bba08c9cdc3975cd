"""Tests of the deeds, on a real SQLite and a real PostgreSQL."""
