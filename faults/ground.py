"""What people find when a campaign begins: a team, experiments in three stages, and ceremonies that are held or about to be."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import yaml

from bench.seats import PEOPLE, PROPOSAL, careless, in_review, new_mark, now
from demo.house import TEAM
from demo.seed import seed_team
from demo.story import ADA, ANA, GENERAL, REVIEWERS, REVIEWS, ROLES
from faults.deeds import Ground
from faults.slack_house import WORKSPACE
from flows.ceremonies import schedules, setups
from flows.desk import Desk
from flows.lifecycle import closings, decisions, proposals, submissions
from flows.people import team
from rules.ceremonies.setups import CeremonyDraft, SetupDraft
from rules.ceremony_names import Ceremony
from rules.experiments.experiment import ReviewKind, Verdict
from rules.lifecycle.seats import ReviewSeat
from rules.people.people import Member
from rules.promotion.rollouts import RolloutDraft
from store import migrate

NOON = 12
ZONES = (
    "Pacific/Honolulu",
    "America/Phoenix",
    "America/Sao_Paulo",
    "UTC",
    "Africa/Nairobi",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Australia/Brisbane",
)
# The first ceremony of the clock begins after so long, and the others each a minute later.
FIRST_BEGINS = timedelta(minutes=2)
LATER_TODAY = timedelta(hours=3)
ROLLOUT = RolloutDraft(service="intents", traffic_steps="10, 100", bake_hours="12")


def prepare(url: str, boards: int) -> Ground:
    """Make all that there is, and return what people work on."""
    with careless(url) as desk:
        migrate.upgrade(desk.database)
        team.record_workspace(desk, TEAM, now=now())
        seed_team(desk, people(), now())
        before_board = [in_review(desk).number for _ in range(boards)]
        at_gate = [promoting(desk) for _ in range(max(boards // 4, 2))]
        running = [
            proposals.propose(desk, PROPOSAL, by=ANA, channel=REVIEWS, now=now(), request=new_mark()).number
            for _ in range(max(boards // 4, 3))
        ]
        for number in running:
            closings.start(desk, number, by=ANA, now=now())
        set_up_ceremonies(desk)
        return Ground(running, before_board, at_gate, now().astimezone(ZoneInfo(zone_at_noon(now()))).date())


def people() -> list[Member]:
    """Return the team as Slack will tell of it, so that no card is drawn otherwise once it does."""
    described = {one["id"]: one for one in yaml.safe_load(WORKSPACE.read_text())["people"]}
    return [
        replace(member, name=described[member.id]["real_name"], zone=described[member.id]["tz"])
        for member in PEOPLE
    ]


def promoting(desk: Desk) -> int:
    """Return a new experiment whose promotion awaits its three approvals."""
    number = in_review(desk).number
    for kind in ReviewKind:
        seat = ReviewSeat(number, 1, kind)
        decisions.review(desk, seat, Verdict.APPROVE, by=REVIEWERS[kind], now=now())
    return submissions.promote(desk, number, ROLLOUT, by=ANA, now=now(), request=new_mark()).number


def zone_at_noon(moment: datetime) -> str:
    """Return a zone in which it is about noon, so that no day of a ceremony ends during a campaign."""
    return min(ZONES, key=lambda zone: abs(moment.astimezone(ZoneInfo(zone)).hour - NOON))


def set_up_ceremonies(desk: Desk) -> None:
    """Set up all four in the channel of reviews, where the clock begins them one after the other, and in another channel a
    standup and a retrospective, which are open already."""
    zone, begun = zone_at_noon(now()), now()
    first = begun + FIRST_BEGINS
    times = {one: first + timedelta(minutes=place) for place, one in enumerate(Ceremony)}
    set_up(desk, REVIEWS, zone, times)
    open_now = (Ceremony.STANDUP, Ceremony.RETRO)
    set_up(desk, GENERAL, zone, dict.fromkeys(open_now, begun + LATER_TODAY))
    for ceremony in open_now:
        schedules.run_now(desk, GENERAL, ceremony, by=ADA, now=now())


def set_up(desk: Desk, channel: str, zone: str, times: dict[Ceremony, datetime]) -> None:
    """Set up ceremonies of a channel at times of today."""
    local = {one: moment.astimezone(ZoneInfo(zone)) for one, moment in times.items()}
    drafts = {
        one: CeremonyDraft(
            weekdays=(str(moment.weekday()),), at=f"{moment:%H:%M}", first=moment.date().isoformat()
        )
        for one, moment in local.items()
    }
    draft = SetupDraft(chosen=tuple(times), zone=zone, expected=tuple(ROLES), ceremonies=drafts)
    setups.set_up(desk, channel, draft, by=ADA, now=now(), request=new_mark())
