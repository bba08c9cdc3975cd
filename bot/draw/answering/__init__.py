"""Drawings of the answers to what people type."""
