"""Whom frozen values name, in a field of their own or within a text."""

import re

from pydantic_core import to_json

# A word in capitals may look like an id; then nobody is found who bears it.
USER = re.compile(rb"(?<![A-Z0-9])[UW][A-Z0-9]{1,19}(?![A-Z0-9])")


def users_in(*values: object) -> frozenset[str]:
    """Return all that may be ids of users in some values."""
    return frozenset(found.decode() for found in USER.findall(to_json(values, bytes_mode="hex")))
