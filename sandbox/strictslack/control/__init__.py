"""What people do and see: the control API behind the page and the tests."""
