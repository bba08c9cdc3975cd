"""Facts as the journal keeps them: canonical JSON of what was replaced and added, typed by the state they tell of."""

import json
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from rules.experiments.experiment import Experiment
from rules.experiments.follow_ups import FollowUp
from rules.journal.facts import Added, Fact, Kind, Replaced
from rules.people.people import Member
from rules.people.projects import Project
from rules.people.tokens import Token
from rules.people.workspace_settings import WorkspaceSettings

STATES: dict[Kind, type] = {
    Kind.EXPERIMENT: Experiment,
    Kind.MEMBER: Member,
    Kind.TOKEN: Token,
    Kind.FOLLOW_UP: FollowUp,
    Kind.PROJECT: Project,
    Kind.SETTINGS: WorkspaceSettings,
}


@cache
def adapters(kind: Kind) -> dict[str, TypeAdapter[Any]]:
    """Return what writes and reads each field of a kind of state."""
    return {name: TypeAdapter(hint) for name, hint in get_type_hints(STATES[kind]).items()}


def canonical(value: Any) -> str:
    """Return the one text of a JSON value (RFC 8785 for what we keep)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def payload_of(fact: Fact) -> str:
    """Return what a fact tells of a state, or nothing for what is only noted."""
    if fact.kind is Kind.NOTE:
        return ""
    known = adapters(fact.kind)
    return canonical(
        {
            "replaced": {
                one.field: [plain(known[one.field], one.before), plain(known[one.field], one.after)]
                for one in fact.replaced
            },
            "added": {one.field: plain(known[one.field], one.items) for one in fact.added},
        }
    )


def plain(adapter: TypeAdapter[Any], value: Any) -> Any:
    """Return a value as plain JSON; a state that is new had nothing before."""
    return None if value is None else adapter.dump_python(value, mode="json")


def told_in(kind: Kind, payload: str) -> tuple[tuple[Replaced, ...], tuple[Added, ...]]:
    """Return what a payload tells of a kind of state; raises ValueError where it is not of that kind."""
    if kind is Kind.NOTE:
        return (), ()
    known, said = adapters(kind), json.loads(payload)
    replaced = tuple(
        Replaced(name, typed(known, name, before), typed(known, name, after))
        for name, (before, after) in said["replaced"].items()
    )
    added = tuple(Added(name, tuple(typed(known, name, items))) for name, items in said["added"].items())
    return replaced, added


def typed(known: dict[str, TypeAdapter[Any]], name: str, value: Any) -> Any:
    """Return a value of a field as its type."""
    return None if value is None else known[name].validate_python(value)
