"""Notice what a student's code has changed in the kit or in the libraries under it, and undo it.

Kept are the contents of modules and classes, and the code of functions, before any of it ran. What
lies deeper (an object's bytes, by `ctypes`) is not noticed.
"""

import sys
from types import FunctionType, ModuleType

_WATCHED = {"vgkit", "keras", "numpy", "builtins", "json", "os", "sys", "ast", "importlib"}
_PATCHED = {"vgkit", "keras"}  # whose classes and functions are looked into, too
_OF_SYSTEM = ("path", "meta_path", "path_hooks")
# What libraries and Python itself set as they run.
_LIVELY = {"sys": None, "builtins": {"_"}, "vgkit.settings": {"_current"}}


class Integrity:
    """The state of the modules that judge, as it is when this object is made."""

    def __init__(self):
        self._modules, self._classes, self._codes = {}, {}, {}
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] in _WATCHED and isinstance(module, ModuleType):
                self._keep(name, module)
        self._system = {name: list(getattr(sys, name)) for name in _OF_SYSTEM}

    def _keep(self, name, module):
        content = dict(vars(module))
        self._modules[name] = module, content
        if name.partition(".")[0] not in _PATCHED:
            return
        for value in content.values():
            if isinstance(value, type) and _is_patched(value):
                self._classes[value] = dict(vars(value))
                for member in vars(value).values():
                    self._keep_code(member)
            self._keep_code(value)

    def _keep_code(self, function):
        if type(function) in (classmethod, staticmethod):
            function = function.__func__
        if type(function) is FunctionType:
            told = function.__code__, function.__defaults__, function.__kwdefaults__
            self._codes[function] = told

    def restore(self) -> list[str]:
        """Put everything back. Returns the names of what was changed: `"vgkit.checks.network.check"`."""
        sys.settrace(None), sys.setprofile(None)
        changed = []
        for name, (module, content) in self._modules.items():
            if sys.modules.get(name) is not module:
                changed.append(name)
                sys.modules[name] = module
            changed += [f"{name}.{key}" for key in _restored(vars(module), content, name)]
        for kind, content in self._classes.items():
            for key, value in content.items():
                if kind.__dict__.get(key, self) is not value and _set(kind, key, value):
                    changed.append(f"{kind.__module__}.{kind.__qualname__}.{key}")
            for key in [key for key in kind.__dict__ if key not in content]:
                if _decides(kind, key):
                    changed.append(f"{kind.__module__}.{kind.__qualname__}.{key}")
                    delattr(kind, key)
        for function, (code, defaults, of_keywords) in self._codes.items():
            if function.__code__ is not code or function.__defaults__ is not defaults:
                changed.append(f"{function.__module__}.{function.__qualname__}")
                function.__code__, function.__defaults__ = code, defaults
                function.__kwdefaults__ = of_keywords
        for name, content in self._system.items():
            getattr(sys, name)[:] = content
        return changed


def _decides(kind, key):
    """Whether an attribute that was added to a class may change what its objects do."""
    if key.startswith("_abc") or key == "__annotations__":
        return False
    inherited = any(key in vars(base) for base in kind.__mro__[1:])
    return inherited or callable(kind.__dict__[key])


def _is_patched(kind):
    return str(getattr(kind, "__module__", "")).partition(".")[0] in _PATCHED


def _set(kind, key, value):
    """Set a class's attribute back. Returns whether that was possible: some are Python's own."""
    try:
        setattr(kind, key, value)
    except (AttributeError, TypeError):
        return False
    return True


def _restored(now, before, name):
    """Put a module's content back; yields the names of what was changed."""
    lively = _LIVELY.get(name, ())
    if lively is None:
        return
    for key, value in before.items():
        if key not in lively and not key.startswith("__") and now.get(key, now) is not value:
            now[key] = value
            yield key
    if name.partition(".")[0] == "vgkit":
        for key in [key for key in now if key not in before and not key.startswith("__")]:
            if not isinstance(now[key], ModuleType):
                del now[key]
                yield key
