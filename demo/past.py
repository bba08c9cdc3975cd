"""What the demo's team tried half a year ago: history for forecasts, search and insights."""

from demo.story import ANA, CHLOE, HANA, Story
from flows.lifecycle import closings
from rules.lifecycle.steps import Step

# Owner, days ago, days until the result, the owner's estimate, title, learning.
TRIED_BEFORE = (
    (
        ANA,
        180,
        12,
        10,
        "Quantise the embedding model",
        "No gain: recall fell by 4 points and latency by only 5%.",
    ),
    (
        CHLOE,
        171,
        19,
        14,
        "Cache frequent questions",
        "Half of the questions repeat, but prices change: expire by topic.",
    ),
    (
        ANA,
        160,
        23,
        20,
        "Batch requests to the embedding model",
        "Cheaper by 30%; batches above 32 hurt the p95.",
    ),
    (HANA, 141, 16, 14, "Fewer examples in the support prompt", "Three examples do as well as eight."),
    (
        ANA,
        120,
        27,
        14,
        "Hybrid search with keyword boosts",
        "Keywords help part numbers and hurt everything else.",
    ),
    (
        CHLOE,
        95,
        21,
        25,
        "Drop stale documents from the index",
        "Answers quote old prices less; age by source, not by date.",
    ),
)


def tried_before(
    story: Story, owner: str, ago: int, took: int, estimate: int, title: str, learning: str
) -> None:
    """Tell of an experiment that was concluded, with what it taught: history for forecasts and search."""
    number = story.propose(
        owner,
        ago,
        title=title,
        hypothesis=f"If we try it ({title[:1].lower()}{title[1:]}), cost or latency falls at equal quality.",
        workstream="optimization",
        target=str(story.day(estimate - ago)),
    )
    closings.close(
        story.desk,
        number,
        Step.CONCLUDE,
        by=owner,
        note=learning,
        now=story.ago(ago - took),
        request=story.request(),
    )
