"""`python -m vgkit` is the `vgkit` command."""

from vgkit.cli.app import main

main(prog_name="vgkit")
