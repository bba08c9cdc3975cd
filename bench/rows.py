"""All rows: each module that is named here adds its own. docs/bench.md tells how to write one."""

from bench import click_rows, delivery_rows, overload_rows, people_rows, process_rows, scale_rows
from bench.frame import ROWS

MODULES = (click_rows, overload_rows, delivery_rows, scale_rows, people_rows, process_rows)
__all__ = ["ROWS"]
