"""Who installed Assay where, with sealed tokens, and the workspace that goes with them."""
