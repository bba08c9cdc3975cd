"""What the admins of a workspace set for all of it in one form."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.people.settings import changing_settings
from flows.people.team import change_duties, given_here, require_admin
from flows.waiting.homes import health
from rules.journal.entries import Deed
from rules.people.accounts import Part
from rules.people.people import Duty, Member
from rules.refusals import Refused
from rules.waiting.settings.settings_drafts import (
    SettingsDraft,
    SettingsSheet,
    changes_between,
    read_settings,
)
from store import workspaces
from store.people import members
from store.waiting.settings import keep_settings, kept_settings

NO_ADMIN = "Somebody has to be an admin: pick at least one."


def sheet(desk: Desk, *, by: str, now: datetime) -> SettingsSheet:
    """Return what the form of the settings shows; refuse who is no admin."""
    with desk.look() as session:
        require_admin(desk.person(session, by))
        holders = members.holding(session)
        return SettingsSheet(
            settings=kept_settings(session),
            first_channel=desk.review_channel,
            admins=made_here(holders),
            by_slack=tuple(one.id for one in holders if one.is_slack_admin and one.is_person),
            by_process=tuple(sorted(desk.admins)),
            health=health(session, desk.concerned(session), by, now),
        )


def made_here(holders: Iterable[Member]) -> tuple[str, ...]:
    """Return the admins who were made so in Slack by another admin."""
    return tuple(one.id for one in holders if one.is_person and Duty.ADMIN in given_here(one).duties)


def review_channel(desk: Desk) -> str:
    """Return the channel in which the cards of new experiments stand, or nothing where it is that of their proposal."""
    with desk.look() as session:
        return desk.home_channel(session)


def change(desk: Desk, draft: SettingsDraft, *, by: str, now: datetime, request: str = "") -> tuple[str, ...]:
    """Keep the settings that a form describes, in one deed; return what changed, in words."""
    with desk.begin(request, now) as session:
        require_admin(desk.person(session, by))
        after = read_settings(draft)
        desk.require_people(session, draft.admins, Part.DUTY, "admins")
        workspaces.locked(session)
        said = tuple(changes_between(kept_settings(session), after))
        with changing_settings(session, desk, Deed.SET_SETTINGS, "; ".join(said), by=by, now=now):
            keep_settings(session, after)
        change_admins(session, desk, frozenset(draft.admins), by, now)
        return said


def change_admins(session: Session, desk: Desk, wanted: frozenset[str], by: str, now: datetime) -> None:
    """Let exactly these be admins, besides those by Slack and by the settings of the process; somebody always is one."""
    holders = {one.id: one for one in members.holding(session)}
    mine = frozenset(made_here(holders.values()))
    others = {user for user, one in holders.items() if one.is_slack_admin} | desk.admins
    # Who was deactivated since is no admin, whatever Slack or the settings say of them.
    if not wanted | others.intersection(desk.concerned(session).holders(Duty.ADMIN)):
        raise Refused(fields={"admins": NO_ADMIN})
    # Whoever takes the duty from themselves does so last, for it is by it that they do the rest.
    for user in sorted(wanted ^ mine, key=lambda one: (one == by, one)):
        held = desk.member(session, user).duties
        if user not in others:
            change_duties(session, desk, user, held ^ {Duty.ADMIN}, by, now)
