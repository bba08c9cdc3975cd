"""Every id that Slack hands back to us, and the typed values that travel in buttons and forms."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rules.ceremonies.ceremonies import Phase
from rules.ceremony_names import Ceremony, HoldingKey
from rules.dates.typed_past import LONGEST_DAYS, Lately
from rules.dates.typed_span import Span
from rules.experiments.experiment import ApprovalKind, ReviewKind
from rules.learning.choices import InsightsChoice
from rules.lifecycle.steps import Step
from rules.people.people import Duty


class Command(StrEnum):
    """The slash commands."""

    EXPERIMENT = "/experiment"
    PROJECT = "/project"
    TEAM = "/team"
    CEREMONY = "/ceremony"
    STANDUP = "/standup"
    RETRO = "/retro"


class Act(StrEnum):
    """The ids of buttons and menus."""

    START = "start"
    PROPOSE_TEXT = "propose_text"
    OPEN_SUBMIT = "open_submit"
    OPEN_MEASURE = "open_measure"
    OPEN_AMEND = "open_amend"
    WHOLE_PROPOSAL = "whole_proposal"
    WHOLE_SUBMISSION = "whole_submission"
    OPEN_STRIKE = "open_strike"
    OPEN_PROMOTE = "open_promote"
    OPEN_CLOSE = "open_close"
    MORE = "more"
    APPROVE_REVIEW = "approve_review"
    OPEN_OVERRIDE = "open_override"
    CONFIRM_OVERRIDE = "confirm_override"
    REFUSE_OVERRIDE = "refuse_override"
    ACCEPT_HANDOVER = "accept_handover"
    DECLINE_HANDOVER = "decline_handover"
    TAKE_BACK_HANDOVER = "take_back_handover"
    OPEN_ASK_FOR_CHANGES = "open_ask_for_changes"
    OPEN_REJECT = "open_reject"
    APPROVE_PROMOTION = "approve_promotion"
    OPEN_DECLINE = "open_decline"
    OPEN_QUESTION = "open_question"
    OPEN_ANSWER = "open_answer"
    OPEN_PASS_SEAT = "open_pass_seat"
    REMIND = "remind"
    OPEN_TOKEN = "open_token"
    REVOKE_TOKEN = "revoke_token"
    OPEN_PROJECT = "open_project"
    COMPLETE_MILESTONE = "complete_milestone"
    OPEN_ROLE = "open_role"
    OPEN_DUTY = "open_duty"
    OPEN_CEREMONIES = "open_ceremonies"
    WHOLE_SETUP = "whole_setup"
    OPEN_SWAP = "open_swap"
    MARK_DISCUSSED = "mark_discussed"
    OPEN_NOTE = "open_note"
    OPEN_DECISION = "open_decision"
    OPEN_BIAS = "open_bias"
    COMPLETE_FOLLOW_UP = "complete_follow_up"
    OPEN_LIFT = "open_lift"
    CHECK_IN = "check_in"
    SAME_AS_YESTERDAY = "same_as_yesterday"
    CLOSE_STANDUP = "close_standup"
    ASK_BY_MESSAGE = "ask_by_message"
    ASK_HERE = "ask_here"
    SOLVE_BLOCKER = "solve_blocker"
    OPEN_BLOCKERS = "open_blockers"
    TAKE_BLOCKER = "take_blocker"
    OPEN_CARD = "open_card"
    OPEN_BALLOT = "open_ballot"
    OPEN_GROUPS = "open_groups"
    OPEN_ACTION = "open_action"
    TOPIC_TO_ACTION = "topic_to_action"
    COMPLETE_ACTION = "complete_action"
    ADVANCE_RETRO = "advance_retro"
    TAKE_PACK = "take_pack"
    AS_IT_WAS = "as_it_was"
    SHOW = "show"
    OPEN_PROPOSE = "open_propose"
    OPEN_CHECK_IN = "open_check_in"
    OPEN_SETTINGS = "open_settings"
    TURN_BACK = "turn_back"
    TURN_ON = "turn_on"
    TRY_AGAIN = "try_again"
    CHOOSE_SPAN = "choose_span"
    CHOOSE_PROJECT = "choose_project"
    TAKE_DATA = "take_data"
    TYPE_AGAIN = "type_again"


class Shortcut(StrEnum):
    """The callback ids of shortcuts: the global one, and those in the menu of a message."""

    PROPOSE = "propose_experiment"
    PROPOSE_FROM_MESSAGE = "propose_from_message"
    RECORD_BLOCKER = "record_blocker"


class WorkflowStep(StrEnum):
    """The callback ids of the steps that Workflow Builder runs."""

    PROPOSE = "propose_experiment"
    WAIT = "wait_for_decision"


class Form(StrEnum):
    """The callback ids of modals."""

    PROPOSE = "propose"
    AMEND = "amend"
    SUBMIT = "submit"
    REVIEW_REASON = "review_reason"
    OVERRIDE = "override"
    DECLINE_REASON = "decline_reason"
    QUESTION = "question"
    ANSWER = "answer"
    PASS_SEAT = "pass_seat"
    CLOSE = "close"
    MEASURE = "measure"
    STRIKE = "strike"
    PROMOTE = "promote"
    PROJECT = "project"
    ROLE = "role"
    DUTY = "duty"
    TOKEN = "token"
    SETTINGS = "settings"
    CEREMONIES = "ceremonies"
    SWAP = "swap"
    NOTE = "note"
    DECISION = "decision"
    LIFT = "lift"
    BIAS = "bias"
    CHECK_IN = "check_in"
    BLOCKERS = "blockers"
    RECORD_BLOCKER = "record_blocker"
    CARD = "card"
    BALLOT = "ballot"
    GROUPS = "groups"
    ACTION = "action"


class Input(StrEnum):
    """The block ids of inputs, named as the rules name the fields, so that a refusal finds its place.

    The inputs of artifacts bear the values of `ArtifactKind`; there are a `QUERY` and a `VALUE` for each metric, of its name.
    """

    TITLE = "title"
    HYPOTHESIS = "hypothesis"
    WORKSTREAM = "workstream"
    OWNER = "owner"
    PROJECT = "project"
    METRICS = "metrics"
    TARGET = "target"
    RISK = "risk"
    MONTHLY_COST = "monthly_cost"
    MONTHLY_BUDGET = "monthly_budget"
    CHANGED = "changed"
    REASON = "reason"
    LEARNING = "learning"
    QUESTION = "question"
    ANSWER = "answer"
    SEAT = "seat"
    PASSED_TO = "passed_to"
    ITEM = "item"
    METRIC = "metric"
    VALUE = "value"
    MEASURED_AT = "measured_at"
    MEASUREMENT = "measurement"
    RUN = "run"
    SERVICE = "service"
    TRAFFIC_STEPS = "traffic_steps"
    BAKE_HOURS = "bake_hours"
    ROLLBACK_OWNER = "rollback_owner"
    QUERY = "query"
    NAME = "name"
    LIFETIME = "lifetime"
    MEMBERS = "members"
    MILESTONES = "milestones"
    REVIEW_CHANNEL = "review_channel"
    ADMINS = "admins"
    SEATS = "seats"
    RECORDERS = "recorders"
    LINKS = "links"
    HOURS = "hours"
    ANSWERS_DAYS = "answers_days"
    LETTERS_DAYS = "letters_days"
    MEMBER = "member"
    ROLE = "role"
    DUTIES = "duties"
    CEREMONIES = "ceremonies"
    ZONE = "zone"
    COUNTRY = "country"
    EXPECTED = "expected"
    STANDUP_DAYS = "standup_days"
    STANDUP_TIME = "standup_time"
    REVIEW_DAYS = "review_days"
    REVIEW_TIME = "review_time"
    ETHICS_DAYS = "ethics_days"
    ETHICS_TIME = "ethics_time"
    ETHICS_FIRST = "ethics_first"
    RETRO_DAYS = "retro_days"
    RETRO_TIME = "retro_time"
    RETRO_FIRST = "retro_first"
    ANONYMITY = "anonymity"
    VOTES = "votes"
    SAFETY_AGE = "safety_age"
    FAIRNESS = "fairness"
    FACILITATOR = "facilitator"
    EXPERIMENT = "experiment"
    NOTE = "note"
    DECISION = "decision"
    TASK = "task"
    FOLLOW_UP_OWNER = "follow_up_owner"
    DUE = "due"
    HOLD = "hold"
    ACCEPTS = "accepts"
    FINDING = "finding"
    DIRECTION = "direction"
    GROUPS = "groups"
    PROGRESS = "progress"
    NEXT = "next"
    BLOCKERS = "blockers"
    HELP = "help"
    CARD_KIND = "card_kind"
    CARD = "card"
    CHOICES = "choices"
    CARDS = "cards"
    GROUP_NAME = "group_name"
    PARTED = "parted"
    ACTION = "action"


# Both databases keep numbers of this size.
Number = Annotated[int, Field(ge=0, le=999_999_999)]
# The address of a message in Slack, with its thread if it is a reply.
PERMALINK = r"https://[a-z0-9.-]{1,90}/archives/[A-Z0-9]{1,20}/p[0-9]{1,20}(?:\?[A-Za-z0-9_.=&]{0,80})?"
Place = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{0,20}$")]


class Value(BaseModel):
    """What travels in a button or a form: it says where, never who may; `channel` is where a form was opened."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_max_length=255)

    channel: Place = ""

    def write(self) -> str:
        """Return the value as it travels."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the value that came back; raise pydantic's ValidationError for anything malformed."""
        return cls.model_validate_json(text)


