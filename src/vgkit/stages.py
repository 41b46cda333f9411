"""The name under which notebook 6 imports `vgkit.training.stages`."""

import importlib
import sys

sys.modules[__name__] = importlib.import_module("vgkit.training.stages")
