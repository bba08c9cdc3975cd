"""How a database is reached, and how long it is waited for."""
