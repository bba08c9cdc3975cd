"""What who installed Assay reads first."""
