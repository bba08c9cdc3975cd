"""Frozen facts as the cards, lists and histories show them, and the deeds that the journal knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.experiments import Experiment
from rules.people import Team
from rules.projects import Project
from rules.staleness import Change
from rules.words import Worded


class Deed(Worded):
    """What the journal records, in the words of the history."""

    PROPOSED = "proposed"
    STARTED = "started"
    CHANGED = "changed"
    MEASURED = "measured", "recorded a value"
    SUBMITTED = "submitted"
    APPROVED_REVIEW = "approved_review", "approved"
    ASKED_FOR_CHANGES = "asked_for_changes"
    REJECTED = "rejected"
    PASSED_BOARD = "passed_board", "approved by the board"
    REOPENED = "reopened", "back before the board"
    ASKED_FOR_PROMOTION = "asked_for_promotion"
    APPROVED_PROMOTION = "approved_promotion", "approved the promotion"
    DECLINED = "declined", "declined the promotion"
    PASSED_GATE = "passed_gate", "promoted to production"
    ROLLED_BACK = "rolled_back"
    RETIRED = "retired"
    WITHDREW = "withdrew"
    CONCLUDED = "concluded"
    GAVE_DUTY = "gave_duty", "gave a duty"
    TOOK_DUTY = "took_duty", "took a duty"
    SET_ROLE = "set_role", "set a role"
    SET_SEATS = "set_seats", "changed how many seats one person may fill"
    CREATED_PROJECT = "created_project"
    CHANGED_PROJECT = "changed_project"
    COMPLETED_MILESTONE = "completed_milestone"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal; `detail` is what was said or changed, as plain text."""

    at: datetime
    by: str
    deed: Deed
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentSheet:
    """All that a card of an experiment shows; `link` leads to the card, `changes` are those since the last
    submission, or since the one before it for a resubmission."""

    experiment: Experiment
    team: Team
    project: str = ""
    link: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A page of experiments; `total` counts all that match, `links` lead to cards by number."""

    experiments: tuple[Experiment, ...]
    total: int
    links: Mapping[int, str]
    only: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSheet:
    """A project with its experiments."""

    project: Project
    overview: Overview


class Topic(Worded):
    """What a reply in an experiment's thread tells."""

    CHANGES_ASKED = "changes_asked"
    REJECTED = "rejected"
    APPROVED = "approved"
    REOPENED = "reopened"
    DECLINED = "declined"
    ROLLED_BACK = "rolled_back"
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"
    CONCLUDED = "concluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A reply in an experiment's thread; `to` are those who must act on it and so are pinged."""

    topic: Topic
    by: str
    reason: str = ""
    to: tuple[str, ...] = ()
