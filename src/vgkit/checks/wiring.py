"""Checks of what each layer with a kernel is fed with: additions, and what lies between two layers.

A student's description (`description.describe`) is held against the shared builder's.
"""

from collections import Counter

from vgkit.checks.findings import Finding, listed
from vgkit.messages import say
from vgkit.networks.description import LayerFacts


def _source_names(names, sources):
    return " + ".join(say("the input") if s == 0 else names[s - 1] for s in sources)


def wiring_findings(
    names: list[str], number: int, us: LayerFacts, them: LayerFacts, blank: str | None
) -> list[Finding]:
    """What feeds one layer. At most one finding: the first that explains the difference.

    Args:
        names: of all layers with kernels, first one first.
        number: of the layer, from 1.
        us, them: what it is in the student's network, and in the exercise's own.
        blank: the one that decides what lies before it.
    """
    if (us.sources, us.through) == (them.sources, them.through):
        return []
    look = _wrong_path if us.through != them.through else _wrong_sources
    code, message = look(names[number - 1], _source_names(names, us.sources), us, them)
    return [Finding(code, message, blank)]


def _wrong_path(name, got, us, them):
    """What stands between a layer and those that feed it: `(code, message)`."""
    between = listed(us.through)
    if len(us.sources) > 1 and not them.through:
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
    if not us.through and all("Normalization" in layer for layer in them.through):
        return (
            "normalization_missing",
            say(
                "{name} is fed with {got} as it is. A normalization belongs between the two.",
                name=name,
                got=got,
            ),
        )
    if not us.through:
        return (
            "layer_between_missing",
            say(
                "{name} is fed with {got} as it is. In the exercise something else lies between the "
                "two.",
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
    return _other_layers(name, got, us, them)


def _other_layers(name, got, us, them):
    """Other layers than those that should stand between two layers: `(code, message)`."""
    ours, theirs = Counter(us.through), Counter(them.through)
    extra, missing = listed((ours - theirs).elements()), theirs - ours
    between = listed(us.through)
    if not extra:
        return (
            "layer_between_missing",
            say(
                "Between {got} and {name} stands {between}, and nothing else. The exercise has one "
                "thing more there.",
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
            between=extra if missing else between,
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
