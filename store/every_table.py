"""Every table there is, for whoever needs them all: importing their modules fills the metadata."""

from sqlmodel import SQLModel

from store import tables
from store.ceremonies import ceremony_tables
from store.ceremonies.retro import retro_tables
from store.ceremonies.review import agenda_tables
from store.ceremonies.standup import standup_tables
from store.evidence import bias_check_tables
from store.experiments import (
    blocker_tables,
    experiment_tables,
    follow_up_tables,
    live_message_tables,
    override_tables,
)
from store.installing import installation_tables
from store.journal import journal_tables, seal_tables
from store.learning import search_tables
from store.people import (
    absence_tables,
    channel_tables,
    erasure_tables,
    home_tables,
    hours_tables,
    member_tables,
    token_tables,
)
from store.promotion import plan_tables
from store.waiting import nudge_tables
from store.workflows import execution_tables

TABLE_MODULES = (
    absence_tables,
    agenda_tables,
    bias_check_tables,
    blocker_tables,
    ceremony_tables,
    channel_tables,
    erasure_tables,
    execution_tables,
    experiment_tables,
    follow_up_tables,
    home_tables,
    hours_tables,
    installation_tables,
    journal_tables,
    live_message_tables,
    member_tables,
    nudge_tables,
    override_tables,
    plan_tables,
    retro_tables,
    seal_tables,
    search_tables,
    standup_tables,
    tables,
    token_tables,
)
METADATA = SQLModel.metadata
