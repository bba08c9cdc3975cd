"""`make bench`: what docs/bench.md promises about speed, measured on this machine as ratios in one run."""
