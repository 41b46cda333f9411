"""Checks of a training in stages: which submodels, which of them frozen, in which training."""

import functools

from vgkit import course
from vgkit.backend import keras
from vgkit.checks.findings import CheckFailed, Finding, listed
from vgkit.checks.network import network_findings
from vgkit.checks.remaining_settings import called_twice
from vgkit.messages import say
from vgkit.networks.description import dense_layers
from vgkit.networks.mlp import chain, submodels
from vgkit.networks.wiring import has_wiring, no_wiring, without_wiring
from vgkit.training.stages import Training, plan


def check_stages(trainings: list) -> None:
    """Check the plan of exercise 6: submodels, which are frozen, epochs. Trains nothing.

    Args:
        trainings: the student's list of `stages.Training`.

    Raises:
        CheckFailed: it is not the exercise's plan; every difference is named with its blank.
    """
    findings = find_in_stages(trainings)
    if findings:
        raise CheckFailed(findings)
    print(say("✓ These are the {count} trainings of exercise 6.", count=len(trainings)))


def find_in_stages(trainings: list) -> list[Finding]:
    """All `Finding`s about a plan of exercise 6; an empty list: it is right.

    Args:
        trainings: anything that the student may have put into the list.
    """
    row = course.in_stages()
    references = _references(row.stages)
    if not isinstance(trainings, list | tuple):
        trainings = [trainings]
    subs = []
    for training in trainings if isinstance(trainings, list | tuple) else ():
        subs += [s for s in getattr(training, "submodels", ()) if s not in subs]
    for look in (
        lambda: _kinds(trainings, subs),
        lambda: _repeated(trainings, row) or _shared(subs, row) or _outputs_inside(subs, row),
        lambda: _sizes(trainings, subs, references, row),
        lambda: _shapes(subs, references, row),
    ):
        if findings := look():
            return findings
    expected = plan(subs)
    findings = network_findings(row.compile(chain(subs)), row) or _never_frozen(subs)
    for number, (ours, theirs) in enumerate(zip(trainings, expected, strict=False), start=1):
        findings += _training(number, ours, theirs, subs)
    if len(trainings) != len(expected):
        findings.append(
            Finding(
                "training_count",
                say(
                    "The plan has {count} trainings; the figure shows another number.",
                    count=len(trainings),
                ),
                "training",
            )
        )
    return findings


@functools.cache
def _references(sizes):
    """The exercise's own submodels, of which only the shapes are looked at."""
    return submodels(sizes)


def _kinds(trainings, subs):
    """What is no training, or no submodel."""
    several = trainings if isinstance(trainings, list | tuple) else [trainings]
    if strangers := [type(t).__name__ for t in several if not isinstance(t, Training)]:
        return [
            Finding(
                "not_a_training",
                say(
                    "The plan is a list of Training(…) objects. Received: {kinds}.",
                    kinds=listed(strangers),
                ),
            )
        ]
    if strangers := [type(sub).__name__ for sub in subs if not isinstance(sub, keras.Model)]:
        return [
            Finding(
                "not_a_submodel",
                say(
                    "Every submodel is a keras.Sequential of its own. Received: {kinds}.",
                    kinds=listed(strangers),
                ),
            )
        ]
    hidden = [each for sub in subs for each in without_wiring(sub)]
    return [Finding("no_wiring", no_wiring(hidden[0]))] if hidden else []


def _blank(number, row):
    """The blank of a submodel; None for one that the notebook gives."""
    name = f"sub_{number}"
    return name if name in row.blanks.layers.values() else None


def _repeated(trainings, row):
    """One submodel in two places of a training: two names for one object."""
    for number, training in enumerate(trainings, start=1):
        places = {}
        for place, sub in enumerate(training.submodels, start=1):
            first = places.setdefault(id(sub), place)
            if first != place:
                message = say(
                    "Training {number} has the same submodel in places {first} and {place}: one "
                    "object under two names, with one set of weights. Each place needs a submodel of "
                    "its own.",
                    number=number,
                    first=first,
                    place=place,
                )
                return [Finding("submodel_repeated", message, _blank(place, row))]
    return []


def _shared(subs, row):
    """One layer in two places, of one submodel or of two."""
    seen = []
    for number, sub in enumerate(subs, start=1):
        if sub.built and has_wiring(sub) and (twice := called_twice(sub, seen)):
            message = say(
                "sub_{number} uses a layer that has a place already ({names}). A layer in two places "
                "has one kernel for both: each place needs a layer of its own.",
                number=number,
                names=listed(dict.fromkeys(layer.name for layer in twice)),
            )
            return [Finding("layer_shared", message, _blank(number, row))]
    return []


