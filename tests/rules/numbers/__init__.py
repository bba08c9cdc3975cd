"""Tests of typed numbers and of their scales."""
