"""What a line of the log is about: which request, of which workspace, about which experiments."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """What is being done; `request` is the reference that a person is told where it fails."""

    request: str = ""
    workspace: str = ""
    experiments: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, str]:
        """Return what is known of it, in words."""
        every = {
            "request": self.request,
            "workspace": self.workspace,
            "experiments": " ".join(self.experiments),
        }
        return {name: value for name, value in every.items() if value}


NOTHING = About()
ABOUT: ContextVar[About] = ContextVar("about", default=NOTHING)


def about() -> About:
    """Return what is being done now."""
    return ABOUT.get()


def reference() -> str:
    """Return the reference of what is being done, or a new one where nothing is."""
    return ABOUT.get().request or new_reference()


def new_reference() -> str:
    """Return a reference that nothing else has."""
    return secrets.token_hex(4)


@contextmanager
def doing(workspace: str = "", experiments: Iterable[int] = ()) -> Iterator[About]:
    """Let every line that is logged meanwhile say what it is about; what is done within something else keeps its reference."""
    keys = tuple(f"EXP-{number}" for number in experiments)
    before = ABOUT.get()
    mine = About(reference(), workspace or before.workspace, keys or before.experiments)
    token = ABOUT.set(mine)
    try:
        yield mine
    finally:
        ABOUT.reset(token)
