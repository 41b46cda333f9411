"""Checks of exercise 16: a pretrained base under a new head, frozen, then with its last layers free.

What `compile` was told is looked at as in every exercise; where the base stands in the network, how it
is called and which of its layers training may change is looked at here.
"""

import dataclasses
import weakref

from vgkit.backend import keras
from vgkit.checks.compiled import compile_findings
from vgkit.checks.findings import CheckFailed, Finding, listed
from vgkit.checks.transfer_parts import (
    before_findings,
    check_parts,
    head_findings,
    place_of_base,
)
from vgkit.checks.transfer_tail import check_tail, holds
from vgkit.experiments.transfer import SIZES, WAYS
from vgkit.messages import grouped, say
from vgkit.networks import fine_tuning

__all__ = ["check_fine_tuning", "check_frozen", "check_parts", "check_tail"]

_BLANKS = {
    **dict.fromkeys(("loss", "loss_class", "loss_settings", "from_logits"), "loss"),
    **dict.fromkeys(("metrics", "metric_fails", "metric_threshold"), "metric"),
}
# Optimizers of networks whose base was frozen when they were looked at.
_OF_FROZEN = weakref.WeakSet()


def check_frozen(model: keras.Model) -> None:
    """Look at the network whose base is frozen, compiled. Trains and changes nothing.

    Args:
        model: the student's, from photographs of 32 × 32 pixels to one logit.

    Raises:
        CheckFailed: it is something else; every mistake is named, with its blank.
    """
    if findings := frozen_findings(model):
        raise CheckFailed(findings)
    _OF_FROZEN.add(model.optimizer)
    print(
        say(
            "✓ The base is frozen: training can change {free} of {all} parameters.",
            free=grouped(_count(model.trainable_weights)),
            all=grouped(model.count_params()),
        )
    )


def check_fine_tuning(model: keras.Model, head: keras.Model | None = None) -> None:
    """Look at the network whose last layers were set free, compiled again.

    Args:
        model: as in `check_frozen`.
        head: the one that step 1 has trained, where the model is to be held against it.

    Raises:
        CheckFailed: as in `check_frozen`.
    """
    if findings := fine_tuning_findings(model, head):
        raise CheckFailed(findings)
    print(
        say(
            "✓ The head and {layers} layers of the base are free: training can change {free} of {all} "
            "parameters.",
            layers=len(_free(_base(model))),
            free=grouped(_count(model.trainable_weights)),
            all=grouped(model.count_params()),
        )
    )


def frozen_findings(model: object) -> list[Finding]:
    """All `Finding`s about a network whose base is to be frozen."""
    findings = _built_findings(model)
    if findings:
        return findings
    base = _base(model)
    if base.trainable_weights:
        findings.append(_base_trainable(base))
    return findings + _placed(compile_findings(model, _reference("frozen"), "optimizer"))


def _placed(findings):
    """Of what `compile` was told, each with its own blank."""
    return [
        finding if finding.blank else dataclasses.replace(finding, blank=_BLANKS.get(finding.code))
        for finding in findings
    ]


def _built_findings(model):
    """What is wrong with the network, whatever of it is frozen."""
    if not isinstance(model, keras.Model):
        message = say(
            "A Keras model was expected here. Received: {kind}.", kind=type(model).__name__
        )
        return [Finding("not_a_model", message)]
    if not model.built or getattr(model, "input_shape", None) != (None, *fine_tuning.PHOTOGRAPH):
        message = say(
            "The network takes {shape}. It should begin with a photograph of CIFAR-10 as it is: "
            "keras.Input({expected}).",
            shape=getattr(model, "input_shape", "–"),
            expected=fine_tuning.PHOTOGRAPH,
        )
        return [Finding("input_shape", message)]
    calls, place = place_of_base(model)
    if place is None:
        message = say(
            "The network does not call the base as a whole. The base is a layer like any other: it "
            "is called with a tensor, and gives one."
        )
        return [Finding("base_not_called", message, "features")]
    return [
        *before_findings(calls[:place], _base(model)),
        *_call_findings(calls[place]),
        *head_findings(calls[place + 1 :]),
    ]


def _base(model):
    calls, place = place_of_base(model)
    return calls[place].operation


def _call_findings(call):
    """Whether the base is called as in a prediction, for good."""
    told = (call.keywords or {}).get("training", *call.arguments[1:2] or (None,))
    if told is False:
        return []
    if told is None:
        message = say(
            "The base is called without a word on training. Its batch normalizations then follow the "
            "head's example: as soon as one is free, it works with the statistics of each batch."
        )
        return [Finding("training_open", message, "features")]
    message = say(
        "The base is called with training={told}. Whose statistics should its batch normalizations "
        "work with: those of ImageNet, or those of 32 cats and dogs?",
        told=told,
    )
    return [Finding("training_true", message, "features")]


