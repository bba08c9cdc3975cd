"""The rules of Assay: frozen values and pure functions, with no clock, no input and no output."""
