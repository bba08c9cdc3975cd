"""Overrides in and out of their table."""

from dataclasses import fields

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col

from rules.experiments.overrides import Override
from store.experiments.override_tables import OverrideRow
from store.mapping import columns_of
from store.prepared import Prepared

KEPT = Prepared(
    update(OverrideRow)
    .where(
        col(OverrideRow.workspace) == bindparam("of_workspace"),
        col(OverrideRow.experiment) == bindparam("of_number"),
        col(OverrideRow.ordinal) == bindparam("of_ordinal"),
    )
    .values({field.name: bindparam(field.name) for field in fields(Override)})
)
ASKED = Prepared(
    insert(OverrideRow), ("workspace", "experiment", "ordinal", *(field.name for field in fields(Override)))
)


def save(session: Session, number: int, before: tuple[Override, ...], after: tuple[Override, ...]) -> None:
    """Keep what a deed added, and the answers that it gave."""
    mine = {"of_workspace": session.info["workspace"], "of_number": number}
    answered = [
        {**mine, "of_ordinal": ordinal, **columns_of(override)}
        for ordinal, override in enumerate(after[: len(before)])
        if override != before[ordinal]
    ]
    asked = [
        {
            "workspace": session.info["workspace"],
            "experiment": number,
            "ordinal": ordinal,
            **columns_of(override),
        }
        for ordinal, override in enumerate(after[len(before) :], start=len(before))
    ]
    KEPT.execute(session, *answered)
    ASKED.execute(session, *asked)
