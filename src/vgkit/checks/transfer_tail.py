"""What is trained from the maps at the cut: the upper part of a base, and the head that is trained."""

import numpy as np

from vgkit.backend import keras
from vgkit.checks.findings import CheckFailed, Finding
from vgkit.messages import say

_BLANK = "tail"


def check_tail(tail: keras.Model, upper: keras.Model, head: keras.Model) -> None:
    """Look at the model that goes on from the maps at the cut. Trains and changes nothing.

    Args:
        tail: the student's.
        upper: the upper part of the base, as `check_parts` has seen it.
        head: the one that step 1 has trained.

    Raises:
        CheckFailed: it is something else; the message says what is wrong.
    """
    if findings := tail_findings(tail, upper, head):
        raise CheckFailed(findings)
    print(say("✓ From the maps at the cut to one logit."))


def tail_findings(tail: object, upper: keras.Model, head: keras.Model) -> list[Finding]:
    """All `Finding`s about the model that goes on from the maps at the cut."""
    if not isinstance(tail, keras.Model):
        message = say(
            "tail: a Keras model was expected. Received: {kind}.", kind=type(tail).__name__
        )
        return [Finding("tail_not_a_model", message, _BLANK)]
    shape = getattr(tail, "input_shape", None) if tail.built else None
    if not holds(tail, upper):
        message = say("tail does not hold all layers of the upper part of the base.")
        return [Finding("tail_without_upper", message, _BLANK)]
    if not holds(tail, head) or (shape and tail.output_shape != (None, 1)):
        message = say("tail does not end with the head that is trained: what follows the base?")
        return [Finding("tail_without_head", message, _BLANK)]
    if shape != upper.input_shape:
        message = say(
            "tail takes {shape}, and the maps at the cut are {expected}. With which part of the base "
            "does it begin?",
            shape=shape or "–",
            expected=upper.input_shape,
        )
        return [Finding("tail_input", message, _BLANK)]
    if not any(np.any(average) for average in _averages(head)):
        message = say(
            "The head has not been trained yet: its moving averages are where they began. Run the "
            "cell of step 1 before this one."
        )
        return [Finding("head_untrained", message)]
    return []


def holds(model, part):
    """Whether a model works with the very weights of a part."""
    weights = {id(weight) for weight in model.weights}
    return all(id(weight) in weights for weight in part.weights)


def _averages(head):
    kind = keras.layers.BatchNormalization
    return [layer.moving_mean.numpy() for layer in head.layers if isinstance(layer, kind)]
