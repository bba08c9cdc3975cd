"""first tables

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.create_index("absences_by_time", ["workspace", "until"], unique=False)
        batch_op.create_index("absences_by_user", ["workspace", "user", "until"], unique=False)

    op.create_table(
        "api_receipts",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "token", "key"),
    )
    with op.batch_alter_table("api_receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_receipts_at"), ["at"], unique=False)

    op.create_table(
        "asks",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("user", sa.String(length=20), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_in", sa.String(length=20), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "day", "user"),
    )
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.create_index("asks_by_time", ["due_at"], unique=False)

    op.create_table(
        "check_ins",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("user", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("next", sa.Text(), nullable=False),
        sa.Column("blockers", sa.Text(), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "channel", "day", "user"),
    )
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.create_index("check_ins_by_user", ["workspace", "channel", "user", "day"], unique=False)

    op.create_table(
        "feeds",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel"),
    )
    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.create_index("feeds_by_secret", ["secret"], unique=True)

    op.create_table(
        "journal",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index("journal_by_subject", ["workspace", "subject", "id"], unique=False)

    op.create_table(
        "journal_heads",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("peaks", sa.JSON(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("workspace"),
    )
    op.create_table(
        "letters",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lane", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index("letters_by_lane", ["workspace", "lane", "state", "id"], unique=False)
        batch_op.create_index("letters_by_time", ["state", "due_at", "id"], unique=False)

    op.create_table(
        "members",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.Column("is_slack_admin", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id"),
    )
    op.create_table(
        "occurrences",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ceremony", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("next_phase", sa.String(length=40), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("facilitator", sa.String(length=20), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "ceremony", "day"),
    )
    with op.batch_alter_table("occurrences", schema=None) as batch_op:
        batch_op.create_index("occurrences_by_standing", ["standing", "starts_at"], unique=False)
        batch_op.create_index("occurrences_by_time", ["due_at"], unique=False)

    op.create_table(
        "posted_heads",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "position"),
    )
    op.create_table(
        "projects",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("folded_name", sa.String(length=180), nullable=False),
        sa.Column("workstream", sa.String(length=40), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("milestones", sa.JSON(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("created_by", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "number"),
    )
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.create_index("projects_by_name", ["workspace", "folded_name"], unique=True)

    op.create_table(
        "receipts",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("request", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "request"),
    )
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipts_at"), ["at"], unique=False)

    op.create_table(
        "schedules",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ceremony", sa.String(length=40), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column("country", sa.String(length=8), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=False),
        sa.Column("expected", sa.JSON(), nullable=False),
        sa.Column("by_message", sa.JSON(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("next_day", sa.Date(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "channel", "ceremony"),
    )
    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.create_index("schedules_by_time", ["next_at"], unique=False)

    op.create_table(
        "seals",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "position"),
    )
    with op.batch_alter_table("seals", schema=None) as batch_op:
        batch_op.create_index("seals_by_entry", ["workspace", "entry"], unique=True)
        batch_op.create_index("seals_by_subject", ["workspace", "subject", "position"], unique=False)

    op.create_table(
        "tokens",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=4), nullable=False),
        sa.Column("made_by", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(length=20), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "number"),
    )
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.create_index("tokens_by_digest", ["digest"], unique=True)

    op.create_table(
        "unsealed",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "entry"),
    )
    op.create_table(
        "workspaces",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("one_seat_each", sa.Boolean(), nullable=False),
        sa.Column("experiments", sa.Integer(), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace"),
    )
    op.create_table(
        "actions",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ceremony", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.String(length=20), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "channel", "ceremony", "day"],
            ["occurrences.workspace", "occurrences.channel", "occurrences.ceremony", "occurrences.day"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.create_index("actions_by_channel", ["workspace", "channel", "done_at"], unique=False)
        batch_op.create_index("actions_by_time", ["remind_at"], unique=False)

    op.create_table(
        "ballots",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ceremony", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("voter", sa.String(length=20), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "channel", "ceremony", "day"],
            ["occurrences.workspace", "occurrences.channel", "occurrences.ceremony", "occurrences.day"],
        ),
        sa.PrimaryKeyConstraint("workspace", "channel", "ceremony", "day", "voter"),
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
    op.create_table(
        "experiments",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("hypothesis", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=False),
        sa.Column("proposer", sa.String(length=20), nullable=False),
        sa.Column("workstream", sa.String(length=40), nullable=False),
        sa.Column("project", sa.Integer(), nullable=True),
        sa.Column("target", sa.Date(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("board_since", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("risk", sa.String(length=40), nullable=False),
        sa.Column("forecast", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("metrics", sa.JSON(), nullable=False),
        sa.Column("artifacts", sa.JSON(), nullable=False),
        sa.Column("budget", sa.JSON(), nullable=False),
        sa.Column("requirements", sa.JSON(), nullable=False),
        sa.Column("rollout", sa.JSON(), nullable=False),
        sa.Column("closing_note", sa.Text(), nullable=False),
        sa.Column("learning", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "project"],
            ["projects.workspace", "projects.number"],
        ),
        sa.PrimaryKeyConstraint("workspace", "number"),
    )
    with op.batch_alter_table("experiments", schema=None) as batch_op:
        batch_op.create_index(
            "experiments_by_kind", ["workspace", "workstream", "risk", "number"], unique=False
        )
        batch_op.create_index("experiments_by_owner", ["workspace", "owner", "number"], unique=False)
        batch_op.create_index("experiments_by_project", ["workspace", "project", "number"], unique=False)
        batch_op.create_index("experiments_by_stage", ["workspace", "stage", "number"], unique=False)
        batch_op.create_index("experiments_by_time", ["workspace", "stage", "stage_since"], unique=False)
        batch_op.create_index(
            "experiments_by_workstream", ["workspace", "workstream", "number"], unique=False
        )

    op.create_table(
        "retros",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ceremony", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cards", sa.JSON(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "channel", "ceremony", "day"],
            ["occurrences.workspace", "occurrences.channel", "occurrences.ceremony", "occurrences.day"],
        ),
        sa.PrimaryKeyConstraint("workspace", "channel", "ceremony", "day"),
    )
    op.create_table(
        "approvals",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "experiment"],
            ["experiments.workspace", "experiments.number"],
        ),
        sa.PrimaryKeyConstraint("workspace", "experiment", "ordinal"),
    )
    op.create_table(
        "bias_checks",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ceremony", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=60), nullable=False),
        sa.Column("higher_is_better", sa.Boolean(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "channel", "ceremony", "day"],
            ["occurrences.workspace", "occurrences.channel", "occurrences.ceremony", "occurrences.day"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "experiment"],
            ["experiments.workspace", "experiments.number"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("bias_checks", schema=None) as batch_op:
        batch_op.create_index("bias_checks_by_experiment", ["workspace", "experiment", "id"], unique=False)
        batch_op.create_index(
            "bias_checks_by_holding", ["workspace", "channel", "ceremony", "day"], unique=False
        )

    op.create_table(
        "blockers",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("user", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("ages_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_on", sa.Date(), nullable=True),
        sa.Column("owner", sa.String(length=20), nullable=False),
        sa.Column("solved_by", sa.String(length=20), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "experiment"],
            ["experiments.workspace", "experiments.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    with op.batch_alter_table("blockers", schema=None) as batch_op:
        batch_op.create_index("blockers_by_day", ["workspace", "channel", "last_day"], unique=False)
        batch_op.create_index(
            "blockers_by_experiment", ["workspace", "experiment", "solved_at"], unique=False
        )
        batch_op.create_index("blockers_by_time", ["ages_at"], unique=False)
        batch_op.create_index("blockers_by_user", ["workspace", "channel", "user", "solved_at"], unique=False)

    op.create_table(
        "discussed",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ceremony", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "channel", "ceremony", "day"],
            ["occurrences.workspace", "occurrences.channel", "occurrences.ceremony", "occurrences.day"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "experiment"],
            ["experiments.workspace", "experiments.number"],
        ),
        sa.PrimaryKeyConstraint("workspace", "channel", "ceremony", "day", "experiment"),
    )
    op.create_table(
        "follow_ups",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ceremony", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.String(length=20), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "channel", "ceremony", "day"],
            ["occurrences.workspace", "occurrences.channel", "occurrences.ceremony", "occurrences.day"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "experiment"],
            ["experiments.workspace", "experiments.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.create_index("follow_ups_by_experiment", ["workspace", "experiment"], unique=False)
        batch_op.create_index(
            "follow_ups_by_holding", ["workspace", "channel", "ceremony", "day"], unique=False
        )
        batch_op.create_index("follow_ups_by_time", ["remind_at"], unique=False)

    op.create_table(
        "measurements",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=15), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "experiment"],
            ["experiments.workspace", "experiments.number"],
        ),
        sa.PrimaryKeyConstraint("workspace", "experiment", "ordinal"),
    )
    op.create_table(
        "notes",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ceremony", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "channel", "ceremony", "day"],
            ["occurrences.workspace", "occurrences.channel", "occurrences.ceremony", "occurrences.day"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "experiment"],
            ["experiments.workspace", "experiments.number"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.create_index("notes_by_holding", ["workspace", "channel", "ceremony", "day"], unique=False)

    op.create_table(
        "overrides",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("lacks", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("asked_by", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("settled_by", sa.String(length=20), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "experiment"],
            ["experiments.workspace", "experiments.number"],
        ),
        sa.PrimaryKeyConstraint("workspace", "experiment", "ordinal"),
    )
    op.create_table(
        "plans",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "experiment"],
            ["experiments.workspace", "experiments.number"],
        ),
        sa.PrimaryKeyConstraint("workspace", "experiment", "round"),
    )
    op.create_table(
        "postings",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "experiment"],
            ["experiments.workspace", "experiments.number"],
        ),
        sa.PrimaryKeyConstraint("workspace", "experiment", "kind", "ordinal"),
    )
    op.create_table(
        "reviews",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "experiment"],
            ["experiments.workspace", "experiments.number"],
        ),
        sa.PrimaryKeyConstraint("workspace", "experiment", "ordinal"),
    )
    op.create_table(
        "search_texts",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("hypothesis", sa.Text(), nullable=False),
        sa.Column("learning", sa.Text(), nullable=False),
        sa.Column("metrics", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "experiment"],
            ["experiments.workspace", "experiments.number"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("search_texts", schema=None) as batch_op:
        batch_op.create_index("search_texts_by_experiment", ["workspace", "experiment"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("search_texts", schema=None) as batch_op:
        batch_op.drop_index("search_texts_by_experiment")

    op.drop_table("search_texts")
    op.drop_table("reviews")
    op.drop_table("postings")
    op.drop_table("plans")
    op.drop_table("overrides")
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.drop_index("notes_by_holding")

    op.drop_table("notes")
    op.drop_table("measurements")
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.drop_index("follow_ups_by_time")
        batch_op.drop_index("follow_ups_by_holding")
        batch_op.drop_index("follow_ups_by_experiment")

    op.drop_table("follow_ups")
    op.drop_table("discussed")
    with op.batch_alter_table("blockers", schema=None) as batch_op:
        batch_op.drop_index("blockers_by_user")
        batch_op.drop_index("blockers_by_time")
        batch_op.drop_index("blockers_by_experiment")
        batch_op.drop_index("blockers_by_day")

    op.drop_table("blockers")
    with op.batch_alter_table("bias_checks", schema=None) as batch_op:
        batch_op.drop_index("bias_checks_by_holding")
        batch_op.drop_index("bias_checks_by_experiment")

    op.drop_table("bias_checks")
    op.drop_table("approvals")
    op.drop_table("retros")
    with op.batch_alter_table("experiments", schema=None) as batch_op:
        batch_op.drop_index("experiments_by_workstream")
        batch_op.drop_index("experiments_by_time")
        batch_op.drop_index("experiments_by_stage")
        batch_op.drop_index("experiments_by_project")
        batch_op.drop_index("experiments_by_owner")
        batch_op.drop_index("experiments_by_kind")

    op.drop_table("experiments")
    op.drop_table("ceremony_postings")
    op.drop_table("ballots")
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.drop_index("actions_by_time")
        batch_op.drop_index("actions_by_channel")

    op.drop_table("actions")
    op.drop_table("workspaces")
    op.drop_table("unsealed")
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.drop_index("tokens_by_digest")

    op.drop_table("tokens")
    with op.batch_alter_table("seals", schema=None) as batch_op:
        batch_op.drop_index("seals_by_subject")
        batch_op.drop_index("seals_by_entry")

    op.drop_table("seals")
    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.drop_index("schedules_by_time")

    op.drop_table("schedules")
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipts_at"))

    op.drop_table("receipts")
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.drop_index("projects_by_name")

    op.drop_table("projects")
    op.drop_table("posted_heads")
    with op.batch_alter_table("occurrences", schema=None) as batch_op:
        batch_op.drop_index("occurrences_by_time")
        batch_op.drop_index("occurrences_by_standing")

    op.drop_table("occurrences")
    op.drop_table("members")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index("letters_by_time")
        batch_op.drop_index("letters_by_lane")

    op.drop_table("letters")
    op.drop_table("journal_heads")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index("journal_by_subject")

    op.drop_table("journal")
    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.drop_index("feeds_by_secret")

    op.drop_table("feeds")
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.drop_index("check_ins_by_user")

    op.drop_table("check_ins")
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.drop_index("asks_by_time")

    op.drop_table("asks")
    with op.batch_alter_table("api_receipts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_receipts_at"))

    op.drop_table("api_receipts")
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.drop_index("absences_by_user")
        batch_op.drop_index("absences_by_time")

    op.drop_table("absences")
