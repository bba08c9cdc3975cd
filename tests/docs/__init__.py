"""The tests of the pages that are generated."""
