"""What a check finds: one mistake, its message, the blank it belongs to."""

import re
from dataclasses import dataclass

from vgkit.errors import VgkitError
from vgkit.messages import say


@dataclass(frozen=True)
class Finding:
    """One mistake.

    Attributes:
        code: its kind, for tests.
        message: for the student: where, what was found, where to look.
        blank: name of the blank it belongs to, or None.
    """

    code: str
    message: str
    blank: str | None = None


class CheckFailed(VgkitError):
    """The model is not the exercise's network yet. `findings` holds every `Finding`."""

    def __init__(self, findings):
        self.findings = findings
        lines = []
        for finding in findings:
            place = f"[{finding.blank}] " if finding.blank else ""
            lines.append(f"✗ {place}{finding.message}")
        super().__init__("\n" + "\n".join(lines))


def not_a_setting(found: object, how: str) -> Finding:
    """The `Finding` where a `setting.Setting` was expected.

    Args:
        found: what stands there instead.
        how: one is made, in the session's language, such as `"replace(climb.kept, …) makes it"`.
    """
    kind = type(found).__name__
    return Finding(
        "not_a_setting",
        say("A Setting was expected here, as {how}. Received: {kind}.", how=how, kind=kind),
    )


def shown(value: object) -> object:
    """A setting in few words: an object that Keras has written down is named by its class."""
    if isinstance(value, float):
        return f"{value:.6g}"
    if not isinstance(value, dict):
        return value
    inner = value.get("config")
    inner = inner if isinstance(inner, dict) else {}
    name = inner.get("name") or inner.get("mode") or value.get("class_name")
    return say("a function") if name in (None, "function", "__lambda__") else name


def reason(error: Exception) -> str:
    """What an error says, in one line: without what Keras and TensorFlow put around it."""
    lines = re.sub(r"\x1b\[\d*m|\{\{function_node .*?\}\} ?", "", str(error)).strip().splitlines()
    framed = "Exception encountered when calling"
    return next((line for line in lines if line and not line.startswith(framed)), "")


def listed(names: list[str]) -> str:
    """Names, numbers or settings in one line, with commas."""
    return ", ".join(str(name) for name in names)
