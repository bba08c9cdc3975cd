"""The server behind every port of ours, on real sockets."""
