"""`python -m vgkit` is the `vgkit` command."""

from vgkit.cli import main

main(prog_name="vgkit")
