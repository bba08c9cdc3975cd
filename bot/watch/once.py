"""What is logged once, and then only counted."""

from threading import Lock


class Once:
    """Tells the first of each kind from those that follow; of kinds there are few."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.known: set[str] = set()

    def is_first(self, kind: str) -> bool:
        """Tell whether this is the first of its kind."""
        with self.lock:
            is_new = kind not in self.known
            self.known.add(kind)
            return is_new
