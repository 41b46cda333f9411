"""Check of the settings that a student reads off the map, before any training."""

import dataclasses

import numpy as np

from vgkit import data
from vgkit.checks.findings import CheckFailed, Finding, listed, not_a_setting
from vgkit.diagnostics import gradient_map
from vgkit.experiments.setting import Setting
from vgkit.messages import say, say_in
from vgkit.networks.mlp import CLASSES, UNITS

DEPTH = 20
ACTIVATIONS = ("sigmoid", "tanh", "relu")
FACTOR = 100  # by how much the gradient of hidden 1 may fade or grow on the way
# Of the output kernel, relative to its norm. Rates from 1e-7 (5e-5 of the norm) to 2e-3 (0.9) were
# tried for ten epochs: 16 % accuracy at the one end, NaN at the other; 30 to 70 % from 2e-4 to 0.25.
SHORTEST_STEP, LONGEST_STEP = 1e-4, 0.3
CHOSEN = ("name", "activation", "stddev", "depth")


def check(settings: list, images: data.Dataset | None = None) -> None:
    """Ask of each setting whether the gradient lives through its layers. Trains nothing.

    Asked is the map's second quantity: the gradient norm of hidden 1 at the setting's depth,
    relative to that of a network with one hidden layer and the same stddev. It has to lie between
    1/`FACTOR` and `FACTOR`.

    Args:
        settings: a list of `setting.Setting` that differ from the baseline in activation, stddev
            and depth only, the blank of each called after its activation: `relu_stddev`.
        images: a `data.Dataset`; None for the one that the session uses.

    Raises:
        CheckFailed: something else was found; every mistake is named, with its blank.
    """
    findings = [finding for setting in settings for finding in setting_findings(setting, images)]
    findings = findings or _missing(settings)
    if findings:
        raise CheckFailed(findings)
    for setting in settings:
        factor = lived_through(setting, images)[0]
        print(
            say(
                "✓ {name}: {depth} layers leave {factor:.1g} times the gradient that one layer "
                "would.",
                name=setting.name,
                depth=setting.depth,
                factor=factor,
            )
        )


def _missing(settings):
    """Whether each activation of the map is there, once."""
    found = sorted(setting.activation for setting in settings)
    if found == sorted(ACTIVATIONS):
        return []
    message = say(
        "The task is one network for each of {expected}. These are of: {found}.",
        expected=listed(ACTIVATIONS),
        found=listed(found) or say_in("changed fields", "nothing"),
    )
    return [Finding("activations", message)]


def check_rescue(before: Setting, after: object, images: data.Dataset | None = None) -> None:
    """Ask whether a setting changes one field of another, so that it can learn. Trains nothing.

    The field is pixels, or a learning rate below that of `before`. The first step of the output
    kernel has to be of a length with which networks of twenty ReLU layers were seen to learn.

    Args:
        before: a `setting.Setting`.
        after: what the student made of it, under another name.
        images: a `data.Dataset` with pixels 0-255; None for the one that the session uses.

    Raises:
        CheckFailed: it is something else.
    """
    finding = _strayed_rescue(before, after)
    if finding is None:
        step = first_output_step(after, images)
        finding = _wrong_step(after, step)
    if finding:
        raise CheckFailed([finding])
    print(
        say(
            "✓ {name}: one field is changed, and the first step of the output kernel is {step:.1g} "
            "times its length.",
            name=after.name,
            step=step,
        )
    )


def first_output_step(setting: Setting, images: data.Dataset | None = None) -> float:
    """The first step of SGD at the output kernel, relative to that kernel's expected norm.

    Args:
        setting: a `setting.Setting` of a plain network with `"normal"` weights and a learning rate.
        images: as in `check_rescue`.

    Returns:
        The ratio; nan or inf where a number on the way is too large.
    """
    prepared = data.prepare(data.load() if images is None else images, setting.pixels)
    _, last = gradient_map.gradient_norms(
        setting.activation, [setting.stddev], [setting.depth], prepared
    )
    stddev = np.sqrt(2 / (UNITS + CLASSES))  # Glorot's, of the output kernel
    return float(setting.learning_rate * last[0, 0] / (stddev * np.sqrt(UNITS * CLASSES)))


def _wrong_step(setting, step):
    """The finding where a first step is too long or too short to learn from; else None."""
    if not step <= LONGEST_STEP:
        message = say(
            "{name}: the first step moves the output kernel by {step:.2g} times its length. That is "
            "still too long. What does first_step(…) tell of tanh, which learns?",
            name=setting.name,
            step=step,
        )
        return Finding("rescue_too_long", message, "rescue")
    if step < SHORTEST_STEP:
        message = say(
            "{name}: the first step moves the output kernel by {step:.1e} times its length. In {epochs} "
            "epochs of such steps nothing is learnt: now it is too short.",
            name=setting.name,
            step=step,
            epochs=setting.epochs,
        )
        return Finding("rescue_too_short", message, "rescue")
    return None


