"""What a team does in its first weeks, told once, so that all of the main statements are asked of the database."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from bot.serve.clock import hold_ceremonies, remind_people, seal_journal, tidy
from flows.ceremonies import feeds
from flows.desk import Desk
from flows.journal import verification
from flows.people import team
from rules.ceremonies.ceremonies import Phase
from rules.refusals import Refused
from store.database import Database
from tests import stories
from tests.bot.lab import HTTP, Lab, open_lab
from tests.flows import gatherings, retrospectives
from tests.flows.deeds import DEEDS
from tests.stories import CHANNEL, NOW

PUBLIC = "https://assay.example.com"
# What each of them says; every answer reads something else.
SAID = {
    "ana": (
        "/experiment",
        "/experiment list",
        "/experiment list running",
        "/experiment list mine",
        "/experiment list project Router",
        "/experiment list overdue",
        "/experiment list workstream production",
        "/experiment show EXP-5",
        "/experiment show EXP-5 at 2",
        "/experiment history EXP-5",
        "/experiment search smaller router",
        "/experiment insights",
        "/experiment insights project Router last 90 days",
        "/experiment metric EXP-2 accuracy 0.95",
        "/experiment remind EXP-11",
        "/project list",
        "/project show Router",
        "/team away until friday for @ben",
        "/team back",
        "/standup",
        "EXP-5 looks good to me",
    ),
    "ben": (
        "/experiment waiting",
        "/team list",
        "/ceremony list",
        "/retro actions",
        "/retro well It was good",
    ),
    "hugo": (
        "/team tokens",
        "/team seats many",
        "/team values everybody",
        "/team due production 2 days",
        "/team links on",
        "/team role @ivan data engineer",
        "/team give @ivan ethics",
        "/ceremony pause review",
        "/ceremony resume review",
        "/ceremony skip ethics",
    ),
}
DAYS, EVERY = timedelta(days=16), timedelta(hours=6)


def happen(database: Database) -> None:
    """Let all of it happen in a database of two workspaces."""
    for workspace in (stories.OTHER_WORKSPACE, stories.WORKSPACE):
        stories.open_desk(database, workspace)
    with open_lab(database, HTTP, public_url=PUBLIC) as lab:
        gatherings.set_up(lab.desk, expected=(stories.ANA, stories.BEN))
        feeds.renew(public(lab), CHANNEL, by=stories.ANA, now=NOW)
        do_every_deed(lab.desk)
        lab.deliver()
        record_by_token(lab)
        talk(lab)
        hold_standup(lab)
        hold_retro(lab)
        let_days_pass(lab)
        read_everything(lab)


def do_every_deed(desk: Desk) -> None:
    """Do each deed that there is; one that another has made impossible is refused."""
    team.record_roster(desk, stories.TEAM, now=NOW)
    for doing in DEEDS:
        with suppress(Refused):
            doing.do(desk, doing.prepare(desk))


def public(lab: Lab) -> Desk:
    """Return the desk as it is where the public address is known."""
    return Desk(lab.office.database, lab.workspace, public_url=PUBLIC)


def record_by_token(lab: Lab) -> None:
    """Let a machine record values."""
    _, secret = stories.token(lab.desk)
    key = f"EXP-{stories.running(lab.desk).number}"
    assert lab.web
    answer = lab.web.test_client().post(
        f"/api/v1/experiments/{key}/metrics",
        json={"metric": "accuracy", "value": 0.93},
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code < 300, answer.json


def talk(lab: Lab) -> None:
    """Let people ask and say what can be typed, fill in forms, and look at their Home."""
    for name, texts in SAID.items():
        for text in texts:
            lab.person(name).type(text, channel="reviews" if "EXP" in text else "lab")
        lab.person(name).home(lab.sandbox.app.id)
    ana = lab.person("ana")
    ana.close(clear=True)
    ana.type("/experiment propose", channel="reviews")
    ana.fill("Title", "Said in a form")
    ana.fill("Hypothesis", "If it is smaller, then it is faster.")
    assert ana.submit()["ok"]
    lab.deliver()


def hold_standup(lab: Lab) -> None:
    """Hold a standup in which somebody is blocked."""
    go_to(lab, datetime(2026, 3, 3, 8, 30, tzinfo=UTC))
    ana = lab.person("ana")
    ana.click("Check in", channel="lab", near="What did you do")
    ana.fill("Progress", "Trained the router")
    ana.fill("Blockers", "EXP-2: waiting for the GPU quota")
    assert ana.submit()["ok"]
    lab.deliver()


def hold_retro(lab: Lab) -> None:
    """Hold a retrospective with cards and an action."""
    holding = retrospectives.again(lab.desk, now=lab.hands.now)
    retrospectives.add(lab.desk, holding, "It was fast")
    retrospectives.advance(lab.desk, holding, Phase.VOTE, now=lab.hands.now)
    retrospectives.agree(lab.desk, holding, "A fixed review hour", now=lab.hands.now)
    lab.deliver()


def let_days_pass(lab: Lab) -> None:
    """Let the clock tick through some days, with all that it does."""
    until = lab.hands.now + DAYS
    while lab.hands.now < until:
        go_to(lab, lab.hands.now + EVERY)
        remind_people(lab.office)
        seal_journal(lab.office)


def go_to(lab: Lab, when: datetime) -> None:
    """Let it be a time: ceremonies are held, and letters delivered."""
    lab.hands.now = when
    hold_ceremonies(lab.office)
    lab.deliver()


def read_everything(lab: Lab) -> None:
    """Read the journal and the calendar, and forget what is kept for some time only."""
    secret = feeds.renew(public(lab), CHANNEL, by=stories.ANA, now=lab.hands.now).rpartition("/")[2]
    assert feeds.calendar(
        lab.office.database, lambda _workspace: lab.desk, secret.removesuffix(".ics"), lab.hands.now
    )
    for name in SAID:
        lab.person(name).type("/experiment waiting", channel="lab")
    assert verification.verify(lab.desk).findings == ()
    tidy(lab.office)
