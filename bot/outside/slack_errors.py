"""What slack-sdk raises where Slack refuses, or does not answer as it does."""

from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError

# A refusal is one of slack-sdk's own; what breaks off an answer is Python's.
NO_ANSWER = (OSError, HTTPException, SlackClientError)


def status_of(error: SlackApiError) -> int:
    """Return the status of the answer in which Slack refused."""
    return int(getattr(error.response, "status_code", 200))


def reason_of(error: Exception) -> str:
    """Return in short why there is no answer: what Slack calls it, or what broke it off."""
    return str(error.response.get("error") if isinstance(error, SlackApiError) else error)
