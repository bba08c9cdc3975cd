"""What people say outside of commands and forms: shortcuts, and words typed to Assay or beside its messages."""
