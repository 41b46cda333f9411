"""Commands, run in this process; and what they are run on."""

from click.testing import CliRunner

from tests.data.tiny import LABELS, idx
from vgkit.cli.app import main

CONTENT = idx(0x801, (3,), [1, 2, 3])
__all__ = ["CONTENT", "LABELS", "SOURCE", "run"]
SOURCE = """\
# %% [markdown] id="title" lang="vi"
# Bài

# %% [markdown] id="title" lang="en"
# Exercise

# %% id="sum"
total = 1 + 1  #?? total | vi: cộng | en: add
"""


def run(*arguments, answers=None):
    """The result of a command, with stdout and stderr apart."""
    return CliRunner().invoke(main, arguments, input=answers, catch_exceptions=False)
