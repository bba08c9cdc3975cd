"""Turns what somebody types into the text Slack sends: escaped, with mentions and links marked."""

import re

from strictslack.workspace.state import State, User

_TOKEN = re.compile(
    r"(?P<link>https?://[^\s<>|]+)|(?<![\w@#&])(?P<at>@[^\s@#<>,;:!?()]+)|(?<![\w@#&])(?P<hash>#[\w-]+)"
)
_BROADCASTS = ("here", "channel", "everyone")


def escaped(text: str) -> str:
    """`&`, `<` and `>` as entities, and nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def composed(state: State, author: User, typed: str, *, with_names: bool = False) -> str:
    """The text as Slack's composer sends it; commands that escape get the names along (`with_names`)."""
    parts: list[str] = []
    end = 0
    for found in _TOKEN.finditer(typed):
        parts.append(escaped(typed[end : found.start()]))
        parts.append(_marked(state, author, found, with_names=with_names))
        end = found.end()
    return "".join([*parts, escaped(typed[end:])])


def _marked(state: State, author: User, found: re.Match[str], *, with_names: bool) -> str:
    if found["link"]:
        return f"<{escaped(found['link'])}>"
    if found["hash"]:
        channel = state.channel(author.team_id, found["hash"])
        known = channel is not None and channel.seen_by(author.id)
        return f"<#{channel.id}|{channel.name}>" if channel and known else escaped(found["hash"])
    return _mention(state, author, found["at"][1:], with_names=with_names)


def _mention(state: State, author: User, word: str, *, with_names: bool) -> str:
    # "Ask @ana." ends in a full stop that is not part of her name.
    for cut in range(len(word), 0, -1):
        name, rest = word[:cut], word[cut:]
        if rest.strip(".-_'\"*`~/") or (rest and name[-1] in "._-"):
            break
        user = next((one for one in state.team_users(author.team_id) if one.name == name), None)
        if user is not None:
            return f"<@{user.id}|{user.name}>{rest}" if with_names else f"<@{user.id}>{rest}"
        if name in _BROADCASTS:
            return f"<!{name}>{rest}"
        group = next((one for one in state.usergroups.values() if one["handle"] == name), None)
        if group is not None and group["team_id"] == author.team_id:
            return f"<!subteam^{group['id']}|@{name}>{rest}"
    return escaped("@" + word)
