"""The rules of Assay: frozen facts and pure functions, with no clock, no input and no output."""