class ExperimentValue(Value):
    """Which experiment a button or form is about."""

    experiment: Number


class CommandValue(Value):
    """A command as it was typed."""

    command: Command
    text: str = ""


class ThenValue(ExperimentValue):
    """Which entry of an experiment's history it is shown at."""

    entry: Number


class SubmissionValue(ExperimentValue):
    """The form of a submission: whether it asks for all, or for what the checklist needs alone."""

    is_whole: bool = False


class CloseValue(ExperimentValue):
    """Which way of closing an experiment."""

    step: Literal[Step.ROLL_BACK, Step.RETIRE, Step.WITHDRAW, Step.CONCLUDE]


class ReviewValue(ExperimentValue):
    """Which seat of the board, as it was `seen`; `verdict` only where a form asks for its reason."""

    revision: Number
    kind: ReviewKind
    seen: str = ""
    verdict: Literal["ask_for_changes", "reject"] = "ask_for_changes"


class OverrideValue(ExperimentValue):
    """Which override of an experiment, counted from 0 in the order in which they were asked for."""

    place: Number


class HandoverValue(ExperimentValue):
    """Which handover of an experiment, counted from 0 in the order in which they were asked for."""

    place: Number


class ApprovalValue(ExperimentValue):
    """Which seat of the promotion gate."""

    round: Number
    kind: ApprovalKind


