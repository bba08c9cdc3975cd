"""Every kind of letter there is, by the word under which it is kept."""

from rules.answering.letters import HelpLetter, NamedLetter, TypedDecisionLetter
from rules.ceremonies.letters import CeremonyMissedLetter, CeremonyNewsLetter
from rules.ceremonies.retro.letters import (
    ActionReminderLetter,
    RetroBoardLetter,
    RetroSummaryLetter,
    RetroVotingLetter,
)
from rules.ceremonies.review.letters import AgendaLetter, AgendaOpenedLetter, FollowUpLetter, RecordLetter
from rules.ceremonies.standup.letters import (
    BlockerCallLetter,
    CheckedInLetter,
    NamedBlockerLetter,
    StandupAskLetter,
    StandupNudgeLetter,
    StandupPromptLetter,
    StandupSummaryLetter,
)
from rules.evidence.letters import ReadRunLetter
from rules.experiments.letters import (
    BoardLetter,
    CardLetter,
    GateLetter,
    HandoverLetter,
    LiveMessagesLetter,
    NoticeLetter,
    OverrideLetter,
    PlanLetter,
    QuestionLetter,
)
from rules.installing.letters import WelcomeLetter
from rules.journal.letters import JournalHeadLetter
from rules.learning.letters import InsightsDataLetter, InsightsLetter
from rules.letters import AgainLetter, AnswerLetter, Letter, ParkedLetter
from rules.packs.letters import EvidencePackLetter
from rules.people.letters import (
    ChannelLetter,
    ClosedChannelLetter,
    HomeLetter,
    TokenEndedLetter,
    TokenExpiringLetter,
)
from rules.waiting.letters import OwnerReminderLetter, ReminderLetter
from rules.workflows.letters import StepDecidedLetter, StepFailedLetter, StepProposedLetter

LETTERS: dict[str, type[Letter]] = {
    letter.kind: letter
    for letter in (
        AnswerLetter,
        ParkedLetter,
        AgainLetter,
        CardLetter,
        BoardLetter,
        GateLetter,
        HandoverLetter,
        NoticeLetter,
        LiveMessagesLetter,
        OverrideLetter,
        QuestionLetter,
        PlanLetter,
        ReadRunLetter,
        InsightsLetter,
        InsightsDataLetter,
        JournalHeadLetter,
        EvidencePackLetter,
        CeremonyNewsLetter,
        CeremonyMissedLetter,
        StandupPromptLetter,
        StandupSummaryLetter,
        StandupAskLetter,
        StandupNudgeLetter,
        CheckedInLetter,
        BlockerCallLetter,
        NamedBlockerLetter,
        RetroBoardLetter,
        RetroVotingLetter,
        RetroSummaryLetter,
        ActionReminderLetter,
        AgendaLetter,
        AgendaOpenedLetter,
        RecordLetter,
        FollowUpLetter,
        TokenExpiringLetter,
        TokenEndedLetter,
        ReminderLetter,
        OwnerReminderLetter,
        HomeLetter,
        ChannelLetter,
        ClosedChannelLetter,
        WelcomeLetter,
        TypedDecisionLetter,
        HelpLetter,
        NamedLetter,
        StepProposedLetter,
        StepDecidedLetter,
        StepFailedLetter,
    )
}
