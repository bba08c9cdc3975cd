"""Evidence packs as files."""
