"""What an experiment is: what was proposed, and what is known of it."""
