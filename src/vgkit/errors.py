"""Errors that a reader can act on: one paragraph, no traceback of somebody else's code."""


class VgkitError(Exception):
    """Something that the user can fix. The message says what happened and what to do."""

    def _render_traceback_(self):
        """What IPython shows in place of a traceback (a hook of IPython's own)."""
        return [f"{type(self).__name__}: {self}"]


class TrainingInterrupted(VgkitError, KeyboardInterrupt):
    """Ctrl-C, or the kernel's stop button, during training. The finished epochs are kept."""


class UnfilledBlank(BaseException):
    """A `#??` blank was reached before it was filled.

    Not an `Exception`: Keras and NumPy catch those, wrap them in text of their own, and the student
    would have to dig for the one sentence that helps.
    """

    _render_traceback_ = VgkitError._render_traceback_
