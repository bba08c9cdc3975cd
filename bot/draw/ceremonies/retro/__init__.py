"""Drawings: the retrospective."""
