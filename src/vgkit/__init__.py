"""vgkit: a course kit on vanishing gradients.

`import vgkit` is cheap: TensorFlow loads with the first name below that needs it.
"""

import importlib

__version__ = "0.1.0"

_HOME = {
    "start": "vgkit.session",
    "blank": "vgkit.blanks",
    "recall": "vgkit.quiz",
    "check": "vgkit.checks",
    "check_stages": "vgkit.stage_checks",
    "train": "vgkit.training",
    "train_in_stages": "vgkit.stages",
    "ask": "vgkit.quiz",
    "answer": "vgkit.quiz",
    "score": "vgkit.quiz",
}

__all__ = ["__version__", *_HOME]


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'vgkit' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__():
    return sorted({*globals(), *__all__})
