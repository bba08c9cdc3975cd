"""Who installed Assay where: kept by the workspace, or by the organisation where it is installed in all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from rules.installing.grants import RENEW_BEFORE, Grant, Tokens
from store.insert_once import add_once
from store.installing.installation_tables import InstallationRow
from store.installing.vault import Vault
from store.mapping import fact_of
from store.tables import WorkspaceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One installation as it is kept, its tokens sealed."""

    workspace: str
    is_org_wide: bool
    name: str
    bot_user: str
    bot_token: str
    installed_at: datetime
    ended_at: datetime | None

    @property
    def is_shut_out(self) -> bool:
        """Tell whether it stands for a workspace that its organisation has shut out, which had none of its own."""
        return self.ended_at is not None and not self.bot_user


@dataclass(frozen=True, slots=True)
class OfInstallation:
    """The installation of a workspace, or of an organisation, with which something is due."""

    workspace: str


def keep_grant(session: Session, vault: Vault, grant: Grant, now: datetime) -> None:
    """Keep what Slack granted, in the place of what it granted before."""
    add_once(session, InstallationRow(installed_at=now))
    row = locked(session)
    row.enterprise, row.is_org_wide, row.name = grant.enterprise, grant.is_org_wide, grant.name[:255]
    row.app, row.bot_user, row.scopes = grant.app, grant.bot_user, ",".join(grant.scopes)
    row.installed_by, row.installed_at, row.ended_at = grant.installed_by, now, None
    write_tokens(row, vault, grant.tokens)
    session.add(row)


def write_tokens(row: InstallationRow, vault: Vault, tokens: Tokens) -> None:
    """Put tokens into a row, sealed."""
    row.bot_token = vault.seal(row.workspace, tokens.bot)
    row.refresh_token = vault.seal(row.workspace, tokens.refresh)
    row.expires_at, row.renewing_until = tokens.expires_at, None


def locked(session: Session) -> InstallationRow:
    """Return the installation of the session's workspace, locked; there is one."""
    return session.exec(select(InstallationRow).with_for_update()).one()


def locked_or_none(session: Session) -> InstallationRow | None:
    """Return the installation of the session's workspace, locked, if there is one."""
    return session.exec(select(InstallationRow).with_for_update()).one_or_none()


def installation(session: Session) -> Installation | None:
    """Return the installation of the session's workspace, ended or not, if there is one."""
    row = session.exec(select(InstallationRow)).one_or_none()
    return installation_of(row) if row else None


def installation_of(row: InstallationRow) -> Installation:
    """Return the installation of a row."""
    return fact_of(Installation, row)


def end(session: Session, told_at: datetime, now: datetime) -> bool:
    """Erase the tokens of an installation that ended; tell whether it did.

    Slack may tell of an end after somebody has installed the app anew: what it tells of is then the one before.
    """
    row = locked_or_none(session)
    if row is None or row.ended_at or told_at < row.installed_at.replace(microsecond=0):
        return False
    row.bot_token = row.refresh_token = ""
    row.expires_at, row.renewing_until, row.ended_at = None, None, now
    session.add(row)
    return True


def shut_out(session: Session, organisation: str, now: datetime) -> bool:
    """Note that an organisation's installation serves the session's workspace no more; tell whether nothing does from now on. Its
    data goes as after the end of an installation of its own."""
    known = select(WorkspaceRow).where(col(WorkspaceRow.enterprise) == organisation).with_for_update()
    workspace = session.exec(known).one_or_none()
    if workspace is None:
        return False
    workspace.enterprise = ""
    session.add(workspace)
    add_once(session, InstallationRow(installed_at=now, ended_at=now))
    row = locked(session)
    if row.ended_at is None:
        return False
    row.bot_user, row.enterprise, row.ended_at = "", "", now
    session.add(row)
    return True


def let_in(session: Session) -> None:
    """Forget that the session's workspace was shut out by its organisation."""
    row = locked_or_none(session)
    if row and installation_of(row).is_shut_out:
        session.delete(row)


