"""The states of installations that are under way: each is good once, for one browser, for ten minutes."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from store.installing.installation_tables import InstallStateRow


def add(session: Session, state: str, browser: str, until: datetime, now: datetime) -> None:
    """Keep the digest of a state with that of the browser it was given to, and forget those that nobody may use any more."""
    session.exec(delete(InstallStateRow).where(col(InstallStateRow.expires_at) <= now))
    session.add(InstallStateRow(state=state, browser=browser, expires_at=until))


def use(session: Session, state: str, browser: str, now: datetime) -> bool:
    """Use a state up; tell whether it was good: nobody used it before, it is this browser's, and young enough."""
    mine = (col(InstallStateRow.state) == state, col(InstallStateRow.browser) == browser)
    used = session.exec(delete(InstallStateRow).where(*mine, col(InstallStateRow.expires_at) > now))
    return bool(used.rowcount)


def is_of_another(session: Session, state: str, browser: str) -> bool:
    """Tell whether a state was given to another browser."""
    row = session.exec(select(InstallStateRow).where(InstallStateRow.state == state)).one_or_none()
    return row is not None and row.browser != browser
