"""Listeners of the steps that Workflow Builder runs."""
