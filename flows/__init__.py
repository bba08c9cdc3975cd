"""The deeds: one function is one deed of a person or of the clock, and one transaction."""
