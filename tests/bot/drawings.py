"""Everything that Assay draws, in every stage: for tests that ask whether somebody hears it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from slack_sdk.models.views import View
from strictslack.blockkit.forms import elements

from bot.button_values import (
    CloseValue,
    CommandValue,
    DeclineValue,
    QuestionValue,
    ReviewValue,
    SeatValue,
)
from bot.draw import answers, help
from bot.draw.answering import help_answer, named_answer
from bot.draw.ceremonies.retro import retro_board, retro_forms, retro_voting
from bot.draw.evidence import value_forms
from bot.draw.experiments import details, experiment_card, history_list, overview_list, project_list
from bot.draw.learning import insights_page
from bot.draw.lifecycle import (
    board_message,
    gate_message,
    handover_message,
    notices,
    override_forms,
    proposal_forms,
    question_message,
    reason_forms,
    seat_forms,
    submission_forms,
)
from bot.draw.message import Message
from bot.draw.people import team_forms, team_list, token_list
from bot.draw.waiting import home_page, reminder_message, settings_form, waits_message
from bot.ids import Act, Command
from rules.ceremonies.retro.retros import BallotSheet, RetroStep
from rules.evidence.submissions import prepared
from rules.experiments.experiment import Experiment, ReviewKind, Stage
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.proposals import ProposalDraft
from rules.experiments.sheets import ExperimentSheet, Overview, ProjectSheet
from rules.journal.entries import Deed, Entry
from rules.lifecycle.seats import ReviewSeat
from rules.people.people import Duty, Person
from rules.people.projects import Workstream
from rules.people.workspace_settings import WorkspaceSettings
from rules.waiting.settings.settings_drafts import SettingsSheet
from tests import stories
from tests.bot import ceremony_drawings
from tests.bot.draw import facts, retrospectives
from tests.bot.draw.waiting import reminder_facts, waiting_facts

Json = dict[str, Any]
CLOSINGS = ("roll_back", "retire", "withdraw", "conclude")
DECIDED = Entry(stories.NOW, stories.BEN, Deed.APPROVED_REVIEW, "EXP-12", "technical review", 7, (), True)
SEATS = tuple(ReviewSeat(12, 1, kind) for kind in ReviewKind)
NOTHING = Overview(experiments=(), total=0, links={})


def experiments() -> Iterator[Experiment]:
    """Yield an experiment in every stage."""
    for stage in Stage:
        full = facts.proposed() if stage is Stage.PROPOSED else facts.promoting()
        yield replace(facts.in_review() if stage is Stage.IN_REVIEW else full, stage=stage)


def messages() -> Iterator[list[Json]]:
    """Yield the blocks of every message, with an experiment in every stage."""
    for experiment in experiments():
        yield from messages_of(facts.sheet(experiment))
    yield from messages_of(facts.sheet(facts.overriding()))
    yield from messages_of(facts.sheet(facts.handing_over()))
    yield handover_message.handover(facts.sheet(facts.handing_over()), 0).payload()["blocks"]
    yield from messages_of(facts.sheet(facts.uncounted()))
    drawn = [help.help_message(command) for command in Command]
    drawn.append(help_answer.help_answer((), Person(stories.ANA), "Cache the embeddings of documents", None))
    drawn.append(named_answer.named_answer((facts.sheet(facts.in_review()),)))
    drawn.append(overview_list.overview(NOTHING))
    typed = CommandValue(command=Command.EXPERIMENT, text="propose")
    drawn.append(answers.not_opened("Slack did not answer.", Act.TYPE_AGAIN, typed.write()))
    drawn.append(project_list.project_list((facts.apollo(),)))
    drawn.append(
        project_list.project_card(ProjectSheet(project=facts.apollo(), overview=NOTHING), may_change=True)
    )
    drawn.extend(retrospective_messages())
    drawn.extend(ceremony_drawings.messages())
    drawn.append(team_list.team_list(facts.TEAM, viewer_is_admin=True))
    drawn.append(token_list.token_list(facts.tokens(facts.TOKEN)))
    drawn.append(insights_page.insights_message(facts.insights()))
    drawn.append(question_message.question(facts.sheet(facts.questioned()), 0))
    drawn.append(reminder_message.reminder(reminder_facts.digest()))
    drawn.append(reminder_message.owner_reminder(reminder_facts.digest(), stories.ANA))
    drawn.append(waits_message.waits_message(waiting_facts.many_waits(30), {}, 1))
    drawn.append(
        overview_list.overview(replace(NOTHING, experiments=(facts.in_review(),), asked="", pages=2))
    )
    yield home_page.home(waiting_facts.home()).to_dict()["blocks"]
    yield home_page.home(waiting_facts.home(waits=waiting_facts.many_waits(40), waits_page=1)).to_dict()[
        "blocks"
    ]
    yield from (one.payload()["blocks"] for one in drawn)


def retrospective_messages() -> Iterator[Message]:
    """Yield the messages of a retrospective in every step."""
    for step in RetroStep:
        yield retro_board.board(retrospectives.sheet(step))
        yield retro_voting.voting_word(retrospectives.sheet(step))
    over = retrospectives.sheet(RetroStep.OVER)
    yield retro_board.summary(over)
    yield retro_board.action_list(over.actions, over.team)
    yield retro_board.thanks(retrospectives.action(1))


def messages_of(sheet: ExperimentSheet) -> Iterator[list[Json]]:
    """Yield the blocks of every message about one experiment."""
    experiment = sheet.experiment
    drawn = [
        experiment_card.experiment_card(sheet),
        details.details(sheet, viewer_is_admin=True, viewer_can_strike=True),
        history_list.history(experiment, ()),
        history_list.history(experiment, (DECIDED,)),
        details.as_it_was(replace(sheet, then=DECIDED)),
        board_message.board(sheet, experiment.revision),
        gate_message.gate(sheet, experiment.round),
        *(notices.notice(sheet, Notice(topic=topic, by=stories.BEN)) for topic in NoticeTopic),
    ]
    yield from (one.payload()["blocks"] for one in drawn)


# As much as a form of the settings ever shows.
SETTINGS = SettingsSheet(
    settings=WorkspaceSettings(
        review_channel="C0REVIEWS", answers_days=90, due_by_workstream=dict.fromkeys(Workstream, 20)
    ),
    first_channel="C0LAB",
    admins=tuple(f"U0ADMIN{number}" for number in range(50)),
    by_slack=tuple(f"U0OWNER{number}" for number in range(50)),
    by_process=(stories.HUGO,),
    health=waiting_facts.health(),
)


def modals() -> Iterator[Json]:
    """Yield every form."""
    sheet = facts.sheet(facts.in_review())
    number = sheet.experiment.number
    review = {"experiment": number, "revision": 1, "kind": ReviewKind.ETHICS}
    found = [
        *retrospective_forms(),
        *ceremony_drawings.modals(),
        proposal_forms.proposal_form(ProposalDraft(owner=stories.ANA), projects=(facts.apollo(),)),
        proposal_forms.proposal_form(
            ProposalDraft(owner=stories.ANA), projects=(facts.apollo(),), is_whole=True
        ),
        proposal_forms.amend_form(sheet, projects=(facts.apollo(),)),
        value_forms.measure_form(sheet, with_runs=True),
        value_forms.strike_form(sheet.experiment, sheet.experiment.measurements),
        *(
            submission_forms.submission_form(
                sheet.experiment, prepared(sheet.experiment, None), shown=sheet.experiment, is_whole=is_whole
            )
            for is_whole in (False, True)
        ),
        override_forms.override_form(sheet.experiment),
        submission_forms.promote_form(sheet),
        reason_forms.review_reason_form(ReviewValue.model_validate({**review, "verdict": "reject"})),
        reason_forms.review_reason_form(ReviewValue.model_validate({**review, "verdict": "ask_for_changes"})),
        reason_forms.decline_form(DeclineValue(experiment=number, round=1)),
        *(
            reason_forms.close_form(CloseValue.model_validate({"experiment": number, "step": step}), sheet)
            for step in CLOSINGS
        ),
        seat_forms.question_form(SeatValue(experiment=number, turn=1), SEATS),
        seat_forms.answer_form(
            QuestionValue(experiment=number, place=0), facts.questioned().questions[0], facts.TEAM
        ),
        seat_forms.pass_form(
            SeatValue(experiment=number, turn=1), [(Duty.ETHICS, stories.CLARA)], facts.TEAM
        ),
        team_forms.project_form(None),
        team_forms.project_form(facts.apollo()),
        team_forms.role_form(stories.ANA, facts.TEAM),
        team_forms.duty_form(stories.BEN, facts.TEAM),
        token_list.token_form({1: "Apollo"}),
        settings_form.settings_form(SETTINGS),
    ]
    return iter(form.to_dict() for form in found)


def retrospective_forms() -> Iterator[View]:
    """Yield the forms of a retrospective."""
    voting = retrospectives.sheet(RetroStep.VOTING)
    yield retro_forms.card_form(voting, mark="0" * 32)
    yield retro_forms.ballot_form(BallotSheet(voting))
    yield retro_forms.groups_form(voting)
    yield retro_forms.action_form(voting, stories.ANA)


def actions(blocks: list[Json]) -> Iterator[Json]:
    """Yield one action, as a click carries it, for each thing in a message that can be clicked."""
    for _, element in elements(blocks):
        if "options" in element:
            for option in element["options"]:
                chosen = {"type": element["type"], "selected_option": option}
                yield {**chosen, "action_id": element["action_id"]}
        else:
            yield {"type": element["type"], "action_id": element["action_id"], "value": element.get("value")}


def pressing(form: Json) -> Iterator[Json]:
    """Yield one action for each button of a form."""
    yield from actions([block for block in form["blocks"] if block["type"] == "actions"])


def telling(form: Json) -> Iterator[Json]:
    """Yield one action for each input of a form that tells of a choice at once."""
    for block, element in elements(form["blocks"]):
        if block.get("dispatch_action"):
            yield {"type": element["type"], "action_id": element["action_id"], "selected_user": stories.BEN}


def inputs(form: Json) -> dict[str, Json]:
    """Return the elements of a form's inputs by their block ids."""
    return {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}
