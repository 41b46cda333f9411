"""The `vgkit` command."""

from vgkit.cli.app import main

__all__ = ["main"]
