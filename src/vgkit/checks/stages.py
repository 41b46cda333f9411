"""Checks of exercise 6: which submodels, which of them frozen, in which training."""

from vgkit import course
from vgkit.backend import keras
from vgkit.checks.findings import CheckFailed, Finding, listed
from vgkit.checks.layers import LAYER_BLANKS
from vgkit.checks.network import find
from vgkit.messages import say
from vgkit.networks.description import dense_layers
from vgkit.networks.mlp import chain, submodels
from vgkit.training.stages import Training, plan


def check_stages(trainings):
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


def find_in_stages(trainings):
    """All `Finding`s about a plan of exercise 6; an empty list: it is right."""
    if strangers := [type(t).__name__ for t in trainings if not isinstance(t, Training)]:
        return [
            Finding(
                "not_a_training",
                say(
                    "The plan is a list of Training(…) objects. Received: {kinds}.",
                    kinds=listed(strangers),
                ),
            )
        ]
    subs = []
    for training in trainings:
        subs += [sub for sub in training.submodels if sub not in subs]
    row, references = course.get("6"), submodels()
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
    sizes = [len(dense_layers(sub)) for sub in subs]
    if sizes != [len(dense_layers(sub)) for sub in references]:
        return [
            Finding(
                "submodel_sizes",
                say(
                    "The submodels have {sizes} hidden layers. Seven layers are to be cut into "
                    "four submodels; the figure shows how.",
                    sizes=sizes,
                ),
            )
        ]
    findings = []
    for number, (sub, reference) in enumerate(zip(subs, references, strict=True), start=1):
        sub.trainable = True
        if not sub.built:
            sub.build(reference.input_shape)
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
                    LAYER_BLANKS["6"][sum(sizes[:number])] or None,
                )
            )
    if findings:
        return findings
    findings = find(row.compile(chain(subs)), row)
    for number, (ours, theirs) in enumerate(zip(trainings, plan(subs), strict=False), start=1):
        used, expected = [subs.index(s) for s in ours.submodels], len(theirs.submodels)
        if used != list(range(expected)):
            names = listed(f"sub_{index + 1}" for index in used)
            findings.append(
                Finding(
                    "submodels_used",
                    say(
                        "Training {number} uses {names}. In the figure this row looks different.",
                        number=number,
                        names=names,
                    ),
                    f"training_{number}",
                )
            )
        elif set(map(id, ours.frozen)) != set(map(id, theirs.frozen)):
            names = listed(f"sub_{subs.index(s) + 1}" for s in ours.frozen if s in subs)
            names = names or say("nothing")
            findings.append(
                Finding(
                    "frozen_submodels",
                    say(
                        "Training {number} freezes {names}. Which submodels have been trained "
                        "before and are to stay as they are in this training?",
                        number=number,
                        names=names,
                    ),
                    f"training_{number}",
                )
            )
        elif ours.epochs != theirs.epochs:
            findings.append(
                Finding(
                    "epochs",
                    say(
                        "Training {number} has {epochs} epochs. In the figure this row has "
                        "another number.",
                        number=number,
                        epochs=ours.epochs,
                    ),
                    f"training_{number}",
                )
            )
    if len(trainings) != len(plan(subs)):
        findings.append(
            Finding(
                "training_count",
                say(
                    "The plan has {count} trainings; the figure shows another number.",
                    count=len(trainings),
                ),
            )
        )
    return findings
