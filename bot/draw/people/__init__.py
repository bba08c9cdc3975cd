"""Drawings: who is who: members, roles, duties, projects, absences, and the tokens of machines."""
