"""The pages of the browser that install Assay into a workspace."""
