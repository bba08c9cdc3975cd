"""Drawing only: frozen facts in, Block Kit out."""
