"""The entries of a sealed journal, and the exact bytes that are sealed of each."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rules.journal.merkle import leaf_of

VERSION = 2
# What an entry of the first version says; facts were not kept yet.
FIRST_VERSION = ("workspace", "position", "before", "at", "by", "deed", "subject", "detail", "changes")
# A text as canonical JSON writes it.
quoted = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One journal entry as it is sealed: plain text throughout, its place, and the place of the one `before` it about
    the same subject, 0 for the first.

    From version 2 on it has its `number` among the entries of its subject, and the `fact` it tells of a `kind` of state.
    """

    workspace: str
    position: int
    before: int
    at: str
    by: str
    deed: str
    subject: str
    detail: str
    changes: Any
    version: int = 1
    number: int = 0
    kind: str = ""
    fact: Any = None


def canonical(line: Line) -> bytes:
    """Return the bytes of an entry that are hashed: canonical JSON (RFC 8785) in UTF-8."""
    text = json.dumps(
        sealed_fields(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
    )
    # Nothing we keep holds a lone surrogate; what a forger wrote must be told, not stumbled over.
    return text.encode("utf-8", "surrogatepass")


def sealed_fields(line: Line) -> dict[str, Any]:
    """Return what is sealed of an entry, by its version."""
    names = FIRST_VERSION if line.version == 1 else tuple(Line.__dataclass_fields__)
    return {"version": line.version} | {name: getattr(line, name) for name in names}


def leaf(line: Line) -> bytes:
    """Return the hash of an entry."""
    return leaf_of(canonical(line))


def instant(at: datetime) -> str:
    """Return a time as it is sealed: in UTC, with microseconds."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def leaf_by_text(line: Line, fact: str) -> bytes | None:
    """Return the hash of an entry by the text that its row keeps of its fact, or None for one that needs its JSON taken apart.

    Where this is the hash that was sealed, the text is the one that was: all before it and behind it is written here, and no
    quotation mark of a text can pass for one that ends it. Where it is not, the text may still say the same in other words.
    """
    numbers = (line.before, line.number, line.position, line.version)
    is_plain = isinstance(line.workspace, str) and all(type(one) is int for one in numbers)
    if not is_plain or line.version != VERSION or line.changes != []:
        return None
    text = (
        f'{{"at":{quoted(line.at)},"before":{line.before},"by":{quoted(line.by)},"changes":[],"deed":{quoted(line.deed)},'
        f'"detail":{quoted(line.detail)},"fact":{fact or "null"},"kind":{quoted(line.kind)},"number":{line.number},'
        f'"position":{line.position},"subject":{quoted(line.subject)},"version":{VERSION},'
        f'"workspace":{quoted(line.workspace)}}}'
    )
    return leaf_of(text.encode("utf-8", "surrogatepass"))
