"""The fault campaign: people do deeds while everything around Assay fails, and in the end everything must agree."""
