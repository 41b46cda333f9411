"""Call the kit's own checks with what a submission built, whatever the submission calls by their names."""

import builtins
from types import ModuleType

import vgkit


class Checks:
    """Evaluates a call of a check: the checks are the kit's, everything else is the submission's.

    Args:
        originals: by their names in `vgkit`.
        names: of the submission.

    Attributes:
        absent: a name of the last call that the submission does not define, or None.
    """

    def __init__(self, originals: dict[str, object], names: dict):
        self._originals, self._names = originals, names
        self._builtins = dict(vars(builtins))
        self.absent = None

    def __call__(self, code: str) -> None:
        """Evaluate it.

        Raises:
            CheckFailed: the check found something.
            Exception: the submission's code fails.
        """
        self.absent = None
        scope = _Scope(self._originals, self._names, self._builtins)
        try:
            exec(compile(code, "<check>", "exec", dont_inherit=True), scope)
        finally:
            self.absent = scope.absent


class _Scope(dict):
    """The names of a check's call."""

    def __init__(self, originals, names, known):
        super().__init__(__builtins__=builtins)
        self._names, self._known, self.absent = names, known, None
        self._own = {name: each for name, each in originals.items() if isinstance(each, ModuleType)}
        self._own["vgkit"] = _Kit(originals)

    def __missing__(self, name):
        for names in (self._own, self._names, self._known):
            if name in names:
                return names[name]
        self.absent = name
        raise NameError(name)


class _Kit:
    """`vgkit`, as it was."""

    def __init__(self, originals):
        self._originals = originals

    def __getattr__(self, name):
        return self._originals.get(name) or getattr(vgkit, name)