def remove(session: Session) -> None:
    """Forget the installation of the session's workspace."""
    row = locked_or_none(session)
    if row:
        session.delete(row)


def is_live(row: type[InstallationRow]) -> ColumnElement[bool]:
    """Return the condition that an installation has not ended."""
    return col(row.ended_at).is_(None)


def live(session: Session) -> tuple[Installation, ...]:
    """Return every installation that has not ended, in a session over all workspaces."""
    rows = session.exec(select(InstallationRow).where(is_live(InstallationRow)).order_by("workspace"))
    return tuple(installation_of(row) for row in rows)


def served(session: Session) -> tuple[str, ...]:
    """Return the ids of all workspaces that an installation serves, their own or their organisation's, and those of the
    organisations, in a session over all workspaces."""
    own = select(InstallationRow.workspace).where(is_live(InstallationRow))
    organisations = own.where(col(InstallationRow.is_org_wide))
    of_them = select(WorkspaceRow.workspace).where(col(WorkspaceRow.enterprise).in_(organisations))
    return tuple(sorted({*session.exec(own), *session.exec(of_them)}))


def left(session: Session) -> tuple[str, ...]:
    """Return the ids of the workspaces that were left and are kept, in a session over all workspaces."""
    ended = select(InstallationRow).where(col(InstallationRow.ended_at).is_not(None))
    kept = {workspace for row in session.exec(ended).all() for workspace in workspaces_of(session, row)}
    return tuple(sorted(kept - set(served(session)))) if kept else ()


def workspaces_of(session: Session, row: InstallationRow) -> Sequence[str]:
    """Return the workspaces whose data goes with an installation that ended, in a session over all workspaces: its own, or
    those of the organisation that never had one of their own."""
    if not row.is_org_wide:
        return (row.workspace,)
    own = select(InstallationRow.workspace)
    mine = (WorkspaceRow.enterprise == row.workspace, col(WorkspaceRow.workspace).not_in(own))
    return session.exec(select(WorkspaceRow.workspace).where(*mine)).all()


def expiring(session: Session, now: datetime) -> list[OfInstallation]:
    """Return the installations whose token is to be renewed, in a session over all workspaces."""
    free = or_(col(InstallationRow.renewing_until).is_(None), col(InstallationRow.renewing_until) <= now)
    due = (is_live(InstallationRow), col(InstallationRow.expires_at) <= now + RENEW_BEFORE, free)
    return [OfInstallation(one) for one in session.exec(select(InstallationRow.workspace).where(*due))]


def take_renewal(session: Session, vault: Vault, now: datetime, until: datetime) -> str:
    """Take on the renewal of a token until a time, and return what renews it; nothing where it is not due any more, or
    another process does it."""
    row = locked_or_none(session)
    if row is None or row.ended_at or not row.expires_at or row.expires_at > now + RENEW_BEFORE:
        return ""
    if row.renewing_until and row.renewing_until > now:
        return ""
    row.renewing_until = until
    session.add(row)
    return vault.open(row.workspace, row.refresh_token)


def put_renewal_off(session: Session, until: datetime) -> None:
    """Let nobody try to renew a token before a time."""
    row = locked_or_none(session)
    if row:
        row.renewing_until = until
        session.add(row)


def keep_renewed(session: Session, vault: Vault, refresh: str, tokens: Tokens) -> bool:
    """Keep the tokens that came in the place of others; tell whether those still were the ones that are kept."""
    row = locked_or_none(session)
    if row is None or row.ended_at or vault.open(row.workspace, row.refresh_token) != refresh:
        return False
    write_tokens(row, vault, tokens)
    session.add(row)
    return True


def seal_anew(session: Session, vault: Vault) -> bool:
    """Seal the tokens of an installation with the newest key; tell whether they were sealed with another."""
    row = locked(session)
    sealed = (row.bot_token, row.refresh_token)
    if all(vault.is_newest(one) for one in sealed):
        return False
    row.bot_token, row.refresh_token = (
        vault.seal(row.workspace, vault.open(row.workspace, one)) for one in sealed
    )
    session.add(row)
    return True
