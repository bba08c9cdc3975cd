"""Who may record values: a setting of the workspace."""

from rules.words import Worded


class Recorders(Worded):
    """Who may record values in a workspace."""

    PART = "part", "those with a part in the experiment"
    EVERYBODY = "everybody", "everybody in the team"
