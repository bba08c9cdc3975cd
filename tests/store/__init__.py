"""Tests of what is kept, on a real SQLite and a real PostgreSQL."""
