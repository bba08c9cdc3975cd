"""Deeds that answer what people type outside of commands and forms."""