def _outputs_inside(subs, row):
    """Output layers that were put into a submodel."""
    findings = []
    for number, sub in enumerate(subs, start=1):
        if any(layer.units == row.classes for layer in dense_layers(sub)):
            message = say(
                "sub_{number} has a layer of {units} units, one for each class. Where does the figure "
                "put the output layer?",
                number=number,
                units=row.classes,
            )
            findings.append(Finding("output_inside", message, _blank(number, row)))
    return findings


def _sizes(trainings, subs, references, row):
    """How the layers are cut into submodels."""
    sizes = [len(dense_layers(sub)) for sub in subs]
    expected = [len(dense_layers(sub)) for sub in references]
    if sizes == expected:
        return []
    if len(subs) > len(references) and sizes[: len(references)] == expected:
        used = [training.submodels for training in trainings]
        stranger = subs[len(references)]
        message = say(
            "Training {number} uses a submodel that no training before it has, besides the {count} that "
            "there are. Make each submodel once, and use that object in every training.",
            number=next(n for n, each in enumerate(used, start=1) if stranger in each),
            count=len(references),
        )
        return [Finding("submodel_made_anew", message)]
    pairs = enumerate(zip(sizes, expected, strict=False), start=1)
    wrong = next((number for number, (ours, right) in pairs if ours != right), None)
    return [
        Finding(
            "submodel_sizes",
            say(
                "The submodels have {sizes} hidden layers. Seven layers are to be cut into "
                "four submodels; the figure shows how.",
                sizes=sizes,
            ),
            _blank(wrong, row),
        )
    ]


def _shapes(subs, references, row):
    """What each submodel takes and gives."""
    findings, layers = [], 0
    for number, (sub, reference) in enumerate(zip(subs, references, strict=True), start=1):
        sub.trainable = True
        layers += len(dense_layers(sub))
        if not _is_built(sub, reference.input_shape):
            message = say(
                "sub_{number} was made without keras.Input, and does not take the {inputs} numbers "
                "that it gets here.",
                number=number,
                inputs=reference.input_shape[-1],
            )
            findings.append(Finding("submodel_unbuilt", message, row.blanks.layers[layers] or None))
            continue
        ends = sub.input_shape[1:], sub.output_shape[1:]
        if ends != (reference.input_shape[1:], reference.output_shape[1:]):
            findings.append(
                Finding(
                    "submodel_shape",
                    say(
                        "sub_{number} goes from {inputs} to {outputs}. What gives the numbers "
                        "that it takes, and what takes those that it gives?",
                        number=number,
                        inputs=ends[0],
                        outputs=ends[1],
                    ),
                    row.blanks.layers[layers] or None,
                )
            )
    return findings


def _is_built(sub, input_shape):
    """Whether a submodel is built; one made without `keras.Input` is built here, if it can be."""
    try:
        if not sub.built:
            sub.build(input_shape)
    except (TypeError, ValueError):  # a layer for inputs of another shape
        return False
    return True


def _never_frozen(subs):
    """Submodels that go on being trained although they are told not to be."""
    findings = []
    for number, sub in enumerate(subs, start=1):
        sub.trainable = False
        if any(variable.trainable for variable in sub.variables):
            message = say(
                "sub_{number} cannot be frozen: it is a class {kind} of your own, in which "
                "trainable=False has no effect.",
                number=number,
                kind=type(sub).__name__,
            )
            findings.append(Finding("never_frozen", message))
        sub.trainable = True
    return findings


def _training(number, ours, theirs, subs):
    """One training of the plan. At most one finding: the first that explains the difference."""
    numbers = [subs.index(s) + 1 for s in ours.submodels]
    if numbers != list(range(1, len(theirs.submodels) + 1)):
        message = say(
            "Training {number} uses {names}. In the figure this row looks different.",
            number=number,
            names=listed(f"sub_{k}" for k in numbers),
        )
        return [Finding("submodels_used", message, "used_in")]
    if set(map(id, ours.frozen)) != set(map(id, theirs.frozen)):
        names = listed(
            f"sub_{subs.index(s) + 1}" if s in subs else say("something that is no submodel")
            for s in ours.frozen
        )
        asked = (
            say(
                "Which submodels have been trained before and are to stay as they are in this training?"
            )
            if theirs.frozen
            else say("Which boxes are hatched in this row of the figure?")
        )
        what = (
            say("Training {number} freezes {names}.", number=number, names=names)
            if names
            else say("Training {number} freezes nothing.", number=number)
        )
        message = f"{what} {asked}"
        return [Finding("frozen_submodels", message, "frozen_in")]
    if ours.epochs != theirs.epochs:
        message = say(
            "Training {number} has {epochs} epochs. In the figure this row has another number.",
            number=number,
            epochs=ours.epochs,
        )
        return [Finding("epochs", message, "training")]
    return []
