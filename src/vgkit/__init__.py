"""vgkit: a course kit on vanishing gradients.

`import vgkit` is cheap: TensorFlow loads with the first name below that needs it.
"""

import importlib
import time
from pathlib import Path

__version__ = "0.1.0"
_FOLDER, _LOADED = Path(__file__).parent, time.time()

# What a student calls, and the room that it lives in.
_FUNCTIONS = {
    "start": "notebooks.session",
    "as_solution": "notebooks.session",
    "blank": "notebooks.blanks",
    "check": "checks.network",
    "check_function": "checks.functions",
    "check_stages": "checks.stages",
    "train": "training.trainer",
    "train_in_stages": "training.stages",
    "ask": "quiz.widgets",
    "answer": "quiz.answers",
    "recall": "quiz.answers",
    "score": "quiz.answers",
}
# Short names of modules that notebooks import, as in `from vgkit import plots, tables`.
_MODULES = {
    "cases": "experiments.cases",
    "cnn": "networks.cnn",
    "cnn_plots": "figures.cnn_plots",
    "diagrams": "figures.diagrams",
    "gradient_diagrams": "figures.gradient_diagrams",
    "ladder": "experiments.ladder",
    "ladder_checks": "checks.ladder",
    "ladder_plots": "figures.sweeps.ladder_plots",
    "ladder_tables": "figures.sweeps.ladder_tables",
    "layers": "networks.layers",
    "map_plots": "figures.map_plots",
    "maps": "diagnostics.gradient_map",
    "models": "networks.mlp",
    "plots": "figures.plots",
    "protocol": "networks.starting_point",
    "records": "training.records",
    "seeds": "figures.seeds",
    "signals": "diagnostics.signals",
    "spread": "figures.spread",
    "stages": "training.stages",
    "structure": "networks.description",
    "sweep": "experiments.sweep",
    "tables": "figures.tables",
    "theory": "figures.theory",
    "transfer": "experiments.transfer",
    "transfer_checks": "checks.transfer",
    "transfer_tables": "figures.transfer_tables",
    "variation_checks": "checks.variations",
    "variation_plots": "figures.sweeps.variation_plots",
    "variation_tables": "figures.sweeps.variation_tables",
    "variations": "experiments.variations",
    "yardstick": "figures.method_comparison",
}

__all__ = ["__version__", *_FUNCTIONS, *_MODULES]


def __getattr__(name):
    try:
        if name in _MODULES:
            return importlib.import_module(f"vgkit.{_MODULES[name]}")
        if name in _FUNCTIONS:
            return getattr(importlib.import_module(f"vgkit.{_FUNCTIONS[name]}"), name)
        raise AttributeError(f"module 'vgkit' has no attribute {name!r}")
    except (ImportError, AttributeError, SyntaxError) as error:
        if name.startswith("__") or _is_room(name) or not has_changed():
            raise
        from vgkit.errors import VgkitError

        raise VgkitError(restart_advice(error)) from None


def home(name: str) -> str | None:
    """The module below this package that a name for students lives in, unloaded; None for others."""
    return _FUNCTIONS.get(name) or _MODULES.get(name)


def restart_advice(error: Exception) -> str:
    """What to do where modules of before a change and of after it did not fit together."""
    from vgkit.messages import say

    return say(
        "vgkit was changed on this machine after this session had loaded it ({error}). "
        "Restart the kernel, then run the notebook again: finished epochs are kept.",
        error=error,
    )


def _is_room(name):
    """Whether `from vgkit import name` goes on to import a folder or a file of that name."""
    return any((_FOLDER / path).exists() for path in (name, f"{name}.py"))


def has_changed() -> bool:
    """Whether a file of this package is newer than this session."""
    files = (path.stat() for path in _FOLDER.rglob("*.py"))
    return any(max(file.st_mtime, file.st_ctime) > _LOADED for file in files)


def __dir__():
    return sorted({*globals(), *__all__})
