"""Checks of each layer by itself: kind, units or filters, activation, initializer.

A student's description (`description.describe`) is held against the shared builder's.
"""

from vgkit.checks.findings import Finding, listed
from vgkit.course import Exercise
from vgkit.messages import say
from vgkit.networks.description import LayerFacts


def layer_findings(
    row: Exercise, names: list[str], ours: list[LayerFacts], theirs: list[LayerFacts]
) -> list[Finding]:
    """What the layers are: kind, units, activation, initializer. One finding for equal mistakes."""
    layer_blanks = row.blanks.layers
    places = {}
    for number, (us, them) in enumerate(zip(ours, theirs, strict=True), start=1):
        for mistake in _mistakes(us, them):
            places.setdefault(mistake, []).append(number)
    findings = []
    for (code, message), numbers in places.items():
        blanks = dict.fromkeys(layer_blanks.get(number) for number in numbers)
        blank = ", ".join(filter(None, blanks)) or None
        where = listed(names[number - 1] for number in numbers)
        findings.append(Finding(code, f"{where}: {message}", blank))
    return findings


_ACTIVATION_LAYERS = {"ReLU", "Activation", "LeakyReLU", "ELU", "PReLU", "Softmax"}


def activation_layer_finding(ours: list[LayerFacts], theirs: list[LayerFacts]) -> Finding | None:
    """The `Finding` where activations stand in layers of their own; None where they do not."""
    kinds = {
        kind
        for us, them in zip(ours, theirs, strict=True)
        for kind in set(us.through) - set(them.through)
    }
    kinds = {kind for kind in kinds if kind.partition("(")[0] in _ACTIVATION_LAYERS}
    bare = [
        us.activation == "linear" != them.activation for us, them in zip(ours, theirs, strict=True)
    ]
    if not kinds or not any(bare):
        return None
    message = say(
        "The activation stands in layers of its own ({layers}), and {owner} has none. Pass it to {owner} "
        "instead, as activation=….",
        layers=listed(sorted(kinds)),
        owner=listed(sorted({them.kind for them in theirs if them.activation != "linear"})),
    )
    return Finding("activation_layer", message)


def _mistakes(us, them):
    """Differences between one layer and what it should be: `(code, message)` each."""
    # A class of the student's own, derived from Dense, is named by another check.
    if us.kind != them.kind and (them.kind != "Dense" or us.settings):
        message = say("a {kind}. The exercise has a layer of another kind here.", kind=us.kind)
        yield "layer_kind", message
        return
    # A class of the student's own that is called like Keras' has no settings told: named elsewhere.
    if us.settings and us.settings != them.settings:
        different = [f"{k}={v}" for k, v in us.settings if (k, v) not in them.settings]
        message = say("{settings}. Compare with the exercise's table.", settings=listed(different))
        yield "convolution_settings", message
    if us.units != them.units:
        yield (
            "units",
            say("{units} units. Look at the numbers in the exercise's table.", units=us.units)
            if us.kind == "Dense"
            else say(
                "{units} filters. Look at the numbers in the exercise's table.", units=us.units
            ),
        )
    if us.activation != them.activation:
        if them.activation == "linear" and them.kind != "Dense":
            yield (
                "activation_inside",
                say(
                    "the activation is {activation!r}, inside the convolution. In this exercise "
                    "something stands between the two.",
                    activation=us.activation,
                ),
            )
        elif them.activation == "linear":
            yield (
                "output_activation",
                say(
                    "the activation is {activation!r}. The loss is computed from logits, "
                    "so nothing should squash them.",
                    activation=us.activation,
                ),
            )
        else:
            yield (
                "activation",
                say(
                    "the activation is {activation!r}. All hidden layers of this "
                    "exercise share one activation: which one?",
                    activation=us.activation,
                ),
            )
    yield from _initializer_mistakes(us, them)
    if not us.trainable:
        yield (
            "frozen",
            say("frozen (trainable=False): training would not change it."),
        )


def _initializer_mistakes(us, them):
    """Of each kernel, what it starts from. One that a layer lacks is named by another check."""
    for argument, right in them.initializers.items():
        ours, *settings = us.initializers.get(argument, right)
        theirs, *expected = right
        different = [f"{k}={v}" for k, v in settings if (k, v) not in expected]
        if ours != theirs:
            yield (
                "initializer",
                say(
                    "the kernel starts from {initializer}, which is not what the exercise "
                    "asks of this layer. What was passed as {argument}?",
                    initializer=ours,
                    argument=argument,
                ),
            )
        elif different:
            yield (
                "initializer_settings",
                say(
                    "the kernel starts from {initializer} with {different}. Compare {argument} with "
                    "the exercise's table.",
                    initializer=ours,
                    different=listed(different),
                    argument=argument,
                ),
            )
