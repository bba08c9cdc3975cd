"""Tampering by SQL with what is decided beside experiments: bias checks, decisions, projects, settings and tokens."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from flows.ceremonies.review import agendas, follow_ups
from flows.desk import Desk
from flows.journal import sealing
from flows.people import projects, team
from flows.waiting import terms
from rules.ceremony_names import Ceremony
from rules.evidence.bias_checks import BiasDraft
from rules.experiments.follow_ups import DecisionDraft
from rules.journal.entries import Deed, Entry
from rules.people.projects import ProjectDraft
from rules.recorders import Recorders
from store.journal import journal
from tests import stories
from tests.begun import begun
from tests.flows.ceremonies.review.test_agendas import held
from tests.flows.journal.test_tampered_tables import altered, lay_hand_on, named, put, rewrite, waiting_of
from tests.stories import ANA, BEN, CLARA, HUGO, NOW, new_request


@pytest.fixture
def checked(desk: Desk) -> Desk:
    """Return a desk with two bias checks, one of them accepted, and a project that was changed; all is sealed."""
    return begun(desk, check_twice)


def check_twice(desk: Desk) -> None:
    """Check for bias twice, accept one finding, change a project, and seal all."""
    stories.in_review(desk)
    holding = held(desk, Ceremony.ETHICS)
    for metric in ("accuracy", "recall"):
        draft = BiasDraft(experiment=1, metric=metric, groups="women, 0.5, 12\nmen, 0.9, 400")
        agendas.check_bias(desk, holding.key, draft, by=ANA, now=NOW, request=new_request())
    decided = DecisionDraft(
        decision="Go on", reason="Chance", accepts="1-1", task="Look", owner=BEN, due="2030-01-01"
    )
    follow_ups.decide(desk, holding.key, decided, by=CLARA, now=NOW, request=new_request())
    typed = {"workstream": "governance", "members": (ANA, BEN), "milestones": "Beta, 2026-05-01"}
    draft_of = ProjectDraft(name="Search", **typed)
    made = projects.create(desk, draft_of, by=ANA, channel="C0LAB", now=NOW, request=new_request())
    renamed = ProjectDraft(name="Search 2", **typed)
    projects.revise(desk, made.number, renamed, by=ANA, now=NOW, request=new_request())
    projects.complete(desk, made.number, "Beta", by=ANA, now=NOW)
    stories.token(desk)
    sealing.seal(desk, NOW)


def test_what_nobody_laid_hand_on_is_sound(checked: Desk) -> None:
    assert named(checked) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("metric = 'f1'", "metric"),
        ("higher_is_better = false", "higher is better"),
        ("threshold = 0.1", "threshold"),
        ("\"by\" = 'U0IVAN'", "by"),
        ("\"at\" = '2020-01-01 00:00:00+00:00'", "at"),
    ],
)
def test_an_altered_bias_check_is_named(checked: Desk, change: str, field: str) -> None:
    lay_hand_on(checked, f"UPDATE bias_checks SET {change} WHERE number = 1")
    assert named(checked) == [altered(field, "bias check 1 of EXP-1")]


def test_a_bias_check_that_was_moved_to_another_review_is_named(checked: Desk) -> None:
    listed = ", ".join(f'"{name}"' for name in columns_of(checked, "holdings") if name != "day")
    lay_hand_on(
        checked,
        f"INSERT INTO holdings ({listed}, day) SELECT {listed}, '2020-01-01' FROM holdings",
        "UPDATE bias_checks SET day = '2020-01-01' WHERE number = 1",
    )
    assert named(checked) == [altered("day", "bias check 1 of EXP-1")]


def columns_of(desk: Desk, table: str) -> list[str]:
    """Return the columns of a table."""
    with desk.database.engine.connect() as connection:
        return list(connection.execute(text(f"SELECT * FROM {table}")).keys())


@pytest.mark.parametrize(
    ("path", "value"),
    [("0.value", "0.85"), ("0.group", "others"), ("0.size", 4000), ("1.unit", "%")],
)
def test_an_altered_number_of_a_group_is_named(checked: Desk, path: str, value: Any) -> None:
    lay_hand_on(checked, "DELETE FROM bias_checks WHERE number = 2")
    rewrite(checked, "bias_checks", "groups", put(path, value))
    assert altered("groups", "bias check 1 of EXP-1") in named(checked)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("bias_checks.0.threshold", 0.1),
        ("bias_checks.0.groups.0.value", "0.85"),
        ("bias_checks.1.by", "U0IVAN"),
        ("bias_acceptances.0.by", "U0IVAN"),
        ("bias_acceptances.0.finding", "Never mind."),
        ("bias_acceptances.0.number", 2),
    ],
)
def test_an_altered_check_or_acceptance_in_the_state_is_named(checked: Desk, path: str, value: Any) -> None:
    rewrite(checked, "experiments", "state", put(path, value))
    assert named(checked) == [altered(path.split(".")[0].replace("_", " "))]


def test_a_removed_and_an_inserted_bias_check_are_named(checked: Desk) -> None:
    lay_hand_on(checked, "UPDATE bias_checks SET number = 9 WHERE number = 2")
    assert named(checked) == [
        "The record of bias check 2 of EXP-1 was removed; its facts are there.",
        "The record of bias check 9 of EXP-1 has no facts: it was inserted, or its facts were removed.",
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("UPDATE workspaces SET one_seat_each = true", "one seat each"),
        ("UPDATE workspaces SET recorders = 'part'", "recorders"),
        ("UPDATE terms SET days = 9 WHERE workstream = ''", "due days"),
        ("UPDATE terms SET days = 9 WHERE workstream = 'production'", "due by workstream"),
        ("DELETE FROM terms WHERE workstream = 'production'", "due by workstream"),
    ],
)
def test_an_altered_setting_is_named(checked: Desk, change: str, field: str) -> None:
    team.set_seats(checked, False, by=HUGO, now=NOW)
    team.set_recorders(checked, Recorders.EVERYBODY, by=HUGO, now=NOW)
    for words in ("3 days", "production 1 day"):
        terms.set_terms(checked, words, by=HUGO, now=NOW)
    assert named(checked) == []
    lay_hand_on(checked, change)
    assert named(checked) == [altered(field, checked.workspace)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE workspaces SET one_seat_each = false WHERE workspace = 'T0ASSAY'",
        "INSERT INTO terms (workspace, workstream, days) VALUES ('T0ASSAY', '', 20)",
    ],
)
def test_a_setting_that_nobody_set_is_named(checked: Desk, change: str) -> None:
    lay_hand_on(checked, change)
    assert named(checked) == [
        "The record of T0ASSAY has no facts: it was inserted, or its facts were removed."
    ]


def test_a_setting_that_cannot_be_read_is_named(checked: Desk) -> None:
    terms.set_terms(checked, "production 1 day", by=HUGO, now=NOW)
    lay_hand_on(checked, "UPDATE terms SET workstream = 'nonsense' WHERE workstream = 'production'")
    assert named(checked) == ["The record of T0ASSAY cannot be read: it was altered."]


def test_setting_what_is_set_already_leaves_no_fact(checked: Desk) -> None:
    team.set_seats(checked, True, by=HUGO, now=NOW)
    terms.set_terms(checked, "2 days", by=HUGO, now=NOW)
    assert waiting_of(checked, checked.workspace) == []


def test_a_record_that_cannot_be_read_is_named_and_the_others_are_held_against_their_facts(
    checked: Desk,
) -> None:
    lay_hand_on(checked, "UPDATE projects SET workstream = 'nonsense'", "UPDATE tokens SET name = 'other'")
    assert named(checked) == [
        altered("name", "API token 1"),
        "The record of project 1 cannot be read: it was altered.",
    ]


@pytest.mark.parametrize(
    "change", ["accepts = ''", "decision = 'No'", "reason = 'Never mind'", "\"by\" = 'U0IVAN'", "task = 'x'"]
)
def test_an_altered_decision_is_named(checked: Desk, change: str) -> None:
    lay_hand_on(checked, f"UPDATE follow_ups SET {change}")
    assert named(checked) == [altered(change.split(" =")[0].strip('"'), "follow-up 1")]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("name = 'Other'", "name"),
        ("folded_name = 'other'", "name"),
        ("workstream = 'production'", "workstream"),
        ("channel = 'C0X'", "channel"),
        ("created_by = 'U0IVAN'", "created by"),
        ("members = '[\"U0IVAN\"]'", "members"),
        ("milestones = '[]'", "milestones"),
    ],
)
def test_an_altered_project_is_named(checked: Desk, change: str, field: str) -> None:
    lay_hand_on(checked, f"UPDATE projects SET {change}")
    assert named(checked) == [altered(field, "project 1")]


def test_an_altered_milestone_is_named(checked: Desk) -> None:
    with checked.database.engine.begin() as connection:
        kept = connection.execute(text("SELECT milestones FROM projects")).scalar_one()
        milestones = json.loads(kept) if isinstance(kept, str) else kept
        milestones[0]["done_at"] = None
        connection.execute(
            text("UPDATE projects SET milestones = :changed"), {"changed": json.dumps(milestones)}
        )
    assert named(checked) == [altered("milestones", "project 1")]


def test_a_project_that_nobody_created_is_named(checked: Desk) -> None:
    columns = columns_of(checked, "projects")
    listed = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join({"number": "2", "folded_name": "'x'"}.get(name, f'"{name}"') for name in columns)
    lay_hand_on(checked, f"INSERT INTO projects ({listed}) SELECT {values} FROM projects")
    assert named(checked) == [
        "The record of project 2 has no facts: it was inserted, or its facts were removed."
    ]


def test_a_project_whose_name_is_told_from_others_by_a_sign_is_sound(checked: Desk) -> None:
    draft = ProjectDraft(name="C++ service", workstream="production", members=(ANA,))
    projects.create(checked, draft, by=ANA, channel="C0LAB", now=NOW, request=new_request())
    assert named(checked) == []


@pytest.mark.parametrize("subject", ["project 1", "API token 1", "C0ANYTHING"])
def test_the_last_entry_of_any_subject_that_was_removed_with_its_mark_before_it_was_sealed_is_named(
    checked: Desk, subject: str
) -> None:
    with checked.begin() as session:
        journal.add(session, Entry(at=NOW, by=ANA, deed=Deed.NOTED, subject=subject, detail="Hm."))
    last = waiting_of(checked, subject)[-1]
    lay_hand_on(
        checked, f"DELETE FROM unsealed WHERE entry = {last}", f"DELETE FROM journal WHERE id = {last}"
    )
    (words,) = named(checked)
    assert words.startswith(f"{subject} counts ")


def test_a_subject_whose_count_was_removed_is_named(checked: Desk) -> None:
    lay_hand_on(checked, "DELETE FROM histories WHERE subject = 'project 1'")
    (words,) = named(checked)
    assert words.startswith("project 1 counts 0 entries of its history; the journal has 3")


def test_who_replaces_the_digest_of_a_token_by_their_own_is_named(checked: Desk) -> None:
    lay_hand_on(checked, f"UPDATE tokens SET digest = '{'0' * 64}'")
    assert named(checked) == [altered("digest", "API token 1")]
