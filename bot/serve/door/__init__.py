"""The server behind every port of ours: who calls is let in, heard in turn, refused in time, and seen out."""
