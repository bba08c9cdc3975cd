"""Coming into a workspace by OAuth, and leaving it."""