class SeatValue(ExperimentValue):
    """Which open seat, by its duty, in which revision of the board or round of the gate; without a duty, the one that
    whoever clicks could fill."""

    turn: Number
    duty: Duty | None = None


class QuestionValue(ExperimentValue):
    """Which question on a seat of an experiment, counted from 0 in the order in which they were asked."""

    place: Number


class DeclineValue(ExperimentValue):
    """Which round of promotion is declined."""

    round: Number


class ChannelValue(Value):
    """A form about nothing that exists yet."""


class SetupValue(ChannelValue):
    """The form of a channel's ceremonies: whether it asks for all, or for which and when alone."""

    is_whole: bool = False


class OriginValue(ChannelValue):
    """The message that a form was opened from, if any: who wrote it, and where it stands, with its link."""

    author: Place = ""
    link: Annotated[str, StringConstraints(pattern=rf"^({PERMALINK})?$")] = ""


class ProposalValue(OriginValue):
    """What a proposal gets where its form does not ask for it: the project whose home the channel is, and its workstream."""

    project: str = ""
    workstream: str = ""


class TextValue(OriginValue):
    """Words that begin a proposal, and where they were said."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_max_length=800)

    text: str


class ProjectValue(Value):
    """Which project, 0 for a new one; `milestone` is a milestone's title."""

    project: Number = 0
    milestone: str = ""


