"""What people type instead of the words of a command, and the nearest right answer to it."""

import difflib

from bot.ids import Command
from rules.words import fold

ALSO: dict[Command, dict[str, str]] = {
    Command.EXPERIMENT: {
        "propose": "new create add register make",
        "waiting": "wait todo todos inbox queue pending tasks",
        "list": "ls all overview index mine my board",
        "show": "status state view get info details display open card see describe comment note discuss",
        "start": "begin run launch go",
        "edit": "update change modify amend rename set",
        "handover": "hand assign transfer owner reassign give",
        "metric": "measure value values record metrics result measurement",
        "submit": "review resubmit send",
        "override": "waive waiver exception bypass",
        "promote": "deploy release ship production",
        "rollback": "revert undo roll",
        "retire": "archive decommission sunset stop",
        "withdraw": "cancel delete remove abandon drop",
        "conclude": "finish complete close end",
        "remind": "reminder nudge ping poke chase",
        "history": "log audit changes timeline journal",
        "search": "find grep query lookup",
        "insights": "stats statistics report analytics forecast",
    },
    Command.PROJECT: {
        "create": "new add make start propose",
        "list": "ls all overview projects",
        "show": "status view open get info details see",
        "edit": "update change modify rename members",
        "done": "complete finish close milestone",
    },
    Command.TEAM: {
        "list": "ls all who members people show status roster",
        "role": "roles set",
        "give": "grant add duty duties assign",
        "take": "revoke remove ungrant withdraw",
        "seats": "seat",
        "values": "recorders record",
        "links": "link unfurl unfurls mentions",
        "away": "vacation holiday ooo off leave pto sick absent out",
        "back": "return returned here present",
        "due": "deadline deadlines sla terms",
        "tokens": "token api key keys",
    },
    Command.CEREMONY: {
        "setup": "set create new add config configure settings edit",
        "list": "ls show status next when schedule overview",
        "move": "reschedule change shift postpone delay",
        "pause": "stop suspend hold disable",
        "resume": "unpause continue restart enable",
        "skip": "cancel omit drop",
        "run": "start now open begin",
        "feed": "calendar ics ical subscribe",
    },
    Command.STANDUP: {
        "checkin": "check check-in update answer in report post write",
        "summary": "status show list overview",
        "message": "dm remind notify reminder ask",
    },
    Command.RETRO: {
        "add": "card new write create",
        "well": "good went-well positive plus win wins",
        "improve": "bad improvement negative minus problem",
        "idea": "ideas suggestion suggest",
        "thanks": "thank kudos shoutout praise thx",
        "actions": "action todo todos tasks list",
    },
}
# Decisions are made by the buttons of a message, where it shows what is judged.
DECISIONS = frozenset(
    [
        "approve",
        "approved",
        "approval",
        "reject",
        "rejected",
        "decline",
        "declined",
        "accept",
        "deny",
        "refuse",
        "decide",
        "confirm",
        "dismiss",
        "lgtm",
        "vote",
        "signoff",
        "sign-off",
        "request-changes",
        "changes-requested",
    ]
)


def meant(command: Command, typed: str, names: tuple[str, ...]) -> str:
    """Return the word of a command that was meant by another one: what it is called elsewhere, or what is spelled most alike."""
    by_fold = {fold(other): name for name, others in ALSO[command].items() for other in others.split()}
    by_fold |= {fold(name): name for name in names}
    if command is Command.EXPERIMENT:
        by_fold = {fold(word): word for word in DECISIONS} | by_fold
    near = difflib.get_close_matches(fold(typed[:100]), by_fold, n=1, cutoff=0.6)
    return by_fold[near[0]] if near else ""


def is_decision(word: str) -> bool:
    """Tell whether a word decides something."""
    return word in DECISIONS


def elsewhere(command: Command, typed: str, names: dict[Command, tuple[str, ...]]) -> str:
    """Return the word of another command that a word is, as it is typed there; nothing where none is."""
    folded = fold(typed)
    for other in Command:
        if other is command:
            continue
        if folded in names[other]:
            return f"{other.value} {folded}"
        for name, others in ALSO[other].items():
            if folded in map(fold, others.split()) and other is not Command.EXPERIMENT:
                return f"{other.value} {name}"
    return ""
