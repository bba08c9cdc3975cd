"""The way to the apps: sockets and signed HTTP, events, custom steps, response URLs."""