class HoldingValue(Value):
    """Which holding of which ceremony; `held_in` is its channel, wherever the button stands."""

    held_in: Place
    ceremony: Ceremony
    day: date

    @property
    def holding(self) -> HoldingKey:
        """Return the name of the holding."""
        return HoldingKey(self.held_in, self.ceremony, self.day)

    @classmethod
    def of(cls, holding: HoldingKey, **more: Any) -> Self:
        """Return the value that names a holding."""
        return cls(held_in=holding.channel, ceremony=holding.ceremony, day=holding.day, **more)


class HoldingItemValue(HoldingValue):
    """One experiment of a holding, by its number."""

    number: Number


class TopicValue(HoldingValue):
    """One topic of a retrospective, by its id."""

    topic: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,64}$")]


class CardValue(HoldingValue):
    """The form of one card; `mark` is random and tells a form sent twice from two forms."""

    mark: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class AdvanceValue(HoldingValue):
    """Which phase of a retrospective comes before its time."""

    phase: Literal[Phase.VOTE, Phase.DISCUSS, Phase.CLOSE]


class ActionValue(Value):
    """Which action of a retrospective; it `reminds` in a message of its own that the version before sent."""

    action: Number
    reminds: bool = False


class FollowUpValue(Value):
    """Which follow-up of an AI ethics review, and whether its button stands in a message to its owner alone."""

    follow_up: Number
    alone: bool = False


class MoreValue(ExperimentValue):
    """One choice of a card's overflow menu."""

    choice: Literal["amend", "measure", "roll_back", "retire", "withdraw", "conclude", "history", "show"]


class TokenValue(Value):
    """Which token of the HTTP API."""

    token: Number


class BlockerValue(Value):
    """Which blocker."""

    blocker: Number


class TurnPart(StrEnum):
    """What has pages: two parts of a Home, what waits as a message, and a list of experiments."""

    HOME_WAITS = "waits"
    HOME_OWN = "own"
    WAITS = "message"
    LIST = "list"


class TurnValue(Value):
    """Which page of what is shown next; `of` is what was typed after the word that lists."""

    part: TurnPart
    page: Number
    of: str = ""


class LetterValue(Value):
    """Which letter of the outbox, by its number there."""

    letter: Annotated[int, Field(ge=0, le=2**62)]


# No day of ours is later, and each has one after it.
Day = Annotated[date, Field(lt=date(9000, 1, 1))]


class InsightsValue(Value):
    """What insights are about: a project, 0 for all, and the last so many `days`, or those from `first` to `last`."""

    project: Number
    days: Annotated[int, Field(ge=0, le=LONGEST_DAYS)]
    first: Day | None = None
    last: Day | None = None

    @property
    def choice(self) -> InsightsChoice:
        """Return what was chosen."""
        fixed = Span(self.first, self.last) if self.first and self.last else None
        return InsightsChoice(self.project or None, Lately(self.days) if self.days else fixed)

    @classmethod
    def of(cls, choice: InsightsChoice) -> Self:
        """Return the value that says what was chosen."""
        project, period = choice.project or 0, choice.period
        if isinstance(period, Lately):
            return cls(project=project, days=period.days)
        fixed = (period.first, period.last) if period else (None, None)
        return cls(project=project, days=0, first=fixed[0], last=fixed[1])
