"""Installing Assay into a workspace or a whole organisation, and finding the token that serves a workspace."""

from dataclasses import dataclass, field
from datetime import datetime

from flows.desk import Desk
from rules.installing.grants import Grant
from rules.installing.letters import WelcomeLetter
from store import outbox, workspaces
from store.database import Database
from store.installing import installations
from store.installing.installations import Installation
from store.installing.vault import Vault, WrongKey


@dataclass(frozen=True, slots=True)
class ServedBy:
    """What serves a workspace: our user there and its token, and whether they are those of its whole organisation."""

    bot_user: str
    token: str = field(repr=False)
    is_org_wide: bool


def install(database: Database, vault: Vault, grant: Grant, *, now: datetime) -> None:
    """Keep what Slack granted, make the workspace known, and owe a welcome to who installed it: who installs anew finds
    everything again."""
    with database.begin(grant.workspace) as session:
        if not grant.is_org_wide:
            workspaces.ensure(session, grant.name, now)
        installations.keep_grant(session, vault, grant, now)
        if grant.installed_by:
            outbox.put(session, [WelcomeLetter(user=grant.installed_by)], now)


def find(database: Database, vault: Vault, workspace: str, enterprise: str, now: datetime) -> ServedBy | None:
    """Return what serves a workspace: its own installation, or else that of its organisation, which Slack may name."""
    with database.look(workspace) as session:
        own = installations.installation(session)
        known = workspaces.enterprise_of(session)
    if own and not own.ended_at:
        return opened(vault, own)
    organisation = enterprise or known
    if not organisation:
        return None
    with database.look(organisation) as session:
        wide = installations.installation(session)
    if wide is None or wide.ended_at or not wide.is_org_wide:
        return None
    # Word that comes late from a workspace that was shut out lets it in no more, unless all was installed anew since.
    if own and own.ended_at and own.is_shut_out and wide.installed_at <= own.ended_at:
        return None
    if organisation not in (known, workspace):
        with database.begin(workspace) as session:
            installations.let_in(session)
            workspaces.ensure_in(session, organisation, now)
    return opened(vault, wide)


def opened(vault: Vault, one: Installation) -> ServedBy:
    """Return what an installation gives, its token opened; raises `WrongKey`."""
    return ServedBy(one.bot_user, vault.open(one.workspace, one.bot_token), one.is_org_wide)


def served(database: Database) -> tuple[str, ...]:
    """Return the ids of all workspaces that are served, and of the organisations."""
    with database.look_everywhere() as session:
        return installations.served(session)


def live(database: Database) -> tuple[Installation, ...]:
    """Return every installation that has not ended."""
    with database.look_everywhere() as session:
        return installations.live(session)


def locked_out(database: Database, vault: Vault) -> tuple[str, ...]:
    """Return the names of the installations whose token none of the keys opens."""
    return tuple(one.name or one.workspace for one in live(database) if not opens(vault, one))


def opens(vault: Vault, one: Installation) -> bool:
    """Tell whether the keys open the token of an installation."""
    try:
        vault.open(one.workspace, one.bot_token)
    except WrongKey:
        return False
    return True


def seal_anew(database: Database, vault: Vault) -> int:
    """Seal every token with the newest key, each installation in a transaction of its own; return how many had another.

    Raises `WrongKey` where none of the keys opens one.
    """
    done = 0
    for one in live(database):
        with database.begin(one.workspace) as session:
            done += installations.seal_anew(session, vault)
    return done


def take_token_instead(desk: Desk, name: str, *, now: datetime) -> None:
    """Make a workspace known that is served by a token of the settings; an installation by OAuth, and an end of one, is
    forgotten, so that nothing of it is erased."""
    with desk.begin() as session:
        workspaces.ensure(session, name, now)
        installations.remove(session)
