"""The settings of a workspace as an admin gives them in the form."""
