"""Evidence packs: all of one experiment in one file that can be verified offline."""
