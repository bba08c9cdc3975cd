"""The running process: what it serves, and when it ticks."""
