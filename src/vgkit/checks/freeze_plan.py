"""Checks of the freeze plan that the student writes: which submodels a training uses, which it freezes.

Both functions are tried out on names in place of submodels, for each of the trainings of exercise 6.
"""

from collections.abc import Callable, Sequence

from vgkit.checks.findings import Finding, listed
from vgkit.checks.functions import tried
from vgkit.messages import say

SUBS = ("sub_1", "sub_2", "sub_3", "sub_4")
TRAININGS = range(1, 2 * len(SUBS))


def used_in_findings(used_in: Callable) -> list[Finding]:
    """What the student's `used_in(number, subs)` gives: the submodels of a training, first one first."""
    likely = [
        (
            "joins_late",
            lambda n, subs: subs[: (n + 1) // 2],
            say(
                "each new submodel joins one training too late. Which rows of the figure add a box?"
            ),
        ),
        (
            "one_too_few",
            lambda n, subs: subs[: n // 2],
            say(
                "one submodel is missing in every training. How many boxes has row 1 of the figure?"
            ),
        ),
        (
            "one_each_time",
            lambda n, subs: subs[:n],
            say("every training adds a submodel. Compare rows 2 and 3 of the figure."),
        ),
        (
            "newest_only",
            lambda n, subs: subs[n // 2 : n // 2 + 1],
            say("only the newest submodel is given. What does it get its input from?"),
        ),
        (
            "always_all",
            lambda n, subs: subs,
            say("every training gets all submodels. How many boxes has row 1 of the figure?"),
        ),
    ]
    arguments = [(number, SUBS) for number in TRAININGS]
    return _findings(used_in, "used_in", arguments, used_in_training, likely, tuple)


def frozen_in_findings(frozen_in: Callable) -> list[Finding]:
    """What the student's `frozen_in(number, used)` gives: those of them that the training leaves alone."""
    likely = [
        (
            "never",
            lambda n, used: (),
            say("nothing is frozen in any training. Which rows of the figure have hatched boxes?"),
        ),
        (
            "always",
            lambda n, used: used[:-1],
            say(
                "all but the newest are frozen in every training. Compare rows 2 and 3 of the figure."
            ),
        ),
        (
            "other_trainings",
            lambda n, used: used[:-1] if n % 2 else (),
            say(
                "the wrong trainings freeze something. Which rows of the figure have hatched boxes?"
            ),
        ),
        (
            "newest_too",
            lambda n, used: () if n % 2 else used,
            say("whole trainings are frozen. What is left there to learn but the output layer?"),
        ),
        (
            "newest_instead",
            lambda n, used: () if n % 2 else used[-1:],
            say(
                "the newest submodel is frozen. Which ones have learnt something that is to be kept?"
            ),
        ),
        (
            "first_only",
            lambda n, used: () if n % 2 else used[:1],
            say("only the first submodel is ever frozen. How many hatched boxes has row 6?"),
        ),
    ]
    arguments = [(number, used_in_training(number, SUBS)) for number in TRAININGS]
    return _findings(frozen_in, "frozen_in", arguments, _frozen_in_training, likely, _in_any_order)


def used_in_training(number: int, subs: Sequence) -> Sequence:
    """The submodels of a training: each but the first joins in a training of even number."""
    return subs[: number // 2 + 1]


def _frozen_in_training(number, used):
    return () if number % 2 else used[:-1]


def _in_any_order(names):
    return tuple(sorted(names))


def _findings(function, name, arguments, right, likely, form):
    """At most one: how the function fails, the likely mistake, or the first call that is wrong."""
    values = []
    for each in arguments:
        value, finding = tried(function, each, name)
        if finding and finding.code != "returns_nothing":
            return [finding]
        values.append(value)
    if all(value is None for value in values):
        return [finding]
    found = []
    for each, value in zip(arguments, values, strict=True):
        if strange := _no_choice(name, *each, value):
            return [strange]
        found.append(form(value))
    expected = [form(right(*each)) for each in arguments]
    if found == expected:
        return []
    for code, wrong, message in likely:
        if found == [form(wrong(*each)) for each in arguments]:
            return [Finding(code, f"{name}: {message}", name)]
    number, ours = next(
        (each[0], ours)
        for each, ours, theirs in zip(arguments, found, expected, strict=True)
        if ours != theirs
    )
    message = say(
        "{name} gives ({found}) for training {number}. In the figure this row looks different.",
        name=name,
        found=listed(ours),
        number=number,
    )
    return [Finding("wrong_submodels", message, name)]


def _no_choice(name, number, handed, value):
    """The finding where a value is no tuple of what was handed over for a training; else None."""
    if value is None:
        code, message = (
            "gives_none",
            say(
                "{name} gives None for training {number}. Always give a tuple; one that holds nothing "
                "is ().",
                name=name,
                number=number,
            ),
        )
    elif isinstance(value, str) and value in SUBS:
        code, message = (
            "one_submodel",
            say("{name} gives one submodel, not a tuple of them.", name=name),
        )
    elif not isinstance(value, tuple | list):
        code, message = (
            "not_a_tuple",
            say(
                "{name} gives {kind}. A tuple of submodels was expected; a tuple of one needs its "
                "comma.",
                name=name,
                kind=type(value).__name__,
            ),
        )
    elif any(one not in handed for one in value):
        code, message = (
            "not_handed_over",
            say(
                "{name} gives something that was not handed to it. Choose from its second argument.",
                name=name,
            ),
        )
    else:
        return None
    return Finding(code, message, name)
