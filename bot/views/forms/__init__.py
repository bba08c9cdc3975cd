"""The modals: every form that people fill in."""

from bot.views.forms.agendas import bias_form, decision_form, note_form
from bot.views.forms.ceremonies import ceremonies_form, swap_form
from bot.views.forms.inputs import element_of
from bot.views.forms.overrides import override_form
from bot.views.forms.proposals import amend_form, measure_form, proposal_form, shows_similar, with_similar
from bot.views.forms.reasons import close_form, decline_form, review_reason_form
from bot.views.forms.retros import action_form, ballot_form, card_form, groups_form
from bot.views.forms.sayings import saying
from bot.views.forms.standups import blockers_form, check_in_form
from bot.views.forms.submissions import promote_form, submission_form
from bot.views.forms.teams import duty_form, project_form, role_form

__all__ = [
    "action_form",
    "amend_form",
    "ballot_form",
    "bias_form",
    "blockers_form",
    "card_form",
    "ceremonies_form",
    "check_in_form",
    "close_form",
    "decision_form",
    "decline_form",
    "duty_form",
    "element_of",
    "groups_form",
    "measure_form",
    "note_form",
    "override_form",
    "project_form",
    "promote_form",
    "proposal_form",
    "review_reason_form",
    "role_form",
    "saying",
    "shows_similar",
    "submission_form",
    "swap_form",
    "with_similar",
]
