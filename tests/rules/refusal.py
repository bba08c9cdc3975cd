"""What a deed that must be refused says."""

from collections.abc import Callable

import pytest

from rules.refusals import Refused


def refusal_of(deed: Callable[[], object]) -> Refused:
    """Return the refusal that a deed ends in."""
    with pytest.raises(Refused) as caught:
        deed()
    return caught.value


def reasons_of(deed: Callable[[], object]) -> str:
    """Return everything that a refused deed says, as one text."""
    return " ".join(refusal_of(deed).reasons)