def _strayed_rescue(before, after):
    """The finding where a setting is not another one with one field changed; else None."""
    if not isinstance(after, Setting):
        return _not_read(after)
    changed = {
        field.name
        for field in dataclasses.fields(Setting)
        if getattr(before, field.name) != getattr(after, field.name)
    }
    if changed not in ({"name", "learning_rate"}, {"name", "pixels"}):
        said = listed(sorted(changed)) or say_in("changed fields", "nothing")
        message = say(
            "{name}: changed is: {said}. It should be the name and one other field, "
            "learning_rate or pixels: replace(own[2], name=…, …).",
            name=after.name,
            said=said,
        )
        return Finding("rescue_strayed", message, "rescue")
    if after.learning_rate != before.learning_rate and not (
        after.learning_rate and after.learning_rate < before.learning_rate
    ):
        message = say(
            "{name}: learning_rate={rate} makes no step shorter than learning_rate={before} does.",
            name=after.name,
            rate=after.learning_rate,
            before=before.learning_rate,
        )
        return Finding("rescue_no_shorter", message, "rescue")
    return None


def lived_through(setting: Setting, images: data.Dataset | None = None) -> tuple[float, float]:
    """What the layers of a setting do to the gradient of hidden 1, before training.

    Args:
        setting: a `setting.Setting` of a plain network with `"normal"` weights and pixels 0-255.
        images: as in `check`.

    Returns:
        `(factor, ratio)`: the gradient norm of hidden 1 relative to that at depth 1, and relative to
        that of the output kernel; nan where a number on the way is too large.
    """
    depths = [1, setting.depth]
    first, last = gradient_map.gradient_norms(setting.activation, [setting.stddev], depths, images)
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(first[0, 1] / first[0, 0]), float(first[0, 1] / last[0, 1])


def setting_findings(setting: object, images: data.Dataset | None = None) -> list[Finding]:
    """All `Finding`s about one setting. An empty list: it is right.

    Args:
        setting: anything the student may have come up with.
        images: as in `check`.
    """
    if not isinstance(setting, Setting):
        return [_not_read(setting)]
    strayed = [
        field.name
        for field in dataclasses.fields(Setting)
        if field.name not in CHOSEN and getattr(setting, field.name) != field.default
    ]
    findings = [_strayed(setting, name) for name in strayed]
    if setting.depth != DEPTH:
        findings.append(
            Finding(
                "depth",
                say(
                    "{name}: depth is {depth}. The task is about networks of {depth_} hidden "
                    "layers.",
                    name=setting.name,
                    depth=setting.depth,
                    depth_=DEPTH,
                ),
            )
        )
    return findings or _faded(setting, *lived_through(setting, images))


def _not_read(found):
    return not_a_setting(found, say("variations.read(…) makes them"))


def _strayed(setting, field):
    value = getattr(setting, field)
    return Finding(
        f"{field}_strayed",
        say(
            "{name}: {field} is {value!r}. The map was measured with the baseline's; choose "
            "activation and stddev only, so that it can tell something about your network.",
            name=setting.name,
            field=field,
            value=value,
        ),
    )


def _faded(setting, factor, ratio):
    """What is wrong with the gradient on its way back, if anything."""
    blank = f"{setting.activation}_stddev"
    where = f"{setting.name} (stddev {setting.stddev:g})"
    if not np.isfinite(factor) or factor > FACTOR:
        size = f"{factor:.1e}" if np.isfinite(factor) else "inf"
        return [
            Finding(
                "explodes",
                say(
                    "{where}: the gradient explodes, to {size} times what one layer gives. On "
                    "the second map, at which stddev does the colour stay what it is at depth 1?",
                    where=where,
                    size=size,
                ),
                blank,
            )
        ]
    if factor >= 1 / FACTOR:
        return []
    if np.isfinite(ratio) and 1 / FACTOR <= ratio <= FACTOR:
        return [
            Finding(
                "both_ends_fade",
                say(
                    "{where}: the ratio of {ratio:.1e} looks good, but both ends fade: the "
                    "gradient of hidden 1 is {factor:.1e} times what one layer gives. Choose by "
                    "the second map, not by the first.",
                    where=where,
                    ratio=ratio,
                    factor=factor,
                ),
                blank,
            )
        ]
    return [
        Finding(
            "vanishes",
            say(
                "{where}: the gradient vanishes, down to {factor:.1e} times what one layer "
                "gives. On the second map, follow this stddev up to depth {depth}: what do the "
                "contour lines say?",
                where=where,
                factor=factor,
                depth=setting.depth,
            ),
            blank,
        )
    ]
