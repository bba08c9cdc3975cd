"""Installing into a workspace, keeping its token fresh, leaving it, and erasing what was left."""
