"""What a workflow does in Assay: it proposes, or waits for a decision."""
