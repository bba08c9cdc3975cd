"""Drawings: what a promotion makes: the deployment plan, and monitoring that was tried."""
