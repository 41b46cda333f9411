"""One row of a sweep: what a training measured, or how it failed."""

import re
import textwrap
from dataclasses import dataclass, replace

from vgkit.training.records import last_values


@dataclass(frozen=True)
class SweepRow:
    """What one setting came to.

    Attributes:
        setting: the `setting.Setting` as JSON knows it.
        dataset: name of the images, as `data.prepare` gives it.
        key: says which training it is, whatever it is called (`sweep.key`).
        metrics: for each of `records.METRICS` one float per epoch, of the last training where there
            are stages; None where the training failed.
        gradient_ratio: gradient norm of hidden 1 divided by the output layer's before that training;
            None where it is no number.
        seconds: median of an epoch.
        test_accuracy: 0 to 1, where validation is not by the test images.
        error: how the training failed, in the language that its process spoke; None where it did not.
    """

    setting: dict
    dataset: str
    key: str = ""
    metrics: dict[str, list[float]] | None = None
    gradient_ratio: float | None = None
    seconds: float | None = None
    test_accuracy: float | None = None
    error: str | None = None

    def __repr__(self):
        error = textwrap.shorten(self.error or "", 100)
        what = f"error={error!r}" if self.failed else last_values(self.metrics or {})
        return f"{type(self).__name__}({self.setting.get('name')!r}, {what})"

    @classmethod
    def of(cls, content: dict) -> "SweepRow":
        """The row that a line of a results file holds.

        Raises:
            KeyError, TypeError: the line is not of that form.
        """
        key = content["key"]
        row = cls(**{**content, "key": key})
        if not isinstance(row.setting, dict):
            raise TypeError(f"setting {row.setting!r}")
        if not isinstance(row.error, str) and not isinstance(row.metrics, dict):
            raise TypeError("neither metrics nor an error")
        return row

    def to_dict(self) -> dict:
        """The row as a results file holds it."""
        head = {"key": self.key, "setting": self.setting, "dataset": self.dataset}
        if self.failed:
            return {**head, "error": self.error}
        measured = {name: getattr(self, name) for name in ("metrics", "gradient_ratio", "seconds")}
        tested = {} if self.test_accuracy is None else {"test_accuracy": self.test_accuracy}
        return {**head, **measured, **tested}

    @property
    def name(self) -> str:
        """What the setting is called."""
        return self.setting["name"]

    @property
    def failed(self) -> bool:
        """Whether the training ended with an error."""
        return self.error is not None

    @property
    def diverged(self) -> bool:
        """Whether it ended because a number became nan or inf."""
        return self.failed and re.search(r"\b(?:nan|inf)\b", self.error) is not None

    def named(self, name: str) -> "SweepRow":
        """The same row under another name."""
        return replace(self, setting={**self.setting, "name": name})

    def __getitem__(self, field):
        """`row["metrics"]` is `row.metrics`, as notebooks write it."""
        return self.to_dict()[field]
