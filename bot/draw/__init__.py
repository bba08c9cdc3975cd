"""Drawing only: frozen values in, Block Kit out."""
