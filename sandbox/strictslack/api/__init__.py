"""The Web API: its door, its arguments, and the methods behind it."""
