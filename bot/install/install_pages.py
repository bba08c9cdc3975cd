"""The pages of installing, as plain HTML: each a few sentences and at most one button."""

from collections.abc import Sequence
from html import escape
from string import Template

from bot.draw.installing.welcome_message import STEPS
from rules.installing.grants import Grant

PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
:root { color-scheme: light dark; }
body { font: 1.05rem/1.55 system-ui, sans-serif; max-width: 36rem; margin: 12vh auto; padding: 0 1.25rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
li { margin: .5rem 0; }
code { font: .95em ui-monospace, monospace; }
a.button { display: inline-block; margin-top: .75rem; padding: .7rem 1.4rem; border-radius: .5rem; background: #1f3d36;
  color: #fff; text-decoration: none; font-weight: 600; border: 1px solid #4f7f73; }
a.button:focus-visible { outline: 3px solid #7fb3a6; outline-offset: 2px; }
</style>
</head>
<body>
<main>
<h1>$title</h1>
$content
</main>
</body>
</html>
""")


def drawn(
    title: str, paragraphs: Sequence[str], button: str = "", address: str = "", steps: Sequence[str] = ()
) -> str:
    """Return a page; everything in it is text, and is escaped here."""
    parts = [f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs]
    if steps:
        parts.append(f"<ol>{''.join(f'<li>{escape(step)}</li>' for step in steps)}</ol>")
    if button:
        parts.append(f'<p><a class="button" href="{escape(address)}">{escape(button)}</a></p>')
    return PAGE.substitute(title=escape(title), content="\n".join(parts))


def begin(address: str) -> str:
    """Return the page that begins it; its button leads to Slack."""
    return drawn(
        "Add Assay to Slack",
        (
            "Assay takes an AI experiment from a proposal to production, in the channels where your team works.",
            "Slack shows you next what Assay asks for. It writes only in channels that it was invited to, and keeps nothing of "
            "what people say there.",
        ),
        "Add to Slack",
        address,
    )


def installed(grant: Grant, address: str) -> str:
    """Return the page that says it is done, with what comes next."""
    where = grant.name or "your workspace"
    first = "Choose next which workspaces of the organisation have it. " if grant.is_org_wide else ""
    return drawn(
        f"Assay is in {where}",
        (f"{first}The same three steps wait for you in Slack, as a message from Assay.",),
        "Choose the workspaces" if grant.is_org_wide else "Open Assay in Slack",
        address,
        tuple(step.replace("`", "").replace("*", "") for step in STEPS),
    )


def denied(again: str) -> str:
    """Return the page of who did not agree at Slack."""
    return drawn(
        "Assay was not installed",
        ("It was not agreed to at Slack, so nothing was changed.",),
        "Start again",
        again,
    )


def state_gone(again: str) -> str:
    """Return the page of a link that was used before, is too old, or never was one of ours."""
    why = "This link was used before, or is more than ten minutes old. Nothing was changed."
    return drawn("Please start again", (why,), "Start again", again)


def other_browser(again: str) -> str:
    """Return the page of a link that belongs to another browser."""
    why = "This installation was begun in another browser, or this one keeps no cookies. Nothing was changed."
    return drawn("Please start again in this browser", (why,), "Start again", again)


def code_spent(again: str) -> str:
    """Return the page of a code that Slack does not take any more."""
    why = "Slack takes each of its codes once, and this one was used or is too old. If Assay answers in Slack, all is well."
    return drawn("Slack does not take this code", (why,), "Start again", again)


def refused(reason: str, again: str) -> str:
    """Return the page of an installation that Slack refuses, by the name that it gives the reason."""
    why = f"Slack gives Assay no token, and names as the reason: {reason}. Nothing was changed."
    return drawn("Slack refused", (why,), "Start again", again)


def slack_away(again: str) -> str:
    """Return the page of a Slack that did not answer."""
    why = "Slack did not answer just now, so Assay has no token and was not installed. Please try again in a moment."
    return drawn("Slack is away", (why,), "Start again", again)


def crowded(again: str) -> str:
    """Return the page of a moment in which too many come at once."""
    why = "Too many want to install Assay at this moment. Nothing was changed; please try again in a few seconds."
    return drawn("Please wait a moment", (why,), "Start again", again)


def app_refused() -> str:
    """Return the page of an Assay that Slack does not know."""
    why = (
        "Slack does not know this Assay by the id and the secret that it was given. Who runs it finds the rest in its log, and "
        "what is wrong with `python -m bot doctor`."
    )
    return drawn("Assay is not set up", (why,))
