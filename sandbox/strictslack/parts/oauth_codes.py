"""The codes that a consent gives: each is exchanged once, within ten minutes."""

from dataclasses import dataclass

from strictslack.errors import SlackError
from strictslack.identifiers import new_key
from strictslack.parts.clock import Clock

LIFETIME = 600.0


@dataclass
class Consent:
    """What somebody agreed to."""

    app_id: str
    team_id: str
    user_id: str
    scopes: list[str]
    user_scopes: list[str]
    redirect_uri: str
    made_at: float
    is_org_wide: bool = False


class OAuthCodes:
    """Hands out codes and takes each back once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made: dict[str, Consent] = {}

    def make(self, consent: Consent) -> str:
        """A fresh code for a consent."""
        code = new_key()
        self._made[code] = consent
        return code

    def take(self, code: str, app_id: str, redirect_uri: str) -> Consent:
        """The consent behind a code; `invalid_code` when used, old or another app's."""
        consent = self._made.pop(code, None)
        if consent is None or consent.app_id != app_id or self._clock.now() - consent.made_at > LIFETIME:
            raise SlackError("invalid_code")
        if redirect_uri != consent.redirect_uri:
            raise SlackError("bad_redirect_uri")
        return consent
