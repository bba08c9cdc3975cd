"""Who looks, and what is shown to them of experiments whose cards stand in private channels."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is shown something: a person, where they ask from a channel; or, without a person, all who read a channel."""

    user: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What a viewer is shown: nothing of `hidden` channels but where they have a part, and, where they hold a duty that
    `decides`, what awaits decisions."""

    viewer: Viewer
    hidden: frozenset[str] = frozenset()
    decides: bool = False

    def shows(self, channel: str, parts: Collection[str], *, is_seated: bool) -> bool:
        """Tell whether an experiment is shown whose card stands in a channel, in which some have a part, and which awaits
        decisions where it `is_seated`."""
        has_part = bool(self.viewer.user) and self.viewer.user in parts
        return channel not in self.hidden or has_part or (self.decides and is_seated)


@dataclass(frozen=True, slots=True)
class ChannelFound:
    """A channel as Slack tells of it: whether it is private, and who is in it, where that matters."""

    is_private: bool
    people: frozenset[str] = frozenset()
