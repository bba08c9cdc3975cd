"""Experiments as insights see them."""

from typing import Any

from rules.experiments.experiment import Stage
from rules.learning.studied import Studied
from rules.people.projects import Workstream
from tests.rules.stages import NOW


def studied(**facts: Any) -> Studied:
    """Return an experiment that was proposed NOW, with other facts where they are named."""
    usual: dict[str, Any] = {
        "number": 1,
        "title": "Smaller router model",
        "workstream": Workstream.OPTIMIZATION,
        "proposed_at": NOW,
        "stage": Stage.PROPOSED,
        "stage_since": NOW,
    }
    return Studied(**{**usual, **facts})
