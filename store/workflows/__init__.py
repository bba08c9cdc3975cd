"""The runs of workflow steps that wait."""
