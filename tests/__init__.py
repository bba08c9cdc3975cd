"""The tests of Assay; they mirror the rooms."""
