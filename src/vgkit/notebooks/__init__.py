"""From one source to hints and solutions, in every language; executed, compared, turned into pages."""

import sys


def _load_validator():
    """Load what validates notebooks without its grammar of IRIs: no notebook is asked for one.

    Where JupyterLab is installed, `jsonschema` would build that grammar whenever it is loaded, for
    longer than all the rest takes.
    """
    grammar = "rfc3987_syntax"
    if grammar in sys.modules:
        return
    sys.modules[grammar] = None  # as if it were not installed
    try:
        import jsonschema  # noqa: F401
    except ImportError:  # who needs it says so
        pass
    finally:
        del sys.modules[grammar]


_load_validator()
