"""What a viewer's session reads of experiments: those of private channels that they are not in are left out of every query."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, bindparam, event, exists, or_
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlmodel import Session, col

from rules.experiments.experiment import Experiment
from rules.lifecycle.steps import SEATED
from rules.people.people import DECIDING, Member
from rules.people.viewing import View, Viewer
from rules.refusals import Refused
from store.experiments.experiment_tables import ExperimentRow
from store.people import channels, members
from store.people.channel_tables import ChannelPersonRow, ChannelRow

VIEWER, VIEW = "viewer", "view"
# Where the card stands, and whether it is hidden from who does a deed, asked with the experiment itself.
IS_HIDDEN = exists().where(
    col(ChannelRow.workspace) == col(ExperimentRow.workspace),
    col(ChannelRow.channel) == col(ExperimentRow.channel),
    col(ChannelRow.is_private),
    ~exists().where(
        col(ChannelPersonRow.workspace) == col(ChannelRow.workspace),
        col(ChannelPersonRow.channel) == col(ChannelRow.channel),
        col(ChannelPersonRow.user) == bindparam("of_user"),
    ),
)


def show_to(session: Session, viewer: Viewer) -> None:
    """Let a session read what a viewer is shown, and nothing else of experiments."""
    session.info[VIEW] = view_for(session, viewer)


@contextmanager
def shown_to(session: Session, viewer: Viewer) -> Iterator[None]:
    """Let a session read what a viewer is shown for a while, as for what will stand in a channel."""
    before = session.info.get(VIEW)
    show_to(session, viewer)
    try:
        yield
    finally:
        session.info[VIEW] = before


def act_for(session: Session, viewer: Viewer) -> None:
    """Let a deed get no single experiment that who does it is not shown; who else it concerns is the deed's own matter."""
    session.info[VIEWER] = viewer


def view_for(session: Session, viewer: Viewer) -> View:
    """Return what a viewer is shown."""
    hidden = channels.hidden_from(session, viewer)
    decides = bool(hidden and viewer.user and decides_anything(members.get(session, viewer.user)))
    return View(viewer, hidden, decides)


def decides_anything(member: Member) -> bool:
    """Tell whether somebody holds a duty by which they fill a seat."""
    return member.is_person and bool(member.duties & DECIDING)


def require_shown(session: Session, experiment: Experiment) -> None:
    """Refuse an experiment that the session's viewer is not shown, as if it were not there."""
    viewer = session.info.get(VIEWER)
    view = view_for(session, viewer) if viewer else session.info.get(VIEW)
    if view is not None and not shows(view, experiment):
        raise Refused(unknown(experiment.number))


def require_shown_to(member: Member, experiment: Experiment) -> None:
    """Refuse an experiment of a private channel that somebody is not in, unless they have a part in it or may decide it."""
    hidden = frozenset({experiment.channel})
    if not shows(View(Viewer(member.id), hidden, decides_anything(member)), experiment):
        raise Refused(unknown(experiment.number))


def shown_among(session: Session, several: Sequence[Member], experiment: Experiment) -> tuple[Member, ...]:
    """Return those of some members who are shown an experiment, wherever they look."""
    inside = channels.inside(session, experiment.channel, [one.id for one in several])
    hidden = frozenset({experiment.channel})
    return tuple(
        one
        for one in several
        if one.id in inside or shows(View(Viewer(one.id), hidden, decides_anything(one)), experiment)
    )


def unknown(number: int) -> str:
    """Return what is said of a number that no experiment has, as far as who asks is concerned."""
    return f"There is no EXP-{number}. `/experiment list` shows the ones there are."


def shows(view: View, experiment: Experiment) -> bool:
    """Tell whether a viewer is shown an experiment."""
    parts = {
        *experiment.makers,
        experiment.asked,
        *(review.by for review in experiment.reviews),
        *(approval.by for approval in experiment.approvals),
        *(hold.owner for hold in experiment.holds),
    }
    return view.shows(experiment.channel, parts, is_seated=experiment.stage in SEATED)


def listed(view: View) -> ColumnElement[bool]:
    """Return the condition that a list shows an experiment: by what its row says, without its whole state."""
    experiment = ExperimentRow
    ways: list[ColumnElement[bool]] = [col(experiment.channel).not_in(sorted(view.hidden))]
    if view.viewer.user:
        ways += [
            col(column) == view.viewer.user
            for column in (experiment.owner, experiment.proposer, experiment.asked)
        ]
    if view.decides:
        ways.append(col(experiment.stage).in_(SEATED))
    return or_(*ways)


def view_in(session: Session) -> View | None:
    """Return the view that bounds a session's lists; None where nothing is hidden."""
    view: View | None = session.info.get(VIEW)
    return view if view is not None and view.hidden else None


@event.listens_for(Session, "do_orm_execute")
def leave_out_hidden(state: ORMExecuteState) -> None:
    """Leave out of every query what the session's viewer is not shown."""
    view: View | None = state.session.info.get(VIEW)
    if view is None or not view.hidden or state.is_column_load or state.is_relationship_load:
        return
    bounded: Any = with_loader_criteria(ExperimentRow, listed(view), include_aliases=True)
    state.statement = state.statement.options(bounded)
