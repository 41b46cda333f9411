"""Commands, run in this process; and what they are run on."""

import struct

from click.testing import CliRunner

from vgkit import data
from vgkit.cli.app import main

CONTENT = struct.pack(">2I", 0x801, 3) + bytes([1, 2, 3])
LABELS = data.FILES["y_test"].name
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
