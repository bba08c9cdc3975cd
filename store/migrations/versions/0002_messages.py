"""Where our messages stand in Slack has one table; letters that wait name their holding as their class does.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MESSAGES = sa.table(
    "messages",
    *(sa.column(name, sa.String) for name in ("workspace", "subject", "part", "channel", "ts", "link")),
)
POSTINGS = sa.table(
    "postings",
    *(sa.column(name, sa.String) for name in ("workspace", "kind", "channel", "ts", "link")),
    *(sa.column(name, sa.Integer) for name in ("experiment", "ordinal")),
)
CEREMONY_POSTINGS = sa.table(
    "ceremony_postings",
    *(sa.column(name, sa.String) for name in ("workspace", "channel", "ceremony", "part", "posted_in", "ts")),
    sa.column("day", sa.Date),
)
ASKS = sa.table(
    "asks",
    *(sa.column(name, sa.String) for name in ("workspace", "channel", "user", "posted_in", "ts")),
    sa.column("day", sa.Date),
)
LETTERS = sa.table(
    "letters",
    sa.column("id", sa.BigInteger),
    sa.column("kind", sa.String),
    sa.column("state", sa.String),
    sa.column("facts", sa.JSON),
)
# The letters in the lane of a ceremony, whose holding says which ceremony it is.
IN_CEREMONY_LANE = frozenset(
    {
        "standup_prompt",
        "standup_summary",
        "blocker_call",
        "retro_board",
        "retro_summary",
        "agenda",
        "agenda_opened",
        "record",
    }
)
# Kept by the letters of an older version beside what their kind needs.
PLAIN_KINDS = frozenset({"parked"})


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "subject", "part"),
    )
    connection = op.get_bind()
    carried = [*of_experiments(connection), *of_holdings(connection), *of_asks(connection)]
    if carried:
        connection.execute(MESSAGES.insert(), carried)
    rewrite_letters(connection)
    op.drop_table("postings")
    op.drop_table("ceremony_postings")
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.drop_column("posted_in")
        batch_op.drop_column("ts")


def of_experiments(connection: sa.Connection) -> list[dict[str, str]]:
    """Return where the messages of experiments stand."""
    return [
        {
            "workspace": row.workspace,
            "subject": f"experiment:{row.experiment}",
            "part": row.kind if row.kind == "card" else f"{row.kind}:{row.ordinal}",
            "channel": row.channel,
            "ts": row.ts,
            "link": row.link,
        }
        for row in connection.execute(sa.select(POSTINGS))
    ]


def of_holdings(connection: sa.Connection) -> list[dict[str, str]]:
    """Return where the messages of holdings stand."""
    return [
        {
            "workspace": row.workspace,
            "subject": f"holding:{row.channel}:{row.ceremony}:{row.day.isoformat()}",
            "part": row.part,
            "channel": row.posted_in,
            "ts": row.ts,
            "link": "",
        }
        for row in connection.execute(sa.select(CEREMONY_POSTINGS))
    ]


def of_asks(connection: sa.Connection) -> list[dict[str, str]]:
    """Return where the messages stand that asked people for their check-in."""
    return [
        {
            "workspace": row.workspace,
            "subject": ":".join(("holding", row.channel, "standup", row.day.isoformat())),
            "part": f"ask:{row.user}",
            "channel": row.posted_in,
            "ts": row.ts,
            "link": "",
        }
        for row in connection.execute(sa.select(ASKS).where(ASKS.c.ts != ""))
    ]


def rewrite_letters(connection: sa.Connection) -> None:
    """Write the letters that wait as their classes read them."""
    waiting = sa.select(LETTERS).where(LETTERS.c.state == "waiting")
    for row in connection.execute(waiting).all():
        facts = rewritten(row.kind, dict(row.facts))
        if facts != row.facts:
            connection.execute(LETTERS.update().where(LETTERS.c.id == row.id).values(facts=facts))


def rewritten(kind: str, facts: dict[str, object]) -> dict[str, object]:
    """Return the facts of a letter as its class reads them."""
    if kind in PLAIN_KINDS:
        kept = ("to", "letter", "problem", "experiment", "channel", "ceremony")
        return {name: facts[name] for name in kept if name in facts}
    if isinstance(facts.get("holding"), str):
        channel, ceremony, day = str(facts["holding"]).split(":")
        facts["holding"] = {"channel": channel, "ceremony": ceremony, "day": day}
        if kind in IN_CEREMONY_LANE:
            facts.pop("channel", None)
            facts.pop("ceremony", None)
    return facts


def downgrade() -> None:
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("posted_in", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("ts", sa.String(length=32), nullable=False, server_default=""))
    op.create_table(
        "postings",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "experiment"], ["experiments.workspace", "experiments.number"]),
        sa.PrimaryKeyConstraint("workspace", "experiment", "kind", "ordinal"),
    )
    op.create_table(
        "ceremony_postings",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ceremony", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("posted_in", sa.String(length=20), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "channel", "ceremony", "day"],
            ["occurrences.workspace", "occurrences.channel", "occurrences.ceremony", "occurrences.day"],
        ),
        sa.PrimaryKeyConstraint("workspace", "channel", "ceremony", "day", "part"),
    )
    op.drop_table("messages")
