"""The database notes with each entry of the journal that it waits to be sealed: no deed pays a statement of its own for it.

A version before makes the note itself; it finds one there then, which stays the only one. Who has SQLite copy `journal`
into another table in a later revision makes its trigger anew.

Revision: 0019, after 0018.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE TRIGGER journal_waits AFTER INSERT ON journal"
    " BEGIN INSERT INTO unsealed (workspace, entry) VALUES (new.workspace, new.id); END",
    "CREATE TRIGGER unsealed_once BEFORE INSERT ON unsealed"
    " WHEN EXISTS (SELECT 1 FROM unsealed WHERE workspace = new.workspace AND entry = new.entry)"
    " BEGIN SELECT RAISE(IGNORE); END",
)
POSTGRESQL = (
    "CREATE FUNCTION journal_waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " INSERT INTO unsealed (workspace, entry) VALUES (new.workspace, new.id); RETURN NULL; END $$",
    "CREATE TRIGGER journal_waits AFTER INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_waits()",
    "CREATE FUNCTION unsealed_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF EXISTS (SELECT FROM unsealed WHERE workspace = new.workspace AND entry = new.entry)"
    " THEN RETURN NULL; END IF; RETURN new; END $$",
    "CREATE TRIGGER unsealed_once BEFORE INSERT ON unsealed FOR EACH ROW EXECUTE FUNCTION unsealed_once()",
)
TRIGGERS = {"journal_waits": "journal", "unsealed_once": "unsealed"}


def upgrade() -> None:
    connection = op.get_bind()
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for name, table in TRIGGERS.items():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER {name} ON {table}")
            connection.exec_driver_sql(f"DROP FUNCTION {name}()")
