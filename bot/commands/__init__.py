"""What an operator types besides the processes, each a command of `python -m bot` with a status of its own."""
