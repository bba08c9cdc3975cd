"""Drawings: what an experiment is judged by: values, links, bias checks, and the checklist they make."""
