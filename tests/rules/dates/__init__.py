"""Tests of typed days and spans of days."""
