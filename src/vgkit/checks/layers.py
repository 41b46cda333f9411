"""Checks of each Dense layer: what it is, and what it is fed with.

A student's description (`description.describe`) is held against the shared builder's.
"""

from vgkit.checks.findings import Finding, listed
from vgkit.course import Exercise
from vgkit.messages import say
from vgkit.networks.description import DenseFacts


def layer_findings(
    row: Exercise, names: list[str], ours: list[DenseFacts], theirs: list[DenseFacts]
) -> list[Finding]:
    """What the Dense layers are: units, activation, initializer. One finding for equal mistakes."""
    layer_blanks = row.blanks.layers
    places = {}
    for number, (us, them) in enumerate(zip(ours, theirs, strict=True), start=1):
        for mistake in _mistakes(us, them):
            places.setdefault(mistake, []).append(number)
    findings = []
    for (code, message), numbers in places.items():
        blanks = dict.fromkeys(layer_blanks.get(number) for number in numbers)
        blank = ", ".join(filter(None, blanks)) or None
        if code.startswith("initializer") and len(numbers) == len(names) - 1:
            blank = row.blanks.initializer or blank
        where = listed(names[number - 1] for number in numbers)
        findings.append(Finding(code, f"{where}: {message}", blank))
    return findings


_ACTIVATION_LAYERS = {"ReLU", "Activation", "LeakyReLU", "ELU", "PReLU", "Softmax"}


def activation_layer_finding(ours: list[DenseFacts], theirs: list[DenseFacts]) -> Finding | None:
    """The `Finding` where activations stand in layers of their own; None where they do not."""
    kinds = {
        kind
        for us, them in zip(ours, theirs, strict=True)
        for kind in set(us.through) - set(them.through)
    }
    kinds &= _ACTIVATION_LAYERS
    bare = [
        us.activation == "linear" != them.activation for us, them in zip(ours, theirs, strict=True)
    ]
    if not kinds or not any(bare):
        return None
    message = say(
        "The activation stands in layers of its own ({layers}), and Dense has none. Pass it to Dense "
        "instead, as activation=….",
        layers=listed(sorted(kinds)),
    )
    return Finding("activation_layer", message)


def _mistakes(us, them):
    """Differences between one Dense layer and what it should be: `(code, message)` each."""
    if us.units != them.units:
        yield (
            "units",
            say("{units} units. Look at the numbers in the exercise's table.", units=us.units),
        )
    if us.activation != them.activation:
        if them.activation == "linear":
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
    if us.initializer[0] != them.initializer[0]:
        yield (
            "initializer",
            say(
                "the kernel starts from {initializer}, which is not what the exercise "
                "asks of this layer. What was passed as kernel_initializer?",
                initializer=us.initializer[0],
            ),
        )
    elif us.initializer != them.initializer:
        pairs = zip(us.initializer[1:], them.initializer[1:], strict=True)
        different = listed(f"{ours[0]}={ours[1]}" for ours, theirs in pairs if ours != theirs)
        yield (
            "initializer_settings",
            say(
                "the kernel starts from {initializer} with {different}. Compare with the "
                "exercise's table.",
                initializer=us.initializer[0],
                different=different,
            ),
        )
    if not us.trainable:
        yield (
            "frozen",
            say("frozen (trainable=False): training would not change it."),
        )


def _source_names(sources):
    names = [say("the input") if s == 0 else f"hidden {s}" for s in sources]
    return " + ".join(names)


def wiring_findings(
    name: str, us: DenseFacts, them: DenseFacts, blank: str | None
) -> list[Finding]:
    """What feeds one Dense layer. At most one finding: the first that explains the difference."""
    if (us.sources, us.through) == (them.sources, them.through):
        return []
    look = _wrong_path if us.through != them.through else _wrong_sources
    code, message = look(name, _source_names(us.sources), us, them)
    return [Finding(code, message, blank)]


def _wrong_path(name, got, us, them):
    """What stands between a layer and those that feed it: `(code, message)`."""
    between = listed(us.through)
    if len(us.sources) > 1:
        path = between or say("nothing")
        return (
            "merged_otherwise",
            say(
                "{name} is fed with {got} through {path}. In this exercise layers "
                "are joined by plain addition, with nothing else on the way.",
                name=name,
                got=got,
                path=path,
            ),
        )
    if not us.through:
        return (
            "normalization_missing",
            say(
                "{name} is fed with {got} as it is. A normalization belongs between the two.",
                name=name,
                got=got,
            ),
        )
    if not them.through:
        return (
            "something_between",
            say(
                "Between {got} and {name} stands {between}. Nothing belongs there in "
                "this exercise.",
                got=got,
                name=name,
                between=between,
            ),
        )
    return (
        "other_between",
        say(
            "Between {got} and {name} stands {between}, which is not what the exercise asks for.",
            got=got,
            name=name,
            between=between,
        ),
    )


def _wrong_sources(name, got, us, them):
    """Which layers feed a layer: `(code, message)`."""
    # The sum in the data's direction: the layer directly before, and where the skip starts.
    *skipped, direct = them.sources
    if not skipped:
        code = "unexpected_skip" if len(us.sources) > 1 else "wrong_order"
        return (
            code,
            say(
                "{name} is fed with {got}. It should get one layer's output only: that "
                "of the layer directly before it.",
                name=name,
                got=got,
            ),
        )
    if us.sources == (direct,):
        return (
            "skip_missing",
            say(
                "{name} is fed with {got} alone: nothing is added to it. In the figure a "
                "second arrow arrives here.",
                name=name,
                got=got,
            ),
        )
    if len(us.sources) > len(them.sources):
        return (
            "too_many_sources",
            say(
                "{name} is fed with {got}. Two layers are to be added here, no more.",
                name=name,
                got=got,
            ),
        )
    if us.sources.count(direct) > 1:
        return (
            "added_to_itself",
            say(
                "{name} is fed with {got}: a layer added to itself only doubles it, no "
                "shorter path arises.",
                name=name,
                got=got,
            ),
        )
    return (
        "skip_from_wrong_layer",
        say(
            "{name} is fed with {got}. One of the two is right. Follow the curved arrow "
            "in the figure back to where it starts.",
            name=name,
            got=got,
        ),
    )