def _base_trainable(base):
    free = _free(base)
    # A `Normalization`, which scales pixels, has nothing to train.
    able = [x for x in base.layers if x.weights and not isinstance(x, keras.layers.Normalization)]
    if len(free) == len(able):
        message = say(
            "The whole base is trainable: all {count} of its parameters would be changed by the "
            "gradients of a head that knows nothing yet.",
            count=grouped(_count(base.trainable_weights)),
        )
        return Finding("base_trainable", message, "freeze")
    message = say(
        "{count} layers of the base are still trainable, {first} among them. In this part all of it "
        "stands still.",
        count=len(free),
        first=free[0].name,
    )
    return Finding("base_partly_trainable", message, "freeze")


def fine_tuning_findings(model: object, head: keras.Model | None = None) -> list[Finding]:
    """All `Finding`s about a network whose last layers are to be free."""
    findings = _built_findings(model)
    if findings:  # where no blank of part 1 is named, it is another model than there
        return [dataclasses.replace(x, blank=x.blank or "compiled_again") for x in findings]
    if head is not None and not holds(model, head):
        message = say(
            "The model ends with another head than the one that step 1 has trained: what it learnt "
            "would be lost. Which model stands there already?"
        )
        return [Finding("another_head", message, "compiled_again")]
    findings = _free_findings(_base(model))
    if model.optimizer in _OF_FROZEN or _built_for_others(model):
        message = say(
            "The model is still compiled as it was for the frozen base. What is free, an optimizer "
            "learns when it is made: which call has to be made again?"
        )
        return [*findings, Finding("not_recompiled", message, "compiled_again")]
    return findings + _rate_findings(model)


def _built_for_others(model):
    """Whether an optimizer that has trained already keeps its averages for other weights."""
    optimizer = model.optimizer
    if optimizer is None or not optimizer.built:
        return False
    shapes = {tuple(variable.shape) for variable in optimizer.variables}
    return not {tuple(weight.shape) for weight in model.trainable_weights} <= shapes


def _rate_findings(model):
    """What `compile` was told; the head's own learning rate has its own message."""
    findings = _placed(
        compile_findings(model, _reference("fine_tuned"), "small_steps, compiled_again")
    )
    if [finding.code for finding in findings] != ["optimizer_settings"]:
        return findings
    if not compile_findings(model, _reference("frozen"), None):
        message = say(
            "The learning rate is still the head's, {rate:g}. How large a step may weights take that "
            "are good already? Or does compiled ignore its learning_rate?",
            rate=WAYS["frozen"].learning_rate,
        )
        return [Finding("learning_rate_kept", message, "small_steps, compiled_again, optimizer")]
    return findings


def _free_findings(base):
    """Whether just those layers of the base are free that the exercise names."""
    ours = {layer.name for layer in _free(base)}
    behind = fine_tuning.layers_behind_cut(base)
    expected = fine_tuning.free_layers(base.layers, behind)
    theirs = {layer.name for layer in expected if layer.weights}
    if ours == theirs:
        return []
    if not ours:
        if any(layer.trainable for layer in base.layers):
            message = say(
                "No layer of the base is free: some are trainable, but the base as a whole is not, and "
                "that comes first."
            )
            return [Finding("base_still_frozen", message, "unfreeze")]
        message = say("No layer of the base is free: all are still frozen.")
        return [Finding("still_frozen", message, "set_free")]
    if extra := [layer.name for layer in _free(base) if layer in base.layers[:-behind]]:
        message = say(
            "{count} layers too many are free, such as {names}: they are not among those that "
            "freeze_plan has chosen. What does the loop give each layer?",
            count=len(extra),
            names=listed(extra[-3:]),
        )
        return [Finding("too_many_free", message, "set_free")]
    normalizations = [
        layer for layer in _free(base) if isinstance(layer, keras.layers.BatchNormalization)
    ]
    if normalizations:
        message = say(
            "{count} batch normalizations of the base are free, {first} among them. What they know of "
            "ImageNet's images would be replaced by what a few small batches say.",
            count=len(normalizations),
            first=normalizations[0].name,
        )
        return [Finding("normalizations_free", message, "free")]
    missing = sorted(theirs - ours)
    message = say(
        "{count} layers that should be free are frozen, such as {names}.",
        count=len(missing),
        names=listed(missing[:3]),
    )
    return [Finding("too_few_free", message, "set_free")]


def _free(base):
    """The layers of a base whose weights training may change."""
    return [layer for layer in base.layers if base.trainable and layer.trainable_weights]


def _count(weights):
    return sum(weight.shape.num_elements() for weight in weights)


def _reference(way):
    """As the exercise compiles: what `compile` was told is all that is looked at."""
    one = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    return WAYS[way].compiled(one, SIZES[-1])
