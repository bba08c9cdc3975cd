"""Where Slack's own published tables lie: methods, rates, limits, and the schema of manifests."""

from pathlib import Path

REFERENCE = Path(__file__).parent / "reference"
