"""Over HTTP, numbers of another workspace in buttons and forms lead nowhere: they are read in the workspace that signed."""

import json
from typing import Any

import pytest
from sqlmodel import col, func, select

from bot.ids import Act, Form
from flows.desk import Desk
from rules.experiments.experiment import ApprovalKind, ReviewKind
from store.ceremonies.retro.retro_tables import ActionRow
from store.experiments.blocker_tables import BlockerRow
from store.experiments.follow_up_tables import FollowUpRow
from store.people.token_tables import TokenRow
from store.tables import LetterRow
from tests import stories
from tests.begun import begun
from tests.bot import payloads
from tests.bot.window import Window
from tests.store.test_workspaces_apart import fill, rows_of
from tests.stories import ANA, BEN, CLARA, HUGO

# EXP-1 is in production and EXP-2 before its board in the other workspace, and in ours there is none.
REVIEW = {"experiment": 2, "revision": 1, "kind": ReviewKind.TECHNICAL}
APPROVAL = {"experiment": 1, "round": 1, "kind": ApprovalKind.SECURITY}
CLICKS: dict[Act, tuple[dict[str, Any], str]] = {
    Act.START: ({"experiment": 2}, ANA),
    Act.APPROVE_REVIEW: (REVIEW, BEN),
    Act.OPEN_REJECT: (REVIEW | {"verdict": "reject"}, BEN),
    Act.APPROVE_PROMOTION: (APPROVAL, stories.GRETA),
    Act.ACCEPT_HANDOVER: ({"experiment": 2, "place": 0}, ANA),
    Act.CONFIRM_OVERRIDE: ({"experiment": 2, "place": 0}, CLARA),
    Act.OPEN_CLOSE: ({"experiment": 2, "step": "withdraw"}, ANA),
    Act.MORE: ({"experiment": 2, "choice": "show"}, ANA),
    Act.SHOW: ({"experiment": 2}, ANA),
    Act.TAKE_PACK: ({"experiment": 1}, ANA),
    Act.AS_IT_WAS: ({"experiment": 1, "entry": 2}, ANA),
    Act.REMIND: ({"experiment": 2}, ANA),
    Act.COMPLETE_MILESTONE: ({"project": 1, "milestone": "Beta"}, ANA),
}
GUESSED: dict[Act, tuple[str, Any, str]] = {
    Act.TAKE_BLOCKER: ("blocker", BlockerRow.number, ANA),
    Act.SOLVE_BLOCKER: ("blocker", BlockerRow.number, ANA),
    Act.COMPLETE_ACTION: ("action", ActionRow.number, HUGO),
    Act.COMPLETE_FOLLOW_UP: ("follow_up", FollowUpRow.number, CLARA),
    Act.OPEN_LIFT: ("follow_up", FollowUpRow.number, CLARA),
    Act.REVOKE_TOKEN: ("token", TokenRow.number, HUGO),
    Act.TRY_AGAIN: ("letter", LetterRow.id, HUGO),
}
FORMS: dict[Form, tuple[dict[str, Any], dict[str, Any]]] = {
    Form.REVIEW_REASON: (REVIEW | {"verdict": "reject"}, {"reason": payloads.typed("No.")}),
    Form.CLOSE: ({"experiment": 2, "step": "withdraw"}, {"reason": payloads.typed("No.")}),
    Form.DECLINE_REASON: ({"experiment": 1, "round": 1}, {"reason": payloads.typed("No.")}),
    Form.PROJECT: ({"project": 1}, {"name": payloads.typed("Renamed")}),
}


@pytest.fixture
def theirs(window: Window, other_desk: Desk) -> Desk:
    """Return the desk of the other workspace, which has rows in every table; ours has none of them."""
    return begun(other_desk, fill_theirs)


def fill_theirs(desk: Desk) -> None:
    """Fill every table."""
    fill(desk, "theirs")


def unchanged(window: Window, theirs: Desk, payload: payloads.Json) -> str:
    """Say something; return the answer, where it changed nothing of either workspace but a receipt of ours."""
    before = {one: rows_of(theirs.database, one) for one in (theirs.workspace, window.desk.workspace)}
    answer = window.say(payload)
    assert answer.status_code != 400
    after = {one: rows_of(theirs.database, one) for one in before}
    for rows in (*before.values(), *after.values()):
        rows.pop("receipts", None)
    assert after == before
    return answer.text


@pytest.mark.parametrize("act", CLICKS)
def test_a_button_with_a_number_of_another_workspace_leads_nowhere(
    window: Window, theirs: Desk, act: Act
) -> None:
    value, by = CLICKS[act]
    payload = payloads.click(payloads.button(act, json.dumps(value)), user=by)
    assert "theirs" not in unchanged(window, theirs, payload)


@pytest.mark.parametrize("act", GUESSED)
def test_a_button_with_a_guessed_row_of_another_workspace_leads_nowhere(
    window: Window, theirs: Desk, act: Act
) -> None:
    name, number, by = GUESSED[act]
    with theirs.look() as session:
        guessed = session.exec(select(func.max(col(number)))).one()
    payload = payloads.click(payloads.button(act, json.dumps({name: guessed})), user=by)
    assert "theirs" not in unchanged(window, theirs, payload)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_with_a_number_of_another_workspace_leads_nowhere(
    window: Window, theirs: Desk, form: Form
) -> None:
    value, typed = FORMS[form]
    drawn = {"callback_id": form, "private_metadata": json.dumps(value)}
    values = {name: {name: one} for name, one in typed.items()}
    payload = payloads.submission(drawn, values, user=BEN)
    assert "theirs" not in unchanged(window, theirs, payload)


def test_the_same_button_works_where_its_number_is_one_s_own(window: Window, theirs: Desk) -> None:
    stories.in_review(window.desk)
    before = rows_of(theirs.database, theirs.workspace)
    value = json.dumps(REVIEW | {"experiment": 1})
    window.say(payloads.click(payloads.button(Act.APPROVE_REVIEW, value), user=BEN))
    with window.desk.look() as session:
        assert session.exec(select(func.max(col(LetterRow.id)))).one()
    assert rows_of(theirs.database, window.desk.workspace)["reviews"]
    assert rows_of(theirs.database, theirs.workspace) == before
