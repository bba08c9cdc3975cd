"""The tools of those who work on Assay."""
