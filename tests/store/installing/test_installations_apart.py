"""The installations of two workspaces never meet: what is granted, renewed, ended and erased is that of one."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import update
from sqlmodel import Session

from flows.desk import Desk
from rules.installing.grants import Grant, Tokens
from store.database import Database
from store.installing import erasure, install_states, installations
from store.installing.installation_tables import OF_NO_WORKSPACE
from store.installing.vault import Vault, WrongKey
from store.tables import WorkspaceRow
from tests.backends import contents
from tests.stories import HUGO, NOW

VAULT = Vault([Fernet.generate_key().decode()])
OTHER_VAULT = Vault([Fernet.generate_key().decode()])
SOON = NOW + timedelta(hours=1)
GRANT = Grant(
    team="",
    enterprise="",
    is_org_wide=False,
    name="Lab",
    app="A0ASSAY",
    bot_user="U0BOT",
    scopes=("chat:write", "commands"),
    installed_by=HUGO,
    tokens=Tokens(bot="xoxb-1", refresh="xoxe-1", expires_at=SOON),
)
FRESH = Tokens(bot="xoxb-2", refresh="xoxe-2", expires_at=NOW + timedelta(hours=12))


def install(desk: Desk, **changes: Any) -> None:
    """Install Assay in a workspace."""
    with desk.begin() as session:
        installations.keep_grant(session, VAULT, replace(GRANT, team=desk.workspace, **changes), NOW)


READS: dict[Callable[..., Any], Callable[[Session], Any]] = {
    installations.locked: lambda session: installations.locked(session).model_dump(),
    installations.locked_or_none: lambda session: dict(installations.locked_or_none(session) or ()),
    installations.installation: installations.installation,
}
WRITES: dict[Callable[..., Any], Callable[[Session], Any]] = {
    installations.keep_grant: lambda session: installations.keep_grant(
        session, VAULT, replace(GRANT, name="Renamed"), NOW
    ),
    installations.take_renewal: lambda session: installations.take_renewal(session, VAULT, NOW, SOON),
    installations.put_renewal_off: lambda session: installations.put_renewal_off(
        session, NOW + timedelta(hours=2)
    ),
    installations.keep_renewed: lambda session: installations.keep_renewed(session, VAULT, "xoxe-1", FRESH),
    installations.seal_anew: lambda session: installations.seal_anew(session, sealed_elsewhere(session)),
    installations.end: lambda session: installations.end(session, SOON, SOON),
    installations.shut_out: lambda session: [
        session.exec(update(WorkspaceRow).values(enterprise="E0ORG")),
        installations.end(session, SOON, SOON),
        installations.shut_out(session, "E0ORG", SOON),
    ],
    installations.let_in: lambda session: [
        installations.let_in(session),
        session.flush(),
        installations.keep_grant(session, VAULT, replace(GRANT, name="Anew"), NOW),
    ],
    installations.remove: installations.remove,
}
EVERYWHERE = {
    installations.live,
    installations.served,
    installations.left,
    installations.workspaces_of,
    installations.expiring,
    erasure.leftovers,
    erasure.erase_leftover,
    erasure.is_covered,
}
# Of no workspace yet.
STATES = {install_states.add, install_states.use, install_states.is_of_another}


def sealed_elsewhere(session: Session) -> Vault:
    """Return a vault with a newer key than the one that sealed the tokens of a session's workspace."""
    installations.write_tokens(installations.locked(session), OTHER_VAULT, FRESH)
    newest = Vault([Fernet.generate_key().decode()])
    newest.keys = OTHER_VAULT.keys
    return newest


def test_every_function_of_this_room_has_its_line_here() -> None:
    there = {
        function
        for module in (installations, install_states, erasure)
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "session" in inspect.signature(function).parameters
    }
    assert there == {*READS, *WRITES, *EVERYWHERE, *STATES}


def test_no_answer_changes_with_another_workspace(desk: Desk, other_desk: Desk) -> None:
    install(desk)
    with desk.begin() as session:
        alone = [read(session) for read in READS.values()]
    install(other_desk, name="Another")
    with desk.begin() as session:
        assert [read(session) for read in READS.values()] == alone
    assert all(alone)


def test_no_change_of_ours_shows_in_another_workspace(desk: Desk, other_desk: Desk) -> None:
    install(desk)
    install(other_desk)
    for function, write in WRITES.items():
        before = contents(desk.database)["installations"]
        with desk.begin() as session:
            write(session)
        after = contents(desk.database)["installations"]
        assert after != before, function
        assert [row for row in after if other_desk.workspace in row] == [
            row for row in before if other_desk.workspace in row
        ], function


def test_erasing_one_workspace_leaves_the_other_as_it_was(desk: Desk, other_desk: Desk) -> None:
    for one in (desk, other_desk):
        install(one)
    with desk.begin() as session:
        installations.end(session, SOON, SOON)
    theirs = rows_of(desk.database, other_desk.workspace)
    with desk.database.look_everywhere() as session:
        (due,) = erasure.leftovers(session, SOON)
    with desk.database.begin_in(due.workspaces) as session:
        assert erasure.erase_leftover(session, due, SOON) > 0
    assert rows_of(desk.database, desk.workspace) == []
    assert rows_of(desk.database, other_desk.workspace) == theirs


def rows_of(database: Database, workspace: str) -> list[Any]:
    """Return every row of one workspace."""
    return [row for rows in contents(database).values() for row in rows if workspace in row]


def test_a_token_in_the_row_of_another_workspace_is_not_opened(desk: Desk, other_desk: Desk) -> None:
    install(desk)
    with desk.look() as session:
        found = installations.installation(session)
    sealed = found.bot_token if found else ""
    assert VAULT.open(desk.workspace, sealed) == "xoxb-1"
    with pytest.raises(WrongKey):
        VAULT.open(other_desk.workspace, sealed)
    with pytest.raises(WrongKey):
        OTHER_VAULT.open(desk.workspace, sealed)


def test_a_state_is_used_once_by_its_browser_in_time(database: Database) -> None:
    with database.begin(OF_NO_WORKSPACE) as session:
        install_states.add(session, "state", "mine", SOON, NOW)
        install_states.add(session, "old", "mine", NOW, NOW - timedelta(minutes=10))
    with database.begin(OF_NO_WORKSPACE) as session:
        assert not install_states.use(session, "state", "another", NOW)
        assert install_states.is_of_another(session, "state", "another")
        assert not install_states.use(session, "old", "mine", NOW)
        assert install_states.use(session, "state", "mine", NOW)
        assert not install_states.use(session, "state", "mine", NOW)
        assert not install_states.is_of_another(session, "state", "another")
