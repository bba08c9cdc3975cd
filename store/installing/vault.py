"""Sealing tokens, so that a copy of the database gives nobody a way into Slack."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class WrongKey(Exception):
    """What was sealed is opened by none of the keys there are."""


class Vault:
    """Seals with the newest key, and opens with any.

    What is sealed says for which workspace it is, so that the token of one, put into the row of another, opens nothing.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = MultiFernet([Fernet(key) for key in keys])
        self.newest = Fernet(keys[0])

    def seal(self, workspace: str, secret: str) -> str:
        """Return a secret of a workspace as it is kept; none stays none."""
        return self.newest.encrypt(f"{workspace}\n{secret}".encode()).decode() if secret else ""

    def open(self, workspace: str, sealed: str) -> str:
        """Return what was sealed for a workspace; raise `WrongKey` where it was not, or by another key."""
        if not sealed:
            return ""
        try:
            owner, _, secret = self.keys.decrypt(sealed.encode()).decode().partition("\n")
        except InvalidToken:
            raise WrongKey(workspace) from None
        if owner != workspace:
            raise WrongKey(workspace)
        return secret

    def is_newest(self, sealed: str) -> bool:
        """Tell whether something was sealed with the newest key, or is nothing."""
        try:
            return not sealed or bool(self.newest.decrypt(sealed.encode()))
        except InvalidToken:
            return False


def new_key() -> str:
    """Return a key that nobody has yet."""
    return Fernet.generate_key().decode()
