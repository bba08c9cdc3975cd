"""What keeps a row from being measured."""


class BenchFailed(Exception):
    """A row that could not be measured, or whose figures cannot be trusted: no promise is judged by it."""
